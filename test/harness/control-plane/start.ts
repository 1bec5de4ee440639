import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type { ClientRequest } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../vscode/eventually.ts';
import { executable, type Program } from './programs.ts';

/** etcd and an API server on the loopback interface, and the controllers if requested. */
export interface ControlPlane {
  /** As the API server states it, e.g. `v1.37.2`. */
  readonly version: string;
  /** `https://127.0.0.1:PORT` */
  readonly address: string;
  /** The address of etcd, e.g. `http://127.0.0.1:PORT`. The API server does not check what a test writes there. */
  readonly store: string;
  /** PEM of the certificate that the API server made for itself. */
  readonly certificate: string;
  /** Bearer token of a member of system:masters. */
  readonly token: string;
  /** Bearer tokens of the requested users, who have no rights until a role is bound to them. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Holds logs, and the process ids as NAME.pid. Removed by `stop`. */
  readonly folder: string;
  /** Of `folder`; its one context, `test`, is the administrator's. */
  readonly kubeconfig: string;
  /** The finished requests to the API server; empty unless `audit` was requested. */
  audited(): readonly AuditEntry[];
  /** Ends the API server at once, as a crash does; `restartServer` brings it back on the same port. */
  killServer(): Promise<void>;
  restartServer(): Promise<void>;
  /** Brings both back as if nothing had ever been stored. */
  restartEmpty(): Promise<void>;
  /** `type` is the body's, `application/json` by default. */
  request(method: string, path: string, body?: string, type?: string): Promise<Answer>;
  /** The API server first: without etcd it would wait for it for long. */
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** Those that fill EndpointSlices, run Deployments and empty namespaces. No node is watched, so none is lost. */
  readonly controllers?: boolean;
  /** Names of users with a token each. */
  readonly users?: readonly string[];
  readonly audit?: boolean;
  /** More options of the API server, e.g. `--min-request-timeout=5`. */
  readonly serverArguments?: readonly string[];
}

export interface AuditEntry {
  readonly verb: string;
  readonly user: string;
  readonly uri: string;
  readonly userAgent: string;
  readonly status: number;
}

/** The programs that `startControlPlane` needs. */
export function programsFor({ controllers }: ControlPlaneOptions): readonly Program[] {
  return ['etcd', 'kube-apiserver', ...(controllers ? (['kube-controller-manager'] as const) : [])];
}

export interface Answer {
  readonly status: number;
  /** The text of each Warning header, without its code and agent. Source: RFC 7234 section 5.5. */
  readonly warnings: readonly string[];
  readonly body: string;
}

/**
 * Starts them from a folder of programs and waits until the API server is ready. Without controllers, objects are only
 * validated and stored. @throws If one ends or is not ready within 60 s; with the end of its log.
 */
export async function startControlPlane(
  programFolder: string,
  options: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-control-plane-'));
  const running: Running[] = [];
  const start = (program: Program, args: readonly string[]) => {
    const started = startProgram(programFolder, folder, program, args);
    running.push(started);
    return started;
  };
  const killAll = () => {
    for (const { child } of running) child.kill('SIGKILL');
  };
  // A test that is interrupted must leave nothing behind.
  process.once('exit', killAll);
  const killNow = async (program: Running) => {
    running.splice(running.indexOf(program), 1);
    program.child.kill('SIGKILL');
    await program.ended;
  };
  const stop = async () => {
    for (const { child, ended } of running.toReversed()) await end(child, ended);
    process.off('exit', killAll);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [clientPort, peerPort, port] = await freePorts(3);
    const client = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    let generation = 0;
    const startStore = () =>
      start('etcd', [
        ...[
          '--data-dir',
          path.join(folder, `etcd-${generation}`),
          '--listen-client-urls',
          client,
          '--advertise-client-urls',
          client,
        ],
        ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
        '--unsafe-no-fsync',
      ]);
    let etcd = startStore();
    const token = randomBytes(16).toString('hex');
    const tokens = Object.fromEntries((options.users ?? []).map((user) => [user, randomBytes(16).toString('hex')]));
    writeSecrets(folder, token, tokens);
    const auditLog = path.join(folder, 'audit.log');
    if (options.audit) fs.writeFileSync(path.join(folder, 'audit.yaml'), auditPolicy);
    const startServer = () =>
      start('kube-apiserver', [
        ...['--etcd-servers', client, '--cert-dir', path.join(folder, 'certificates')],
        ...['--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', String(port)],
        // Nothing else reaches this server, and a loopback address is refused in the endpoints of the Service
        // `kubernetes`.
        '--endpoint-reconciler-type=none',
        ...['--service-cluster-ip-range', '10.43.0.0/16,fd00:43::/112'],
        ...['--service-account-issuer', 'https://kubernetes.default.svc'],
        ...['--service-account-key-file', path.join(folder, 'service-account.pem')],
        ...['--service-account-signing-key-file', path.join(folder, 'service-account.pem')],
        ...['--token-auth-file', path.join(folder, 'tokens.csv'), '--authorization-mode', 'RBAC'],
        // It refuses pods until a controller has made the namespace's service account.
        '--disable-admission-plugins=ServiceAccount',
        ...(options.audit
          ? ['--audit-policy-file', path.join(folder, 'audit.yaml'), '--audit-log-path', auditLog]
          : []),
        ...(options.serverArguments ?? []),
      ]);
    let server = startServer();
    const address = `https://127.0.0.1:${port}`;
    const certificateFile = path.join(folder, 'certificates/apiserver.crt');
    const connection = () => ({ address, token, certificate: fs.readFileSync(certificateFile, 'utf8') });
    const ready = async () => {
      const answers = eventually(async () => {
        // `default` is made a moment after the server calls itself ready.
        for (const place of ['/readyz', '/api/v1/namespaces/default']) {
          const answer = await request(connection(), 'GET', place);
          if (answer.status !== 200) throw new Error(`${place}: ${answer.status} ${answer.body}`);
        }
      }, 60_000);
      await Promise.race([answers, ...[etcd, server].map(failsAtEnd)]).catch((error) => {
        throw new Error(`the control plane did not start: ${error.message}\n${running.map(endOfLog).join('\n')}`);
      });
    };
    await ready();
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeKubeconfig(kubeconfig, address, certificateFile, token);
    if (options.controllers) {
      start('kube-controller-manager', [
        ...['--kubeconfig', kubeconfig, '--leader-elect=false', '--bind-address', '127.0.0.1', '--secure-port', '0'],
        ...['--controllers', controllers.join(','), '--cert-dir', path.join(folder, 'controller-certificates')],
        ...['--kube-api-qps', '200', '--kube-api-burst', '400', '--concurrent-service-endpoint-syncs', '20'],
      ]);
    }
    const stated = await request(connection(), 'GET', '/version');
    return {
      ...connection(),
      store: client,
      version: JSON.parse(stated.body).gitVersion,
      folder,
      tokens,
      kubeconfig,
      audited: () => (fs.existsSync(auditLog) ? auditEntries(fs.readFileSync(auditLog, 'utf8')) : []),
      killServer: () => killNow(server),
      restartServer: async () => {
        server = startServer();
        await ready();
      },
      restartEmpty: async () => {
        await killNow(server);
        await killNow(etcd);
        generation += 1;
        etcd = startStore();
        server = startServer();
        await ready();
      },
      request: (method, place, body, type) => request(connection(), method, place, body, type),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Running {
  readonly program: Program;
  readonly child: ChildProcess;
  /** Settles with the status when the process has ended, or could not be started. */
  readonly ended: Promise<string>;
  readonly log: string;
}

function startProgram(programFolder: string, folder: string, program: Program, args: readonly string[]): Running {
  const log = path.join(folder, `${program}.log`);
  const file = fs.openSync(log, 'a');
  const child = spawn(path.join(programFolder, executable(program)), args, { stdio: ['ignore', file, file] });
  fs.closeSync(file);
  if (child.pid !== undefined) fs.writeFileSync(path.join(folder, `${program}.pid`), `${child.pid}\n`);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signal) => resolve(`ended with ${signal ?? `status ${status}`}`));
  });
  return { program, child, ended, log };
}

