import type { IndexReader } from '../index/reader.ts';
import { type Origin, originOf } from '../model/origin.ts';
import { none } from '../text/emptyList.ts';
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
    for (const { document, range } of [placeOfThing(thing, index) ?? none, valuesElsewhere(thing)].flat()) {
      const number = numbers.get(document) ?? numbers.size;
      numbers.set(document, number);
      const key = `${number} ${range.start} ${range.end}`;
      // A text of a base is a thing in each overlay.
      if (!found.has(key)) {
        const whole = document.resources.find((each) => each.start <= range.start && range.end <= each.end) ?? range;
        found.set(key, { document, range, whole });
      }
    }
  }
  return [...found.values()];
}

/** The values of a selector's label that kustomize copies from another document than the one with the key. */
function valuesElsewhere(thing: Thing): readonly Origin[] {
  if (thing.type !== 'used label') {
    return none;
  }
  const { usage, label } = thing;
  const pair = originOf(usage.resource, label);
  const values = 'value' in label ? [label.value] : label.values;
  return values.map((each) => originOf(usage.resource, each)).filter(({ document }) => document !== pair.document);
}
