import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The cost of one run of a program. */
export interface Run {
  readonly milliseconds: number;
  readonly rssMiB: number;
  /** Processor time, of all threads. */
  readonly cpuMilliseconds: number;
  readonly status: number | null;
  readonly stdout: string;
}

const usage = fileURLToPath(new URL('usage.mjs', import.meta.url));

/** Runs a Node program and measures it from outside, including the start and the exit of the process. */
export function measure(program: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, ['--import', usage, ...program], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    let stdout = '';
    let used = '';
    child.stdout?.on('data', (data) => {
      stdout += data;
    });
    child.stdio[3]?.on('data', (data) => {
      used += data;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      const { rssKiB, cpuMilliseconds } = used === '' ? { rssKiB: 0, cpuMilliseconds: 0 } : JSON.parse(used);
      resolve({
        milliseconds: performance.now() - start,
        rssMiB: rssKiB / 1024,
        cpuMilliseconds,
        status,
        stdout,
      });
    });
  });
}

/** The run in the middle by time, after one that warms the file cache up. */
export async function medianRun(program: readonly string[], runs = 5): Promise<Run> {
  await measure(program);
  const all: Run[] = [];
  for (let i = 0; i < runs; i++) {
    all.push(await measure(program));
  }
  return all.sort((a, b) => a.milliseconds - b.milliseconds)[Math.floor(runs / 2)]!;
}
