import { spawn } from 'node:child_process';

/** The output of a command on both streams together; `status` is undefined if it could not be started. */
export interface RunResult {
  status: number | undefined;
  output: string;
}

/** Runs a program without standard input and waits for its end. Never rejects: a missing program has no status. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const append = (text: Buffer) => {
      output += text;
    };
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.on('error', (error) => resolve({ status: undefined, output: `${output}${error.message}\n` }));
    child.on('close', (status, signal) =>
      resolve({ status: status ?? 1, output: signal ? `${output}${signal}\n` : output }),
    );
  });
}

/** As `run`, but rejects with the whole output if the status is not 0. */
export async function runOrThrow(...parameters: Parameters<typeof run>): Promise<string> {
  const { status, output } = await run(...parameters);
  if (status === 0) return output;
  const [program, args] = parameters;
  throw new Error(
    `${program} ${args.join(' ')}: ${status === undefined ? 'not started' : `status ${status}`}\n${output}`,
  );
}
