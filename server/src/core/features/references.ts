import type { Analysis } from '../analysis.ts';
import { type Destination, destinationsOf } from '../cursor/destinations.ts';
import { locate } from '../cursor/locate.ts';
import { mentionsOf } from '../cursor/mentions.ts';
import { definitionsOf, isDefinition } from '../cursor/relations.ts';
import { type Definition, type Mention, resourceOf } from '../cursor/things.ts';
import { IndexReader } from '../index/reader.ts';
import { getOrInsertComputed } from '../text/maps.ts';

/** The texts that refer to the same as the text at a position, in all files of the workspace. */
export interface References {
  /** The texts that are referred to. */
  readonly definitions: readonly Destination[];
  /** The texts that refer to them. Without a definition it is the text itself. */
  readonly mentions: readonly Destination[];
}

/**
 * Source: LSP 3.17, textDocument/references and textDocument/documentHighlight.
 *
 * @param document the number of the document in its file
 * @param offset in the document, in UTF-16 code units
 */
export function references(analysis: Analysis, path: string, document: number, offset: number): References {
  const located = locate(analysis, path, document, offset);
  const index = new IndexReader(analysis.index);
  const things = (located?.places ?? []).map(({ thing }) => thing);
  const definitions = onlyOnce(
    things.flatMap((thing): readonly Definition[] => (isDefinition(thing) ? [thing] : definitionsOf(thing, index))),
  );
  const mentions = new Set<Mention>(things.filter((thing) => !isDefinition(thing)));
  for (const mention of mentionsOf(definitions, index, analysis)) {
    mentions.add(mention);
  }
  return { definitions: destinationsOf(definitions, index), mentions: destinationsOf(mentions, index) };
}

/** Each definition once: thousands of objects in the overlays of one base may name the same Namespace. */
function onlyOnce(definitions: readonly Definition[]): readonly Definition[] {
  const known = new Map<unknown, Definition[]>();
  for (const definition of definitions) {
    const alike = getOrInsertComputed(known, subjectOf(definition), () => []);
    if (!alike.some((each) => isSame(each, definition))) {
      alike.push(definition);
    }
  }
  return [...known.values()].flat();
}

function subjectOf(definition: Definition): unknown {
  switch (definition.type) {
    case 'file':
      return definition.path;
    case 'label':
      return definition.pair;
    case 'port':
      return definition.port;
    case 'part':
      return definition.name;
    default:
      return definition.resource;
  }
}

/** Given that both have the same subject. */
function isSame(a: Definition, b: Definition): boolean {
  const isOfObject = (each: Definition) => 'ofObject' in each && each.ofObject;
  return a.type === b.type && (a.type === 'file' || resourceOf(a) === resourceOf(b)) && isOfObject(a) === isOfObject(b);
}
