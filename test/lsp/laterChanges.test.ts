import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Diagnostic, FileChangeType, type FileEvent } from 'vscode-languageserver/node';
import { baselineNotification } from '../../server/src/lsp/protocol.ts';
import { sliceLength } from '../../server/src/lsp/timeSlices.ts';
import { type Client, connectInMemory, pause, rests } from './client.ts';
import { folderWith, mismatch, type TestFolder } from './folder.ts';

const [, service = '', deployment = ''] = mismatch.split(/=== .*\n/);
const matching = deployment.replaceAll('family-assistant-backend', 'family-assistant');

const bundles = 50;

/** A workspace in which a branch changes every file: correct references break there, and broken ones are correct. */
function* filesOf(branch: 'main' | 'other'): Generator<readonly [path: string, text: string]> {
  const isRight = (at: number) => (at % 2 === 0) === (branch === 'main');
  for (let at = 0; at < bundles; at++) {
    const namespace = branch === 'main' ? 'own' : 'another';
    yield [
      `apps/${at}/kustomization.yaml`,
      `resources: [service.yaml, deployment.yaml]\nnamespace: ${namespace}-${at}\n`,
    ];
    yield [`apps/${at}/service.yaml`, `# ${branch}\n${service}`];
    yield [`apps/${at}/deployment.yaml`, `# ${branch}\n${isRight(at) ? matching : deployment}`];
    yield [`loose/${at}/all.yaml`, `# ${branch}\n${service}---\n${isRight(at) ? matching : deployment}`];
    yield [
      `overlays/${at}/kustomization.yaml`,
      `resources: [../../base]\nnamePrefix: n${at}-\nnamespace: ${namespace}-o${at}\n`,
    ];
  }
  yield ['base/kustomization.yaml', 'resources: [service.yaml, deployment.yaml]\n'];
  yield ['base/service.yaml', service];
  yield ['base/deployment.yaml', branch === 'main' ? matching : deployment];
  yield ['apart/all.yaml', `${service}---\n${matching}`];
}

function folderOn(branch: 'main' | 'other'): TestFolder {
  const folder = folderWith('');
  for (const [path, text] of filesOf(branch)) {
    folder.write(path, text);
  }
  return folder;
}

/**
 * Makes a change while an editor keeps requesting lenses of an unchanged file, and checks what the server guarantees
 * for large changes. Each reading of the clock adds a millisecond, so the work of a slice does not depend on the
 * machine.
 */
async function isTakenInPortions(
  folder: TestFolder,
  change: (client: Client) => void | Promise<void>,
  folders: readonly TestFolder[] = [folder],
): Promise<void> {
  let milliseconds = 0;
  await using client = await connectInMemory({ folders: [folder.uri], server: { now: () => ++milliseconds } });
  const uri = folder.uriOf('apart/all.yaml');
  client.open(uri, folder.read('apart/all.yaml'));
  await client.ready();
  await rests(() => milliseconds);

  const from = client.publications.length;
  const begin = milliseconds;
  let lastTurn = begin;
  let longest = 0;
  let turn: NodeJS.Immediate | undefined;
  const takeTurns = (): void => {
    longest = Math.max(longest, milliseconds - lastTurn);
    lastTurn = milliseconds;
    turn = setImmediate(takeTurns);
  };
  /** An answer and its time. */
  const answers: { readonly at: number; readonly title: string | undefined }[] = [];
  const asking = new AbortController();
  const asked = (async () => {
    while (!asking.signal.aborted) {
      const [lens] = await client.lenses(uri);
      answers.push({ at: milliseconds, title: lens?.command?.title });
    }
  })();
  takeTurns();
  try {
    await change(client);
    await rests(() => milliseconds, begin);
  } finally {
    asking.abort();
    clearImmediate(turn);
  }
  await asked;

  const titles = new Set(answers.map(({ title }) => title));
  assert.deepEqual([...titles], ['selects Deployment family-assistant']);
  const early = answers.filter(({ at }) => at > begin && at < milliseconds - sliceLength);
  assert.ok(
    early.length > 5,
    `${early.length} of ${answers.length} answers came while more than a slice was to be done`,
  );
  assert.ok(longest <= 3 * sliceLength, `${longest} ms without a turn for anybody else`);
  for (const { uri: of, diagnostics } of client.publications.slice(from)) {
    const final = new Set(client.shown(of).map(words));
    assert.deepEqual(
      diagnostics.map(words).filter((told) => !final.has(told)),
      [],
      `${of} is told what does not hold at the end`,
    );
  }
  // A fresh server compares with the files as they are now.
  for (const each of folders) {
    void client.connection.sendNotification(baselineNotification, { folder: each.uri, baseline: 'current' });
  }
  await pause(300);
  await rests(() => milliseconds);
  await pause(300);
  await using fresh = await connectInMemory({ folders: folders.map((each) => each.uri) });
  fresh.open(uri, folder.read('apart/all.yaml'));
  await fresh.ready();
  // It may still be telling; what differs is shown below.
  const isAllTold = () => allShown(fresh).length >= allShown(client).length;
  await fresh.eventually('all is told', isAllTold, 20_000).catch(() => undefined);
  assert.deepEqual(allShown(client), allShown(fresh));
  assert.ok(allShown(fresh).length >= bundles);
}

function words({ code, range, severity, message }: Diagnostic): string {
  return `${code} ${severity} ${JSON.stringify(range)} ${message}`;
}

function allShown(client: Client): readonly string[] {
  const uris = new Set(client.publications.map((each) => each.uri));
  return [...uris].flatMap((uri) => client.shown(uri).map((each) => `${uri} ${words(each)}`)).sort();
}

test('another branch is taken in in portions', async () => {
  using folder = folderOn('main');
  await isTakenInPortions(folder, (client) => {
    const changes = [...filesOf('other')].map(([path, text]): FileEvent => {
      folder.write(path, text);
      return { uri: folder.uriOf(path), type: FileChangeType.Changed };
    });
    client.watched(changes);
  });
});

test('a base that many overlays take in is changed in portions', async () => {
  using folder = folderOn('main');
  await isTakenInPortions(folder, (client) => {
    folder.write('base/deployment.yaml', deployment);
    client.watched([{ uri: folder.uriOf('base/deployment.yaml'), type: FileChangeType.Changed }]);
  });
});

test('other settings are taken in in portions', async () => {
  using folder = folderOn('main');
  await isTakenInPortions(folder, (client) => {
    folder.write('podwire.yaml', 'severity:\n  service-selects-nothing: error\n');
    client.watched([{ uri: folder.uriOf('podwire.yaml'), type: FileChangeType.Created }]);
  });
});

test('a workspace folder that comes is taken in in portions', async () => {
  using folder = folderOn('main');
  using other = folderOn('other');
  await isTakenInPortions(
    folder,
    (client) =>
      client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: { added: [{ uri: other.uri, name: 'other' }], removed: [] },
      }),
    [folder, other],
  );
});
