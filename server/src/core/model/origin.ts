import type { Range } from '../text/range.ts';
import type { DocumentFacts } from './document.ts';

/** Where a thing stands: a document and a range in it. The document knows its file; the analysis knows where in it. */
export interface Origin {
  readonly document: DocumentFacts;
  readonly range: Range;
}
