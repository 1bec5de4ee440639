import type { FeatureName } from '../../server/src/core/resolve/evidence/likelihood/features.ts';
import { informFrom, warnFrom } from '../../server/src/core/resolve/evidence/likelihood/levels.ts';
import { fittedWeights, probabilities, type Weighted, type Weights } from './fit.ts';
import type { Row } from './rows.ts';

/** Rows of one repository, and the key by which copies of it are recognised. */
export interface Repository {
  readonly name: string;
  readonly rows: readonly Row[];
  /** Hashes of its Services. */
  readonly services: ReadonlySet<string>;
}

export interface Placed {
  readonly row: Row;
  readonly fold: number;
}

/** Rows in folds. Repositories that share a Service are in one fold, because they would teach about each other. */
export function inFolds(repositories: readonly Repository[], folds: number): readonly Placed[] {
  const groups = repositories.map((_, at) => at);
  const groupOf = (at: number): number => {
    let group = at;
    while (groups[group] !== group) {
      group = groups[group]!;
    }
    return group;
  };
  const owners = new Map<string, number>();
  for (const [at, { services }] of repositories.entries()) {
    for (const service of services) {
      const owner = owners.get(service);
      if (owner === undefined) {
        owners.set(service, at);
      } else {
        groups[groupOf(at)] = groupOf(owner);
      }
    }
  }
  const sizes = new Map<number, number>();
  for (const [at, { rows }] of repositories.entries()) {
    sizes.set(groupOf(at), (sizes.get(groupOf(at)) ?? 0) + rows.length);
  }
  // The largest group first, each into the fold that has least.
  const filled = new Array<number>(folds).fill(0);
  const foldOf = new Map<number, number>();
  for (const [group, size] of [...sizes].sort(([a, x], [b, y]) => y - x || a - b)) {
    const fold = filled.indexOf(Math.min(...filled));
    foldOf.set(group, fold);
    filled[fold]! += size;
  }
  return repositories.flatMap(({ rows }, at) => rows.map((row) => ({ row, fold: foldOf.get(groupOf(at))! })));
}

export const controls: Readonly<Record<string, number>> = { removed: 0.4, hard: 0.2, 'real none': 0.4 };

/** Every break counts once. The controls together count as much as all breaks, each sort by its share. */
export function weighted(rows: readonly Row[]): readonly Weighted[] {
  const counts = new Map<string, number>();
  for (const { kind } of rows) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const breaks = rows.filter(({ kind }) => !(kind in controls)).length;
  return rows.map((row) => {
    const share = controls[row.kind];
    return { row, weight: share === undefined ? 1 : (share * breaks) / counts.get(row.kind)! };
  });
}

/** The decision about a row. */
export interface Said {
  readonly row: Row;
  /** Position of the likeliest candidate; -1 if there is none. */
  readonly best: number;
  readonly likelihood: number;
}

export function said(row: Row, weights: Weights, shift: number): Said {
  const likelihoods = probabilities(row, weights, shift);
  let best = -1;
  for (const [at, likelihood] of likelihoods.entries()) {
    best = best < 0 || likelihood > likelihoods[best]! ? at : best;
  }
  return { row, best, likelihood: likelihoods[best] ?? 0 };
}

/** The weights for each fold, fitted to all others; a kind may be left out of the fit, too. */
export function weightsByFold(
  placed: readonly Placed[],
  names: readonly FeatureName[],
  {
    penalty,
    without,
    near,
  }: { readonly penalty: number; readonly without?: string; readonly near?: readonly Weights[] },
): readonly Weights[] {
  const folds = Math.max(...placed.map(({ fold }) => fold)) + 1;
  return Array.from({ length: folds }, (_, fold) => {
    const training = placed.filter((each) => each.fold !== fold && each.row.kind !== without).map(({ row }) => row);
    return fittedWeights(weighted(training), names, penalty, near?.[fold]);
  });
}

/** The decision about each row with weights that were fitted without its fold. */
export function crossValidated(placed: readonly Placed[], byFold: readonly Weights[], shift: number): readonly Said[] {
  return placed.map(({ row, fold }) => said(row, byFold[fold]!, shift));
}

/** The least shift from which on no more of each control are warned than is allowed, in folds that were left out. */
export function shiftFor(
  placed: readonly Placed[],
  byFold: readonly Weights[],
  allowed: Readonly<Record<string, number>>,
): number {
  const isAllowed = (shift: number) => {
    const results = crossValidated(placed, byFold, shift);
    return Object.entries(allowed).every(([kind, share]) => {
      const of = results.filter(({ row }) => row.kind === kind);
      return of.filter(({ likelihood }) => likelihood >= warnFrom).length <= share * of.length;
    });
  };
  let shift = greatestShift;
  while (shift > -greatestShift && isAllowed(shift - step)) {
    shift -= step;
  }
  return shift;
}

const greatestShift = 4;
const step = 0.25;

/** A line of a table of results. */
export interface Line {
  readonly name: string;
  readonly count: number;
  /**
   * Shares: the right workload named as a warning, as information or more, and a wrong one as a warning. Of a control
   * all are wrong.
   */
  readonly warned: number;
  readonly informed: number;
  readonly wrong: number;
}

export function lineOf(name: string, results: readonly Said[]): Line {
  const share = (holds: (each: Said) => boolean) => results.filter(holds).length / Math.max(1, results.length);
  const isRight = ({ best, row }: Said) => best === row.right || row.right === -1;
  return {
    name,
    count: results.length,
    warned: share((each) => each.likelihood >= warnFrom && isRight(each)),
    informed: share((each) => each.likelihood >= informFrom && isRight(each)),
    wrong: share((each) => each.likelihood >= warnFrom && !isRight(each)),
  };
}
