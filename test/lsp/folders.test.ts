import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic, Location, WorkspaceEdit, WorkspaceSymbol } from 'vscode-languageserver/node';
import { type Status, statusNotification } from '../../server/src/lsp/protocol.ts';
import { connectInMemory } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;
const none = (shown: readonly Diagnostic[]) => shown.length === 0;

const [, service = '', deployment = ''] = mismatch.split(/=== .*\n/);
const matching = deployment.replaceAll('family-assistant-backend', 'family-assistant');

test('workspace folders come and go while the server runs', async () => {
  using first = folderWith(mismatch);
  using second = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [first.uri] });
  await client.until(first.uriOf('service.yaml'), some);
  const change = (added: string[], removed: string[]) =>
    client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: {
        added: added.map((uri) => ({ uri, name: 'work' })),
        removed: removed.map((uri) => ({ uri, name: 'work' })),
      },
    });
  await change([second.uri], []);
  await client.until(second.uriOf('service.yaml'), some);
  await change([], [first.uri]);
  await client.until(first.uriOf('service.yaml'), none);
  assert.equal(client.shown(second.uriOf('service.yaml')).length, 1);
});

test('two folders with the same name are two worlds', async () => {
  using first = folderWith(`=== service.yaml\n${service}=== deployment.yaml\n${matching}`, 'deploy');
  using second = folderWith(mismatch, 'deploy');
  await using client = await connectInMemory({ folders: [first.uri, second.uri] });
  await client.until(second.uriOf('service.yaml'), some);
  await client.ready();
  assert.deepEqual(client.publicationsOf(first.uriOf('service.yaml')), []);
});

test('definitions, references and renames stay in their folder, and symbols are found in both', async () => {
  const crlf = (text: string) => text.replaceAll('\n', '\r\n');
  const files = (lineEnds: (text: string) => string) =>
    `=== service.yaml\n${lineEnds(service)}=== deployment.yaml\n${lineEnds(matching)}`;
  using first = folderWith(files(crlf), 'deploy');
  using second = folderWith(
    files((text) => text),
    'deploy',
  );
  await using client = await connectInMemory({ folders: [first.uri, second.uri] });
  await client.ready();
  client.connection.onRequest('window/showMessageRequest', () => ({ title: 'Rename' }));
  for (const folder of [first, second]) {
    const uri = folder.uriOf('service.yaml');
    client.open(uri, folder.read('service.yaml'));
    const lines = folder.read('service.yaml').split(/\r?\n/);
    const line = lines.findIndex((each) => each.includes('selector:')) + 1;
    const at = { textDocument: { uri }, position: { line, character: lines[line]!.length } };
    const ask = <T>(verb: string, more = {}) =>
      client.connection.sendRequest<T>(`textDocument/${verb}`, { ...at, ...more });
    const [definition] = await ask<Location[]>('definition');
    assert.equal(definition?.uri, folder.uriOf('deployment.yaml'));
    const references = await ask<Location[]>('references', { context: { includeDeclaration: true } });
    assert.ok(references.length >= 3);
    assert.deepEqual(new Set(references.map((each) => each.uri)), new Set([uri, folder.uriOf('deployment.yaml')]));
    const { documentChanges = [] } = await ask<WorkspaceEdit>('rename', { newName: 'shop' });
    const changed = documentChanges.flatMap((each) => ('textDocument' in each ? [each] : []));
    assert.deepEqual(
      new Set(changed.map((each) => each.textDocument.uri)),
      new Set([uri, folder.uriOf('deployment.yaml')]),
    );
    for (const edit of changed.flatMap(({ edits }) => edits)) {
      assert.ok('newText' in edit && edit.newText === 'shop' && edit.range.start.line === edit.range.end.line);
    }
  }
  const symbols = await client.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'deployment' });
  assert.deepEqual(
    new Set(symbols.map(({ location }) => location.uri)),
    new Set([first, second].map((folder) => folder.uriOf('deployment.yaml'))),
  );
});

test('an editor without workspace folders has a root', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: null, rootUri: folder.uri, capabilities: {} });
  await client.until(folder.uriOf('service.yaml'), some);
});

test('a file opened without any folder is judged beside its siblings, and not with what lies below', async () => {
  using folder = folderWith(`${mismatch}=== below/deployment.yaml\n${matching}`);
  await using client = await connectInMemory({ folders: null });
  client.open(folder.uriOf('service.yaml'), service);
  await client.until(folder.uriOf('service.yaml'), some);
  client.open(folder.uriOf('deployment.yaml'), matching);
  await client.until(folder.uriOf('service.yaml'), none);
  client.close(folder.uriOf('deployment.yaml'));
  await client.until(folder.uriOf('service.yaml'), some);
  client.close(folder.uriOf('service.yaml'));
  await client.until(folder.uriOf('service.yaml'), none);
});

test('a file opened in a directory of thousands is not judged by the few that are open', async () => {
  using folder = folderWith(mismatch);
  for (let at = 0; at < 1001; at++) {
    folder.write(`${at}.json`, '{}');
  }
  await using client = await connectInMemory({ folders: null, server: { pollInterval: 50 } });
  client.open(folder.uriOf('service.yaml'), service);
  client.open(folder.uriOf('deployment.yaml'), matching);
  await client.ready();
  const most = Math.max(...client.received(statusNotification).map((status) => (status as Status).files));
  assert.ok(most < 3, `${most} files were read`);
  const [lens] = await client.lenses(folder.uriOf('service.yaml'));
  assert.match(lens?.command?.title ?? '', /selects Deployment/);
  client.close(folder.uriOf('deployment.yaml'));
  await client.ready();
  const [unknown] = await client.lenses(folder.uriOf('service.yaml'));
  assert.match(unknown?.command?.title ?? '', /pods unknown: /);
  assert.deepEqual(client.publications, []);
});

test('a folder that comes takes over the file that was open before it', async () => {
  using folder = folderWith(`=== svc/service.yaml\n${service}=== deployment.yaml\n${matching}`);
  folder.write('svc/deployment.yaml', deployment);
  await using client = await connectInMemory({ folders: null });
  client.open(folder.uriOf('svc/service.yaml'), service);
  await client.until(folder.uriOf('svc/service.yaml'), some);
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: folder.uri, name: 'work' }], removed: [] },
  });
  await client.until(folder.uriOf('svc/service.yaml'), none);
});

test('an untitled document is a world of its own', async () => {
  await using client = await connectInMemory({ folders: null });
  client.open('untitled:Untitled-1', `${service}---\n${deployment}`);
  client.open('untitled:Untitled-2', service);
  const [problem] = await client.until('untitled:Untitled-1', some);
  assert.equal(problem?.relatedInformation?.[0]?.location.uri, 'untitled:Untitled-1');
  await client.ready();
  assert.deepEqual(
    client.shown('untitled:Untitled-2').map(({ severity }) => severity),
    [4],
    'a hint',
  );
  client.change('untitled:Untitled-1', 2, `${service}---\n${matching}`);
  await client.until('untitled:Untitled-1', none);
});
