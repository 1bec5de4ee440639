// Who does not talk to a cluster does not pay for it: which files of dist/ are loaded, and whether the cluster client
// is in them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
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

test('neither do endpoints and a probe where there is no cluster to ask', { skip }, async () => {
  using folder = folderWith(mismatch);
  const none = { KUBECONFIG: path.join(folder.path, 'no-such-file') };
  const service = path.join(folder.path, 'service.yaml');
  for (const args of [['endpoints'], ['probe', service, '--address', '127.0.0.1']]) {
    const { loaded } = await run(folder.path, args, none);
    assert.ok(loaded.length > 1);
    assert.deepEqual(loaded.filter(holdsClusterClient), [], args[0]);
  }
});

test('endpoints loads it, bundled as it ships', { skip }, async () => {
  using folder = folderWith('');
  const kubeconfig = kubeconfigIn(folder.path, { server: 'https://127.0.0.1:1' });
  const { loaded, status, stderr } = await run(folder.path, ['endpoints'], { KUBECONFIG: kubeconfig });
  assert.equal(status, 2);
  assert.equal(stderr, 'podwire: nowhere: https://127.0.0.1:1: the connection was refused\n');
  assert.equal(loaded.filter(holdsClusterClient).length, 1);
});

// Only parts of its packages are bundled, so what takes other parts is tried with the bundle: a request, and one
// through a proxy.
for (const way of ['directly', 'through a proxy']) {
  test(`it asks ${way}, bundled as it ships`, { skip }, async (context) => {
    using folder = folderWith('');
    const api = await listening(
      context,
      http.createServer((request, response) => {
        const kind = request.url?.includes('endpointslices') ? 'EndpointSliceList' : 'ServiceList';
        const items = kind === 'ServiceList' ? [service] : [];
        const token = request.headers.authorization;
        response.writeHead(token === 'Bearer of-the-test' ? 200 : 401, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ kind, metadata: {}, items }));
      }),
    );
    let passed = 0;
    const proxy = http.createServer((request, response) => {
      passed++;
      const { method, headers, url } = request;
      http.get(String(url), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
    });
    const kubeconfig = kubeconfigIn(folder.path, {
      server: `http://127.0.0.1:${api}`,
      ...(way === 'directly' ? {} : { 'proxy-url': `http://127.0.0.1:${await listening(context, proxy)}` }),
    });
    const { stdout, status, stderr } = await run(folder.path, ['endpoints'], { KUBECONFIG: kubeconfig });
    assert.equal(stderr, '');
    assert.match(stdout, /\bweb\b/);
    assert.equal(status, 1);
    assert.equal(passed > 0, way !== 'directly');
  });
}

const service = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { type: 'ClusterIP', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] },
};

/** The port of a server that ends with the test. */
async function listening(context: TestContext, server: http.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

function kubeconfigIn(folder: string, cluster: Readonly<Record<string, string>>): string {
  const file = path.join(folder, 'kubeconfig');
  writeFileSync(
    file,
    JSON.stringify({
      'current-context': 'nowhere',
      contexts: [{ name: 'nowhere', context: { cluster: 'nowhere', user: 'somebody' } }],
      clusters: [{ name: 'nowhere', cluster }],
      users: [{ name: 'somebody', user: { token: 'of-the-test' } }],
    }),
  );
  return file;
}

async function run(folder: string, args: readonly string[], env: Record<string, string> = {}) {
  const record = path.join(folder, '.modules');
  writeFileSync(record, '');
  const outcome = await runProgram(['--import', recorder, built('podwire.mjs'), ...args], {
    cwd: folder,
    env: { PODWIRE_TEST_MODULES: record, ...env },
  });
  return { ...outcome, loaded: readFileSync(record, 'utf8').trim().split('\n') };
}

/** Recognised by a header that only the client library and its bundles know. */
function holdsClusterClient(file: string): boolean {
  return readFileSync(file, 'utf8').includes('Impersonate-User');
}
