/**
 * A map that can be updated without disturbing those who hold an earlier one, at the cost of what an update changes. The maps of one
 * line share a table. It holds what the newest of them holds; each of the others knows which one was made of it, and what the update
 * changed. So the newest, which nearly everybody asks, costs one look-up, and what nobody holds any more is not kept.
 *
 * Where another one than the newest is updated, as after the trial of a fix, the table is first made its own again.
 */
export interface VersionedMap<K, V> {
  readonly table: Map<K, V>;
  /** Absent in the newest. Set when the map is updated: what it holds is the same before and after. */
  update?: Update<K, V> | undefined;
}

/** What a map has otherwise than the one that was made of it. */
interface Update<K, V> {
  readonly made: VersionedMap<K, V>;
  readonly keys: readonly K[];
  /** What the earlier map has under each of the keys. */
  readonly before: readonly (V | undefined)[];
  /** Where a key stands; made when somebody looks something up in an earlier map. */
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

/** The map with the changes made; `undefined` removes. */
export function withChanges<K, V>(map: VersionedMap<K, V>, changes: ReadonlyMap<K, V | undefined>): VersionedMap<K, V> {
  if (changes.size === 0) {
    return map;
  }
  makeNewest(map);
  // What is empty may be a constant, which is held for ever, and with it all that is made of it would be.
  const made: VersionedMap<K, V> = { table: map.table.size === 0 ? new Map() : map.table };
  const update = put(made, changes.keys(), changes.values(), changes.size);
  if (made.table === map.table) {
    map.update = update;
  }
  return made;
}

/** Sets values in the table of the newest map, and says what was there. */
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

/** Makes the table that of an earlier map: takes the updates since back, the last one first. */
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

/** Every entry once, in no order that anyone may rely on. */
export function entriesOf<K, V>(map: VersionedMap<K, V>): ReadonlyMap<K, V> {
  // A copy, because updates change the table while somebody goes through it.
  const entries = new Map(map.table);
  const known = new Set<K>();
  for (let { update } = map; update !== undefined; { update } = update.made) {
    for (const [position, key] of update.keys.entries()) {
      const value = update.before[position];
      if (known.has(key)) {
        continue;
      }
      known.add(key);
      if (value === undefined) {
        entries.delete(key);
      } else {
        entries.set(key, value);
      }
    }
  }
  return entries;
}
