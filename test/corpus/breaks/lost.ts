import { readdirSync } from 'node:fs';
import type { Problem } from '../../../server/src/core/model/problem.ts';
import { Counts, shareOf, tableOf } from './counts.ts';
import {
  changeFor,
  type Example,
  exampleIn,
  isThinned,
  type OpenedRepository,
  openRepository,
  subjectOf,
  withChange,
} from './examples.ts';
import { isTold, isWarned, judgementOf, problemsOfPlace } from './judge.ts';
import { breakKinds } from './kinds.ts';
import { reasonForUnknown } from './measure.ts';

export interface MeasuredLosses {
  /** Markdown. */
  readonly tables: string;
  /** Breaks that are not reported as a lost edge, as lines of columns: result, file, Service, kind, edit, reason. */
  readonly missed: readonly string[];
}

/** The baseline is the repository as it is on disk, so that each edit is a change since then. */
function withBaseline(opened: OpenedRepository): OpenedRepository {
  opened.world.apply({
    type: 'BaselineChanged',
    folder: opened.folder,
    baseline: { name: 'HEAD', texts: new Map() },
  });
  return opened;
}

/**
 * Breaks every Service of every repository in a folder in each way, or in one of so many, with the intact
 * repository as the baseline, and counts the lost edges that are reported.
 */
export function measureLosses(root: string, every: number): MeasuredLosses {
  const start = performance.now();
  const counts = new Counts();
  const missed: string[] = [];
  const repositories = readdirSync(root).sort();
  for (const repository of repositories) {
    for (const example of lossesIn(withBaseline(openRepository(root, repository)), every)) {
      count(counts, missed, example);
    }
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const took = `${repositories.length} repositories, one break in ${every}; ${seconds} seconds.`;
  return { tables: `${tableOfLosses(counts)}\n\n${took}\n`, missed: missed.sort() };
}

function* lossesIn(opened: OpenedRepository, every: number): Generator<Example> {
  for (const { selecting } of opened.directories) {
    for (const each of selecting) {
      for (const kind of breakKinds.keys()) {
        const { bundle = '', file, document, item } = each.service;
        if (isThinned(`${opened.repository}/${file} ${document} ${item} ${bundle} ${kind}`, every)) {
          continue;
        }
        const subject = subjectOf(opened, each);
        const change = subject && changeFor(opened, subject, each, kind);
        const edited = change && withChange(opened, change);
        const example = edited && exampleIn(opened, edited, each, kind, change);
        if (example) {
          yield example;
        }
        edited?.takeBack();
      }
    }
  }
}

function count(counts: Counts, missed: string[], example: Example): void {
  const rows = [example.kind, 'all'];
  const { kind, repository, file, service, text, now } = example;
  const problems = problemsOfPlace(now, service);
  const add = (...columns: readonly string[]) => {
    for (const row of rows) {
      counts.add(row, 'all', ...columns);
    }
  };
  if (example.matched) {
    add('matched');
    return;
  }
  const isLost = ({ lost, code, severity }: Problem) =>
    code === 'service-selects-nothing' && lost !== undefined && isWarned({ severity });
  const judged = judgementOf(example);
  // A workload that no longer selects its own pods is an error without a baseline too.
  if (problems.some(isLost) || judged.severity === 'error') {
    add('lost', ...(problems.some(isLost) ? [] : ['error']));
    return;
  }
  const result = isTold(judged) ? 'otherwise' : judged.severity === 'hint' ? 'hint' : 'silent';
  add(result);
  const because = judged.message ?? reasonForUnknown(example);
  missed.push([result, `${repository}/${file}`, service.name, service.bundle ?? '', kind, text, because].join('\t'));
}

function tableOfLosses(counts: Counts): string {
  return tableOf(
    [
      'broken by a person, with a baseline',
      'number',
      'matched all the same',
      'reported as lost, %',
      'of these an error of the API server',
      'reported otherwise',
      'a hint',
      'silent',
    ],
    [...breakKinds.keys(), 'all']
      .filter((row) => counts.has(row))
      .map((row) => {
        const of = (column: string) => counts.of(row, column);
        const broken = of('all') - of('matched');
        return [
          row,
          of('all'),
          of('matched'),
          shareOf(of('lost'), broken),
          ...['error', 'otherwise', 'hint', 'silent'].map(of),
        ];
      }),
  );
}
