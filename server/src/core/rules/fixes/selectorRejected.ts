import type { Fix, Problem } from '../../model/problem.ts';
import type { Range } from '../../text/range.ts';
import { type Edit, setScalar } from '../../yaml/edit.ts';
import type { SelectorRejectionData } from '../selectorRejected.ts';
import type { PlaceToFix } from '../shared/rejections.ts';
import { fixOf, openDocument, pairWithKey, scalarAt, together } from './tree.ts';

/** *Change to* the operator that is meant, or *Make a list of* the value, at all places of the problem. */
export function* selectorRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const { document } = problem.at;
  const text = openDocument(document);
  const places = ((problem.data ?? []) as readonly PlaceToFix<SelectorRejectionData>[]).filter(
    ({ at }) => at.document === document,
  );
  const first = places[0]?.data;
  if (!text || !first) {
    return;
  }
  const edits = places.map(({ at: { range }, data }): Edit | undefined => {
    if (data.type === 'operator') {
      const scalar = scalarAt(text, range);
      return scalar && setScalar(text, scalar, data.operator);
    }
    if (data.type === 'list') {
      const scalar = scalarAt(text, range);
      return scalar && /^[\w./-]+$/.test(scalar.text) ? inBrackets(scalar) : undefined;
    }
    const operator = pairWithKey(text, range)?.mapping.pairs.find(({ key }) => key.text === 'operator')?.value;
    return operator?.type === 'scalar' ? setScalar(text, operator, data.operator) : undefined;
  });
  if (edits.every((each) => each !== undefined)) {
    const words =
      first.type === 'list'
        ? { title: 'Make a list of the value', preferred: true, certain: true }
        : {
            title: `Change the operator to ${first.operator}`,
            preferred: true,
            certain: first.type === 'operator' && first.certain,
          };
    yield fixOf(words, document, together(...edits));
  }
}

function inBrackets({ start, end }: Range): Edit {
  const insert = (at: number, newText: string) => ({ range: { start: at, end: at }, newText });
  return { edits: [insert(start, '['), insert(end, ']')], shared: false };
}
