import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileOf } from '../../server/src/core/analysis.ts';
import { verifyService } from '../../server/src/core/features/verifyService.ts';
import { severities } from '../../server/src/core/model/problem.ts';
import type { ReportRow } from '../../server/src/core/model/report.ts';
import { measureLosses } from './breaks/lost.ts';
import { measureBreaks } from './breaks/measure.ts';
import { measureNames } from './breaks/names.ts';
import { measureParts } from './breaks/parts.ts';
import { measureDiffs } from './commits/diffs.ts';
import { measureCommits } from './commits/measure.ts';
import { measureCompletion } from './completion.ts';
import { editAtRandom } from './fingerprints.ts';
import {
  type Backwards,
  backwards,
  bornBroken,
  cutOff,
  isCovered,
  isFound,
  isReal,
  knownCases,
  ofUnknownBirth,
  transitions,
} from './known.ts';
import { analysisOfFolder, isFixturePath, keyOf, measure, type Reported, readVerdicts } from './measure.ts';
import { travel } from './references.ts';
import { renameAtRandom } from './renames.ts';
import { reportsOf } from './reports.ts';
import { corpus, corpusIsNotHere, historicalCases } from './unpack.ts';

/**
 * `npm run corpus`: judges the corpus of real manifests and prints the results. Fails if a report has no verdict.
 *
 * - `--write` puts the tables into RESULTS.md.
 * - `--explain OWNER+REPOSITORY/FILE[:LINE]` prints every step of the decisions about the Services there instead.
 * - `--breaks[=N]` breaks correct Services, in every directory one Service in each way, or one in N of these, and
 *   counts the reports; takes some minutes. `--missed` also lists the breaks without a report or with a wrong one.
 * - `--breaks[=N] --baseline` breaks every Service, with the intact state as the baseline, and counts the lost edges
 * that
 *   are reported. `--missed` also lists the others.
 * - `--names[=N]` breaks references by name, each in every way or one in N of these, with the intact state as the
 * baseline, and
 *   counts the reports and the preferred fixes.
 * - `--root FOLDER` uses another folder, which has one folder for each repository.
 * - `--commits[=N] --root FOLDER` compares commits of the git repositories in a folder with their parents, at most N of
 *   each, lists every lost edge, and fails if a warning has no verdict in commits/verdicts.tsv.
 * - `--diffs[=N] --root FOLDER` compares what `podwire diff` says about such commits with two readings from scratch,
 * and
 *   lists every difference.
 * - `--reports --root FOLDER` lists the reports at rest and counts them by rule and severity, for a folder whose
 *   reports nobody has read.
 * - `--fingerprints[=N]` makes N random edits elsewhere in the files of problems, 1,000 by default, and of the texts at
 * their
 *   places, and counts the fingerprints that stay and that change.
 * - `--parts[=N]` breaks keys of ConfigMaps and Secrets, names of volumes and ports of probes, each in every way or one in N of
 *   these, and counts what is reported and what the preferred fix makes right again. `--baseline` as for `--breaks`.
 * - `--verbs` follows every reference to its definition and back, and renames 2,000 random texts there and back.
 * - `--completion[=N]` takes out the values of N random labels of selectors, 2,000 by default, and counts how often
 *   completion offers them again. `--missed` also lists each that is not the first.
 */
