/**
 * A map that can be updated without disturbing those who hold the earlier one, at the cost of what an update changes: a
 * large base that is shared, a log of changes over it, and a small layer of the last ones over both. The layer is copied with
 * each update. When it is full it goes into the log, which is shared too: an entry of it says since which update it holds, and
 * what held before, so that it can be added to in place. When the log has grown to half of the base the two become one.
 */
export interface LayeredMap<K, V> {
  readonly base: ReadonlyMap<K, V>;
  readonly log: Log<K, V>;
  /** Up to which update this map sees the log. */
  readonly version: number;
  /** `undefined` marks a key that those below have and this map has not. */
  readonly layer: ReadonlyMap<K, V | undefined>;
}

interface Log<K, V> {
  readonly entries: Map<K, Entry<V>>;
  /** Of the last update. Only the map that sees all of the log may add to it. */
  newest: number;
}

interface Entry<V> {
  readonly version: number;
  readonly value: V | undefined;
  readonly before: Entry<V> | undefined;
}

export function emptyMap<K, V>(): LayeredMap<K, V> {
  return onlyBase(new Map());
}

function onlyBase<K, V>(base: ReadonlyMap<K, V>): LayeredMap<K, V> {
  return { base, log: { entries: new Map(), newest: 0 }, version: 0, layer: new Map() };
}

export function lookUp<K, V>(map: LayeredMap<K, V>, key: K): V | undefined {
  if (map.layer.size > 0) {
    const value = map.layer.get(key);
    if (value !== undefined || map.layer.has(key)) {
      return value;
    }
  }
  const entry = entryOf(map, key);
  return entry ? entry.value : map.base.get(key);
}

/** What the log says of a key, as far as the map sees it. */
function entryOf<K, V>({ log, version }: LayeredMap<K, V>, key: K): Entry<V> | undefined {
  let entry = log.entries.size > 0 ? log.entries.get(key) : undefined;
  while (entry !== undefined && entry.version > version) {
    entry = entry.before;
  }
  return entry;
}

/** Keys of one layer: more take longer to copy with each update than to put into the log. */
const mostInLayer = 500;
/** Keys over the base that are always fewer than what makes a new base worth its copy. */
const fewInLog = 2000;

/** The map with the changes made; `undefined` removes. */
export function withChanges<K, V>(map: LayeredMap<K, V>, changes: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
  if (changes.size === 0) {
    return map;
  }
  const inLayers = map.layer.size + changes.size;
  if (inLayers <= mostInLayer) {
    const layer = new Map(map.layer);
    putAll(layer, changes);
    return { ...map, layer };
  }
  if (map.log.entries.size + inLayers > Math.max(fewInLog, map.base.size / 2)) {
    return onlyBase(merged(map, changes));
  }
  const log = map.log.newest === map.version ? map.log : copyOf(map);
  const version = log.newest + 1;
  log.newest = version;
  for (const layer of [map.layer, changes]) {
    for (const [key, value] of layer) {
      log.entries.set(key, { version, value, before: log.entries.get(key) });
    }
  }
  return { base: map.base, log, version, layer: new Map() };
}

/**
 * The map with the changes made, for who looks things up in it and makes no other map of it: it may hold the changes themselves,
 * and is as they are. Of a large change a copy would cost as much as making it; and nothing goes into the log, which the next
 * of many such maps would have to copy.
 */
export function seenWith<K, V>(map: LayeredMap<K, V>, changes: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
  if (changes.size === 0) {
    return map;
  }
  if (map.layer.size === 0) {
    return { ...map, layer: changes };
  }
  const layer = new Map(map.layer);
  putAll(layer, changes);
  return { ...map, layer };
}

/** How maps are changed: for who goes on changing them, or once and for the last time. */
export function changing(last: boolean | undefined): typeof withChanges {
  return last ? seenWith : withChanges;
}

function putAll<K, V>(layer: Map<K, V | undefined>, changes: ReadonlyMap<K, V | undefined>): void {
  for (const [key, value] of changes) {
    layer.set(key, value);
  }
}

/** The log as one map sees it: another one has added to it since. */
function copyOf<K, V>(map: LayeredMap<K, V>): Log<K, V> {
  const entries = new Map<K, Entry<V>>();
  for (const key of map.log.entries.keys()) {
    const entry = entryOf(map, key);
    if (entry) {
      entries.set(key, { ...entry, before: undefined });
    }
  }
  return { entries, newest: map.version };
}

function merged<K, V>(map: LayeredMap<K, V>, changes: ReadonlyMap<K, V | undefined>): ReadonlyMap<K, V> {
  const base = new Map(map.base);
  const put = (value: V | undefined, key: K): void => {
    if (value === undefined) {
      base.delete(key);
    } else {
      base.set(key, value);
    }
  };
  for (const key of map.log.entries.keys()) {
    const entry = entryOf(map, key);
    if (entry) {
      put(entry.value, key);
    }
  }
  map.layer.forEach(put);
  changes.forEach(put);
  return base;
}

/** Every entry once, in no order that anyone may rely on. */
export function* entriesOf<K, V>(map: LayeredMap<K, V>): Generator<readonly [K, V]> {
  for (const [key, value] of map.layer) {
    if (value !== undefined) {
      yield [key, value];
    }
  }
  for (const key of map.log.entries.keys()) {
    const entry = map.layer.has(key) ? undefined : entryOf(map, key);
    if (entry?.value !== undefined) {
      yield [key, entry.value];
    }
  }
  for (const entry of map.base) {
    if (!map.layer.has(entry[0]) && !entryOf(map, entry[0])) {
      yield entry;
    }
  }
}
