// Who does not talk to a cluster does not pay for it: which files of dist/ are loaded, and whether the cluster client is in them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { projectRoot, runProgram } from '../cli/program.ts';
import { connectToProcess } from '../lsp/client.ts';
import { folderWith, mismatch } from '../lsp/folder.ts';

const built = (file: string) => path.join(projectRoot, 'dist', file);
const skip = existsSync(built('server.mjs')) ? false : 'dist/ is not built';
const recorder = pathToFileURL(fileURLToPath(new URL('recordModules.mjs', import.meta.url))).href;

test('check does not load the cluster client', { skip }, async () => {
  using folder = folderWith(mismatch);
  const { loaded, status } = await run(folder.path, ['check', folder.path]);
  assert.equal(status, 1);
  assert.ok(loaded.length > 1);
  assert.deepEqual(loaded.filter(holdsClusterClient), []);
});

test('the server does not load it while nobody connects', { skip }, async () => {
  using folder = folderWith(mismatch);
  const record = path.join(folder.path, '.modules');
  writeFileSync(record, '');
  process.env.PODWIRE_TEST_MODULES = record;
  try {
    await using client = await connectToProcess({ folders: [folder.uri] }, [
      process.execPath,
      ...['--import', recorder, built('server.mjs'), '--stdio'],
    ]);
    const service = folder.uriOf('service.yaml');
    client.open(service, folder.read('service.yaml'));
    await client.until(service, (shown) => shown.length > 0, 60_000);
    const loaded = readFileSync(record, 'utf8').trim().split('\n');
    assert.ok(loaded.some((file) => file.endsWith('server.mjs')));
    assert.deepEqual(loaded.filter(holdsClusterClient), []);
  } finally {
    delete process.env.PODWIRE_TEST_MODULES;
  }
});

test('endpoints loads it, bundled as it ships', { skip }, async () => {
  using folder = folderWith('');
  const kubeconfig = path.join(folder.path, 'kubeconfig');
  const cluster = { server: 'https://127.0.0.1:1' };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'nowhere',
      contexts: [{ name: 'nowhere', context: { cluster: 'nowhere' } }],
      clusters: [{ name: 'nowhere', cluster }],
    }),
  );
  const { loaded, status, stderr } = await run(folder.path, ['endpoints'], { KUBECONFIG: kubeconfig });
  assert.equal(status, 2);
  assert.equal(stderr, 'podwire: nowhere: https://127.0.0.1:1: the connection was refused\n');
  assert.equal(loaded.filter(holdsClusterClient).length, 1);
});

async function run(folder: string, args: readonly string[], env: Record<string, string> = {}) {
  const record = path.join(folder, '.modules');
  writeFileSync(record, '');
  const outcome = await runProgram(['--import', recorder, built('podwire.mjs'), ...args], {
    cwd: folder,
    env: { PODWIRE_TEST_MODULES: record, ...env },
  });
  return { ...outcome, loaded: readFileSync(record, 'utf8').trim().split('\n') };
}

/** By a header that only the client library and what is built on it know. */
function holdsClusterClient(file: string): boolean {
  return readFileSync(file, 'utf8').includes('Impersonate-User');
}
