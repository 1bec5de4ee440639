import { readFileSync, writeFileSync } from 'node:fs';
import { helmProgram } from '../harness/helm/program.ts';
import { breakCharts, tableOfBreaks } from './breaks.ts';
import { type CollectedChart, chartsAreNotHere, chartsFolder, collectCharts, isHeldBack } from './collection.ts';
import { compareFlags } from './flags.ts';
import { judgeCharts, worldOfCharts } from './judged.ts';
import { tableOfKeystrokes, typeInto } from './keystroke.ts';
import { compareAll, figuresOf, tableOf } from './measure.ts';
import { measureOrigins } from './origins.ts';

/**
 * `npm run charts`: renders real charts with the real Helm and with ours, and prints how far they agree. PODWIRE_CHARTS
 * names another folder, which has one folder for each repository.
 *
 * - `--held-back` takes the half of the repositories that nobody has looked at, in place of the other one.
 * - `--all` takes both.
 * - `--only TEXT` takes the charts whose directory contains the text.
 * - `--origins[=N]` looks up where each wiring value comes from, changes N of these places of each chart (8 by
 * default), and
 *   sees whether the value follows in the real Helm.
 * - `--reports` judges the charts and prints what Podwire says of them, without Helm.
 * - `--breaks` breaks texts of the charts, one at a time, and counts what is noticed and fixed; with `--baseline` beside the
 *   state before.
 * - `--flags` renders the charts with each of their flags, whole and from what the flag does not concern, and compares.
 * - `--keystroke` types letters into the charts and prints the work that each makes for the server.
 * - `--write` puts the table into RESULTS.md.
 */
function main(args: readonly string[]): number {
  const root = chartsFolder();
  if (root === undefined) {
    console.log(chartsAreNotHere);
    return 0;
  }
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1]! : '';
  const heldBack = args.includes('--held-back');
  const charts = collectCharts(root).filter(
    ({ repository, directory }) =>
      directory.includes(only) && (only !== '' || args.includes('--all') || isHeldBack(repository) === heldBack),
  );
  if (args.includes('--reports') || args.includes('--breaks')) {
    printJudged(charts, args);
    return 0;
  }
  if (args.includes('--flags')) {
    const { differences, ...figures } = compareFlags(charts);
    console.log([...differences, JSON.stringify(figures)].join('\n'));
    return differences.length === 0 ? 0 : 1;
  }
  if (args.includes('--keystroke')) {
    const groups = [...Map.groupBy(charts, ({ repository }) => repository).values()];
    console.log(tableOfKeystrokes(groups.flatMap((own) => [...typeInto(own)])));
    return 0;
  }
  const program = helmProgram();
  if (program === undefined) {
    console.log('Go is not installed');
    return 0;
  }
  const origins = args.find((each) => /^--origins(=\d+)?$/.test(each));
  if (origins !== undefined) {
    const { missed, ...figures } = measureOrigins(program, charts, Number(origins.split('=')[1] ?? 8));
    console.log(missed.join('\n'));
    console.log(JSON.stringify(figures, null, 1));
    return 0;
  }
  const defaults: ReturnType<typeof compareAll> extends Iterable<infer Each> ? Each[] : never = [];
  const variants: typeof defaults = [];
  for (const each of compareAll(program, charts)) {
    (each.name.includes(' ') ? variants : defaults).push(each);
  }
  const columns = {
    [`${charts.length} charts, default values`]: figuresOf(defaults),
    'value files': figuresOf(variants),
    all: figuresOf([...defaults, ...variants]),
  };
  const table = tableOf(columns);
  console.log(table);
  for (const difference of columns.all.differences) {
    console.log(difference);
  }
  if (args.includes('--write')) {
    write(heldBack ? 'held back' : 'worked on', table);
  }
  return columns.all.differences.length === 0 ? 0 : 1;
}

/** Each repository is one workspace for reports, and each chart for breaks. */
function printJudged(charts: readonly CollectedChart[], args: readonly string[]): void {
  if (args.includes('--breaks')) {
    const results = charts.flatMap((chart) => [
      ...breakCharts(worldOfCharts('/', [chart]), args.includes('--baseline')),
    ]);
    for (const { isNoticed, isPlaced, isFixed, isLiteral, sort, what } of results) {
      if (!isNoticed || !isPlaced || (isLiteral && !isFixed)) {
        console.log(`${isNoticed ? (isPlaced ? 'not fixed' : 'elsewhere') : 'silent'}: ${sort}: ${what}`);
      }
    }
    console.log(tableOfBreaks(results));
    return;
  }
  let [services, definite, reports] = [0, 0, 0];
  for (const [, own] of Map.groupBy(charts, ({ repository }) => repository)) {
    const judged = judgeCharts(worldOfCharts('/', own));
    services += judged.services;
    definite += judged.definite;
    reports += judged.reports.length;
    console.log([...judged.reports, ...judged.unknown.map((each) => `unknown: ${each}`)].join('\n'));
  }
  console.log(`${charts.length} charts, ${reports} reports, ${definite} of ${services} Services with a definite lens`);
}

/** Replaces the table after a heading. */
function write(heading: string, table: string): void {
  const file = new URL('RESULTS.md', import.meta.url);
  const text = readFileSync(file, 'utf8');
  const section = new RegExp(`(## Repositories ${heading}\\n\\n)[^#]*`);
  writeFileSync(file, text.replace(section, `$1${table}\n\n`).trimEnd().concat('\n'));
}

process.exitCode = main(process.argv.slice(2));
