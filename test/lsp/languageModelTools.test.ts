import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostEntries, usualEntries } from '../../server/src/formats/answers.ts';
import {
  baselineNotification,
  type LanguageModelToolAnswer,
  type LanguageModelToolParams,
  languageModelToolRequest,
} from '../../server/src/lsp/protocol.ts';
import { deployment, fixedService, service } from '../cli/manifests.ts';
import { type Client, connectInMemory, connectToProcess } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

function ask(
  client: Client,
  tool: LanguageModelToolParams['tool'],
  input: unknown = {},
): Promise<LanguageModelToolAnswer> {
  return client.connection.sendRequest(languageModelToolRequest, { tool, input });
}

async function read(client: Client, tool: LanguageModelToolParams['tool'], input?: unknown) {
  return JSON.parse((await ask(client, tool, input)).text);
}

test('a call right after the start waits until the workspace is read (as a process)', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectToProcess({ folders: [folder.uri] });
  const answer = await read(client, 'check');
  assert.equal(answer.files, 2);
  assert.deepEqual(
    answer.problems.map(({ code, file, line }: Record<string, unknown>) => ({ code, file, line })),
    [{ code: 'service-selects-nothing', file: 'service.yaml', line: 8 }],
  );
  assert.deepEqual(answer.problems[0].fixes, [
    { title: 'Copy pod labels from Deployment "family-assistant-backend"', preferred: true },
  ]);

  const { text, files = [] } = await ask(client, 'fix');
  assert.match(text, /^1 fix in 1 file:\n- service\.yaml: Copy pod labels from Deployment/);
  assert.deepEqual(
    files.map(({ uri, path, version }) => ({ uri, path, version })),
    [{ uri: folder.uriOf('service.yaml'), path: 'service.yaml', version: null }],
  );
  assert.match(folder.read('service.yaml'), /app: family-assistant\n/, 'the server writes nothing');

  assert.match((await ask(client, 'explain', { about: 'service-selects-nothing' })).text, /^# service-selects-nothing/);
  assert.match(
    (await ask(client, 'explain', { about: 'service.yaml:3' })).text,
    /✗ Service "family-assistant-nodeport" selects no pods/,
  );
  const { references } = await read(client, 'wiring', { kind: 'Service' });
  assert.deepEqual(
    references.map(({ from, state, file }: Record<string, unknown>) => ({ from, state, file })),
    [
      { from: 'Service family-assistant-nodeport', state: 'broken', file: 'service.yaml' },
      { from: 'Service family-assistant-nodeport', state: 'unknown', file: 'service.yaml' },
    ],
  );
});

test('unsaved texts count, and edits carry the version that they belong to', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const uri = folder.uriOf('service.yaml');
  const broken = folder.read('service.yaml');
  client.open(uri, broken.replace('app: family-assistant', 'app: family-assistant-backend'));
  await client.ready();
  assert.deepEqual((await read(client, 'check')).problems, []);
  assert.deepEqual(await ask(client, 'fix'), {
    text: 'There is nothing that can be fixed without a choice.',
    files: [],
  });

  client.change(uri, 7, `# a line more\n${broken}`);
  const { files = [] } = await ask(client, 'fix');
  assert.equal(files[0]?.version, 7);
  const lines = `# a line more\n${broken}`.split('\n');
  const [edit] = files[0]!.edits;
  assert.match(lines[edit!.range.start.line] ?? '', /app: family-assistant$/);
});

test('the fixes of several files belong to the texts before all of them', async () => {
  using folder = folderWith(
    `=== a/service.yaml\n${service('web')}=== a/deployment.yaml\n${deployment('web')}=== b/service.yaml\n${service(
      'shop',
    )}=== b/deployment.yaml\n${deployment('shop')}`,
  );
  await using client = await connectInMemory({ folders: [folder.uri] });
  const { files = [] } = await ask(client, 'fix');
  assert.deepEqual(files.map(({ path }) => path).sort(), ['a/service.yaml', 'b/service.yaml']);
  for (const { path, edits } of files) {
    client.open(folder.uriOf(path), withEdits(folder.read(path), edits));
  }
  assert.deepEqual((await read(client, 'check')).problems, []);
  assert.deepEqual((await ask(client, 'fix', { paths: ['a'] })).files, []);
});

