/**
 * The value under a key. If there is none, it is computed and kept. Source: ECMAScript, proposal "upsert",
 * `Map.prototype.getOrInsertComputed`, which Node.js 24 does not have.
 */
export function getOrInsertComputed<K, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  compute: (key: K) => V,
): V {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const value = compute(key);
  map.set(key, value);
  return value;
}

/** Adds a value to the list under a key. */
export function addToList<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  getOrInsertComputed(lists, key, () => []).push(value);
}
