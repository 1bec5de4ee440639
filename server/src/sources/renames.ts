import { compareText } from '../core/text/compare.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';

/** A file on one side of a change. */
export interface SideOfRename {
  readonly path: string;
  /** Equal if the bytes are equal. */
  readonly id: string;
  readonly text: string;
}

/**
 * Pairs added files with deleted files that were renamed: old path by new path. First pairs files with the same
 * bytes, then the most similar ones, of which at least half of the lines are equal (as git finds renames by
 * default; diffcore-rename.c).
 *
 * If there are very many, only files whose paths end with the same names are compared.
 */
export function renamesOf(gone: readonly SideOfRename[], come: readonly SideOfRename[]): Map<string, string> {
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  const take = (pairs: Iterable<Pair>): void => {
    const best = [...pairs].sort(
      (a, b) =>
        b.likeness - a.likeness ||
        b.names - a.names ||
        compareText(a.to.path, b.to.path) ||
        compareText(a.from.path, b.from.path),
    );
    for (const { from, to } of best) {
      if (!taken.has(from.path) && !renamed.has(to.path)) {
        taken.add(from.path);
        renamed.set(to.path, from.path);
      }
    }
  };
  take(
    pairsOf(
      gone,
      come,
      ({ id }) => id,
      () => 1,
    ),
  );
  const linesOf = linesOnce();
  const goneStill = gone.filter(({ path }) => !taken.has(path));
  const comeStill = come.filter(({ path }) => !renamed.has(path));
  take(
    pairsOf(
      goneStill,
      comeStill,
      () => '',
      (from, to) => likeness(from, to, linesOf),
    ),
  );
  return renamed;
}

interface Pair {
  readonly from: SideOfRename;
  readonly to: SideOfRename;
  /** From 0 to 1. */
  readonly likeness: number;
  /** How many of the last names of their paths are equal. */
  readonly names: number;
}

/** So many comparisons take about a second. */
const mostPairs = 100_000;
const mostNames = 3;
const leastLikeness = 0.5;

/** Pairs with the same key. If there are very many, only pairs whose paths end with the same names. */
function* pairsOf(
  gone: readonly SideOfRename[],
  come: readonly SideOfRename[],
  key: (side: SideOfRename) => string,
  likenessOf: (from: SideOfRename, to: SideOfRename) => number,
): Generator<Pair> {
  for (let names = 0; names <= mostNames; names++) {
    const named = (side: SideOfRename) => `${key(side)} ${lastNames(side.path, names)}`;
    const groups = Map.groupBy(gone, named);
    if (countPairs(groups, come, named) <= mostPairs) {
      for (const to of come) {
        for (const from of groups.get(named(to)) ?? []) {
          const found = likenessOf(from, to);
          if (found >= leastLikeness) {
            yield { from, to, likeness: found, names: commonNames(from, to) };
          }
        }
      }
      return;
    }
  }
}

function countPairs(
  groups: ReadonlyMap<string, readonly SideOfRename[]>,
  come: readonly SideOfRename[],
  key: (side: SideOfRename) => string,
): number {
  return come.reduce((sum, to) => sum + (groups.get(key(to))?.length ?? 0), 0);
}

/** The share of the longer text that consists of lines of both. */
function likeness(from: SideOfRename, to: SideOfRename, linesOf: (side: SideOfRename) => Lines): number {
  const longer = Math.max(from.text.length, to.text.length);
  if (longer === 0 || Math.min(from.text.length, to.text.length) < longer * leastLikeness) {
    return 0;
  }
  const [lines, others] = [linesOf(from), linesOf(to)];
  let common = 0;
  for (const [line, count] of lines) {
    common += Math.min(count, others.get(line) ?? 0) * (line.length + 1);
  }
  return Math.min(common / longer, 1);
}

/** How often each line occurs in a text. */
type Lines = ReadonlyMap<string, number>;

function linesOnce(): (side: SideOfRename) => Lines {
  const known = new Map<SideOfRename, Lines>();
  return (side) => getOrInsertComputed(known, side, countLines);
}

function countLines({ text }: SideOfRename): Lines {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

function commonNames(from: SideOfRename, to: SideOfRename): number {
  const [ours, theirs] = [from.path.split('/').reverse(), to.path.split('/').reverse()];
  const first = ours.findIndex((name, at) => name !== theirs[at]);
  return first < 0 ? ours.length : first;
}

function lastNames(path: string, count: number): string {
  return count === 0 ? '' : path.split('/').slice(-count).join('/');
}
