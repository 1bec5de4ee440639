import type { Checked } from './check.ts';

/** What `--stats` prints: how much was read, how long each stage took, and the memory of the process. */
export function statisticsOf({ workspace, report, times }: Checked): readonly string[] {
  const total = times.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
  const { index } = workspace.analysis();
  const rows: (readonly [string, string])[] = [
    ['files', String(report.files)],
    ['objects', String(report.resources)],
    ['bundles', String(index.bundles.roots.size)],
    ...times.map(([stage, milliseconds]) => [stage, inMilliseconds(milliseconds)] as const),
    ['together', inMilliseconds(total)],
    ['memory', `${Math.round(process.memoryUsage.rss() / 1024 / 1024)} MiB`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const widest = Math.max(...rows.map(([, value]) => value.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value.padStart(widest)}`);
}

function inMilliseconds(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}
