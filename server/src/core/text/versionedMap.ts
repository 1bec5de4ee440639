/**
 * A map with cheap updates that leave earlier versions intact. All versions of a map share one table with the
 * content of the newest version. Each earlier version refers to the version that was made from it and to the
 * changes between the two. So a lookup in the newest version, the usual case, is one lookup in the table, and a
 * version without users is not kept in memory.
 *
 * An update of an earlier version, e.g. after the trial of a fix, first restores the table to that version.
 */
export interface VersionedMap<K, V> {
  readonly table: Map<K, V>;
  /** Absent in the newest version. An update sets it; the content of this version stays the same. */
  update?: Update<K, V> | undefined;
}

/** The difference between a version and the version that was made from it. */
interface Update<K, V> {
  readonly made: VersionedMap<K, V>;
  readonly keys: readonly K[];
  /** The earlier version's value of each key. */
  readonly before: readonly (V | undefined)[];
  /** The index of each key. It is built at the first lookup in an earlier version. */
  positions?: ReadonlyMap<K, number>;
}

export function emptyMap<K, V>(): VersionedMap<K, V> {
  return { table: new Map() };
}

export function lookUp<K, V>(map: VersionedMap<K, V>, key: K): V | undefined {
  for (let { update } = map; update !== undefined; { update } = update.made) {
    const position = positionIn(update, key);
    if (position !== undefined) {
      return update.before[position];
    }
  }
  return map.table.get(key);
}

function positionIn<K, V>(update: Update<K, V>, key: K): number | undefined {
  update.positions ??= new Map(update.keys.map((each, position) => [each, position]));
  return update.positions.get(key);
}

/** Returns the map with the changes applied. `undefined` removes a key. */
export function withChanges<K, V>(map: VersionedMap<K, V>, changes: ReadonlyMap<K, V | undefined>): VersionedMap<K, V> {
  if (changes.size === 0) {
    return map;
  }
  makeNewest(map);
  // An empty map may be a constant that lives forever. A shared table would keep all its later versions in
  // memory.
  const made: VersionedMap<K, V> = { table: map.table.size === 0 ? new Map() : map.table };
  const update = put(made, changes.keys(), changes.values(), changes.size);
  if (made.table === map.table) {
    map.update = update;
  }
  return made;
}

/** Sets values in the table of the newest version, and returns the previous values. */
function put<K, V>(
  made: VersionedMap<K, V>,
  keys: Iterable<K>,
  values: Iterator<V | undefined>,
  count: number,
): Update<K, V> {
  const { table } = made;
  const changed = new Array<K>(count);
  const before = new Array<V | undefined>(count);
  let position = 0;
  for (const key of keys) {
    const { value } = values.next() as { readonly value: V | undefined };
    changed[position] = key;
    before[position++] = table.get(key);
    if (value === undefined) {
      table.delete(key);
    } else {
      table.set(key, value);
    }
  }
  return { made, keys: changed, before };
}

/** Restores the table to an earlier version: it reverts the later updates, the last one first. */
function makeNewest<K, V>(map: VersionedMap<K, V>): void {
  const path = [map];
  for (let { update } = map; update !== undefined; { update } = update.made) {
    path.push(update.made);
  }
  for (let at = path.length - 2; at >= 0; at--) {
    const earlier = path[at]!;
    const { keys, before } = earlier.update!;
    path[at + 1]!.update = put(earlier, keys, before.values(), keys.length);
    earlier.update = undefined;
  }
}

export function isEmpty<K, V>(map: VersionedMap<K, V>): boolean {
  return map.update === undefined ? map.table.size === 0 : entriesOf(map).size === 0;
}

/** Every entry once, in an unspecified order. */
export function entriesOf<K, V>(map: VersionedMap<K, V>): ReadonlyMap<K, V> {
  // The result is a copy, because updates change the table while a caller iterates.
  const entries = new Map<K, V>();
  forEachEntry(map, (value, key) => entries.set(key, value));
  return entries;
}

/** Calls back for every entry once, in an unspecified order. The callback must not update any version of the map. */
export function forEachEntry<K, V>(map: VersionedMap<K, V>, take: (value: V, key: K) => void): void {
  if (map.update === undefined) {
    map.table.forEach(take);
    return;
  }
  // An earlier version differs from the table in a few keys, e.g. after the trial of a fix. A copy of a large table
  // would take longer than what the caller does with the entries.
  const own = new Map<K, V | undefined>();
  for (let version: VersionedMap<K, V> = map; version.update !== undefined; version = version.update.made) {
    const { keys, before } = version.update;
    for (const [position, key] of keys.entries()) {
      if (!own.has(key)) {
        own.set(key, before[position]);
      }
    }
  }
  map.table.forEach((value, key) => {
    if (!own.has(key)) {
      take(value, key);
    }
  });
  own.forEach((value, key) => {
    if (value !== undefined) {
      take(value, key);
    }
  });
}
