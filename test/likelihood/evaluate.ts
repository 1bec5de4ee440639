import type { FeatureName } from '../../server/src/core/index/likelihood/features.ts';
import { informFrom, warnFrom } from '../../server/src/core/index/likelihood/levels.ts';
import { fittedWeights, probabilities, type Weighted, type Weights } from './fit.ts';
import type { Row } from './rows.ts';

/** Rows of one repository, and by what it is told whether it is a copy of another one. */
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

/** Rows in folds. Repositories that share a Service are in one fold: what is learnt of one is nothing new of the other. */
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

/** Every break counts once; the controls count as much as all breaks together, each sort of them by its share. */
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

/** What is said of a row. */
export interface Said {
  readonly row: Row;
  /** Position of the likeliest candidate; -1 where there is none. */
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

/** Left out of the fit fold by fold; a kind may be left out of it, too. */
export function crossValidated(
  placed: readonly Placed[],
  names: readonly FeatureName[],
  {
    penalty,
    shift,
    without,
  }: { readonly penalty: number; readonly shift?: number | undefined; readonly without?: string },
): { readonly results: readonly Said[]; readonly shifts: readonly number[] } {
  const folds = Math.max(...placed.map(({ fold }) => fold)) + 1;
  const results: Said[] = [];
  const shifts: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const training = placed.filter((each) => each.fold !== fold && each.row.kind !== without).map(({ row }) => row);
    const weights = fittedWeights(weighted(training), names, penalty);
    const chosen = shift ?? shiftFor(training, weights);
    shifts.push(chosen);
    results.push(...placed.filter((each) => each.fold === fold).map(({ row }) => said(row, weights, chosen)));
  }
  return { results, shifts };
}

/**
 * How far what speaks for none is shifted for what somebody has just changed: as little against a warning as the share of wrong ones
 * among the controls allows.
 */
export function shiftFor(rows: readonly Row[], weights: Weights): number {
  for (let shift = -3; shift < 0; shift += 0.25) {
    const isAllowed = Object.entries(allowed).every(([kind, share]) => {
      const of = rows.filter((each) => each.kind === kind).map((row) => said(row, weights, shift));
      return of.filter(({ likelihood }) => likelihood >= warnFrom).length <= share * of.length;
    });
    if (isAllowed) {
      return shift;
    }
  }
  return 0;
}

/** Somewhat less than is allowed to be wrong: what is left out of a fit is a little worse. */
const allowed: Readonly<Record<string, number>> = { removed: 0.0125, hard: 0.045, 'real none': 0.04 };

/** A line of a table of results. */
export interface Line {
  readonly name: string;
  readonly count: number;
  /** Shares: the right workload named as a warning, as information or more, and a wrong one as a warning. Of a control all are wrong. */
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
