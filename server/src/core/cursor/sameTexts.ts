import type { Analysis } from '../analysis.ts';
import type { IndexReader } from '../index/reader.ts';
import { containsPlaceholder } from '../kinds/written.ts';
import type { DocumentFacts } from '../model/document.ts';
import { type Origin, originOf, type Stated } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { describeWritten } from '../resolve/describe.ts';
import type { NamedPart } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import type { Range } from '../text/range.ts';
import { placesByRange } from './locate.ts';
import { mentionsOf } from './mentions.ts';
import { originKeys } from './originKeys.ts';
import { definitionsOf, isDefinition, placeOfThing } from './relations.ts';
import { type Definition, type Mention, type Place, resourceOf, type Thing, valuesOf } from './things.ts';

/** What a text names. */
export type Named = 'label key' | 'label value' | 'object' | 'port' | NamedPart;

/** All texts that have to change together, so that every reference reaches what it reaches now. */
export interface SameTexts {
  readonly named: Named;
  /** The value of each of them, without quotes. */
  readonly value: string;
  readonly texts: readonly Origin[];
  /** What these texts are, in every bundle. */
  readonly things: ReadonlySet<Thing>;
  /** The resources whose facts these texts are. */
  readonly resources: ReadonlySet<Resource>;
  /** The key of a label whose value the texts are. */
  readonly key?: string;
}

/** Why a text cannot be changed together with all that belong to it, as a sentence without its full stop. */
export interface Obstacle {
  readonly because: string;
}

/** Finds the texts that belong to the text at a place, over references in both directions and over all bundles. */
export function sameTexts(place: Place, at: Origin, index: IndexReader, analysis: Analysis): SameTexts | Obstacle {
  const named = namedBy(place);
  const value = textIn(at.document, at.range);
  if (!named) {
    return { because: 'only labels, keys, and the names of objects, ports and volumes can be renamed' };
  }
  if (place.written?.type === 'placeholder' || containsPlaceholder(value)) {
    return { because: `a template fills in ${value}` };
  }
  const found = new Map<string, Origin>();
  const originKey = originKeys();
  const things = new Set<Thing>();
  const resources = new Set<Resource>();
  let isDefined = false;
  const add = (thing: Thing): void => {
    for (const text of textsOf(thing, named, value)) {
      const origin = originIn(thing, text, index);
      getOrInsertComputed(found, originKey(origin), () => origin);
    }
  };
  found.set(originKey(at), at);
  const placesIn = new Map<DocumentFacts, (range: Range) => readonly Place[]>();
  // All texts that were found together are asked about together: an overlay has all names of its base again.
  for (let wave: readonly Origin[] = [at]; wave.length > 0; ) {
    const known = found.size;
    const definitions: Definition[] = [];
    for (const { document, range } of wave) {
      if (textIn(document, range) !== value) {
        return { because: `${document.file} writes it as ${document.text.slice(range.start, range.end)}` };
      }
      const placesAt = getOrInsertComputed(placesIn, document, () => placesByRange(document, index, analysis));
      for (const { thing } of placesAt(range).filter((each) => namedBy(each) === named)) {
        things.add(thing);
        const resource = resourceOf(thing);
        if (resource) {
          resources.add(resource);
        }
        if (isDefinition(thing)) {
          definitions.push(thing);
          continue;
        }
        for (const definition of definitionsOf(thing, index)) {
          const obstacle = obstacleIn(thing, definition);
          if (obstacle) {
            return obstacle;
          }
          add(definition);
        }
      }
    }
    isDefined ||= definitions.length > 0;
    for (const mention of mentionsOf(definitions, index, analysis)) {
      add(mention);
    }
    wave = [...found.values()].slice(known);
  }
  if (!isDefined) {
    return { because: `nothing that Podwire reads here has ${value}, so other texts that mean the same are unknown` };
  }
  return {
    named,
    value,
    texts: [...found.values()],
    things,
    resources,
    ...(named === 'label value' ? { key: keyOf(place.thing) } : {}),
  };
}

function originIn(thing: Thing, text: Stated, index: IndexReader): Origin {
  const resource = resourceOf(thing);
  // The whole text of other things is the name.
  return resource ? originOf(resource, text) : placeOfThing(thing, index)!;
}

/** Why a definition to which a mention leads cannot change with it. */
function obstacleIn(mention: Mention, definition: Definition): Obstacle | undefined {
  if (mention.type === 'used label' && definition.type === 'object') {
    return { because: `a controller adds the label to the pods of ${describeWritten(definition.resource)}` };
  }
  return definition.type === 'part' && 'derived' in definition.name
    ? {
        because: `${describeWritten(definition.resource)} has the key from something else, such as the name of a file`,
      }
    : undefined;
}

/** The texts of a thing that state what is named. */
function textsOf(thing: Thing, named: Named, value: string): readonly Stated[] {
  switch (thing.type) {
    case 'object':
      return [thing.resource.nameRange];
    case 'target':
      return [thing.target.name];
    case 'patch':
      return [thing.patch.nameRange];
    case 'port':
      return thing.port.name ? [thing.port.name] : none;
    case 'part':
      return [thing.name];
    case 'label':
      return [named === 'label key' ? thing.pair.key : thing.pair.value];
    case 'used label': {
      const { label } = thing;
      return named === 'label key'
        ? [label.key]
        : valuesOf(label).filter((each) => 'value' in label || each.value === value);
    }
    case 'usage': {
      const { written } = thing.usage;
      return written.type === 'name' || written.type === 'part'
        ? [written.name]
        : written.type === 'port' && isName(written.port)
          ? [written.port]
          : none;
    }
    default:
      return none;
  }
}

function namedBy({ thing, part }: Place): Named | undefined {
  switch (thing.type) {
    case 'label':
    case 'used label':
      return part === 'key' ? 'label key' : part === 'value' ? 'label value' : undefined;
    case 'object':
      return thing.resource.kind === 'Namespace' ? undefined : 'object';
    case 'target':
    case 'patch':
      return 'object';
    case 'port':
      return part === 'name' ? 'port' : undefined;
    case 'part':
      return thing.part;
    case 'usage': {
      const { written } = thing.usage;
      if (written.type === 'part') {
        return written.part;
      }
      return written.type === 'name'
        ? written.kind === 'Namespace'
          ? undefined
          : 'object'
        : written.type === 'port' && part === 'name'
          ? 'port'
          : undefined;
    }
    default:
      return undefined;
  }
}

function keyOf(thing: Thing): string {
  return thing.type === 'label' ? thing.pair.key.value : thing.type === 'used label' ? thing.label.key.value : '';
}

function isName({ value }: Written): boolean {
  return !/^[0-9]+$/.test(value);
}

/** The value of a text: without its quotes, as far as it has no escapes. */
function textIn(document: DocumentFacts, { start, end }: Stated): string {
  const text = document.text.slice(start, end);
  return /^"[^"\\]*"$|^'[^']*'$/.test(text) ? text.slice(1, -1) : text;
}
