import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionItem, CompletionList, TextEdit } from 'vscode-languageserver/node';
import { type Client, connectToProcess, likeVsCode } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: family-assistant\nspec:\n';

test('typing `selector:` and taking the first item gives a Service that selects its Deployment', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectToProcess({ folders: [folder.uri] });
  await client.ready();
  const uri = folder.uriOf('new.yaml');
  client.open(uri, head);
  const typed = `${head}  selector:`;
  client.change(uri, 2, typed);
  const { items, isIncomplete } = await complete(client, uri, typed);
  assert.equal(isIncomplete, false);
  const [first] = items;
  assert.equal(first?.detail, 'Deployment family-assistant-backend');
  const { newText } = first!.textEdit as TextEdit;
  client.change(uri, 3, `${typed}${newText}\n`);
  const lenses = await client.lenses(uri);
  assert.deepEqual(
    lenses.map(({ command }) => command?.title),
    ['selects Deployment family-assistant-backend'],
  );
});

test('the server says after which characters it can be asked', async () => {
  await using client = await connectToProcess();
  assert.deepEqual(client.initializeResult.capabilities.completionProvider?.triggerCharacters, [' ', ':', '"', '/']);
});

test('an item carries what the editor can show, and nothing else', async () => {
  using folder = folderWith(mismatch);
  const completionItem = {
    labelDetailsSupport: true,
    documentationFormat: ['markdown' as const],
    preselectSupport: true,
    insertTextModeSupport: { valueSet: [1 as const, 2 as const] },
  };
  const capabilities = {
    ...likeVsCode,
    textDocument: { ...likeVsCode.textDocument, completion: { completionItem } },
  };
  const text = `${head}  selector:\n    `;
  await using rich = await connectToProcess({
    folders: [folder.uri],
    capabilities,
    initializationOptions: { commands: ['podwire.verifyService'] },
  });
  await rich.ready();
  rich.open(folder.uriOf('new.yaml'), text);
  const { items } = await complete(rich, folder.uriOf('new.yaml'), text);
  assert.deepEqual(items[0], {
    label: 'app: family-assistant-backend',
    kind: 12,
    sortText: '0000',
    filterText: 'app: family-assistant-backend',
    textEdit: {
      range: { start: { line: 6, character: 4 }, end: { line: 6, character: 4 } },
      newText: 'app: family-assistant-backend',
    },
    detail: 'Deployment family-assistant-backend',
    labelDetails: { description: 'Deployment family-assistant-backend' },
    documentation: { kind: 'markdown', value: '- Deployment family-assistant-backend in `deployment.yaml`' },
    preselect: true,
  });
  assert.equal(items.at(-1)?.command?.command, 'editor.action.triggerSuggest', 'the values of a key');
  const below = `${head}  selector:`;
  rich.change(folder.uriOf('new.yaml'), 2, below);
  assert.equal((await complete(rich, folder.uriOf('new.yaml'), below)).items[0]?.insertTextMode, 1, 'several lines');

  await using plain = await connectToProcess({ folders: [folder.uri], capabilities: {} });
  plain.open(folder.uriOf('new.yaml'), text);
  await plain.ready();
  const [first] = (await complete(plain, folder.uriOf('new.yaml'), text)).items;
  assert.equal(first?.documentation, '- Deployment family-assistant-backend in `deployment.yaml`');
  assert.deepEqual([first?.labelDetails, first?.preselect, first?.insertTextMode], [undefined, undefined, undefined]);
});

for (const encoding of ['utf-8', 'utf-16', 'utf-32'] as const) {
  test(`ranges are in ${encoding}`, async () => {
    using folder = folderWith(mismatch);
    await using client = await connectToProcess({
      folders: [folder.uri],
      capabilities: { ...likeVsCode, general: { positionEncodings: [encoding] } },
    });
    await client.ready();
    const uri = folder.uriOf('new.yaml');
    const text = `# 𝕊é\n${head}  selector: {"𝕊é": x, app: fam`;
    client.open(uri, text);
    const before = { 'utf-8': 6, 'utf-16': 3, 'utf-32': 2 }[encoding];
    const end = '  selector: {"": x, app: fam'.length + before;
    const { items } = await completeAt(client, uri, { line: 6, character: end });
    assert.deepEqual((items[0]?.textEdit as TextEdit | undefined)?.range, {
      start: { line: 6, character: end - 3 },
      end: { line: 6, character: end },
    });
  });
}

test('a document that is not open, and a place outside of everything, have no items', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectToProcess({ folders: [folder.uri] });
  const none = { isIncomplete: false, items: [] };
  assert.deepEqual(await completeAt(client, folder.uriOf('service.yaml'), { line: 8, character: 9 }), none);
  client.open(folder.uriOf('service.yaml'), folder.read('service.yaml'));
  assert.deepEqual(await completeAt(client, folder.uriOf('service.yaml'), { line: 999, character: 999 }), none);
});

test('each letter is answered from the text as it is then, without waiting', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectToProcess({ folders: [folder.uri] });
  await client.ready();
  const uri = folder.uriOf('new.yaml');
  client.open(uri, head);
  const answers: Promise<CompletionList>[] = [];
  const typed = `${head}  selector:\n    app: family`;
  for (let end = head.length; end <= typed.length; end++) {
    const text = typed.slice(0, end);
    client.change(uri, end, text);
    answers.push(complete(client, uri, text));
  }
  const lists = await Promise.all(answers);
  assert.deepEqual(
    lists.slice(-3).map(({ items }) => items.map(({ label }: CompletionItem) => label)),
    [['family-assistant-backend'], ['family-assistant-backend'], ['family-assistant-backend']],
  );
  assert.deepEqual(client.log, []);
});

/** Asks at the end of the text. */
function complete(client: Client, uri: string, text: string): Promise<CompletionList> {
  const lines = text.split('\n');
  return completeAt(client, uri, { line: lines.length - 1, character: lines.at(-1)!.length });
}

function completeAt(
  client: Client,
  uri: string,
  position: { readonly line: number; readonly character: number },
): Promise<CompletionList> {
  return client.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
}
