import { spawnSync } from 'node:child_process';
import { goProgram, goProgramVersion } from '../goProgram.ts';

/** The program that calls the real kustomize, built once for each of its versions; undefined without Go. */
export function kustomizeProgram(): string | undefined {
  return goProgram(import.meta.dirname, 'kustomize');
}

/** Changes when the program or one of its modules changes. */
export function programVersion(): string {
  return goProgramVersion(import.meta.dirname);
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
