// The second half of npm start: opens the example in VS Code on the desktop or in the browser.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../test/harness/vscode/cache.ts';
import { installServer } from '../test/harness/vscode/install-server.ts';
import { copyOfExample, projectRoot } from '../test/harness/vscode/project.ts';
import { run } from '../test/harness/vscode/run.ts';
import { startServer } from '../test/harness/vscode/start-server.ts';
import { packExtension } from '../test/harness/vscode/vsix.ts';
import { type ExampleCluster, startExampleCluster } from './example-cluster.ts';
import { isAtLeast } from './node-floor.mjs';
import { readStartOptions } from './start-options.mjs';

// A person tries fixes in the copy, and the clone stays as it is.
const copy = copyOfExample('family-assistant');
const example = copy.folder;
const firstFile = 'service-nodeport.yaml';
const options = readStartOptions();
const code = options.browser ? undefined : await findDesktopCode();
if (code) await openDesktop(code);
else await openInBrowser();

/** The command `code`, if it belongs to VS Code, is recent enough, and can open a window from here. */
async function findDesktopCode(): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const command = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  if (!command) return undefined;
  // In the terminal of a VS Code that works over SSH or in a container, `code` opens its windows on the local
  // machine.
  if (!hasDisplay() && !process.env.VSCODE_IPC_HOOK_CLI) {
    say(`${command} is here, but there is no display.`);
    return undefined;
  }
  const { status, output } = await runCode(command, ['--version', ...asRoot()]);
  const found = /^\d+\.\d+\.\d+/m.exec(output)?.[0];
  const manifest = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  const floor = manifest.engines.vscode.replace('^', '');
  if (status === 0 && found && isAtLeast(found, floor)) return command;
  const reason = found
    ? `is version ${found}, and Podwire needs ${floor}`
    : `does not start: ${output.trim().split('\n')[0]}`;
  say(`${command} ${reason}.`);
  return undefined;
}

async function openDesktop(command: string): Promise<void> {
  const args = [`--extensionDevelopmentPath=${projectRoot}`, ...asRoot(), example, path.join(example, firstFile)];
  const { status, output } = await runCode(command, args);
  if (status !== 0) {
    process.stderr.write(output);
    process.exit(1);
  }
  say(`${example}, a copy of examples/family-assistant, is open in VS Code, with the extension.`);
}

/** As root, VS Code starts only without its sandbox and with an explicit folder for its data. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox', `--user-data-dir=${cacheFolder('vscode-user-data')}`] : [];
}

function runCode(command: string, args: string[]) {
  // A shell starts a .cmd file and takes its arguments as one string.
  return command.endsWith('.cmd') ? run('cmd', ['/d', '/s', '/c', command, ...args]) : run(command, args);
}

async function openInBrowser(): Promise<void> {
  const begin = performance.now();
  const installed = await installServer(say);
  if (!installed.nativeAddons) {
    say('Without a C++ compiler VS Code lacks two native addons: its output channels will be empty.');
  }
  const vsix = await packExtension();
  const cluster = options.cluster ? await startCluster() : undefined;
  const server = await startServer(installed, {
    extensions: [vsix],
    port: options.port,
    ...(cluster ? { env: { KUBECONFIG: cluster.kubeconfig } } : {}),
  });
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      if (stopped) return;
      stopped = true;
      await server.stop();
      await cluster?.stop();
      copy.remove();
      process.exit(0);
    });
  }
  const address = server.address(example, [['openFile', `${server.authority}${example}/${firstFile}`]]);
  say(`VS Code with the extension is ready after ${((performance.now() - begin) / 1000).toFixed(1)} s:`);
  say('');
  say(`  ${address}`);
  say('');
  if (cluster) {
    say('Run "Podwire: Connect to Cluster" in its command palette (F1) to see what the cluster has for the Service.');
    say('');
  }
  say('Ctrl+C stops it.');
  if (options.open && hasDisplay()) openAddress(address);
  await server.ended;
  if (!stopped) {
    await cluster?.stop();
    process.stderr.write("VS Code's server has ended by itself.\n");
    process.exit(1);
  }
}

async function startCluster(): Promise<ExampleCluster> {
  say('Starting a Kubernetes on this machine …');
  const started = await startExampleCluster(example);
  if ('because' in started) {
    process.stderr.write(`npm start -- --cluster: ${started.because}\n`);
    process.exit(1);
  }
  return started;
}

function openAddress(address: string): void {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]];
  const opener = spawn(program as string, args as string[], { stdio: 'ignore', detached: true });
  // The address is printed, so a person without an opener can open it by hand.
  opener.on('error', () => {});
  opener.unref();
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
