/**
 * `npm run bench`: the budgets of the project, each with its reference measured in the same run. Prints a table and
 * never fails: the row of a missed budget says so. `--live` measures only what concerns a cluster, and `--whole` with
 * ten times as many changes in it, which takes a quarter of an hour.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { corpus } from '../corpus/unpack.ts';
import { measure, medianRun, type Run } from './child.ts';
import { clusterRows } from './clusterRows.ts';
import { completionTimes } from './completion.ts';
import { writeWorkspace } from './generate.ts';
import { keystrokes } from './keystroke.ts';
import { keystrokesInBase } from './overlays.ts';
import { probeRows } from './probeRows.ts';
import type { Row } from './row.ts';
import { serverFigures } from './server.ts';
import { verbRows } from './verbs.ts';
import { wiringRows } from './wiring.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const podwire = join(project, 'dist/podwire.mjs');
const example = join(project, 'examples/family-assistant');
const walkAndRead = fileURLToPath(new URL('walk-and-read.mjs', import.meta.url));

const { values } = parseArgs({ options: { live: { type: 'boolean' }, whole: { type: 'boolean' } } });
const scratch = mkdtempSync(join(tmpdir(), 'podwire-bench-'));
try {
  const ofFiles = values.live ? [] : await fileRows();
  print([...ofFiles, ...(await clusterRows(podwire, scratch, values.whole ? 500_000 : 50_000))]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function fileRows(): Promise<Row[]> {
  const rows: Row[] = [];
  const bare = await medianRun(['-e', '0']);
  rows.push(await smallFolder(bare));
  rows.push(...(await coldCheck('corpus', corpus())));
  const generated = join(scratch, 'generated');
  const { files } = writeWorkspace(generated, 10_000);
  rows.push(...(await coldCheck(`generated workspace (${files} files)`, generated)));
  rows.push(
    completionList(10_000, bare),
    keystroke(10_000, bare),
    keystrokeInBase(10_000, 50, bare),
    keystrokeInBase(10_000, 500, bare),
  );
  const server = await serverFigures(generated);
  rows.push({
    what: 'memory of the server, 10,000 manifests',
    measured: `${(server.rssMiB - bare.rssMiB).toFixed(0)} MiB above a bare Node`,
    yardstick: `${bare.rssMiB.toFixed(0)} MiB bare Node`,
    budget: '≤ 150 MiB above',
    holds: server.rssMiB - bare.rssMiB <= 150,
  });
  rows.push(
    {
      what: 'first index of 10,000 manifests in the server',
      measured: `${server.indexMilliseconds.toFixed(0)} ms, a hover waits ${server.longestWait.toFixed(0)} ms at the longest, first problem of an open file after ${server.firstProblem.toFixed(0)} ms`,
      yardstick: `${bare.milliseconds.toFixed(0)} ms bare Node (${(server.indexMilliseconds / bare.milliseconds).toFixed(1)} ×)`,
      budget: '',
      holds: undefined,
    },
    {
      what: 'keystroke over the protocol: didChange → problems of the other file',
      measured: `p50 ${server.keystroke.p50.toFixed(0)} ms, p95 ${server.keystroke.p95.toFixed(0)} ms`,
      yardstick: 'debounce of 50 ms within',
      budget: '≤ 110 ms',
      holds: server.keystroke.p95 <= 110,
    },
  );
  rows.push(...verbRows(10_000), ...wiringRows());
  rows.push(...(await probeRows(podwire, scratch)));
  rows.push(packageSize());
  return rows;
}

async function smallFolder(bare: Run): Promise<Row> {
  const run = await medianRun([podwire, 'check', example], 9);
  return {
    what: 'cold check of a small folder',
    measured: `${run.milliseconds.toFixed(0)} ms`,
    yardstick: `${bare.milliseconds.toFixed(0)} ms bare Node (${(run.milliseconds / bare.milliseconds).toFixed(1)} ×)`,
    budget: '≤ 150 ms where a bare Node takes 31: 4.8 ×',
    holds: run.milliseconds / bare.milliseconds <= 150 / 31,
  };
}

async function coldCheck(name: string, folder: string | undefined): Promise<Row[]> {
  if (!folder) {
    return [
      { what: `cold check of the ${name}`, measured: 'not here', yardstick: '', budget: '≤ 4 ×', holds: undefined },
    ];
  }
  const walk = JSON.parse((await measure([walkAndRead, folder])).stdout);
  const run = await medianRun([podwire, 'check', '--format', 'json', '--fail-on', 'never', folder], 3);
  const ratio = run.milliseconds / walk.milliseconds;
  return [
    {
      what: `cold check of the ${name}`,
      measured: `${run.milliseconds.toFixed(0)} ms, ${ratio.toFixed(1)} × (${run.cpuMilliseconds.toFixed(0)} ms of processor time)`,
      yardstick: `${walk.milliseconds.toFixed(0)} ms to walk and read ${walk.files} files, ${(walk.bytes / 1e6).toFixed(0)} MB`,
      budget: '≤ 4 ×',
      holds: ratio <= 4,
    },
    {
      what: `memory of that check`,
      measured: `${run.rssMiB.toFixed(0)} MiB`,
      yardstick: '',
      budget: '≤ 300 MB',
      holds: run.rssMiB * 1.048576 <= 300,
    },
  ];
}

function keystroke(manifests: number, bare: Run): Row {
  const { p50, p95, max, strokes } = keystrokes(manifests);
  return {
    what: `keystroke among ${manifests} manifests, work of the engine`,
    measured: `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${max.toFixed(0)} ms (${strokes} strokes)`,
    yardstick: besideBare(p95, bare),
    budget: 'p95 ≤ 10 ms',
    holds: p95 <= 10,
  };
}

function completionList(manifests: number, bare: Run): Row {
  const { p50, p95, max, strokes } = completionTimes(manifests);
  return {
    what: `completion list among ${manifests} manifests`,
    measured: `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${max.toFixed(0)} ms (${strokes} lists)`,
    yardstick: besideBare(p95, bare),
    budget: 'p95 ≤ 10 ms',
    holds: p95 <= 10,
  };
}

function besideBare(milliseconds: number, bare: Run): string {
  return `${bare.milliseconds.toFixed(0)} ms bare Node (p95 ${(milliseconds / bare.milliseconds).toFixed(2)} ×)`;
}

function keystrokeInBase(manifests: number, overlays: number, bare: Run): Row {
  const { p50, p95, max, strokes } = keystrokesInBase(manifests, overlays);
  return {
    what: `keystroke in a base of ${overlays} overlays, among ${manifests} manifests`,
    measured: `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${max.toFixed(0)} ms (${strokes} strokes)`,
    yardstick: besideBare(p95, bare),
    budget: overlays > 50 ? '' : 'p95 ≤ 10 ms',
    holds: overlays > 50 ? undefined : p95 <= 10,
  };
}

function packageSize(): Row {
  const packed = join(project, '.cache/podwire.vsix');
  const size = existsSync(packed) ? statSync(packed).size / 1e6 : undefined;
  return {
    what: '.vsix',
    measured: size === undefined ? 'not packed: npm run package' : `${size.toFixed(2)} MB`,
    yardstick: '',
    budget: '≤ 3 MB',
    holds: size === undefined ? undefined : size <= 3,
  };
}

function print(all: readonly Row[]): void {
  const header = { what: 'what', measured: 'measured', yardstick: 'beside', budget: 'budget', holds: undefined };
  const columns = ['what', 'measured', 'yardstick', 'budget'] as const;
  const widths = columns.map((column) => Math.max(...[header, ...all].map((row) => row[column].length)));
  const line = (row: Row, last: string) =>
    `${columns.map((column, i) => row[column].padEnd(widths[i]!)).join('  ')}  ${last}`;
  console.log(line(header, ''));
  for (const row of all) {
    console.log(line(row, row.holds === undefined ? '' : row.holds ? 'holds' : 'MISSED'));
  }
}
