import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileOf } from '../../server/src/core/analysis.ts';
import { verifyService } from '../../server/src/core/features/verifyService.ts';
import { severities } from '../../server/src/core/model/problem.ts';
import type { ReportRow } from '../../server/src/core/model/report.ts';
import { breaksIn, swapsIn } from './breaks.ts';
import { cutOff, isCovered, isFound, isReal, knownCases, transitions } from './known.ts';
import { analysisOfFolder, isFixturePath, keyOf, measure, type Reported, readVerdicts } from './measure.ts';
import { corpus, corpusIsNotHere, historicalCases } from './unpack.ts';

/**
 * `npm run corpus`: judges the corpus of real manifests and prints what came of it. Fails where a report has no verdict.
 * `--explain OWNER+REPOSITORY/FILE[:LINE]` prints every step of the decisions about the Services there instead, and
 * `--write` puts the table into RESULTS.md, above what was written there by hand. `--breaks[=N]` breaks every Nth Service that is right, and counts what is noticed:
 * some minutes; with `--missed` what is not noticed, or not mended, or wrong, is listed. `--root FOLDER` does that with another folder that holds
 * one folder for each repository.
 */
function main(args: readonly string[]): number {
  const rootAt = args.indexOf('--root');
  const root = rootAt >= 0 ? args[rootAt + 1] : corpus();
  if (!root) {
    console.log(corpusIsNotHere);
    return 0;
  }
  const at = args.indexOf('--explain');
  if (at >= 0) {
    return explain(root, args[at + 1] ?? '');
  }
  if (rootAt >= 0 && !args.some((each) => each.startsWith('--breaks'))) {
    console.log('--root is for --breaks and --explain: of another folder nobody has read the reports');
    return 2;
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
    const [, byHand = ''] = readFileSync(file, 'utf8').split(/^(?=## Broken on purpose$)/m);
    writeFileSync(
      file,
      `# What the corpus says\n\nWritten by \`npm run corpus -- --write\` at ${commit}.\n\n${table}${byHand && `\n${byHand}`}`,
    );
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
    for (const severity of severities) {
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
  const counts = new Counts();
  const listed: string[] = [];
  const causes = new Map<string, number>();
  const swaps = new Counts();
  for (const repository of readdirSync(root).sort()) {
    for (const broken of breaksIn(root, repository, every)) {
      const { file, service, edit, text, because, outcome, mended } = broken;
      const isWrong = edit === 'take the workload away';
      const where = broken.inFixture ? 'in test fixtures' : 'outside test fixtures';
      for (const row of isWrong ? [`${edit}, ${where}`] : [edit, `all, ${where}`, 'all']) {
        counts.add(row, outcome);
        counts.add(row, mended ?? '');
      }
      const isMissed = !isWrong && (outcome === 'missed' || outcome === 'elsewhere');
      if (isMissed) {
        const cause = causeOf(because ?? outcome);
        causes.set(cause, (causes.get(cause) ?? 0) + 1);
      }
      if (isMissed || (isWrong && outcome === 'noticed') || (mended && mended !== 'as before')) {
        listed.push(`${because ?? mended ?? outcome}\t${file}\t${service}\t${edit}\t${text}`);
      }
    }
    for (const { contradicted, noticed, inFixture, file, text } of swapsIn(root, repository, every)) {
      swaps.add(`contradicted ${contradicted}${inFixture ? ', in test fixtures' : ''}`, noticed ? 'noticed' : 'silent');
      if (noticed === (contradicted === 'by nothing')) {
        listed.push(`selectors exchanged, contradicted ${contradicted}\t${file}\t${text}`);
      }
    }
  }
  console.log(`| edit | ${columns.join(' | ')} | % noticed | % mended |`);
  console.log(`| --- |${' --- |'.repeat(columns.length + 2)}`);
  for (const [row, of] of counts.rows()) {
    const share = (part: number, ...rest: number[]) =>
      (
        (100 * part) /
        Math.max(
          1,
          rest.reduce((a, b) => a + b, part),
        )
      ).toFixed(1);
    const noticed = share(of('noticed'), of('elsewhere'), of('missed'));
    const mended = share(of('as before'), of('otherwise'), of('no fix'));
    console.log(`| ${row} | ${columns.map(of).join(' | ')} | ${noticed} | ${mended} |`);
  }
  console.log('\n| selectors of two Services exchanged | noticed | silent |\n| --- | --- | --- |');
  for (const [row, of] of swaps.rows()) {
    console.log(`| ${row} | ${of('noticed')} | ${of('silent')} |`);
  }
  console.log('\nNot noticed, by cause:\n');
  for (const [cause, times] of [...causes].sort(([, a], [, b]) => b - a)) {
    console.log(`- ${times}: ${cause}`);
  }
  if (listMissed) {
    console.log(listed.sort().join('\n'));
  }
}

/** How often what was met, in rows and columns. */
class Counts {
  readonly #rows = new Map<string, Map<string, number>>();

  add(row: string, column: string): void {
    const cells = this.#rows.get(row) ?? new Map<string, number>();
    this.#rows.set(row, cells.set(column, (cells.get(column) ?? 0) + 1));
  }

  rows(): [string, (column: string) => number][] {
    return [...this.#rows].map(([row, cells]) => [row, (column) => cells.get(column) ?? 0]);
  }
}

/** The reason without the names and files in it. */
function causeOf(because: string): string {
  return because
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\S*[/=.]\S*[\w-]\S*/g, '…')
    .replace(/\bin kustomization\b/g, 'in …');
}

/** Every step of the decision about the Services at a place. */
function explain(root: string, place: string): number {
  const [, file = '', line] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
  const [repository = '', ...rest] = file.split('/');
  const analysis = analysisOfFolder(path.join(root, repository));
  const known = fileOf(analysis, rest.join('/'));
  if (!known) {
    console.error(`No manifest is called ${file} in ${root}.`);
    return 2;
  }
  let told = 0;
  for (const document of known.documents) {
    const lines = document.facts.text.split('\n').length;
    if (line && !(document.line < Number(line) && Number(line) <= document.line + lines)) {
      continue;
    }
    for (const resource of document.facts.resources) {
      const report = verifyService(analysis, resource);
      if (report) {
        told++;
        console.log(`${file}:${document.line + 1}: ${report.title}`);
        printRows(report.rows, '  ');
      }
    }
  }
  if (told === 0) {
    console.error(`No Service stands at ${place}.`);
  }
  return told === 0 ? 2 : 0;
}

function printRows(rows: readonly ReportRow[], indent: string): void {
  for (const { mark, text, detail, rows: below } of rows) {
    const sign = { ok: '✓', failed: '✗', unknown: '?', note: '·' }[mark];
    console.log(`${indent}${sign} ${text}${detail ? ` (${detail})` : ''}`);
    printRows(below ?? [], `${indent}  `);
  }
}

process.exitCode = main(process.argv.slice(2));
