/** Numbers from 0 up to, not including, 1. */
export type Random = () => number;

/**
 * Numbers that look random and are the same for the same seed, on every machine: mulberry32, seeded by a hash of the
 * text.
 */
export function randomFrom(seed: string): Random {
  // FNV-1a, 32 bits.
  let state = 0x811c9dc5;
  for (const letter of seed) {
    state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the items; undefined if there is none. */
export function chosen<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}

/** The items in another order. */
export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
