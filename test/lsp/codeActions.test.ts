import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver/node';
import { type Client, connectInMemory, connectToProcess } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;
const none = (shown: readonly Diagnostic[]) => shown.length === 0;
const everywhere = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

/** The text with the edits made, last first. */
function applied(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (result, edit) => result.slice(0, offset(edit.range.start)) + edit.newText + result.slice(offset(edit.range.end)),
      text,
    );
}

function editsFor(action: CodeAction | undefined, uri: string): TextEdit[] {
  const changes = action?.edit?.documentChanges ?? [];
  return changes.flatMap((each) =>
    'edits' in each && each.textDocument.uri === uri ? (each.edits as TextEdit[]) : [],
  );
}

for (const [how, connect] of [
  ['in memory', connectInMemory],
  ['as a process', connectToProcess],
] as const) {
  test(`the preferred fix makes the problem go away (${how})`, async () => {
    using folder = folderWith(mismatch);
    await using client = await connect({ folders: [folder.uri] });
    const service = folder.uriOf('service.yaml');
    const text = folder.read('service.yaml');
    client.open(service, text, 3);
    const [problem] = await client.until(service, some);
    const actions = await client.actions(service, problem!.range);
    const preferred = actions.filter((each) => each.isPreferred);
    assert.equal(preferred.length, 1);
    assert.equal(preferred[0], actions[0]);
    assert.equal(preferred[0]?.kind, 'quickfix');
    assert.equal(preferred[0]?.title, 'Copy pod labels from Deployment "family-assistant-backend"');
    assert.deepEqual(preferred[0]?.diagnostics, [problem]);
    const [change] = preferred[0]?.edit?.documentChanges ?? [];
    assert.deepEqual(change && 'textDocument' in change && change.textDocument, { uri: service, version: 3 });
    const fixed = applied(text, editsFor(preferred[0], service));
    assert.equal(fixed, text.replace('app: family-assistant', 'app: family-assistant-backend'));
    client.change(service, 4, fixed);
    await client.until(service, none);
    assert.deepEqual(await client.actions(service, everywhere), []);
  });
}

test('Ignore here writes a comment that silences the problem', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const text = folder.read('service.yaml');
  client.open(service, text);
  const [problem] = await client.until(service, some);
  const ignore = (await client.actions(service, problem!.range)).find((each) => /^Ignore/.test(each.title));
  const silenced = applied(text, editsFor(ignore, service));
  assert.match(silenced, /# podwire-ignore: service-selects-nothing\n {4}app: family-assistant\n/);
  client.change(service, 2, silenced);
  await client.until(service, none);
});

test('only what is asked for: by place and by kind', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const [problem] = await client.until(service, some);
  const elsewhere = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };
  assert.deepEqual(await client.actions(service, elsewhere), []);
  assert.deepEqual(await client.actions(service, problem!.range, ['source.organizeImports']), []);
  const refactorings = await client.actions(service, problem!.range, ['refactor']);
  assert.deepEqual(
    refactorings.map(({ title, kind }) => [title, kind]),
    [
      ['Use pod labels of Deployment "family-assistant-backend"', 'refactor.rewrite'],
      ['Add app=family-assistant to the pods of Deployment "family-assistant-backend"', 'refactor.rewrite'],
    ],
  );
  const all = await client.actions(service, problem!.range);
  assert.equal(all.filter(({ kind }) => kind === 'refactor.rewrite').length, 1, 'the first one is a fix already');
  assert.ok((await client.actions(service, problem!.range, ['quickfix'])).length > 0);
  // After typing, the cursor is at the very end of the squiggle.
  const edge = { start: problem!.range.end, end: problem!.range.end };
  assert.ok((await client.actions(service, edge)).length > 0);
});

test('fix all fixes what has one answer', async () => {
  using folder = folderWith(`=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
        build: 1.10
    spec: {containers: [{name: web, image: web}]}
`);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const deployment = folder.uriOf('deployment.yaml');
  await client.until(deployment, some);
  const [action, ...others] = await client.actions(deployment, everywhere, ['source.fixAll']);
  assert.deepEqual(others, []);
  assert.equal(action?.kind, 'source.fixAll.podwire');
  const fixed = applied(folder.read('deployment.yaml'), editsFor(action, deployment));
  assert.match(fixed, /build: "1.10"/);
  assert.deepEqual(await client.actions(deployment, everywhere, ['source.organizeImports']), []);
  assert.equal((await client.actions(deployment, everywhere, ['source'])).length, 1);
});

test('an editor that knows neither versions in edits nor preferences', async () => {
  using folder = folderWith(mismatch);
  const codeAction = { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } };
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: { textDocument: { codeAction } } });
  const service = folder.uriOf('service.yaml');
  await client.until(service, some);
  const [action] = await client.actions(service, everywhere);
  assert.equal(action?.isPreferred, undefined);
  assert.ok(action?.edit?.changes?.[service]);
  await using bare = await connectInMemory({ folders: [folder.uri], capabilities: {} });
  await bare.until(service, some);
  assert.deepEqual(await bare.actions(service, everywhere), []);
});

async function manyProblems(client: Client, uri: string, count: number): Promise<void> {
  const service = (at: number) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: s${at}}\nspec:\n  selector: {app: true}\n  ports: [{port: 80}]\n`;
  client.open(uri, Array.from({ length: count }, (_, at) => service(at)).join('---\n'));
  await client.until(uri, (shown) => shown.length >= count);
}

test('verifying fixes can be cancelled on the way', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const uri = folder.uriOf('many.yaml');
  await manyProblems(client, uri, 200);
  const source = new CancellationTokenSource();
  const params = { textDocument: { uri }, range: everywhere, context: { diagnostics: [] } };
  const answer = client.connection.sendRequest('textDocument/codeAction', params, source.token);
  setTimeout(() => source.cancel(), 1);
  await assert.rejects(answer, { code: -32800 });
  assert.equal((await client.lenses(folder.uriOf('service.yaml'))).length, 1);
});
