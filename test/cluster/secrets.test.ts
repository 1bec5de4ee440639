// Nothing that a person logs in with is seen by anybody but the cluster.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { connect } from '../../server/src/cluster/connection.ts';
import { kubeconfigHere } from '../../server/src/cluster/kubeconfigHere.ts';
import { clusterNotification, clusterRequest } from '../../server/src/lsp/protocol.ts';
import { source, spawnPodwire } from '../cli/program.ts';
import type { ControlPlane } from '../harness/control-plane/start.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { connectToProcess, likeVsCode } from '../lsp/client.ts';
import { folderWith } from '../lsp/folder.ts';
import { controlPlaneOfFile } from './controlPlane.ts';

const needed = controlPlaneOfFile({});
const manifest = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

test('no token is in what is printed, in a file, or in the list of processes: the command line', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  using home = folderWith('');
  for (const user of [{ token: controlPlane.token }, { exec: pluginFor(controlPlane.token, home.path) }]) {
    const kubeconfig = kubeconfigIn(home.path, controlPlane, user);
    const before = filesIn(home.path);
    const child = spawn(process.execPath, [source, 'endpoints', '-A', '--watch'], {
      env: { ...process.env, HOME: home.path, TMPDIR: home.path, KUBECONFIG: kubeconfig },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    context.after(() => child.kill('SIGKILL'));
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        printed += part;
      });
    }
    await eventually(() => assert.match(printed, /kubernetes/));
    assert.ok(commandLines().some((each) => each.includes('endpoints')));
    assert.deepEqual(
      commandLines().filter((each) => each.includes(controlPlane.token)),
      [],
    );
    child.kill('SIGINT');
    await new Promise((resolve) => child.once('exit', resolve));
    assert.ok(!printed.includes(controlPlane.token));
    assert.deepEqual(filesIn(home.path), before, 'nothing is written');
  }
});

test('no token is in what an editor is told, in its log, in a file, or in the list of processes', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  using home = folderWith('');
  using folder = folderWith(`=== service.yaml\n${manifest}`);
  const kubeconfig = kubeconfigIn(home.path, controlPlane, { exec: pluginFor(controlPlane.token, home.path) });
  const before = [...filesIn(home.path), ...filesIn(folder.path)];
  await using client = await connectToProcess({ folders: [folder.uri], capabilities: likeVsCode });
  const uri = folder.uriOf('service.yaml');
  client.open(uri, manifest);
  await client.ready();
  const told: unknown[] = [];
  told.push(await client.connection.sendRequest(clusterRequest, { action: 'look', kubeconfig }));
  told.push(
    await client.connection.sendRequest(clusterRequest, { action: 'connect', context: 'test', allowExec: true }),
  );
  await eventually(async () =>
    assert.match((await client.lenses(uri)).map((lens) => lens.command?.title).join(), /not applied · test/),
  );
  // Then the token is one that the server does not accept, and the plugin fails with it in its last words.
  writeFileSync(path.join(home.path, 'token'), `${controlPlane.token}\nfails`);
  await controlPlane.killServer();
  await controlPlane.restartServer();
  await client.eventually('something is told', () => client.received(clusterNotification).length > 1);
  const all = JSON.stringify([told, client.received(clusterNotification), client.log, client.publications]);
  assert.ok(!all.includes(controlPlane.token));
  assert.deepEqual(
    commandLines().filter((each) => each.includes(controlPlane.token)),
    [],
  );
  assert.deepEqual([...filesIn(home.path), ...filesIn(folder.path)], before, 'nothing is written');
});

