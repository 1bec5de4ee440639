import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  Location,
  LocationLink,
  Position,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver/node';
import { wholeShop } from '../core/cursor/shop.ts';
import { type Client, connectToProcess, likeVsCode } from './client.ts';
import { folderWith, type TestFolder } from './folder.ts';

const capable = {
  ...likeVsCode,
  workspace: { ...likeVsCode.workspace, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
  textDocument: {
    ...likeVsCode.textDocument,
    definition: { linkSupport: true },
    rename: { prepareSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

const bundle = `=== base/kustomization.yaml
resources:
  - config.yaml
  - https://github.com/owner/name/deploy?ref=v1
=== base/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: base}
`;

async function opened(folder: TestFolder, capabilities = capable): Promise<Client> {
  const client = await connectToProcess({ folders: [folder.uri], capabilities });
  for (const file of ['ingress', 'service', 'deployment', 'others']) {
    client.open(folder.uriOf(`${file}.yaml`), folder.read(`${file}.yaml`));
  }
  await client.ready();
  return client;
}

/** The position of a text after another one. */
function positionIn(text: string, before: string, wanted: string): Position {
  const lines = text.slice(0, text.indexOf(wanted, text.indexOf(before))).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

/** E.g. `service.yaml:7:4`, line and character from 0. */
function shown({ uri, range }: { uri: string; range: { start: Position } }): string {
  return `${uri.split('/').at(-1)}:${range.start.line}:${range.start.character}`;
}

test('every verb answers over the protocol', async () => {
  using folder = folderWith(wholeShop + bundle);
  await using client = await opened(folder);
  const { connection } = client;
  const at = (file: string, before: string, text: string) => ({
    textDocument: { uri: folder.uriOf(file) },
    position: positionIn(folder.read(file), before, text),
  });
  const ask = <T>(method: string, params: object) => connection.sendRequest<T>(`textDocument/${method}`, params);

  const [link] = await ask<LocationLink[]>('definition', at('ingress.yaml', 'backend', 'web'));
  assert.deepEqual(link, {
    originSelectionRange: { start: { line: 11, character: 22 }, end: { line: 11, character: 25 } },
    targetUri: folder.uriOf('service.yaml'),
    targetRange: { start: { line: 0, character: 0 }, end: { line: 11, character: 23 } },
    targetSelectionRange: { start: { line: 3, character: 8 }, end: { line: 3, character: 11 } },
  });
  const type = await ask<Location[]>('typeDefinition', at('service.yaml', 'selector', 'app'));
  assert.deepEqual(type.map(shown), ['deployment.yaml:3:8']);
  const implementation = await ask<Location[]>('implementation', at('ingress.yaml', 'port', 'http'));
  assert.deepEqual(implementation.map(shown), ['deployment.yaml:18:29']);

  const label = at('service.yaml', 'selector', 'app');
  const references = await ask<Location[]>('references', { ...label, context: { includeDeclaration: false } });
  assert.deepEqual(references.map(shown).sort(), ['deployment.yaml:6:18', 'others.yaml:3:49', 'service.yaml:7:4']);
  const declared = await ask<Location[]>('references', { ...label, context: { includeDeclaration: true } });
  assert.equal(declared.length, references.length + 1);
  const highlights = await ask<DocumentHighlight[]>('documentHighlight', at('deployment.yaml', 'matchLabels', 'app'));
  assert.deepEqual(
    highlights.map(({ range, kind }) => [range.start.line, kind]),
    [
      [10, 3],
      [6, 2],
    ],
  );

  const links = await ask<DocumentLink[]>('documentLink', {
    textDocument: { uri: folder.uriOf('base/kustomization.yaml') },
  });
  assert.deepEqual(
    links.map(({ target }) => target),
    [folder.uriOf('base/config.yaml'), 'https://github.com/owner/name/tree/v1/deploy'],
  );
  const symbols = await ask<DocumentSymbol[]>('documentSymbol', {
    textDocument: { uri: folder.uriOf('deployment.yaml') },
  });
  const names = ({ name, children = [] }: DocumentSymbol): unknown[] => [name, ...children.map(names)];
  assert.deepEqual(symbols.map(names), [['Deployment web', ['web', ['serve 8080']]]]);
  const found = await connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'serviceweb' });
  assert.deepEqual(
    found.map(({ name, location }) => [name, shown(location as Location)]),
    [
      ['Service web', 'service.yaml:3:8'],
      ['ServiceMonitor web', 'others.yaml:11:17'],
    ],
  );
  const all = await connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: '' });
  assert.ok(all.some(({ name }) => name === 'Kustomization base'));

  const [stop] = await ask<CallHierarchyItem[]>('prepareCallHierarchy', at('ingress.yaml', 'backend', 'web'));
  assert.deepEqual([stop?.name, stop?.detail], ['Service web', 'service.yaml']);
  const incoming = await connection.sendRequest<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
    item: stop,
  });
  assert.deepEqual(
    incoming.map(({ from, fromRanges }) => [from.name, fromRanges[0]?.start.line]),
    [['Ingress shop', 11]],
  );
  const outgoing = await connection.sendRequest<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', {
    item: stop,
  });
  assert.deepEqual(
    outgoing.map(({ to, fromRanges }) => [to.name, fromRanges[0]?.start.line]),
    [['Deployment web', 6]],
  );
  const end = { item: outgoing[0]!.to };
  assert.deepEqual(await connection.sendRequest('callHierarchy/outgoingCalls', end), []);
  assert.equal(await connection.sendRequest('callHierarchy/outgoingCalls', { item: { ...end.item, data: 7 } }), null);

  const prepared = await ask<object>('prepareRename', label);
  assert.deepEqual(prepared, {
    range: { start: { line: 7, character: 4 }, end: { line: 7, character: 7 } },
    placeholder: 'app',
  });
  await assert.rejects(
    ask('prepareRename', at('service.yaml', '', 'kind')),
    /Cannot be renamed: nothing here refers to/,
  );
  await assert.rejects(ask('rename', { ...label, newName: 'a b' }), /a label key has only letters/);
  const asked: string[] = [];
  let answer: { title: string } | null = null;
  connection.onRequest('window/showMessageRequest', ({ message }: { message: string }) => {
    asked.push(message);
    return answer;
  });
  assert.equal(await ask('rename', { ...label, newName: 'role' }), null, 'nothing changes before a yes');
  assert.match(asked[0]!, /^The selector of Deployment "web" changes\./);
  answer = { title: 'Rename' };
  const edit = await ask<WorkspaceEdit>('rename', { ...label, newName: 'role' });
  const changed = (edit.documentChanges ?? []).map(
    (each) => 'textDocument' in each && [each.textDocument.version, each.edits.length],
  );
  assert.deepEqual(changed, [
    [1, 1],
    [1, 2],
    [1, 1],
  ]);
});

