import { readdirSync } from 'node:fs';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import { resolveServiceSelector } from '../../../server/src/core/resolve/serviceSelector.ts';
import { Counts, shareOf, tableOf } from './counts.ts';
import { type Example, examplesOf, openRepository } from './examples.ts';
import { isTold, isWarned, type Judged, judgementOf } from './judge.ts';
import { breakKinds, oldKinds } from './kinds.ts';
import { mixedIn } from './neighbours.ts';
import { isSamePlace, isWrittenAsOne } from './places.ts';
import { twoAtOnceIn } from './twoAtOnce.ts';

export interface MeasuredBreaks {
  /** Markdown. */
  readonly tables: string;
  /** How often nothing is reported, by the reason, the most frequent first. */
  readonly causes: readonly (readonly [cause: string, times: number])[];
  /** Wrong results as lines of columns: result, file, Service, kind, edit, and the report or the reason for silence. */
  readonly wrong: readonly string[];
}

/** The reports about all deliberate breaks in a folder that has one folder for each repository. */
export function measureBreaks(root: string, every: number): MeasuredBreaks {
  const start = performance.now();
  const counted: Counted = { counts: new Counts(), causes: new Map(), wrong: [] };
  const repositories = readdirSync(root).sort();
  let examples = 0;
  let milliseconds = 0;
  for (const repository of repositories) {
    const opened = openRepository(root, repository);
    const opening = performance.now();
    for (const example of examplesOf(opened, { every })) {
      countExample(counted, example);
      examples++;
    }
    for (const { kind, examples: two } of twoAtOnceIn(opened, every)) {
      countTwo(counted, kind, two);
    }
    for (const mixed of mixedIn(opened, every)) {
      const row = `${mixed.kind}, contradicted ${mixed.contradicted}`;
      const isSaid = mixed.problems.some(isTold);
      counted.counts.add(
        row,
        'all',
        ...(isSaid ? ['told', mixed.fixed ?? ''] : []),
        ...(mixed.problems.some(isWarned) ? ['warning'] : []),
        ...(mixed.problems.some(({ code }) => code === 'service-selects-strangers') ? ['strangers'] : []),
      );
      if (!isSaid) {
        counted.wrong.push(['silent', `${repository}/${mixed.file}`, mixed.text, row].join('\t'));
      }
    }
    milliseconds += performance.now() - opening;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const took = `${repositories.length} repositories, one example in ${every}; ${seconds} seconds, ${(milliseconds / Math.max(1, examples)).toFixed(0)} milliseconds for each.`;
  return {
    tables: `${tablesOf(counted.counts)}\n\n${took}\n`,
    causes: [...counted.causes].sort(([, a], [, b]) => b - a),
    wrong: counted.wrong.sort(),
  };
}

interface Counted {
  readonly counts: Counts;
  readonly causes: Map<string, number>;
  readonly wrong: string[];
}

const controls: ReadonlySet<string> = new Set(['removed', 'hard', 'real none']);

function countExample({ counts, causes, wrong }: Counted, example: Example): void {
  const { kind, inFixture } = example;
  const isControl = controls.has(kind);
  const rows = isControl
    ? [kind, ...(inFixture ? [`${kind}, in test fixtures`] : [])]
    : [kind, 'all', ...(inFixture ? ['all, in test fixtures'] : []), ...(oldKinds.has(kind) ? ['the old ones'] : [])];
  if (example.matched) {
    for (const row of rows) {
      counts.add(row, 'all', 'matched');
    }
    return;
  }
  const judged = judgementOf(example);
  const columns = columnsOf(judged);
  for (const row of rows) {
    counts.add(row, 'all', ...columns);
  }
  const because = judged.message ?? reasonForUnknown(example);
  const isWrong = isControl ? isTold(judged) : !columns.includes('right, warning') || judged.fixed !== 'as before';
  if (!isControl && !isTold(judged)) {
    const cause = judged.severity === undefined ? causeOf(because) : 'no more than a hint';
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  if (isWrong) {
    const what = judged.severity === undefined ? 'silent' : isControl ? judged.severity : whatIsWrong(judged);
    const { repository, file, service, text } = example;
    wrong.push([what, `${repository}/${file}`, service.name, kind, text, because].join('\t'));
  }
}

function columnsOf({ severity, isRight, fixed }: Judged): readonly string[] {
  if (severity === undefined) {
    return ['silent'];
  }
  if (severity === 'hint') {
    return ['hint'];
  }
  const isWarning = severity !== 'information';
  return [
    isWarning ? 'warning' : 'information',
    ...(isRight === undefined ? [] : [isRight ? 'right' : 'wrong']),
    ...(isWarning && isRight !== undefined ? [isRight ? 'right, warning' : 'wrong, warning'] : []),
    ...(fixed ? [fixed] : []),
  ];
}

function whatIsWrong({ severity, isRight, fixed }: Judged): string {
  return `${severity}, ${isRight ? 'right' : 'wrong'} workload, fix: ${fixed}`;
}

/** Why nothing is reported about the Service. */
export function reasonForUnknown({ now, service }: Example): string {
  const resolution = resolveServiceSelector(service, new IndexReader(now.index), now.settings);
  return resolution.type === 'unknown'
    ? resolution.because
    : resolution.type === 'found'
      ? 'it is matched only outside its scope'
      : 'it is said of another';
}

/** The reason without the names and files in it. */
function causeOf(because: string): string {
  return because
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\S*[/=.]\S*[\w-]\S*/g, '…')
    .replace(/\bin kustomization\b/g, 'in …');
}

function countTwo({ counts, wrong }: Counted, kind: string, examples: readonly [Example, Example]): void {
  const [first, second] = examples.map((each) => judgementOf(each)) as [Judged, Judged];
  const both = (isSo: (judged: Judged) => boolean | undefined) => isSo(first) === true && isSo(second) === true;
  const isOneNamed =
    first.named !== undefined && second.named !== undefined && isWrittenAsOne(first.named, second.named);
  const isOneFixed =
    first.fixedTo !== undefined && second.fixedTo !== undefined && isSamePlace(first.fixedTo, second.fixedTo);
  counts.add(
    kind,
    'all',
    ...(both((judged) => judged.isRight && isWarned(judged)) ? ['right, warning'] : []),
    ...(both((judged) => judged.isRight && isTold(judged)) ? ['right'] : []),
    ...(isOneNamed ? ['one named'] : []),
    ...(isOneFixed ? ['two to one'] : []),
  );
  if (isOneNamed || isOneFixed) {
    const [{ repository, file }] = examples;
    const names = examples.map(({ service }) => service.name).join(', ');
    const texts = examples.map(({ text }) => text).join('; ');
    wrong.push(['two to one', `${repository}/${file}`, names, kind, texts, `${first.message}`].join('\t'));
  }
}

function tablesOf(counts: Counts): string {
  const kinds = [...breakKinds.keys()];
  const rows = [
    ...kinds.filter((each) => !oldKinds.has(each)),
    'the old ones',
    ...kinds.filter((each) => oldKinds.has(each)),
    'all',
    'all, in test fixtures',
  ].filter((each) => counts.has(each));
  return [
    tableOf(
      [
        'broken by a person',
        'number',
        'matched all the same',
        'right workload, warning %',
        'right workload, told %',
        'wrong workload, warning %',
        'a hint %',
        'silent %',
        'preferred fix selects the same pods %',
      ],
      rows.map((row) => {
        const of = (column: string) => counts.of(row, column);
        const broken = of('all') - of('matched');
        const told = of('as before') + of('otherwise') + of('no fix');
        return [
          oldKinds.has(row) ? `*${row}*` : row,
          of('all'),
          of('matched'),
          shareOf(of('right, warning'), broken),
          shareOf(of('right'), broken),
          shareOf(of('wrong, warning'), broken),
          shareOf(of('hint'), broken),
          shareOf(of('silent'), broken),
          shareOf(of('as before'), told),
        ];
      }),
    ),
    tableOf(
      ['the pods are elsewhere', 'number', 'warning %', 'information %', 'a hint %'],
      [...controls]
        .flatMap((each) => [each, `${each}, in test fixtures`])
        .filter((each) => counts.has(each))
        .map((row) => {
          const of = (column: string) => counts.of(row, column);
          return [row, of('all'), ...['warning', 'information', 'hint'].map((each) => shareOf(of(each), of('all')))];
        }),
    ),
    tableOf(
      [
        'two Services at once',
        'number',
        'both right, warning %',
        'both right, told %',
        'one workload named for both',
        'preferred fixes lead both to one',
      ],
      ['each has a wrong value', 'both have the same wrong value'].map((row) => {
        const of = (column: string) => counts.of(row, column);
        const shares = ['right, warning', 'right'].map((each) => shareOf(of(each), of('all')));
        return [row, of('all'), ...shares, of('one named'), of('two to one')];
      }),
    ),
    tableOf(
      [
        'selector of another',
        'number',
        'told %',
        'warning %',
        'as strangers %',
        'preferred fix selects the same pods %',
      ],
      ['copied', 'exchanged'].flatMap((kind) =>
        ['by ports', 'by names', 'by nothing'].map((contradicted) => {
          const row = `${kind}, contradicted ${contradicted}`;
          const of = (column: string) => counts.of(row, column);
          const shares = ['told', 'warning', 'strangers'].map((each) => shareOf(of(each), of('all')));
          return [row, of('all'), ...shares, shareOf(of('as before'), of('told'))];
        }),
      ),
    ),
  ].join('\n\n');
}
