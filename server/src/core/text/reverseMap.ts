import { none } from './emptyList.ts';
import { emptyMap, entriesOf, isEmpty, lookUp, type VersionedMap, withChanges } from './versionedMap.ts';

/**
 * The holders of each key, for keys with one holder and for keys with ten thousand. The map is immutable. The
 * cost of an update depends on the change, not on the number of holders of a key.
 */
export type Reverse<K, T> = VersionedMap<K, Holders<T>>;

/** A few holders are a list, and many are a map. */
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

/** Whether the key has a holder after the changes. For a key with many holders, the removals are not counted. */
export function hasHolder<K, T>(reverse: Reverse<K, T>, key: K, changes?: ReverseChanges<K, T>): boolean {
  const holders = lookUp(reverse, key);
  const changed = changes?.get(key);
  const { came = none, gone = none } = changed ?? {};
  return came.length > 0 || (holders !== undefined && (!isList(holders) || holders.length > gone.length));
}

/** The added and removed holders of each key. Each holder occurs once. */
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

// Up to this length a copy costs no more than the bookkeeping that avoids the copy.
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
