/**
 * A map that can be updated without disturbing those who hold the earlier one: a large base that is shared, and a
 * small layer of changes over it. An update copies the layer only, so a keystroke costs what it changed and not what
 * the workspace holds; when the layer has grown to a sixteenth of the base the two become one.
 */
export interface LayeredMap<K, V> {
  readonly base: ReadonlyMap<K, V>;
  /** `undefined` marks a key that the base has and this map has not. */
  readonly layer: ReadonlyMap<K, V | undefined>;
}

export function emptyMap<K, V>(): LayeredMap<K, V> {
  return { base: new Map(), layer: new Map() };
}

export function lookUp<K, V>(map: LayeredMap<K, V>, key: K): V | undefined {
  return map.layer.has(key) ? map.layer.get(key) : map.base.get(key);
}

/** The map with the changes made; `undefined` removes. */
export function withChanges<K, V>(map: LayeredMap<K, V>, changes: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
  if (changes.size === 0) {
    return map;
  }
  // Every update copies the layer, so it has to stay small; every merge copies the base, so they have to be rare.
  const grown = map.layer.size + changes.size;
  if (grown > Math.max(1000, map.base.size / 16)) {
    const base = new Map(map.base);
    for (const layer of [map.layer, changes]) {
      for (const [key, value] of layer) {
        if (value === undefined) {
          base.delete(key);
        } else {
          base.set(key, value);
        }
      }
    }
    return { base, layer: new Map() };
  }
  const layer = new Map(map.layer);
  for (const [key, value] of changes) {
    layer.set(key, value);
  }
  return { base: map.base, layer };
}

/** Every entry once, in no order that anyone may rely on. */
export function* entriesOf<K, V>(map: LayeredMap<K, V>): Generator<readonly [K, V]> {
  for (const [key, value] of map.layer) {
    if (value !== undefined) {
      yield [key, value];
    }
  }
  for (const entry of map.base) {
    if (!map.layer.has(entry[0])) {
      yield entry;
    }
  }
}

export function isEmpty<K, V>(map: LayeredMap<K, V>): boolean {
  return entriesOf(map).next().done === true;
}

export function sizeOf<K, V>({ base, layer }: LayeredMap<K, V>): number {
  let size = base.size;
  for (const [key, value] of layer) {
    size += (value === undefined ? 0 : 1) - (base.has(key) ? 1 : 0);
  }
  return size;
}
