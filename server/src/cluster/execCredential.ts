import { spawn } from 'node:child_process';
import { objectAt, parseJson } from '../core/text/json.ts';
import { withoutSecrets } from './failure.ts';

/**
 * How to run a credential plugin. Source: client.authentication.k8s.io/v1, client-go tools/clientcmd/api
 * ExecConfig.
 */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** `spec.cluster` in the input of the plugin; absent unless the plugin requests it with `provideClusterInfo`. */
  readonly cluster: Readonly<Record<string, unknown>> | undefined;
}

export interface ExecCredential {
  readonly token: string | undefined;
  /** PEM, both or none. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since 1970; undefined if it does not expire. */
  readonly expires: number | undefined;
}

/** Its message is for a person and holds no credential. */
export class CredentialError extends Error {}

/** The time that a person needs to log in with a browser that the plugin opens. */
const timeLimit = 60_000;
const outputLimit = 1_000_000;
const supported = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/**
 * Runs a plugin without a terminal. Its standard input is closed, and after 60 s it is killed with all
 * processes that it started.
 *
 * @param signal kills it earlier
 * @throws CredentialError
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  environment: Readonly<Record<string, string | undefined>>,
  limit = timeLimit,
  signal?: AbortSignal,
): Promise<ExecCredential> {
  if (!supported.includes(plugin.apiVersion)) {
    throw new CredentialError(
      `the credential plugin ${plugin.command} speaks ${plugin.apiVersion || 'no version'}, not ${supported[0]}`,
    );
  }
  if (plugin.interactiveMode === 'Always') {
    throw new CredentialError(
      `the credential plugin ${plugin.command} wants a terminal (interactiveMode: Always), but there is none here`,
    );
  }
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { ...(plugin.cluster ? { cluster: plugin.cluster } : {}), interactive: false },
  };
  const env = { ...environment, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  return credentialOf(await outputOf(plugin, env, limit, signal), plugin);
}

function outputOf(
  plugin: ExecPlugin,
  env: Record<string, string | undefined>,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const isWindows = process.platform === 'win32';
    const child = spawn(plugin.command, plugin.args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that its child processes end with it and a prompt cannot reach this
      // program's terminal.
      detached: !isWindows,
      windowsHide: true,
    });
    const end = () => {
      if (child.pid === undefined) return;
      try {
        if (isWindows) child.kill('SIGKILL');
        else process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has already ended.
      }
    };
    let output = '';
    let complaint = '';
    let isDone = false;
    const done = (settle: () => void) => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      end();
      child.stdout.destroy();
      child.stderr.destroy();
      settle();
    };
    const fail = (message: string) => done(() => reject(new CredentialError(message)));
    const name = `the credential plugin ${plugin.command}`;
    const timer = setTimeout(() => fail(`${name} gave no answer within ${limit / 1000} s`), limit);
    const giveUp = () => fail(`${name} was ended before it answered`);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted) giveUp();
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.length > outputLimit) fail(`${name} printed more than ${outputLimit} characters`);
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      complaint = (complaint + part).slice(-4000);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'ENOENT' ? 'does not exist' : `could not be started: ${error.code ?? 'no reason given'}`;
      const hint = error.code === 'ENOENT' && plugin.installHint ? ` ${plugin.installHint.trim()}` : '';
      fail(`${name} ${reason}.${hint}`);
    });
    const finish = (status: number | null, signal: NodeJS.Signals | null) => {
      if (status === 0) return done(() => resolve(output));
      const last = withoutSecrets(complaint.trimEnd().split('\n').at(-1) ?? '').slice(0, 300);
      fail(`${name} ended with ${signal ?? `status ${status}`}${last ? `: ${last}` : ''}`);
    };
    child.once('close', finish);
    // Processes that the plugin left running may keep its pipes open forever.
    child.once('exit', (status, signal) => setTimeout(() => finish(status, signal), 500).unref());
  });
}

function credentialOf(output: string, plugin: ExecPlugin): ExecCredential {
  const refuse = (reason: string) => new CredentialError(`the credential plugin ${plugin.command} ${reason}`);
  const parsed = parseJson(output);
  if (parsed === undefined) {
    throw refuse('did not print JSON');
  }
  const { kind, apiVersion, status } = objectAt(parsed);
  if (kind !== 'ExecCredential' || apiVersion !== plugin.apiVersion) {
    throw refuse(`did not print an ExecCredential of ${plugin.apiVersion}`);
  }
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = objectAt(status);
  const hasToken = typeof token === 'string' && token !== '';
  const hasCertificate = typeof clientCertificateData === 'string' && typeof clientKeyData === 'string';
  if (!hasToken && !hasCertificate) {
    throw refuse('gave neither a token nor a certificate with its key');
  }
  const expires = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : Number.NaN;
  return {
    token: hasToken ? token : undefined,
    certificate: hasCertificate ? clientCertificateData : undefined,
    key: hasCertificate ? clientKeyData : undefined,
    expires: Number.isNaN(expires) ? undefined : expires,
  };
}
