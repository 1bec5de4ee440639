// npm start: installs what is missing, builds, and opens examples/family-assistant in a VS Code with the extension.
// This file runs on the Node.js that a person has; what it starts runs on the one that the package `node` brings.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAtLeast, nodeFloor, requireNode } from './node-floor.mjs';
import { readStartOptions } from './start-options.mjs';

requireNode('npm start', '20.0.0');
readStartOptions();

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';

// Ctrl+C reaches every process of the terminal: this one only waits until the others have cleaned up.
let child;
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child?.kill('SIGTERM'));

if (!isInstalled()) {
  process.stdout.write('Installing the packages (npm ci) …\n');
  await run(...npm('ci'));
}
const node = findNode();
await run(node, [path.join(root, 'scripts/build.mjs')]);
await run(node, [path.join(root, 'scripts/open-example.ts'), ...process.argv.slice(2)]);

/** Whether node_modules is as package-lock.json wants it: npm writes its own list there after each installation. */
function isInstalled() {
  const list = path.join(root, 'node_modules/.package-lock.json');
  return existsSync(list) && statSync(list).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
}

function npm(...args) {
  // The npm that runs this script, where one does; a .cmd file could be started through a shell only.
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, [script, ...args]] : [windows ? 'npm.cmd' : 'npm', args];
}

function findNode() {
  const brought = path.join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
  if (existsSync(brought)) return brought;
  // npm was told to run no install scripts.
  if (isAtLeast(process.versions.node, nodeFloor)) return process.execPath;
  requireNode('Podwire');
}

/** Runs a program on this terminal and ends this process with its status where that is not 0. */
function run(program, args) {
  return new Promise((resolve) => {
    child = spawn(program, args, { cwd: root, stdio: 'inherit', shell: windows && program.endsWith('.cmd') });
    child.on('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      process.exit(1);
    });
    child.on('close', (status, signal) => (status === 0 ? resolve() : process.exit(signal ? 130 : status)));
  });
}
