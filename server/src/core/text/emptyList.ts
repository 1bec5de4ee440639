/**
 * The shared empty list. The analysis keeps tens of thousands of facts, and most of their lists are empty, so
 * one instance saves memory.
 */
export const none: readonly never[] = [];

/** Returns a copy of the list without spare capacity, or the shared empty list. */
export function orNone<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}
