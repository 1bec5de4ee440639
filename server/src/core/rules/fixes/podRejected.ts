import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar } from '../../yaml/edit.ts';
import type { PodRejectionData } from '../podRejected/rejections.ts';
import type { PlaceToFix } from '../shared/rejections.ts';
import { podPartFixes } from './podPart.ts';
import { type FixWords, fixOf, openDocument, scalarAt, together } from './tree.ts';

/**
 * *Remove the quotes*, *Change the name to* a free one, or *Use container* with one that exists. The first two change
 * all places of the problem.
 */
export function* podRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const places = problem.data as readonly PlaceToFix<PodRejectionData>[] | undefined;
  const first = places?.[0]?.data;
  switch (first?.type) {
    case 'container':
      yield* podPartFixes({ ...problem, data: { ...first, what: 'container' } });
      break;
    case 'number': {
      const words = { title: 'Remove the quotes', preferred: true, certain: true };
      yield change(problem, words, (data) => (data.type === 'number' ? Number(data.port.value) : undefined));
      break;
    }
    case 'name': {
      const title =
        places!.length > 1 ? `Change the name in ${places!.length} places` : `Change the name to ${first.free}`;
      yield change(problem, { title }, (data) => (data.type === 'name' ? data.free : undefined));
    }
  }
}

function change(
  { data, at }: Problem,
  words: FixWords,
  newValue: (data: PodRejectionData) => string | number | undefined,
): Fix | undefined {
  const text = openDocument(at.document);
  const edits = (data as readonly PlaceToFix<PodRejectionData>[]).flatMap((place) => {
    const scalar = text && place.at.document === at.document ? scalarAt(text, place.at.range) : undefined;
    const value = newValue(place.data);
    return scalar && value !== undefined ? setScalar(text!, scalar, value) : [];
  });
  return fixOf(words, at.document, together(...edits));
}
