import type { Origin } from '../model/origin.ts';
import { getOrInsertComputed } from '../text/maps.ts';

/** A function that returns the same key for the same range of the same document. */
export function originKeys(): (origin: Origin) => string {
  const numbers = new Map<object, number>();
  return ({ document, range }) => {
    const number = getOrInsertComputed(numbers, document, () => numbers.size);
    return `${number} ${range.start} ${range.end}`;
  };
}
