import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar } from '../../yaml/edit.ts';
import type { LabelNotAStringData } from '../labelNotAString.ts';
import { fixOf, openDocument, scalarAt } from './tree.ts';

/** *Quote the value*, or the key. */
export function* labelNotAStringFixes({ at, data }: Problem): Generator<Fix | undefined> {
  const { quote } = data as LabelNotAStringData;
  const text = quote === undefined ? undefined : openDocument(at.document);
  const scalar = text && scalarAt(text, at.range);
  if (quote !== undefined && text && scalar) {
    const words = { title: `Quote the value: "${quote}"`, preferred: true, certain: true };
    yield fixOf(words, at.document, setScalar(text, scalar, quote));
  }
}
