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
import { placesAt } from './locate.ts';
import { mentionsOf } from './mentions.ts';
import { originKeys } from './originKeys.ts';
import { definitionsOf, isDefinition, placeOfThing } from './relations.ts';
import { type Definition, type Part, type Place, resourceOf, type Thing, valuesOf } from './things.ts';

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
  const add = (origin: Origin): void => {
    getOrInsertComputed(found, originKey(origin), () => origin);
  };
  add(at);
  // A loop over a map also reaches the entries that the loop adds.
  for (const [, origin] of found) {
    const { document, range } = origin;
    if (textIn(document, range) !== value) {
      return { because: `${document.file} writes it as ${document.text.slice(range.start, range.end)}` };
    }
    for (const each of placesAt(document, range, index, analysis)) {
      if (namedBy(each) !== named) {
        continue;
      }
      isDefined ||= isDefinition(each.thing);
      things.add(each.thing);
      const resource = resourceOf(each.thing);
      if (resource) {
        resources.add(resource);
      }
      for (const related of relatedTo(each.thing, index, analysis)) {
        if ('because' in related) {
          return related;
        }
        for (const text of textsOf(related, each.part, value)) {
          add(originIn(related, text, index));
        }
      }
    }
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

/** The things to which a thing refers, or that refer to it. */
function relatedTo(thing: Thing, index: IndexReader, analysis: Analysis): readonly (Thing | Obstacle)[] {
  if (isDefinition(thing)) {
    return mentionsOf([thing], index, analysis);
  }
  return definitionsOf(thing, index).map((definition): Definition | Obstacle => {
    if (thing.type === 'used label' && definition.type === 'object') {
      return { because: `a controller adds the label to the pods of ${describeWritten(definition.resource)}` };
    }
    return definition.type === 'part' && 'derived' in definition.name
      ? {
          because: `${describeWritten(definition.resource)} has the key from something else, such as the name of a file`,
        }
      : definition;
  });
}

/** The texts of one part of a thing. */
function textsOf(thing: Thing, part: Part, value: string): readonly Stated[] {
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
      return [part === 'key' ? thing.pair.key : thing.pair.value];
    case 'used label': {
      const { label } = thing;
      return part === 'key' ? [label.key] : valuesOf(label).filter((each) => 'value' in label || each.value === value);
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
