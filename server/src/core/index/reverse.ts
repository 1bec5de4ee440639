import { none } from '../text/none.ts';
import { changing, emptyMap, type LayeredMap, lookUp } from './layeredMap.ts';

/**
 * Who is to be found under a key, for keys with one holder and for keys with ten thousand. Immutable; an update costs
 * what it changes and not what a key holds.
 */
export type Reverse<T> = LayeredMap<string, Holders<T>>;

/** A few stand in a list; many in a set that is shared, with what came and went beside it. */
type Holders<T> = readonly T[] | SharedSet<T>;

interface SharedSet<T> {
  readonly base: ReadonlySet<T>;
  /** True for one that came, false for one of the base that went. */
  readonly changes: ReadonlyMap<T, boolean>;
}

export const emptyReverse: Reverse<never> = emptyMap();

export function holdersOf<T>(reverse: Reverse<T>, key: string): Iterable<T> {
  const holders = lookUp(reverse, key) ?? none;
  return isList(holders) ? holders : eachOf(holders);
}

function* eachOf<T>({ base, changes }: SharedSet<T>): Generator<T> {
  for (const each of base) {
    if (changes.get(each) !== false) {
      yield each;
    }
  }
  for (const [each, came] of changes) {
    if (came && !base.has(each)) {
      yield each;
    }
  }
}

/** What came and what went under each key; each holder once. */
export type ReverseChanges<T> = Map<string, HolderChanges<T>>;

interface HolderChanges<T> {
  readonly came: T[];
  readonly gone: T[];
}

export function noteChange<T>(changes: ReverseChanges<T>, key: string, holder: T, came: boolean): void {
  let known = changes.get(key);
  if (!known) {
    known = { came: [], gone: [] };
    changes.set(key, known);
  }
  (came ? known.came : known.gone).push(holder);
}

export function withHolders<T>(reverse: Reverse<T>, changes: ReverseChanges<T>, last?: boolean): Reverse<T> {
  const next = new Map<string, Holders<T> | undefined>();
  for (const [key, changed] of changes) {
    next.set(key, changedHolders(lookUp(reverse, key) ?? [], changed));
  }
  return changing(last)(reverse, next);
}

// Up to here a copy of all costs no more than the bookkeeping that would save it.
const longestList = 32;

function changedHolders<T>(holders: Holders<T>, { came, gone }: HolderChanges<T>): Holders<T> | undefined {
  if (isList(holders)) {
    const kept = gone.length === 0 ? [...holders, ...came] : [...without(holders, gone), ...came];
    return kept.length === 0
      ? undefined
      : kept.length <= longestList
        ? kept
        : { base: new Set(kept), changes: new Map() };
  }
  const all = new Map(holders.changes);
  const note = (each: T, isThere: boolean) => {
    if (isThere === holders.base.has(each)) {
      all.delete(each);
    } else {
      all.set(each, isThere);
    }
  };
  for (const each of gone) {
    note(each, false);
  }
  for (const each of came) {
    note(each, true);
  }
  // Above an eighth the layer costs more to copy than making the two one costs over the updates between.
  if (all.size <= Math.max(longestList, holders.base.size / 8)) {
    return { base: holders.base, changes: all };
  }
  const base = new Set(holders.base);
  for (const [each, isThere] of all) {
    if (isThere) {
      base.add(each);
    } else {
      base.delete(each);
    }
  }
  return base.size === 0 ? undefined : base.size <= longestList ? [...base] : { base, changes: new Map() };
}

function without<T>(list: readonly T[], gone: readonly T[]): readonly T[] {
  const goneOnes = new Set(gone);
  return list.filter((each) => !goneOnes.has(each));
}

function isList<T>(holders: Holders<T> | undefined): holders is readonly T[] {
  return Array.isArray(holders);
}
