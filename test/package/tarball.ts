import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Outcome, runProgram } from '../cli/program.ts';
import { projectRoot } from '../harness/vscode/project.ts';

export const isBuilt = fs.existsSync(path.join(projectRoot, 'dist/podwire.mjs'));

export interface Packed {
  /** The path of the .tgz file. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** The paths in the package, sorted. */
  readonly files: readonly string[];
}

/**
 * Packs the npm package into `folder`, with `dist/` as it is built now. The script `prepare`, which would build
 * `dist/` again, does not run: other suites read `dist/` at the same time.
 */
export function packPackage(folder: string): Packed {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const text = execFileSync(process.execPath, [npmScript('npm'), ...args], {
    cwd: projectRoot,
    env: { ...process.env, npm_config_cache: path.join(folder, 'cache') },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [packed] = JSON.parse(text) as [{ filename: string; size: number; files: readonly { path: string }[] }];
  return {
    file: path.join(folder, packed.filename),
    size: packed.size,
    files: packed.files.map((each) => each.path).sort(),
  };
}

/** A machine on which only Node.js, npm and a shell are installed, and which has no network. */
export interface EmptyMachine {
  /** The variables of every process; nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  npm(args: readonly string[], cwd: string): Promise<Outcome>;
  npx(args: readonly string[], cwd: string): Promise<Outcome>;
}

/** @param folder An empty folder for the programs, the home folder and the cache of npm. */
export function emptyMachine(folder: string, node = process.execPath): EmptyMachine {
  const bin = path.join(folder, 'bin');
  const home = path.join(folder, 'home');
  fs.mkdirSync(bin, { recursive: true });
  fs.mkdirSync(home, { recursive: true });
  fs.symlinkSync(node, path.join(bin, 'node'));
  fs.symlinkSync('/bin/sh', path.join(bin, 'sh'));
  const env = {
    PATH: bin,
    HOME: home,
    npm_config_cache: path.join(home, 'npm'),
    npm_config_offline: 'true',
    npm_config_prefix: path.join(home, 'global'),
    npm_config_update_notifier: 'false',
  };
  const script = (name: 'npm' | 'npx') => (args: readonly string[], cwd: string) =>
    runProgram([npmScript(name), ...args], { cwd, env, onlyEnv: true, program: node });
  return { env, npm: script('npm'), npx: script('npx') };
}

/** The script behind the `npm` or `npx` on PATH. */
function npmScript(name: 'npm' | 'npx'): string {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (fs.existsSync(file)) {
      return path.join(path.dirname(fs.realpathSync(file)), `${name}-cli.js`);
    }
  }
  throw new Error(`there is no ${name} on PATH`);
}
