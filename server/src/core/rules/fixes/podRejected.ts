import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar } from '../../yaml/edit.ts';
import type { PodRejectionData } from '../podRejected/rejections.ts';
import { podPartFixes } from './podPart.ts';
import { fixOf, openDocument, scalarAt } from './tree.ts';

/** *Remove the quotes*, *Change the name to* a free one, or *Use container* with one that exists. */
export function* podRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const data = problem.data as PodRejectionData | undefined;
  switch (data?.type) {
    case 'container':
      yield* podPartFixes({ ...problem, data: { ...data, what: 'container' } });
      break;
    case 'number':
      yield change(problem, Number(data.port.value), { title: 'Remove the quotes', preferred: true, certain: true });
      break;
    case 'name':
      yield change(problem, data.free, { title: `Change the name to ${data.free}` });
  }
}

function change(
  { resource, at }: Problem,
  value: string | number,
  words: { readonly title: string; readonly preferred?: boolean; readonly certain?: boolean },
): Fix | undefined {
  const { document, range } = originOf(resource, { ...at.range, document: at.document });
  const text = openDocument(document);
  const scalar = text && scalarAt(text, range);
  return scalar && fixOf(words, document, setScalar(text, scalar, value));
}
