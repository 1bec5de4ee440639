import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { executable, type Program } from '../control-plane/programs.ts';
import { eventually } from '../vscode/eventually.ts';
import { addresses, type Topology } from './namespaces.ts';

/**
 * A control plane in the namespace of the node, kube-proxy on the nodes, and applications in the namespaces of the
 * pods.
 */
export interface TopologyCluster extends AsyncDisposable {
  /** For programs in the namespace of the client; the context is `homelab`. */
  readonly kubeconfig: string;
  /** The same for a user who may do nothing. */
  readonly strangersKubeconfig: string;
  /**
   * Asks the API server as an administrator; a PATCH is a merge patch unless `type` says otherwise. @throws Where the
   * status is 400 or above.
   */
  request(method: string, place: string, body?: unknown, type?: string): unknown;
  /** Starts kube-proxy on a node, in place of the one that runs there. */
  startKubeProxy(node: 'service-node' | 'other-node', nodePortAddresses?: string): Promise<void>;
  /** Ends it and takes away its rules, as a restart of the machine does. */
  stopKubeProxy(node: 'service-node' | 'other-node'): Promise<void>;
  /** Runs a program in a namespace until the cluster is stopped. */
  start(
    namespace: string,
    name: string,
    command: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): ChildProcess;
}

export const topologyPrograms: readonly Program[] = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-proxy'];

/**
 * Starts everything and waits until the API server is ready. No program monitors the nodes, so their stored status
 * counts. @throws With the end of the logs, if a program ends or is not ready within four minutes.
 */
