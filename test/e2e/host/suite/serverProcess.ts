import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The process ids of the language servers that this extension host has started, the oldest first. */
export function serverProcesses(): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/, 2).map(Number);
    return parent === process.pid && line.includes('dist/server.mjs') ? [pid!] : [];
  });
}

/** Waits until a condition holds. @throws The last error of the condition, after two minutes. */
export async function eventually<T>(condition: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + 120_000;
  for (;;) {
    try {
      return await condition();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(50);
    }
  }
}
