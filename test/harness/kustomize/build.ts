import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { goEnvironment, goFlags } from '../goFlags.ts';
import { cacheFolder } from '../vscode/cache.ts';

const here = import.meta.dirname;

/** The program that calls the real kustomize, built once for each of its versions; undefined without Go. */
export function kustomizeProgram(): string | undefined {
  if (spawnSync('go', ['version']).status !== 0) {
    return undefined;
  }
  const program = path.join(cacheFolder('kustomize'), `kustomize-${programVersion()}`);
  if (!fs.existsSync(program)) {
    fs.mkdirSync(path.dirname(program), { recursive: true });
    const unfinished = `${program}.${process.pid}`;
    execFileSync('go', ['build', ...goFlags, '-ldflags', '-s -w', '-o', unfinished, '.'], {
      cwd: here,
      env: goEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    fs.renameSync(unfinished, program);
  }
  return program;
}

/** Changes when the program or one of its modules changes. */
export function programVersion(): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go', 'schema.go']) {
    hash.update(fs.readFileSync(path.join(here, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The output of kustomize for a directory: objects as JSON, or its error. */
export interface Built {
  readonly directory: string;
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  readonly error?: string;
}

/** Builds directories, given by absolute paths, without a network. */
export function buildAll(program: string, directories: readonly string[]): readonly Built[] {
  const input = directories.map((directory) => `${directory}\n`).join('');
  const { status, stdout, stderr } = spawnSync(program, ['build'], { input, maxBuffer: 2 ** 30, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`kustomize ended with ${status}: ${stderr.slice(-2000)}`);
  }
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Built);
}
