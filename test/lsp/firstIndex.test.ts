import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Status } from '../../server/src/lsp/protocol.ts';
import { sliceLength } from '../../server/src/lsp/timeSlices.ts';
import { connectInMemory } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const [, service = '', deployment = ''] = mismatch.split(/=== .*\n/);

const filesInLargeFolder = 150;

/** A folder in whose middle a Service is whose Deployment comes last, among many files that take time to read. */
function largeFolder() {
  const folder = folderWith('');
  const names = (at: number) => deployment.replaceAll('family-assistant', `app-${at}`);
  const filler = Array.from({ length: 40 }, (_, at) => names(at)).join('---\n');
  for (let at = 0; at < filesInLargeFolder; at++) {
    folder.write(`apps/${at}/all.yaml`, `# ${at}\n${filler}`);
  }
  folder.write('apps/zz/deployment.yaml', deployment.replaceAll('family-assistant-backend', 'family-assistant'));
  // Similar enough to be the closest match as long as the other candidate is unknown.
  folder.write('apps/near.yaml', deployment);
  return folder;
}

test('while the index is being made nothing wrong flashes, and what a file says by itself is told at once', async () => {
  using folder = largeFolder();
  await using client = await connectInMemory({ folders: [folder.uri] });
  const uri = folder.uriOf('apps/service.yaml');
  const broken = service.replace('name: family', 'labels: {a: 1.10}\n  name: family');
  client.open(uri, broken);
  const states: string[] = [];
  const [own] = await client.until(uri, (shown) => {
    states.push((client.received('podwire/status').at(-1) as Status | undefined)?.state ?? 'indexing');
    return shown.length > 0;
  });
  assert.equal(own?.code, 'label-not-a-string');
  assert.equal(states.at(-1), 'indexing');
  const [lens] = await client.lenses(uri);
  assert.match(lens?.command?.title ?? '', /pods unknown: .*index/);
  await client.ready();
  for (const { diagnostics } of client.publicationsOf(uri)) {
    assert.deepEqual(
      diagnostics.map((each) => each.code),
      ['label-not-a-string'],
    );
  }
});

test('edits and requests get their turn while the index is being made', async () => {
  using folder = largeFolder();
  // Each reading of the clock adds a millisecond, so the work of a slice does not depend on the machine.
  let milliseconds = 0;
  let lastTurn = 0;
  let longest = 0;
  let turn: NodeJS.Immediate | undefined;
  const takeTurns = (): void => {
    longest = Math.max(longest, milliseconds - lastTurn);
    lastTurn = milliseconds;
    turn = setImmediate(takeTurns);
  };
  await using client = await connectInMemory({ folders: [folder.uri], server: { now: () => ++milliseconds } });
  const uri = folder.uriOf('apps/service.yaml');
  client.open(uri, service);
  takeTurns();
  let answers = 0;
  while ((client.received('podwire/status').at(-1) as Status | undefined)?.state !== 'ready') {
    client.change(uri, 2 + answers, `${service}# ${answers}\n`);
    await client.lenses(uri);
    answers++;
  }
  clearImmediate(turn);
  assert.ok(milliseconds > filesInLargeFolder, `${milliseconds}: the clock is looked at for every file`);
  // A step that begins in the last millisecond of a slice may itself take a slice, and a look at the clock ends each.
  assert.ok(longest <= 2 * sliceLength + 2, `${longest} ms without a turn for anybody else`);
  assert.ok(answers > 2, `${answers} answers`);
});

test('in every part of a first index hovers are answered, and nothing is told that is not told at the end', async () => {
  using folder = folderWith('');
  const bundles = 60;
  for (let at = 0; at < bundles; at++) {
    folder.write(`apps/${at}/kustomization.yaml`, `resources: [service.yaml, deployment.yaml]\nnamespace: own-${at}\n`);
    folder.write(`apps/${at}/service.yaml`, service);
    // In every second one the selector is right.
    const labels = at % 2 === 0 ? deployment : deployment.replaceAll('family-assistant-backend', 'family-assistant');
    folder.write(`apps/${at}/deployment.yaml`, labels);
    folder.write(`loose/${at}/all.yaml`, `${service}---\n${deployment}`);
  }
  folder.write('base/kustomization.yaml', 'resources: [service.yaml, deployment.yaml]\n');
  folder.write('base/service.yaml', service.replace('nodePort: 30801', 'nodePort: 99'));
  folder.write('base/deployment.yaml', deployment);
  for (let at = 0; at < 5; at++) {
    // Every overlay fixes the problem of the base.
    folder.write(
      `overlays/${at}/kustomization.yaml`,
      `resources: [../../base]\nnamePrefix: n${at}-\npatches:\n  - target: {kind: Service}\n    patch: |-\n      - op: replace\n        path: /spec/ports/0/nodePort\n        value: 3180${at}\n`,
    );
  }
  // Each reading of the clock adds a millisecond, so the work of a slice does not depend on the machine.
  let milliseconds = 0;
  await using client = await connectInMemory({ folders: [folder.uri], server: { now: () => ++milliseconds } });
  const uri = folder.uriOf('apps/0/service.yaml');
  client.open(uri, service);
  client.open(folder.uriOf('base/service.yaml'), folder.read('base/service.yaml'));
  const position = {
    line: service.split('\n').findIndex((line) => line.includes('app: family-assistant')),
    character: 8,
  };
  const state = () => (client.received('podwire/status').at(-1) as Status | undefined)?.state;
  const answers = { unknown: 0, known: 0 };
  while (state() !== 'ready') {
    const [[lens]] = await Promise.all([
      client.lenses(uri),
      client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position }),
    ]);
    answers[lens?.command?.title.includes('still being indexed') ? 'unknown' : 'known']++;
  }
  assert.ok(answers.unknown > 5 && answers.known > 0, JSON.stringify(answers));
  await client.ready();
  const show = ({ code, range, message }: Diagnostic) => `${code} ${JSON.stringify(range)} ${message}`;
  for (const each of client.publications) {
    const final = new Set(client.shown(each.uri).map(show));
    assert.deepEqual(
      each.diagnostics.map(show).filter((told) => !final.has(told)),
      [],
      each.uri,
    );
  }
  const told = new Set(client.publications.map((each) => each.uri));
  assert.equal(told.size, bundles / 2 + bundles + 1);
  assert.match(String(client.shown(folder.uriOf('base/service.yaml'))[0]?.message), / \(in all 5 bundles\)$/);
});

test('a folder that goes while it is being indexed is forgotten', async () => {
  using folder = largeFolder();
  using other = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.eventually('begun', () => client.received('podwire/status').length > 0);
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: other.uri, name: 'other' }], removed: [{ uri: folder.uri, name: 'work' }] },
  });
  await client.until(other.uriOf('service.yaml'), (shown) => shown.length === 1);
  await client.ready();
  const status = client.received('podwire/status').at(-1) as Status;
  assert.deepEqual([status.files, status.resources], [2, 2]);
});

test('lenses that were not known before the index are asked for again when it is done', async () => {
  using folder = largeFolder();
  folder.write('lonely/deployment.yaml', deployment.replaceAll('family-assistant', 'lonely'));
  await using client = await connectInMemory({ folders: [folder.uri] });
  const uri = folder.uriOf('lonely/deployment.yaml');
  client.open(uri, folder.read('lonely/deployment.yaml'));
  assert.match((await client.lenses(uri))[0]?.command?.title ?? '', /Services unknown: .*index/);
  await client.eventually('refreshed', () => client.received('workspace/codeLens/refresh').length > 0);
  assert.equal((await client.lenses(uri))[0]?.command?.title, 'no Service selects this');
});
