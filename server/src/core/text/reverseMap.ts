import { none } from './emptyList.ts';
import { emptyMap, entriesOf, isEmpty, lookUp, type VersionedMap, withChanges } from './versionedMap.ts';

/**
 * Who is to be found under a key, for keys with one holder and for keys with ten thousand. Immutable; an update costs
 * what it changes and not what a key holds.
 */
export type Reverse<K, T> = VersionedMap<K, Holders<T>>;

/** A few stand in a list, many in a map of their own. */
type Holders<T> = readonly T[] | VersionedMap<T, true>;

export const emptyReverse: Reverse<never, never> = emptyMap();

export function holdersOf<K, T>(reverse: Reverse<K, T>, key: K): Iterable<T> {
  const holders = lookUp(reverse, key) ?? none;
  return isList(holders) ? holders : eachOf(holders);
}

function* eachOf<T>(holders: VersionedMap<T, true>): Generator<T> {
  for (const [holder] of entriesOf(holders)) {
    yield holder;
  }
}

/** Whether somebody is to be found under the key, once the changes are made. Of many holders it is not counted how many went. */
export function hasHolder<K, T>(reverse: Reverse<K, T>, key: K, changes?: ReverseChanges<K, T>): boolean {
  const holders = lookUp(reverse, key);
  const changed = changes?.get(key);
  const { came = none, gone = none } = changed ?? {};
  return came.length > 0 || (holders !== undefined && (!isList(holders) || holders.length > gone.length));
}

/** What came and what went under each key; each holder once. */
export type ReverseChanges<K, T> = Map<K, HolderChanges<T>>;

interface HolderChanges<T> {
  readonly came: T[];
  readonly gone: T[];
}

export function noteChange<K, T>(changes: ReverseChanges<K, T>, key: K, holder: T, came: boolean): void {
  let known = changes.get(key);
  if (!known) {
    known = { came: [], gone: [] };
    changes.set(key, known);
  }
  (came ? known.came : known.gone).push(holder);
}

export function withHolders<K, T>(reverse: Reverse<K, T>, changes: ReverseChanges<K, T>): Reverse<K, T> {
  const next = new Map<K, Holders<T> | undefined>();
  for (const [key, changed] of changes) {
    next.set(key, changedHolders(lookUp(reverse, key) ?? [], changed));
  }
  return withChanges(reverse, next);
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
        : withChanges(emptyMap<T, true>(), new Map(kept.map((each) => [each, true])));
  }
  const changes = new Map<T, true | undefined>();
  for (const each of gone) {
    changes.set(each, undefined);
  }
  for (const each of came) {
    changes.set(each, true);
  }
  const changed = withChanges(holders, changes);
  return isEmpty(changed) ? undefined : changed;
}

function without<T>(list: readonly T[], gone: readonly T[]): readonly T[] {
  const goneOnes = new Set(gone);
  return list.filter((each) => !goneOnes.has(each));
}

function isList<T>(holders: Holders<T> | undefined): holders is readonly T[] {
  return Array.isArray(holders);
}