async function failsAtEnd({ program, ended }: Running): Promise<never> {
  throw new Error(`${program} ${await ended}`);
}

function endOfLog({ program, log }: Running): string {
  const lines = fs.readFileSync(log, 'utf8').trimEnd().split('\n');
  return [`--- ${program}`, ...lines.slice(-20)].join('\n');
}

/** SIGTERM, and SIGKILL after ten seconds. */
async function end(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

// Not those that watch nodes: no kubelet runs, and they would call every node lost and its pods not ready.
const controllers = [
  ...['endpoints-controller', 'endpointslice-controller', 'endpointslice-mirroring-controller'],
  ...['namespace-controller', 'deployment-controller', 'replicaset-controller', 'statefulset-controller'],
  ...['job-controller', 'garbage-collector-controller'],
];

const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules: [{level: Metadata}]
`;

function auditEntries(text: string): AuditEntry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .map(({ verb, user, requestURI, userAgent, responseStatus }) => ({
      verb,
      user: user.username,
      uri: requestURI,
      userAgent: userAgent ?? '',
      status: responseStatus?.code ?? 0,
    }));
}

/** JSON is YAML, so kubectl reads it. */
function writeKubeconfig(file: string, server: string, certificateFile: string, token: string): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': certificateFile } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  };
  fs.writeFileSync(file, JSON.stringify(config, undefined, 2), { mode: 0o600 });
}

function writeSecrets(folder: string, token: string, tokens: Readonly<Record<string, string>>): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  fs.writeFileSync(path.join(folder, 'service-account.pem'), pem, { mode: 0o600 });
  const lines = [`${token},admin,1,system:masters\n`];
  for (const [user, each] of Object.entries(tokens)) lines.push(`${each},${user},${lines.length + 1}\n`);
  fs.writeFileSync(path.join(folder, 'tokens.csv'), lines.join(''), { mode: 0o600 });
}

/** Ports that were free a moment ago; all are held at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<net.Server>((resolve, reject) => {
          const server = net.createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

interface Connection {
  readonly address: string;
  readonly certificate: string;
  readonly token: string;
}

function request(
  connection: Connection,
  method: string,
  place: string,
  body?: string,
  type = 'application/json',
): Promise<Answer> {
  const outgoing = https.request(`${connection.address}${place}`, {
    method,
    ca: connection.certificate,
    headers: {
      Authorization: `Bearer ${connection.token}`,
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
    },
    timeout: 10_000,
  });
  outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${place}: no answer within 10 s`)));
  return answerTo(outgoing, body);
}

/** Sends a request with its body, and reads the whole answer. */
export function answerTo(outgoing: ClientRequest, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (part) => {
        text += part;
      });
      incoming.once('error', reject);
      incoming.once('end', () =>
        resolve({ status: incoming.statusCode!, warnings: warningsOf(incoming.headers.warning), body: text }),
      );
    });
    outgoing.end(body);
  });
}

// 299 - "unknown field \"spec.selectors\"", 299 - "…"
function warningsOf(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
    text!.replace(/\\(.)/g, '$1'),
  );
}
