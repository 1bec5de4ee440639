import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../vscode/eventually.ts';
import { executable, type Program } from './programs.ts';

/** etcd and an API server on the loopback interface. */
export interface ControlPlane {
  /** As the API server states it, e.g. `v1.37.2`. */
  readonly version: string;
  /** `https://127.0.0.1:PORT` */
  readonly address: string;
  /** PEM of the certificate that the API server made for itself. */
  readonly certificate: string;
  /** Bearer token of a member of system:masters. */
  readonly token: string;
  /** Holds logs, and the process ids as NAME.pid. Removed by `stop`. */
  readonly folder: string;
  request(method: string, path: string, body?: string): Promise<Answer>;
  /** The API server first: without etcd it would wait for it for long. */
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  /** The text of each Warning header, without its code and agent. Source: RFC 7234 section 5.5. */
  readonly warnings: readonly string[];
  readonly body: string;
}

/**
 * Starts both from a folder of programs and waits until the API server is ready. No controller runs: objects are checked
 * and stored, and nothing follows from them. @throws Where one ends, or is not ready within 60 s; with the end of its log.
 */
export async function startControlPlane(programFolder: string): Promise<ControlPlane> {
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
  const stop = async () => {
    for (const { child, ended } of running.toReversed()) await end(child, ended);
    process.off('exit', killAll);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [clientPort, peerPort, port] = await freePorts(3);
    const client = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    const etcd = start('etcd', [
      ...['--data-dir', path.join(folder, 'etcd'), '--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
      '--unsafe-no-fsync',
    ]);
    const token = randomBytes(16).toString('hex');
    writeSecrets(folder, token);
    const server = start('kube-apiserver', [
      ...['--etcd-servers', client, '--cert-dir', path.join(folder, 'certificates')],
      ...['--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', String(port)],
      // Nothing else reaches this server, and a loopback address is refused in the endpoints of the Service `kubernetes`.
      '--endpoint-reconciler-type=none',
      ...['--service-cluster-ip-range', '10.43.0.0/16'],
      ...['--service-account-issuer', 'https://kubernetes.default.svc'],
      ...['--service-account-key-file', path.join(folder, 'service-account.pem')],
      ...['--service-account-signing-key-file', path.join(folder, 'service-account.pem')],
      ...['--token-auth-file', path.join(folder, 'tokens.csv'), '--authorization-mode', 'RBAC'],
      // It refuses pods until a controller has made the namespace's service account.
      '--disable-admission-plugins=ServiceAccount',
    ]);
    const address = `https://127.0.0.1:${port}`;
    const certificateFile = path.join(folder, 'certificates/apiserver.crt');
    const connection = () => ({ address, token, certificate: fs.readFileSync(certificateFile, 'utf8') });
    const ready = eventually(async () => {
      // `default` is made a moment after the server calls itself ready.
      for (const place of ['/readyz', '/api/v1/namespaces/default']) {
        const answer = await request(connection(), 'GET', place);
        if (answer.status !== 200) throw new Error(`${place}: ${answer.status} ${answer.body}`);
      }
    }, 60_000);
    await Promise.race([ready, ...[etcd, server].map(failsAtEnd)]).catch((error) => {
      throw new Error(`the control plane did not start: ${error.message}\n${running.map(endOfLog).join('\n')}`);
    });
    const stated = await request(connection(), 'GET', '/version');
    return {
      ...connection(),
      version: JSON.parse(stated.body).gitVersion,
      folder,
      request: (method, place, body) => request(connection(), method, place, body),
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

function writeSecrets(folder: string, token: string): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  fs.writeFileSync(path.join(folder, 'service-account.pem'), pem, { mode: 0o600 });
  fs.writeFileSync(path.join(folder, 'tokens.csv'), `${token},admin,1,system:masters\n`, { mode: 0o600 });
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

function request(connection: Connection, method: string, place: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = https.request(`${connection.address}${place}`, {
      method,
      ca: connection.certificate,
      headers: {
        Authorization: `Bearer ${connection.token}`,
        Accept: 'application/json',
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
      },
      timeout: 10_000,
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${place}: no answer within 10 s`)));
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