export async function startTopologyCluster(topology: Topology, programFolder: string): Promise<TopologyCluster> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-topology-'));
  const running = new Map<string, ChildProcess>();
  const file = (name: string) => path.join(folder, name);
  const start = (
    namespace: string,
    name: string,
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) => {
    const log = fs.openSync(file(`${name}.log`), 'a');
    const child = spawn('ip', ['netns', 'exec', namespace, ...command], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...env },
    });
    fs.closeSync(log);
    running.set(name, child);
    return child;
  };
  const program = (name: Program) => path.join(programFolder, executable(name));
  const killAll = () => {
    for (const child of running.values()) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const stop = async () => {
    // The API server before etcd, for which it would wait; insertion order is that of the start.
    for (const [name, child] of [...running].toReversed()) await end(child, name);
    process.off('exit', killAll);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const [token, stranger] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const server = `https://${addresses.node.mesh}:6443`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  fs.writeFileSync(file('service-account.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  fs.writeFileSync(file('tokens.csv'), `${token},admin,1,system:masters\n${stranger},stranger,2,\n`, { mode: 0o600 });
  fs.writeFileSync(file('kubeconfig'), kubeconfig(server, token), { mode: 0o600 });
  fs.writeFileSync(file('strangers-kubeconfig'), kubeconfig(server, stranger), { mode: 0o600 });
  fs.writeFileSync(file('curl.cfg'), `header = "Authorization: Bearer ${token}"\n`, { mode: 0o600 });

  const ask = (method: string, place: string, body?: unknown, stated?: string) => {
    const type = stated ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
    const { stdout, stderr } = spawnSync(
      'ip',
      [
        ...[
          'netns',
          'exec',
          topology.client,
          'curl',
          '-sSk',
          '--noproxy',
          '*',
          '--max-time',
          '10',
          '-K',
          file('curl.cfg'),
        ],
        ...[
          '-X',
          method,
          '-H',
          `Content-Type: ${type}`,
          '-w',
          '\n%{http_code}',
          '--data-binary',
          '@-',
          `${server}${place}`,
        ],
      ],
      { input: body === undefined ? '' : JSON.stringify(body), encoding: 'utf8' },
    );
    const at = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at), stderr };
  };
  const request = (method: string, place: string, body?: unknown, type?: string): unknown => {
    const { status, text, stderr } = ask(method, place, body, type);
    if (status === 0 || status >= 400) throw new Error(`${method} ${place}: ${status} ${text}${stderr}`);
    return JSON.parse(text);
  };

  try {
    start(topology.node, 'etcd', [
      program('etcd'),
      ...['--data-dir', file('etcd'), '--listen-client-urls', 'http://127.0.0.1:2379'],
      ...[
        '--advertise-client-urls',
        'http://127.0.0.1:2379',
        '--listen-peer-urls',
        'http://127.0.0.1:2380',
        '--unsafe-no-fsync',
      ],
    ]);
    start(topology.node, 'kube-apiserver', [
      program('kube-apiserver'),
      ...['--etcd-servers', 'http://127.0.0.1:2379', '--cert-dir', file('certificates'), '--secure-port', '6443'],
      ...['--bind-address', '0.0.0.0', '--advertise-address', addresses.node.mesh],
      ...['--service-cluster-ip-range', '10.43.0.0/16', '--service-account-issuer', 'https://kubernetes.default.svc'],
      ...['--service-account-key-file', file('service-account.pem')],
      ...['--service-account-signing-key-file', file('service-account.pem')],
      ...['--token-auth-file', file('tokens.csv'), '--authorization-mode', 'RBAC'],
      // It refuses pods until a controller has made the namespace's service account.
      '--disable-admission-plugins=ServiceAccount',
    ]);
    await eventually(() => {
      const { status, text, stderr } = ask('GET', '/readyz');
      if (status !== 200) throw new Error(`${status} ${text}${stderr}`);
    }, 240_000);
    start(topology.node, 'kube-controller-manager', [
      program('kube-controller-manager'),
      ...[
        '--kubeconfig',
        file('kubeconfig'),
        '--leader-elect=false',
        '--bind-address',
        '127.0.0.1',
        '--secure-port',
        '0',
      ],
      ...[
        '--controllers',
        'endpointslice-controller,namespace-controller',
        '--cert-dir',
        file('controller-certificates'),
      ],
    ]);
  } catch (error) {
    const logs = [...running.keys()].map(
      (name) => `--- ${name}\n${fs.readFileSync(file(`${name}.log`), 'utf8').slice(-2000)}`,
    );
    await stop();
    throw new Error(`the control plane did not start: ${(error as Error).message}\n${logs.join('\n')}`);
  }

  const namespaceOf = { 'service-node': topology.node, 'other-node': topology.otherNode };
  const stopKubeProxy = async (node: keyof typeof namespaceOf) => {
    const child = running.get(`kube-proxy-${node}`);
    if (!child) return;
    running.delete(`kube-proxy-${node}`);
    await end(child, node);
    topology.run(namespaceOf[node], 'nft', 'delete', 'table', 'ip', 'kube-proxy');
    spawnSync('ip', ['netns', 'exec', namespaceOf[node], 'nft', 'delete', 'table', 'ip6', 'kube-proxy']);
  };
  return {
    kubeconfig: file('kubeconfig'),
    strangersKubeconfig: file('strangers-kubeconfig'),
    request,
    start,
    stopKubeProxy,
    async startKubeProxy(node, nodePortAddresses) {
      await stopKubeProxy(node);
      start(namespaceOf[node], `kube-proxy-${node}`, [
        program('kube-proxy'),
        ...['--kubeconfig', file('kubeconfig'), '--proxy-mode', 'nftables', '--hostname-override', node],
        ...['--cluster-cidr', '10.42.0.0/16', '--conntrack-max-per-core', '0'],
        ...(nodePortAddresses === undefined ? [] : ['--nodeport-addresses', nodePortAddresses]),
      ]);
      await eventually(() => topology.run(namespaceOf[node], 'nft', 'list', 'table', 'ip', 'kube-proxy'), 240_000);
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** SIGTERM, and SIGKILL after ten seconds. */
async function end(child: ChildProcess, name: string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), name === 'etcd' ? 3000 : 10_000);
  await ended;
  clearTimeout(timer);
}

function kubeconfig(server: string, token: string): string {
  return `apiVersion: v1
kind: Config
clusters: [{name: homelab, cluster: {server: "${server}", insecure-skip-tls-verify: true}}]
users: [{name: someone, user: {token: "${token}"}}]
contexts: [{name: homelab, context: {cluster: homelab, user: someone, namespace: homelab}}]
current-context: homelab
`;
}
