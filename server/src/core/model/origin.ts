import type { Range } from '../text/range.ts';
import type { DocumentFacts } from './document.ts';

/**
 * A place in the text: a document and a range in it. The document names its file, and the analysis has the
 * offset of the document in the file.
 */
export interface Origin {
  readonly document: DocumentFacts;
  readonly range: Range;
}

/** A fact that the text states, with its place. */
export interface Stated extends Range {
  /**
   * The document that the range refers to, if it differs from the document of the resource: a patch of an
   * overlay, or the kustomization that adds a label.
   */
  readonly document?: DocumentFacts;
}

/** The place at which a person edits a fact of a resource. */
export function originOf(resource: { readonly document: DocumentFacts }, stated: Stated): Origin {
  return { document: stated.document ?? resource.document, range: stated };
}

/** Whether one place contains another one. */
export function isAround(outer: Origin, inner: Origin): boolean {
  return (
    outer.document === inner.document && outer.range.start <= inner.range.start && inner.range.end <= outer.range.end
  );
}

/** The text at that place. */
export function writtenText(resource: { readonly document: DocumentFacts }, stated: Stated): string {
  const { document, range } = originOf(resource, stated);
  return document.text.slice(range.start, range.end);
}
