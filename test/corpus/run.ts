import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileOf } from '../../server/src/core/analysis.ts';
import { verifyService } from '../../server/src/core/features/verifyService.ts';
import type { ReportRow } from '../../server/src/core/model/report.ts';
import { breaksIn } from './breaks.ts';
import { cutOff, isCovered, isFound, isReal, knownCases, transitions } from './known.ts';
import { analysisOfFolder, isFixturePath, keyOf, measure, type Reported, readVerdicts } from './measure.ts';
import { corpus, corpusIsNotHere, historicalCases } from './unpack.ts';

/**
 * `npm run corpus`: judges the corpus of real manifests and prints what came of it. Fails where a report has no verdict.
 * `--explain OWNER+REPOSITORY/FILE[:LINE]` prints every step of the decisions about the Services there instead, and
 * `--write` puts the table into RESULTS.md. `--breaks[=N]` breaks every Nth Service that is right, and counts what is noticed:
 * some minutes; with `--missed` what is not noticed is listed.
 */
function main(args: readonly string[]): number {
  const root = corpus();
  if (!root) {
    console.log(corpusIsNotHere);
    return 0;
  }
  const at = args.indexOf('--explain');
  if (at >= 0) {
    explain(root, args[at + 1] ?? '');
    return 0;
  }
  const breaks = args.find((each) => /^--breaks(=\d+)?$/.test(each));
  if (breaks) {
    countBreaks(root, Number(breaks.split('=')[1] ?? 1), args.includes('--missed'));
    return 0;
  }
  const measured = measure(root);
  const verdicts = readVerdicts();
  const unread = measured.reported.filter((each) => !verdicts.has(keyOf(each)));
  const table = tableOf(measured);
  console.log(table);
  const keys = new Set(measured.reported.map(keyOf));
  for (const key of verdicts.keys()) {
    if (!keys.has(key)) {
      console.log(`no longer reported: ${key}`);
    }
  }
  for (const each of unread) {
    console.log(`without a verdict: ${keyOf(each)}\t${each.problem.message}`);
  }
  if (args.includes('--write')) {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const file = fileURLToPath(new URL('RESULTS.md', import.meta.url));
    writeFileSync(file, `# What the corpus says\n\nWritten by \`npm run corpus -- --write\` at ${commit}.\n\n${table}`);
  }
  return unread.length > 0 ? 1 : 0;
}

