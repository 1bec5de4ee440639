import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from '../../server/src/cli/commandLine.ts';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The command line as it is written; `dist/podwire.mjs` is the same, bundled. */
export const source = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The current folder of the program; the project by default. */
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** Variables that are set in addition to those of this process, of which those about colors are removed. */
  readonly env?: Readonly<Record<string, string>>;
  /** For a process of its own: it has the variables `env` and no others. */
  readonly onlyEnv?: boolean;
  /** For a process of its own: another Node.js than the one that runs the test. */
  readonly program?: string;
}

/**
 * Runs `podwire` with the arguments, to its end, in this process: starting a process and loading the engine in
 * it takes much longer than most tests. Use `spawnPodwire` if the test is about the process: signals, closed
 * pipes, loaded modules, variables that Node.js reads.
 */
export async function podwire(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const status = await run(args, {
    cwd: options.cwd ?? projectRoot,
    env: environment(options),
    outputIsTerminal: false,
    print: async (text) => {
      stdout += text;
    },
    complain: async (line) => {
      stderr += `${line}\n`;
    },
    whenInterrupted: () => {},
    readInput: async () => Buffer.from(options.input ?? ''),
  });
  return { status, stdout, stderr };
}

/** Runs `podwire` with the arguments in a process of its own, to its end. */
export function spawnPodwire(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return runProgram([source, ...args], options);
}

/** Runs Node.js with the arguments, to its end. */
export async function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(options.program ?? process.execPath, args, {
    cwd: options.cwd ?? projectRoot,
    env: environment(options),
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

function environment(options: RunOptions): NodeJS.ProcessEnv {
  if (options.onlyEnv) {
    return { ...options.env };
  }
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...env } = process.env;
  return { ...env, ...options.env };
}
