import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar } from '../../yaml/edit.ts';
import type { WellKnownClassData } from '../classMissing.ts';
import { nameFixes } from './name.ts';
import { fixOf, openOrigin, scalarAt } from './tree.ts';

/** *Change the name to* that of a class nearby, or of a well-known one. */
export function* classFixes(problem: Problem): Generator<Fix | undefined> {
  if (!('wellKnown' in (problem.data as object))) {
    yield* nameFixes(problem);
    return;
  }
  const { reference, wellKnown } = problem.data as WellKnownClassData;
  const opened = openOrigin(problem.resource, reference.name);
  const scalar = opened && scalarAt(opened.text, reference.name);
  yield scalar &&
    fixOf(
      { title: `Change the name to "${wellKnown}"`, preferred: true },
      opened.document,
      setScalar(opened.text, scalar, wellKnown),
    );
}