function tableOf({
  repositories,
  files,
  resources,
  reported,
  milliseconds,
  memory,
}: ReturnType<typeof measure>): string {
  const verdicts = readVerdicts();
  const isRight = (each: Reported) => verdicts.get(keyOf(each))?.verdict === 'right';
  const isWrong = (each: Reported) => verdicts.get(keyOf(each))?.verdict === 'wrong';
  const rows: string[][] = [['', 'found', 'of']];
  const row = (name: string, found: number | string, of: number | string = '') =>
    rows.push([name, `${found}`, `${of}`]);
  const outside = reported.filter(({ file }) => !isFixturePath(file));
  row('reports outside test fixtures that are right', outside.filter(isRight).length, outside.length);
  row('reports outside test fixtures that are wrong', outside.filter(isWrong).length, outside.length);
  row(
    'reports in test fixtures that are right',
    reported.filter(isRight).length - outside.filter(isRight).length,
    reported.length - outside.length,
  );
  for (const code of [...new Set(reported.map(({ problem }) => problem.code))].sort()) {
    for (const severity of ['error', 'warning', 'information']) {
      const of = reported.filter(({ problem }) => problem.code === code && problem.severity === severity);
      if (of.length > 0) {
        row(`\`${code}\`, ${severity}, right`, of.filter(isRight).length, of.length);
      }
    }
  }
  const known = knownCases();
  const real = known.filter(isReal);
  row('labelled real cases that are found', real.filter((each) => isFound(each, reported)).length, real.length);
  for (const label of [...new Set(known.map((each) => each.class))].sort()) {
    const of = known.filter((each) => each.class === label);
    row(`labelled *${label}*, reported`, of.filter((each) => isFound(each, reported)).length, of.length);
  }
  const history = historicalCases();
  const cases = history ? transitions(history) : [];
  const covered = cases.filter(isCovered);
  const mended = covered.filter(({ id, verdict }) => verdict === 'real' && !(id in cutOff));
  const noise = covered.filter(({ verdict }) => verdict === 'noise');
  row(
    'real transitions found before and gone after',
    mended.filter((each) => each.foundBefore && !each.foundAfter).length,
    mended.length,
  );
  row('noise transitions silent before', noise.filter((each) => !each.foundBefore).length, noise.length);
  row('real transitions that the archive cuts off', covered.filter(({ id }) => id in cutOff).length);
  row('transitions whose rule does not exist yet', cases.length - covered.length, cases.length);
  row('repositories', repositories);
  row('files', files);
  row('resources', resources);
  row('seconds, everything', (milliseconds.everything / 1000).toFixed(1));
  row('milliseconds, judging alone', milliseconds.judging.toFixed(0));
  row('MB of memory at most', Math.round(memory / 1e6));
  const missed = [
    ...real
      .filter((each) => !isFound(each, reported))
      .map(({ id, file, service }) => `- ${id}: Service ${service} in ${file}`),
    ...mended
      .filter((each) => !each.foundBefore || each.foundAfter)
      .map(({ id, foundAfter }) => `- ${id}${foundAfter ? ', still reported after' : ''}`),
    ...noise.filter((each) => each.foundBefore).map(({ id }) => `- ${id}, noise that is reported`),
  ];
  const [head, ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return `${[head, '| --- | --- | --- |', ...body].join('\n')}\n\nMissed:\n\n${missed.join('\n')}\n`;
}

/** What is noticed of what is broken on purpose, and what the preferred fix makes of it. */
function countBreaks(root: string, every: number, listMissed: boolean): void {
  const columns = ['noticed', 'elsewhere', 'missed', 'matched', 'as before', 'otherwise', 'no fix'] as const;
  const counts = new Map<string, Map<string, number>>();
  const count = (row: string, column: string) => {
    const cells = counts.get(row) ?? new Map<string, number>();
    counts.set(row, cells.set(column, (cells.get(column) ?? 0) + 1));
  };
  const missed: string[] = [];
  for (const repository of readdirSync(root).sort()) {
    for (const broken of breaksIn(root, repository, every)) {
      for (const row of [broken.edit, broken.inFixture ? 'all, in test fixtures' : 'all, outside test fixtures']) {
        count(row, broken.outcome);
        count(row, broken.mended ?? '');
      }
      if (broken.outcome === 'missed' || broken.outcome === 'elsewhere') {
        const { file, service, edit, text, because, outcome } = broken;
        missed.push(`${because ?? outcome}\t${file}\t${service}\t${edit}\t${text}`);
      }
    }
  }
  console.log(`| edit | ${columns.join(' | ')} | % noticed | % mended |`);
  console.log(`| --- |${' --- |'.repeat(columns.length + 2)}`);
  for (const [row, cells] of counts) {
    const of = (column: string) => cells.get(column) ?? 0;
    const share = (part: number, ...rest: number[]) =>
      ((100 * part) / (part + rest.reduce((a, b) => a + b, 0))).toFixed(1);
    const noticed = share(of('noticed'), of('elsewhere'), of('missed'));
    const mended = share(of('as before'), of('otherwise'), of('no fix'));
    console.log(`| ${row} | ${columns.map(of).join(' | ')} | ${noticed} | ${mended} |`);
  }
  if (listMissed) {
    console.log(missed.sort().join('\n'));
  }
}

/** Every step of the decision about the Services at a place. */
function explain(root: string, place: string): void {
  const [, file = '', line] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
  const [repository = '', ...rest] = file.split('/');
  const analysis = analysisOfFolder(path.join(root, repository));
  for (const document of fileOf(analysis, rest.join('/'))?.documents ?? []) {
    const lines = document.facts.text.split('\n').length;
    if (line && !(document.line < Number(line) && Number(line) <= document.line + lines)) {
      continue;
    }
    for (const resource of document.facts.resources) {
      const report = verifyService(analysis, resource);
      if (report) {
        console.log(`${file}:${document.line + 1}: ${report.title}`);
        printRows(report.rows, '  ');
      }
    }
  }
}

function printRows(rows: readonly ReportRow[], indent: string): void {
  for (const { mark, text, detail, rows: below } of rows) {
    const sign = { ok: '✓', failed: '✗', unknown: '?', note: '·' }[mark];
    console.log(`${indent}${sign} ${text}${detail ? ` (${detail})` : ''}`);
    printRows(below ?? [], `${indent}  `);
  }
}

process.exitCode = main(process.argv.slice(2));
