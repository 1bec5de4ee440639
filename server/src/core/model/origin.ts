import type { Range } from '../text/range.ts';
import type { DocumentFacts } from './document.ts';

/** Where a thing stands: a document and a range in it. The document knows its file; the analysis knows where in it. */
export interface Origin {
  readonly document: DocumentFacts;
  readonly range: Range;
}

/** Something that a text states, with its place. */
export interface Stated extends Range {
  /**
   * The document that the range speaks of, where that is another than the resource's own: a patch of an overlay, or the
   * kustomization that adds a label.
   */
  readonly document?: DocumentFacts;
}

/** Where a person edits what a resource states. */
export function originOf(resource: { readonly document: DocumentFacts }, stated: Stated): Origin {
  return { document: stated.document ?? resource.document, range: stated };
}

/** What is written there. */
export function writtenText(resource: { readonly document: DocumentFacts }, stated: Stated): string {
  const { document, range } = originOf(resource, stated);
  return document.text.slice(range.start, range.end);
}
