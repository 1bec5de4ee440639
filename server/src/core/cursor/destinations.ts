import type { IndexReader } from '../index/reader.ts';
import type { Origin } from '../model/origin.ts';
import type { Range } from '../text/range.ts';
import { placeOfThing } from './relations.ts';
import type { Thing } from './things.ts';

/** A place to go to. */
export interface Destination extends Origin {
  /** The object or the item around the place, in the same document. */
  readonly whole: Range;
}

/** The places of some things, each place once, in the order of the things. */
export function destinationsOf(things: Iterable<Thing>, index: IndexReader): readonly Destination[] {
  const found = new Map<string, Destination>();
  const numbers = new Map<object, number>();
  for (const thing of things) {
    const place = placeOfThing(thing, index);
    if (place) {
      const { document, range } = place;
      const number = numbers.get(document) ?? numbers.size;
      numbers.set(document, number);
      const whole = document.resources.find((each) => each.start <= range.start && range.end <= each.end) ?? range;
      found.set(`${number} ${range.start} ${range.end}`, { document, range, whole });
    }
  }
  return [...found.values()];
}
