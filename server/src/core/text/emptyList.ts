/**
 * The list with nothing in it. Facts are kept by the ten thousand, and most of their lists are empty: one is enough.
 */
export const none: readonly never[] = [];

/** The list to be kept: without the room that it had to grow in. */
export function orNone<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}
