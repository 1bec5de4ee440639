import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAtLeast, nodeFloor, requireNode } from './node-floor.mjs';

// For scripts that a person starts in a fresh clone, with the installed Node.js. npm's scripts find the
// devDependency `node` first on PATH, but only after its installation.

/** The project's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const windows = process.platform === 'win32';
const bin = path.join(root, 'node_modules/.bin');

let child;
// Ctrl+C reaches every process of the terminal. This one only waits until the others have cleaned up.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child?.kill('SIGTERM'));

/** Installs what is missing, and builds. Ends this process on failure. */
export async function installAndBuild() {
  const begin = Date.now();
  await installPackages();
  // `npm ci` builds through the script `prepare`, unless npm is configured to run no scripts.
  const built = statSync(path.join(root, 'dist/podwire.mjs'), { throwIfNoEntry: false });
  if (!built || built.mtimeMs < begin) await runScript('scripts/build.mjs');
}

/** Runs `npm ci` if node_modules differs from package-lock.json. */
async function installPackages() {
  if (isInstalled()) return;
  process.stdout.write('Installing the packages (npm ci) …\n');
  // The npm that runs this script, if any. A .cmd file can be started only through a shell.
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) await runOrExit(process.execPath, [script, 'ci']);
  else await runOrExit(windows ? 'npm.cmd' : 'npm', ['ci']);
}

/** Runs a script of the project with the project's own Node.js, and ends this process if the status is not 0. */
export function runScript(script, ...args) {
  return runOrExit(broughtNode(), [path.join(root, script), ...args]);
}

function isInstalled() {
  // npm writes a list of the installed packages there at the end of each installation.
  const list = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = JSON.parse(readFileSync(list, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  // Optional packages may be for other platforms; the one without a name is the project itself.
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional || installed[name]?.version === version,
  );
}

function broughtNode() {
  const brought = path.join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
  if (existsSync(brought)) return brought;
  // npm was configured to run no install scripts.
  if (isAtLeast(process.versions.node, nodeFloor)) return process.execPath;
  return requireNode('Podwire');
}

function runOrExit(program, args) {
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
  return new Promise((resolve) => {
    child = spawn(program, args, { cwd: root, env, stdio: 'inherit', shell: program.endsWith('.cmd') });
    child.on('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      process.exit(1);
    });
    child.on('close', (status, signal) => (status === 0 ? resolve() : process.exit(signal ? 130 : status)));
  });
}
