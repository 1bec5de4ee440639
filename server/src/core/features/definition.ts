import type { Analysis } from '../analysis.ts';
import { type Destination, destinationsOf } from '../cursor/destinations.ts';
import { locate } from '../cursor/locate.ts';
import { mentionsOf } from '../cursor/mentions.ts';
import { definitionsOf, isDefinition, passedOn, placeOfThing } from '../cursor/relations.ts';
import type { Definition, Thing } from '../cursor/things.ts';
import { IndexReader } from '../index/reader.ts';
import { isAround } from '../model/origin.ts';
import { none } from '../text/emptyList.ts';
import type { Range } from '../text/range.ts';

/** Where a text leads. */
export interface Definitions {
  /** The text, in its document. */
  readonly range: Range;
  readonly destinations: readonly Destination[];
}

/**
 * What each verb means. `definition`: what the text refers to; for a definition, the texts that refer to it.
 * `typeDefinition`: the object that has it. `implementation`: the end of the route, which are the pods or the port of
 * a container.
 */
export type Verb = 'definition' | 'typeDefinition' | 'implementation';

/**
 * Source: LSP 3.17, textDocument/definition, textDocument/typeDefinition, textDocument/implementation.
 *
 * @param document the number of the document in its file
 * @param offset in the document, in UTF-16 code units
 */
export function definitions(
  analysis: Analysis,
  verb: Verb,
  path: string,
  document: number,
  offset: number,
): Definitions | undefined {
  const located = locate(analysis, path, document, offset);
  if (!located) {
    return undefined;
  }
  const index = new IndexReader(analysis.index);
  const things = new Set(located.places.map(({ thing }) => thing));
  const own = [...things].filter(isDefinition);
  // A text may refer to itself: an alias repeats it elsewhere, or kustomize copies it from there.
  const isElsewhere = (thing: Thing) => {
    const place = placeOfThing(thing, index);
    return !place || !isAround(place, located);
  };
  const reached = [...things]
    .flatMap((thing) => (isDefinition(thing) ? none : definitionsOf(thing, index)))
    .filter(isElsewhere);
  // A text may do both: the port of a Service is the port of its pods if there is no target port.
  const meant = reached.length > 0 ? reached : own;
  const targets: Readonly<Record<Verb, () => readonly Thing[]>> = {
    definition: () => (meant === own ? mentionsOf(own, index, analysis).filter(isElsewhere) : reached),
    typeDefinition: () => meant.map(objectOf),
    implementation: () => meant.flatMap((each) => passedOn(each, index, analysis) ?? [each]),
  };
  return { range: located.range, destinations: destinationsOf(targets[verb](), index) };
}

function objectOf(definition: Definition): Definition {
  return definition.type === 'file' ? definition : { type: 'object', resource: definition.resource };
}
