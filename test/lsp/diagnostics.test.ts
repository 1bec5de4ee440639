import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import { connectInMemory, connectToProcess, pause } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;
const none = (shown: readonly Diagnostic[]) => shown.length === 0;

for (const [how, connect] of [
  ['in memory', connectInMemory],
  ['as a process', connectToProcess],
] as const) {
  test(`a file that is not open gets its squiggle (${how})`, async () => {
    using folder = folderWith(mismatch);
    await using client = await connect({ folders: [folder.uri] });
    const [problem] = await client.until(folder.uriOf('service.yaml'), some);
    assert.equal(problem?.code, 'service-selects-nothing');
    assert.equal(problem?.source, 'podwire');
    assert.deepEqual(problem?.range, { start: { line: 7, character: 9 }, end: { line: 7, character: 25 } });
    assert.equal(problem?.relatedInformation?.[0]?.location.uri, folder.uriOf('deployment.yaml'));
    const publication = client.publications.find((each) => each.uri === folder.uriOf('service.yaml'));
    assert.equal(publication?.version, undefined);
  });
}

test('an unsaved edit in one file moves the squiggle of another, which is closed; undo takes it back', async () => {
  using folder = folderWith(mismatch.replaceAll('app: family-assistant-backend', 'app: family-assistant'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const deployment = folder.uriOf('deployment.yaml');
  await client.ready();
  client.open(deployment, folder.read('deployment.yaml'));
  assert.deepEqual(client.shown(service), []);

  // `app: family-assistant` becomes `app: family-assistant-backend`, in the template and in the selector.
  const insert = (line: number, character: number, text: string) => ({
    range: { start: { line, character }, end: { line, character } },
    text,
  });
  client.change(deployment, 2, [insert(7, 27, '-backend'), insert(11, 29, '-backend')]);
  const [problem] = await client.until(service, some);
  assert.match(String(problem?.message), /family-assistant-backend/);

  const remove = (line: number, from: number, to: number) => ({
    range: { start: { line, character: from }, end: { line, character: to } },
    text: '',
  });
  client.change(deployment, 3, [remove(7, 27, 35), remove(11, 29, 37)]);
  await client.until(service, none);

  client.change(deployment, 4, [insert(11, 29, '-x'), insert(7, 27, '-x')]);
  await client.until(service, some);
  client.close(deployment);
  await client.until(service, none);
});

test('an open document is published with its version, and again for every version', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  client.open(service, folder.read('service.yaml'), 7);
  await client.eventually('published for version 7', () => client.last(service)?.version === 7);
  client.change(service, 8, [
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '# a\n' },
  ]);
  await client.eventually('published for version 8', () => client.last(service)?.version === 8);
  assert.equal(client.shown(service)[0]?.range.start.line, 8);
  // The text under the squiggle is typed again, and the editor has dropped the squiggle meanwhile.
  client.change(service, 9, `# a\n${folder.read('service.yaml')}`);
  await client.eventually('published for version 9', () => client.last(service)?.version === 9);
  client.close(service);
  await client.eventually('published without a version', () => client.last(service)?.version === undefined);
  assert.equal(client.shown(service)[0]?.range.start.line, 7);
});

test('what has not changed is not published again, and an empty list is sent once', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const deployment = folder.uriOf('deployment.yaml');
  await client.until(service, some);
  client.open(deployment, folder.read('deployment.yaml'));
  for (let version = 2; version < 6; version++) {
    client.change(deployment, version, `${folder.read('deployment.yaml')}# ${version}\n`);
    await pause(60);
  }
  await client.ready();
  assert.equal(client.publicationsOf(service).length, 1);
  assert.equal(client.publicationsOf(deployment).length, 0);

  folder.remove('service.yaml');
  client.watched([{ uri: service, type: 3 }]);
  await client.until(service, none);
  client.watched([{ uri: service, type: 3 }]);
  await client.ready();
  assert.deepEqual(
    client.publicationsOf(service).map(({ diagnostics }) => diagnostics.length),
    [1, 0],
  );
});

