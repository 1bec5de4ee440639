import type { IndexReader } from '../index/reader.ts';
import { type Origin, originOf } from '../model/origin.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import type { Range } from '../text/range.ts';
import { originKeys } from './originKeys.ts';
import { placeOfThing } from './relations.ts';
import { type Thing, valuesOf } from './things.ts';

/** A place to go to. */
export interface Destination extends Origin {
  /** The object or the item around the place, in the same document. */
  readonly whole: Range;
}

/** The places of some things, each place once, in the order of the things. */
export function destinationsOf(things: Iterable<Thing>, index: IndexReader): readonly Destination[] {
  const found = new Map<string, Destination>();
  const keyOf = originKeys();
  for (const thing of things) {
    for (const origin of [placeOfThing(thing, index) ?? none, valuesElsewhere(thing)].flat()) {
      // A text of a base is a thing in each overlay.
      getOrInsertComputed(found, keyOf(origin), () => {
        const { document, range } = origin;
        const whole = document.resources.find((each) => each.start <= range.start && range.end <= each.end) ?? range;
        return { document, range, whole };
      });
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
  return valuesOf(label)
    .map((each) => originOf(usage.resource, each))
    .filter(({ document }) => document !== pair.document);
}
