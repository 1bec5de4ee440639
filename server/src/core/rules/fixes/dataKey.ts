import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar } from '../../yaml/edit.ts';
import type { MissingKeyData } from '../shared/namedKey.ts';
import { lostValueFixes } from './lostEdge.ts';
import { fixOf, openDocument, scalarAt } from './tree.ts';

/** *Use key* with a key that the object has, the closest match first. */
export function* dataKeyFixes(problem: Problem): Generator<Fix | undefined> {
  const { key, candidates, lost, isClear } = problem.data as MissingKeyData;
  if (lost) {
    // Which of its keys to follow is not known. They are proposed below.
    yield* lostValueFixes(problem.resource, key.written, lost, () => undefined);
  }
  const isForAuthor = lost !== undefined && lost.changed !== 'target';
  const { document, range } = originOf(problem.resource, key.written);
  const text = openDocument(document, range.start);
  const scalar = text && scalarAt(text, range);
  for (const [position, { key: other }] of candidates.slice(0, mostCandidates).entries()) {
    const words = {
      title: `Use ${key.as === 'subset' ? 'subset' : 'key'} ${other.value}`,
      preferred: !isForAuthor && isClear && position === 0,
    };
    yield scalar && fixOf(words, document, setScalar(text, scalar, other.value));
  }
}

// A person chooses from a menu. A candidate after the third is hardly ever the right one.
const mostCandidates = 3;