function main(args: readonly string[]): number {
  const rootAt = args.indexOf('--root');
  const root = rootAt >= 0 ? args[rootAt + 1] : corpus();
  if (!root) {
    console.log(corpusIsNotHere);
    return 0;
  }
  const completion = args.find((each) => /^--completion(=\d+)?$/.test(each));
  if (completion) {
    countCompletions(root, Number(completion.split('=')[1] ?? 2000), args);
    return 0;
  }
  const fingerprints = args.find((each) => /^--fingerprints(=\d+)?$/.test(each));
  if (fingerprints) {
    countFingerprints(root, Number(fingerprints.split('=')[1] ?? 1000), args);
    return 0;
  }
  const at = args.indexOf('--explain');
  if (at >= 0) {
    return explain(root, args[at + 1] ?? '');
  }
  const commits = args.find((each) => /^--commits(=\d+)?$/.test(each));
  if (commits) {
    return countCommits(rootAt >= 0 ? root : undefined, Number(commits.split('=')[1] ?? 20), args);
  }
  const diffs = args.find((each) => /^--diffs(=\d+)?$/.test(each));
  if (diffs) {
    return countDiffs(rootAt >= 0 ? root : undefined, Number(diffs.split('=')[1] ?? 20), args);
  }
  const names = args.find((each) => /^--names(=\d+)?$/.test(each));
  if (names) {
    const { tables, missed } = measureNames(root, Number(names.split('=')[1] ?? 1));
    console.log(`${tables}\n\n${missed.join('\n')}`);
    return 0;
  }
  const parts = args.find((each) => /^--parts(=\d+)?$/.test(each));
  if (parts) {
    const { tables, missed } = measureParts(root, Number(parts.split('=')[1] ?? 1), args.includes('--baseline'));
    console.log(`${tables}\n\n${missed.join('\n')}`);
    return 0;
  }
  if (args.includes('--reports')) {
    const { tables, lines } = reportsOf(root);
    console.log(`${tables}\n${lines.join('\n')}`);
    return 0;
  }
  if (args.includes('--verbs')) {
    countVerbs(root, args);
    return 0;
  }
  if (rootAt >= 0 && !args.some((each) => each.startsWith('--breaks'))) {
    console.log(
      '--root is for --breaks, --commits, --diffs, --reports, --verbs and --explain: of another folder nobody has read the reports',
    );
    return 2;
  }
  const breaks = args.find((each) => /^--breaks(=\d+)?$/.test(each));
  if (breaks) {
    countBreaks(root, Number(breaks.split('=')[1] ?? 1), args);
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
    const [, ...byBreaks] = readFileSync(resultsFile, 'utf8').split(/^(?=## )/m);
    const first = `# What the corpus says\n\nWritten by \`npm run corpus -- --write\` at ${commit()}.\n\n${table}`;
    writeFileSync(resultsFile, [first, ...byBreaks].join(byBreaks.length > 0 ? '\n' : ''));
  }
  return unread.length > 0 ? 1 : 0;
}

function tableOf({
  repositories,
  files,
  resources,
  reported,
  milliseconds,
  hints,
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
  const fixed = covered.filter(({ id, verdict }) => verdict === 'real' && !(id in cutOff));
  const noise = covered.filter(({ verdict }) => verdict === 'noise');
  row(
    'real transitions found before and gone after',
    fixed.filter((each) => each.foundBefore && !each.foundAfter).length,
    fixed.length,
  );
  row('noise transitions silent before', noise.filter((each) => !each.foundBefore).length, noise.length);
  row('real transitions that the archive cuts off', covered.filter(({ id }) => id in cutOff).length);
  for (const [name, number, of] of rowsBackwards(history)) {
    row(name, number, of);
  }
  row('transitions whose rule does not exist yet', cases.length - covered.length, cases.length);
  row('hints', hints);
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
    ...fixed
      .filter((each) => !each.foundBefore || each.foundAfter)
      .map(({ id, foundAfter }) => `- ${id}${foundAfter ? ', still reported after' : ''}`),
    ...noise.filter((each) => each.foundBefore).map(({ id }) => `- ${id}, noise that is reported`),
  ];
  const [head, ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return `${[head, '| --- | --- | --- |', ...body].join('\n')}\n\nMissed:\n\n${missed.join('\n')}\n`;
}

/** The history with the fixed state as the baseline of the broken state. */
function rowsBackwards(history: string | undefined): readonly (readonly [name: string, number: number, of: number])[] {
  const all = history ? backwards(history) : [];
  const lost = all.filter(({ reachesAfter, reachesBefore }) => reachesAfter && !reachesBefore);
  const number = (told: Backwards['told']) => lost.filter((each) => each.told === told).length;
  const real = all.filter((each) => each.isReal && !ofUnknownBirth.has(each.id));
  return [
    ['transitions backwards: told as lost', number('as lost'), lost.length],
    ['transitions backwards: an error without a baseline too', number('otherwise'), lost.length],
    ['transitions backwards: unknown, because a template fills something in', number('unknown'), lost.length],
    ['transitions backwards: not told', number('not at all'), lost.length],
    [
      'transitions that reach nothing after the commit either',
      all.length - all.filter(({ reachesAfter }) => reachesAfter).length,
      all.length,
    ],
    ['real transitions that had never worked before', real.filter(({ id }) => bornBroken.has(id)).length, real.length],
  ];
}

/** Prints the reports about deliberate breaks. */
function countBreaks(root: string, every: number, args: readonly string[]): void {
  if (args.includes('--baseline')) {
    countLosses(root, every, args);
    return;
  }
  const { tables, causes, wrong } = measureBreaks(root, every);
  console.log(tables);
  console.log('Nothing is said, by cause:\n');
  for (const [cause, times] of causes) {
    console.log(`- ${times}: ${cause}`);
  }
  if (args.includes('--missed')) {
    console.log(`\n${wrong.join('\n')}`);
  }
  if (args.includes('--write')) {
    const where = args.includes('--root') ? ', in other repositories' : '';
    const command = `npm run corpus -- --breaks${every === 1 ? '' : `=${every}`}${where && ' --root FOLDER'} --write`;
    writeSection(`## Broken on purpose${where}`, `Written by \`${command}\` at ${commit()}.\n\n${tables}`);
  }
}

/** Prints how many deliberate breaks are reported as lost edges. */
function countLosses(root: string, every: number, args: readonly string[]): void {
  const { tables, missed } = measureLosses(root, every);
  console.log(tables);
  if (args.includes('--missed')) {
    console.log(missed.join('\n'));
  }
  if (args.includes('--write')) {
    const where = args.includes('--root') ? ', in other repositories' : '';
    const command = `npm run corpus -- --breaks${every === 1 ? '' : `=${every}`} --baseline${where && ' --root FOLDER'} --write`;
    writeSection(
      `## Broken on purpose, with a baseline${where}`,
      `Written by \`${command}\` at ${commit()}.\n\n${tables}`,
    );
  }
}

/** Prints how often completion offers the value that was taken out of a selector. */
function countCompletions(root: string, most: number, args: readonly string[]): void {
  const { tables, times, wrong } = measureCompletion(root, most);
  console.log(`${tables}\n${times}`);
  if (args.includes('--missed')) {
    console.log(wrong.join('\n'));
  }
  if (args.includes('--write')) {
    const command = `npm run corpus -- --completion${most === 2000 ? '' : `=${most}`} --write`;
    writeSection('## Completion in selectors', `Written by \`${command}\` at ${commit()}.\n\n${tables}`);
  }
}

/** Compares commits with their parents, and prints the reports about the edges that they lose. */
function countCommits(root: string | undefined, most: number, args: readonly string[]): number {
  if (root === undefined) {
    console.log('--commits needs --root: a folder that holds one repository of git for each folder in it');
    return 2;
  }
  const { tables, lines, unread } = measureCommits(root, most, (repository, commits) =>
    console.error(`${repository}: ${commits} commits`),
  );
  console.log(`${tables}\n${lines.join('\n')}`);
  for (const each of unread) {
    console.log(`without a verdict: ${each}`);
  }
  if (args.includes('--write')) {
    const command = `npm run corpus -- --commits=${most} --root FOLDER --write`;
    writeSection('## Commits of other repositories', `Written by \`${command}\` at ${commit()}.\n\n${tables}`);
  }
  return unread.length > 0 ? 1 : 0;
}

/** Compares commits with their parents in two ways, and prints where they differ. */
function countDiffs(root: string | undefined, most: number, args: readonly string[]): number {
  if (root === undefined) {
    console.log('--diffs needs --root: a folder that holds one repository of git for each folder in it');
    return 2;
  }
  const { tables, lines } = measureDiffs(root, most, (repository, commits) =>
    console.error(`${repository}: ${commits} commits`),
  );
  console.log(`${tables}\n\n${lines.join('\n')}`);
  if (args.includes('--write')) {
    const command = `npm run corpus -- --diffs=${most} --root FOLDER --write`;
    writeSection('## What `podwire diff` says', `Written by \`${command}\` at ${commit()}.\n\n${tables}`);
  }
  return 0;
}

/** Edits files at random, and prints how many fingerprints of problems stay and how many change. */
function countFingerprints(root: string, count: number, args: readonly string[]): void {
  const { elsewhere, kept, gone, changed, different, wrong } = editAtRandom(root, count, analysisOfFolder);
  const table = `| | found | of |
| --- | --- | --- |
| random edits elsewhere in the file that keep the fingerprint | ${kept} | ${elsewhere} |
| edits of the text at the place that make another one | ${different} | ${changed} |

Not counted: ${gone} edits elsewhere after which the problem is gone or its object has another name.`;
  console.log(`${table}\n\n${wrong.join('\n')}`);
  if (args.includes('--write')) {
    writeSection(
      '## Fingerprints',
      `Written by \`npm run corpus -- --fingerprints --write\` at ${commit()}.\n\n${table}`,
    );
  }
}

/** Follows every reference there and back, and renames random texts there and back. */
function countVerbs(root: string, args: readonly string[]): void {
  const { texts, targets, astray, oneWay, milliseconds } = travel(root, analysisOfFolder);
  const renamed = renameAtRandom(root, 2000, 10, analysisOfFolder);
  const times = (all: readonly number[]) => {
    const sorted = [...all].sort((a, b) => a - b);
    return [0.5, 0.95].map((part) => sorted[Math.floor(sorted.length * part)]?.toFixed(1) ?? '').join(', ');
  };
  const rows: readonly (readonly [name: string, found: number | string, of: number | string])[] = [
    [
      'texts that refer to something and lead to exactly what their reference resolves to',
      texts - astray.length,
      texts,
    ],
    ['targets whose references have the text', targets - oneWay.length, targets],
    ['random labels, names and ports that are renamed', renamed.renamed, renamed.tried],
    ['of these in several files', renamed.inSeveralFiles, renamed.renamed],
    [
      'renames after which the wiring of the whole workspace is another, of one in ten',
      renamed.different.length,
      Math.floor(renamed.renamed / 10),
    ],
    ['renames that renaming back does not revert byte for byte', renamed.notReverted.length, renamed.renamed],
    ['milliseconds of processor time of a definition, median and 95th percentile', times(milliseconds.definition), ''],
    ['milliseconds of references', times(milliseconds.references), ''],
    ['milliseconds of a rename, with its trial', times(renamed.milliseconds), ''],
  ];
  const table = ['| | found | of |', '| --- | --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join(
    '\n',
  );
  const refused = [...renamed.refused].sort((a, b) => b[1] - a[1]).map(([reason, times]) => `- ${times}: ${reason}`);
  console.log(`${table}\n\nRefused:\n\n${refused.join('\n')}\n`);
  console.log([...astray, ...oneWay, ...renamed.different, ...renamed.notReverted].join('\n'));
  if (args.includes('--write')) {
    writeSection(
      '## Definitions, references and renames',
      `Written by \`npm run corpus -- --verbs --write\` at ${commit()}.\n\n${table}`,
    );
  }
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}

const resultsFile = fileURLToPath(new URL('RESULTS.md', import.meta.url));

/** Puts a section into RESULTS.md in the place of the one of that heading, or behind the last. */
function writeSection(heading: string, text: string): void {
  const sections = readFileSync(resultsFile, 'utf8').split(/^(?=## )/m);
  const at = sections.findIndex((each) => each.startsWith(`${heading}\n`));
  const section = `${heading}\n\n${text.trimEnd()}\n`;
  const all = at < 0 ? [...sections, section] : sections.with(at, section);
  writeFileSync(resultsFile, `${all.map((each) => each.trimEnd()).join('\n\n')}\n`);
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