test('a call names files and folders, absolute or as answers write them', async () => {
  using folder = folderWith(
    `=== a/service.yaml\n${service('web')}=== a/deployment.yaml\n${deployment('web')}=== b/service.yaml\n${fixedService(
      'shop',
    )}=== b/deployment.yaml\n${deployment('shop')}`,
  );
  await using client = await connectInMemory({ folders: [folder.uri] });
  const files = async (paths: unknown) => (await read(client, 'check', { paths })).files;
  assert.equal(await files(['a']), 2);
  assert.equal(await files(['./a/service.yaml', 'b/']), 3);
  assert.equal(await files([`${folder.path}/b/service.yaml`]), 1);
  assert.equal(await files([folder.path]), 4);
  assert.equal(await files(['.']), 4);
  assert.deepEqual((await read(client, 'check', { paths: ['b'] })).problems, []);
  for (const path of ['c', '../work', '/etc/passwd', 'a/serv']) {
    assert.equal(
      (await ask(client, 'check', { paths: [path] })).text,
      `No file of the workspace that Podwire has read is at ${path}.`,
    );
  }
});

test('several folders answer in one list, with their names in the paths', async () => {
  using first = folderWith(mismatch, 'first');
  using second = folderWith(mismatch, 'second');
  await using client = await connectInMemory({ folders: [first.uri, second.uri] });
  const { folders, foldersLeftOut } = await read(client, 'check');
  assert.equal(foldersLeftOut, 0);
  assert.deepEqual(
    folders.map(({ problems }: { problems: { file: string }[] }) => problems.map(({ file }) => file)),
    [['first/service.yaml'], ['second/service.yaml']],
  );
  assert.equal((await read(client, 'check', { paths: ['second'] })).problems.length, 1);
});

test('the wiring is compared with the baseline, which the answer names', async () => {
  using folder = folderWith(`=== service.yaml\n${fixedService('web')}=== deployment.yaml\n${deployment('web')}`);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const name = 'HEAD 4ef8179';
  void client.connection.sendNotification(baselineNotification, { folder: folder.uri, baseline: { name, texts: {} } });
  assert.equal((await read(client, 'diff')).summary, 'the wiring is the same');
  client.open(folder.uriOf('deployment.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n');
  const { base, summary, changes } = await read(client, 'diff');
  assert.deepEqual({ base, summary }, { base: name, summary: '1 reference lost its last target' });
  assert.match(changes[0].wiring, /^Service web → Deployment web.* becomes → nothing/);
});

test('a text that is not on disk has no earlier state', async () => {
  await using client = await connectInMemory({ folders: [] });
  client.open('untitled:Untitled-1', service('web'));
  assert.match((await ask(client, 'diff')).text, /There is no earlier state of this folder/);
});

test('answers are bounded, whatever the limit is', async () => {
  const services = Array.from({ length: mostEntries + 20 }, (_, number) => service(`w${number}`)).join('---\n');
  using folder = folderWith(`=== services.yaml\n${services}`);
  await using client = await connectInMemory({ folders: [folder.uri] });
  for (const [limit, most] of [
    [undefined, usualEntries],
    [3, 3],
    [1e9, mostEntries],
    [-1, 1],
    ['many', usualEntries],
  ] as const) {
    const { references, referencesLeftOut } = await read(client, 'wiring', { limit });
    assert.ok(references.length <= most, `${limit}: ${references.length}`);
    assert.ok(referencesLeftOut > 0);
  }
});

test('an input that does not follow the schema is answered as far as it does', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  for (const input of [null, 7, 'all', { paths: 'a', about: 7 }, { paths: [7] }]) {
    assert.equal((await read(client, 'check', input)).files, 2);
  }
  assert.match(
    (await ask(client, 'explain', { about: 'no-such-thing' })).text,
    /^There is no problem code and no file/,
  );
  assert.match((await ask(client, 'nothing' as 'check')).text, /^There is no tool nothing/);
});

type Edit = NonNullable<LanguageModelToolAnswer['files']>[number]['edits'][number];

function withEdits(text: string, edits: readonly Edit[]): string {
  const lines = text.split('\n');
  const offsetOf = ({ line, character }: Edit['range']['start']) =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offsetOf(b.range.start) - offsetOf(a.range.start))
    .reduce(
      (now, { range, newText }) => now.slice(0, offsetOf(range.start)) + newText + now.slice(offsetOf(range.end)),
      text,
    );
}
