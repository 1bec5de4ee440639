import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { insertPair, setScalar } from '../../yaml/edit.ts';
import type { BindingRejectionData } from '../roleBindingRejected.ts';
import { fixOf, openDocument, openOrigin, pairWithValue, scalarAt, together } from './tree.ts';

/** *Change to* the value that the API server accepts, or *Add* the namespace of the ServiceAccounts. */
export function* roleBindingRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const data = problem.data as BindingRejectionData | undefined;
  if (data?.type === 'replace') {
    const text = openDocument(problem.at.document);
    const scalar = text && scalarAt(text, problem.at.range);
    yield scalar &&
      fixOf(
        {
          title: data.value === '' ? 'Change to ""' : `Change to ${data.value}`,
          preferred: true,
          certain: data.certain,
        },
        problem.at.document,
        setScalar(text, scalar, data.value),
      );
  } else if (data) {
    yield addNamespaces(problem, data);
  }
}

/** Every ServiceAccount of the binding gets the namespace, because the problem is reported once for all of them. */
function addNamespaces(
  { resource }: Problem,
  { field, value, beside }: Extract<BindingRejectionData, { readonly type: 'add' }>,
): Fix | undefined {
  const opened = openOrigin(resource, beside);
  const lacking = (resource.binding?.subjects ?? []).filter(
    ({ kind, namespace, name }) =>
      kind?.value === 'ServiceAccount' &&
      namespace === undefined &&
      name !== undefined &&
      originOf(resource, name).document === opened?.document,
  );
  const edits = lacking.flatMap(({ name }) => {
    const placed = opened && name && pairWithValue(opened.text, name);
    return placed ? insertPair(opened.text, placed.mapping, field, value, placed.pair) : [];
  });
  return opened && fixOf({ title: `Add ${field}: ${value}`, preferred: true }, opened.document, together(...edits));
}
