import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Forward, forwardToSocket } from './forward.ts';
import type { InstalledServer } from './install-server.ts';
import { runOrThrow } from './run.ts';

export interface RunningServer {
  port: number;
  /** `vscode-remote://127.0.0.1:PORT`, which with an absolute path is the URI of a file. */
  authority: string;
  /** The address of a window on a folder, with pairs of the workbench's own `payload` parameter. */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** Settles when the server has ended by itself or through `stop`. */
  ended: Promise<void>;
  /** Ends the server with everything it started, and removes its temporary data. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** .vsix files, installed before the server starts. */
  extensions?: readonly string[];
  /** The port; 0, the default, takes a free one. */
  port?: number;
  /** Laid over the environment of this process. */
  env?: Readonly<Record<string, string>>;
  /** User settings. */
  settings?: Readonly<Record<string, unknown>>;
  /**
   * For suites inside the extension host: without it a built server silently ignores `extensionDevelopmentPath` and
   * `extensionTestsPath`; with it, notifications never show.
   */
  runsSuites?: boolean;
  /** Folders are not trusted, and no question asks whether they are. */
  isRestricted?: boolean;
  /** A command that runs the server, and with it the extension host, e.g. in another network namespace; Linux only. */
  runBy?: readonly string[];
}

/** Starts VS Code's server on the loopback interface. @throws If it ends or prints nothing within three minutes. */
export async function startServer(installed: InstalledServer, options: ServerOptions = {}): Promise<RunningServer> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-vscode-'));
  // The token keeps other users of this machine, and pages in the browser, away from the extension host.
  const token = randomBytes(16).toString('hex');
  fs.mkdirSync(path.join(data, 'user/User'), { recursive: true });
  fs.writeFileSync(
    path.join(data, 'user/User/settings.json'),
    JSON.stringify({ ...quiet, ...(options.isRestricted ? restricted : {}), ...options.settings }),
  );
  const common = [
    '--accept-server-license-terms',
    ...['--server-data-dir', path.join(data, 'server')],
    ...['--user-data-dir', path.join(data, 'user')],
    ...['--extensions-dir', path.join(data, 'extensions')],
    ...['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'],
  ];
  const main = path.join(installed.root, 'out/server-main.js');
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.env, EXTENSIONS_GALLERY: '{}' };
  // An editor whose terminal this runs in has set these for itself.
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_RUN_AS_NODE$)/.test(name)) delete env[name];
  const remove = () => fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  try {
    for (const file of options.extensions ?? []) {
      await runOrThrow(installed.node, [main, ...common, '--install-extension', file], { env });
    }
    // Loopback is another one in another network; the file system is the same.
    const socket = options.runBy && path.join(data, 'socket');
    const [program = installed.node, ...before] = [...(options.runBy ?? []), installed.node];
    const server = spawn(
      program,
      [
        ...before,
        main,
        ...common,
        ...(socket ? ['--socket-path', socket] : ['--host', '127.0.0.1', '--port', String(options.port ?? 0)]),
        ...['--connection-token', token],
        ...(options.runsSuites ? ['--enable-smoke-test-driver'] : []),
        // The folders are the project's own examples, or copies of them.
        ...(options.isRestricted ? [] : ['--disable-workspace-trust']),
      ],
      // A separate process group, so that its child processes can be ended together with it.
      { env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
    );
    const ended = new Promise<void>((resolve) => server.once('close', () => resolve(remove())));
    let forward: Forward | undefined;
    const stop = async () => {
      await forward?.close();
      await endGroup(server, ended);
    };
    try {
      const announced = await announcedPlace(server);
      forward = socket ? await forwardToSocket(socket, options.port) : undefined;
      const port = forward?.port ?? Number(announced);
      const authority = `vscode-remote://127.0.0.1:${port}`;
      return {
        port,
        authority,
        ended,
        stop,
        address(folder, payload = []) {
          const query = new URLSearchParams({ tkn: token, folder, payload: JSON.stringify(payload) }).toString();
          // A query may hold slashes and colons as they are (RFC 3986, section 3.4): the address is read by people.
          return `http://127.0.0.1:${port}/?${query.replaceAll('%2F', '/').replaceAll('%3A', ':')}`;
        },
      };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    remove();
    throw error;
  }
}

const quiet = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'chat.disableAIFeatures': true,
  // As on the desktop; in a browser it would be `afterDelay`.
  'files.autoSave': 'off',
  // The ports that the window itself uses are no news.
  'remote.autoForwardPorts': false,
  // The example lies in this repository, and that is no question to a person who looks at it.
  'git.openRepositoryInParentFolders': 'never',
};

const restricted = { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };

/** The port, or the socket. */
function announcedPlace(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`VS Code's server did not start within three minutes\n${output}`)),
      180_000,
    );
    const read = (text: Buffer) => {
      output += text;
      if (process.env.PODWIRE_VERBOSE) process.stderr.write(text);
      const place = /Extension host agent listening on (\S+)/.exec(output)?.[1];
      if (place === undefined) return;
      clearTimeout(timer);
      resolve(place);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('error', reject);
    server.once('close', (status) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended with status ${status}\n${output}`));
    });
  });
}

/** SIGTERM to the whole group, and SIGKILL to the remaining processes after five seconds. */
async function endGroup(server: ChildProcess, ended: Promise<void>): Promise<void> {
  if (server.pid === undefined) return;
  signalGroup(server, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(server, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
  // The extension host may outlive the server that started it.
  signalGroup(server, 'SIGKILL');
}

function signalGroup(server: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') server.kill(signal);
    else process.kill(-(server.pid as number), signal);
  } catch {
    // No process remains.
  }
}