test('an editor without links, nested symbols and annotations gets what it knows', async () => {
  using folder = folderWith(wholeShop + bundle);
  await using client = await opened(folder, {
    ...likeVsCode,
    workspace: { ...likeVsCode.workspace, workspaceEdit: {} },
  } as typeof capable);
  const uri = folder.uriOf('service.yaml');
  const position = positionIn(folder.read('service.yaml'), 'selector', 'app');
  const params = { textDocument: { uri }, position };
  assert.equal(client.initializeResult.capabilities.renameProvider, true);
  const found = await client.connection.sendRequest<Location[]>('textDocument/definition', params);
  assert.deepEqual(found.map(shown), ['deployment.yaml:10:8']);
  const symbols = await client.connection.sendRequest<object[]>('textDocument/documentSymbol', params);
  client.connection.onRequest('window/showMessageRequest', () => ({ title: 'Rename' }));
  assert.ok(symbols.every((each) => 'location' in each));
  const edit = await client.connection.sendRequest<WorkspaceEdit>('textDocument/rename', {
    ...params,
    newName: 'role',
  });
  assert.deepEqual(Object.keys(edit), ['changes']);
});

test('a document that is not analysed, an empty one and a position after its end have no answer', async () => {
  using folder = folderWith(wholeShop);
  await using client = await opened(folder);
  const nowhere = { textDocument: { uri: folder.uriOf('none.yaml') }, position: { line: 0, character: 0 } };
  client.open(folder.uriOf('empty.yaml'), '');
  const empty = { textDocument: { uri: folder.uriOf('empty.yaml') }, position: { line: 7, character: 7 } };
  const beyond = { textDocument: { uri: folder.uriOf('service.yaml') }, position: { line: 999, character: 9 } };
  for (const params of [nowhere, empty, beyond]) {
    for (const method of ['definition', 'typeDefinition', 'implementation', 'documentHighlight', 'prepareRename']) {
      const answer = await client.connection
        .sendRequest(`textDocument/${method}`, params)
        .catch((error: Error) => error.message);
      assert.match(String(JSON.stringify(answer)), /^null$|^\[\]$|nothing here/, method);
    }
  }
});
