import type { Analysis } from '../analysis.ts';
import { type Destination, destinationsOf } from '../cursor/destinations.ts';
import { locate } from '../cursor/locate.ts';
import { definitionsOf, isDefinition, mentionsOf } from '../cursor/relations.ts';
import type { Definition, Mention } from '../cursor/things.ts';
import { IndexReader } from '../index/reader.ts';

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
  const definitions = new Set(
    things.flatMap((thing): readonly Definition[] => (isDefinition(thing) ? [thing] : definitionsOf(thing, index))),
  );
  const mentions = new Set<Mention>(things.filter((thing) => !isDefinition(thing)));
  for (const definition of definitions) {
    for (const mention of mentionsOf(definition, index, analysis)) {
      mentions.add(mention);
    }
  }
  return { definitions: destinationsOf(definitions, index), mentions: destinationsOf(mentions, index) };
}
