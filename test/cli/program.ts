import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The command line as it is written; `dist/podwire.mjs` is the same, bundled. */
export const source = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The folder it runs in; the project by default. */
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** Laid over an environment in which nothing speaks of colours. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `podwire` with the arguments, to its end. */
export function podwire(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return runProgram([source, ...args], options);
}

/** Runs Node.js with the arguments, to its end. */
export async function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? projectRoot,
    env: { ...env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  // A program that ends before it has read its input is not an error of the test.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { status, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') };
}