test('typing fast makes few publications, each of which fits the text that it was made for', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const text = folder.read('service.yaml');
  client.open(service, text, 1);
  await client.until(service, some);
  const before = client.publicationsOf(service).length;
  const begin = performance.now();
  const versions = 40;
  for (let version = 2; version <= versions; version++) {
    // Each keystroke moves the squiggle one line down.
    client.change(service, version, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' },
    ]);
    await pause(10);
  }
  await client.eventually('the last version is published', () => client.last(service)?.version === versions);
  const rounds = client.publicationsOf(service).slice(before);
  const took = performance.now() - begin;
  // One at least every 100 ms although it never became quiet, and hardly more.
  assert.ok(rounds.length >= 3 && rounds.length <= took / 50, `${rounds.length} publications in ${took} ms`);
  for (const { version, diagnostics } of rounds) {
    assert.equal(diagnostics[0]?.range.start.line, 7 + (version! - 1));
  }
});

for (const [encoding, character] of [
  ['utf-16', 31],
  ['utf-8', 34],
  ['utf-32', 30],
] as const) {
  test(`ranges are counted in ${encoding} when the editor prefers that`, async () => {
    const [, , deployment] = mismatch.split(/=== .*\n/);
    using folder = folderWith(`=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: family-assistant-nodeport}
spec: {😀é: 1, selector: {app: family-assistant}, ports: [{port: 80, targetPort: 8080}]}
=== deployment.yaml
${deployment}`);
    await using client = await connectInMemory({
      folders: [folder.uri],
      capabilities: { general: { positionEncodings: [encoding, 'utf-16'] } },
    });
    assert.equal(client.initializeResult.capabilities.positionEncoding, encoding);
    const service = folder.uriOf('service.yaml');
    const [problem] = await client.until(service, some);
    const range = { start: { line: 3, character }, end: { line: 3, character: character + 16 } };
    assert.deepEqual(problem?.range, range);
    // An edit is counted the same way: it hits the value and nothing else.
    client.open(service, folder.read('service.yaml'));
    client.change(service, 2, [{ range, text: 'family-assistant-backend' }]);
    await client.until(service, none);
    client.change(service, 3, [
      { range: { start: range.start, end: { line: 3, character: character + 24 } }, text: 'family-assistant-backen' },
    ]);
    const [again] = await client.until(service, some);
    assert.deepEqual(again?.range, { start: range.start, end: { line: 3, character: character + 23 } });
  });
}

test('a file whose lines end in carriage returns only', async () => {
  using folder = folderWith('');
  const [, service = '', deployment = ''] = mismatch.split(/=== .*\n/);
  folder.write('service.yaml', service.replaceAll('\n', '\r'));
  folder.write('deployment.yaml', deployment);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const [problem] = await client.until(folder.uriOf('service.yaml'), some);
  assert.deepEqual(problem?.range, { start: { line: 7, character: 9 }, end: { line: 7, character: 25 } });
});

test('a text of megabytes is judged as it stands, also between two keys', async () => {
  using folder = folderWith(mismatch);
  const service = folder.uriOf('service.yaml');
  const filler = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: |\n${'    line\n'.repeat(300_000)}`;
  const text = `${folder.read('service.yaml')}${filler}`;
  await using client = await connectInMemory({ folders: [folder.uri] });
  client.open(service, text, 1);
  await client.until(service, some);
  for (let version = 2; version <= 30; version++) {
    client.change(service, version, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' },
    ]);
  }
  // The answer to a request uses the text at the time of the answer.
  assert.equal((await client.lenses(service))[0]?.range.start.line, 29);
  await client.eventually('the last version is published', () => client.last(service)?.version === 30);
  assert.equal(client.shown(service)[0]?.range.start.line, 7 + 29);
});

test('of thousands of problems in one file the first are shown, and their number is told', async () => {
  await using client = await connectInMemory({ folders: null });
  const service = `apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: {app: true}\n  ports: [{port: 80}]\n`;
  client.open('untitled:many', `${service}---\n`.repeat(1500));
  const shown = await client.until('untitled:many', some);
  assert.equal(shown.length, 1001);
  assert.equal(shown.at(-1)?.message, '2000 more problems of this file are not shown.', 'an error and a hint each');
});