test('a SOCKS proxy is gone through by sockets that are kept, and one that is not there is told without its password', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  using home = folderWith('');
  const proxy = await socksProxy();
  context.after(() => proxy.close());
  const run = async (url: string) => {
    const kubeconfig = kubeconfigIn(home.path, controlPlane, { token: controlPlane.token }, { 'proxy-url': url });
    return spawnPodwire(['endpoints', '-n', 'default'], { env: { KUBECONFIG: kubeconfig } });
  };
  const through = await run(`socks5://jane:secret-of-jane@127.0.0.1:${proxy.port}`);
  assert.deepEqual([through.stderr, proxy.logins()], ['', ['jane secret-of-jane']]);
  assert.match(through.stdout, /^kubernetes /m);
  assert.ok(proxy.connections() > 0);
  const before = proxy.connections();
  const config = kubeconfigIn(
    home.path,
    controlPlane,
    { token: controlPlane.token },
    { 'proxy-url': `socks5://127.0.0.1:${proxy.port}` },
  );
  const connected = connect(kubeconfigHere({ KUBECONFIG: config, HOME: home.path }, home.path), {
    allowExec: false,
    env: {},
  });
  assert.ok('connection' in connected);
  for (let number = 0; number < 10; number += 1) {
    assert.ok((await connected.connection.get('/api/v1/namespaces/default')).ok);
  }
  // One connection, or another one if the next request came before the end of an answer was read.
  assert.ok(proxy.connections() - before <= 2, `${proxy.connections() - before} connections`);
  // The kernel asks a silent peer whether it is still there: the same as without a proxy.
  if (process.platform === 'linux') assert.deepEqual([...new Set(timersOfSocketsTo(proxy.port))], ['keepalive']);
  await connected.connection.close();
  const absent = await run('socks5://jane:secret-of-jane@127.0.0.1:1');
  assert.equal(absent.status, 2);
  assert.match(absent.stderr, /^podwire: test: /);
  assert.ok(!absent.stderr.includes('secret-of-jane'), absent.stderr);
});

/**
 * What the kernel waits for on each connection of this machine to a port. Source: Linux,
 * Documentation/networking/proc_net_tcp.rst.
 */
function timersOfSocketsTo(port: number): string[] {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , to, state]) => to?.endsWith(remote) && state === '01')
    .map(([, , , , , timer]) => (timer?.startsWith('02:') ? 'keepalive' : `timer ${timer}`));
}

/**
 * A credential plugin that reads its token from a file. If the file has a second line, it prints the token and fails.
 */
function pluginFor(token: string, folder: string): object {
  const file = path.join(folder, 'token');
  writeFileSync(file, token);
  const script = `
    const [token, fails] = require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8').split('\\n');
    if (fails) { console.error('token ' + token + ' is over'); process.exit(1); }
    const status = { token };
    console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));`;
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    interactiveMode: 'Never',
  };
}

function kubeconfigIn(folder: string, { kubeconfig }: ControlPlane, user: object, cluster: object = {}): string {
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8'));
  config.users = [{ name: 'admin', user }];
  Object.assign(config.clusters[0].cluster, cluster);
  const file = path.join(folder, 'kubeconfig');
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

/** Of all processes; empty if the system does not show them in this way. */
function commandLines(): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [readFileSync(`/proc/${name}/cmdline`, 'utf8')];
    } catch {
      return [];
    }
  });
}

/**
 * As much of RFC 1928 and RFC 1929 as it takes: CONNECT to an IPv4 address or a name, with the login of who has one.
 */
async function socksProxy() {
  let connections = 0;
  const logins: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    sockets.add(client);
    client.on('error', () => {});
    client.once('data', (greeting) => {
      const hasLogin = greeting.subarray(2, 2 + greeting[1]!).includes(2);
      client.write(Buffer.from([5, hasLogin ? 2 : 0]));
      if (!hasLogin) return client.once('data', (request) => tunnel(client, request));
      client.once('data', (login) => {
        const user = login.subarray(2, 2 + login[1]!);
        logins.push(`${user} ${login.subarray(3 + user.length)}`);
        client.write(Buffer.from([1, 0]));
        client.once('data', (request) => tunnel(client, request));
      });
    });
  });
  const tunnel = (client: net.Socket, request: Buffer) => {
    const isName = request[3] === 3;
    const length = isName ? request[4]! : 4;
    const start = isName ? 5 : 4;
    const host = isName
      ? request.subarray(start, start + length).toString()
      : [...request.subarray(start, start + length)].join('.');
    const upstream = net.connect(request.readUInt16BE(start + length), host, () => {
      connections += 1;
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    connections: () => connections,
    logins: () => [...new Set(logins)],
    close: () => {
      for (const each of sockets) each.destroy();
      server.close();
    },
  };
}
