import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { insertPair, setScalar } from '../../yaml/edit.ts';
import type { BindingRejectionData } from '../roleBindingRejected.ts';
import type { PlaceToFix } from '../shared/rejections.ts';
import { fixOf, openDocument, openOrigin, pairWithValue, scalarAt, together } from './tree.ts';

type Adding = Extract<BindingRejectionData, { readonly type: 'add' }>;

/**
 * *Change to* the value that the API server accepts, or *Add* the namespace of the ServiceAccounts, at all places of the
 * problem.
 */
export function* roleBindingRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const places = (problem.data ?? []) as readonly PlaceToFix<BindingRejectionData>[];
  const first = places[0]?.data;
  if (first?.type === 'replace') {
    yield changeValues(problem, first, places);
  } else if (first) {
    yield addNamespaces(
      problem,
      first,
      places.flatMap(({ data }) => (data.type === 'add' ? data : [])),
    );
  }
}

/** All places of one problem have the same wrong value. */
function changeValues(
  { at: { document } }: Problem,
  { value, certain }: Extract<BindingRejectionData, { readonly type: 'replace' }>,
  places: readonly PlaceToFix<BindingRejectionData>[],
): Fix | undefined {
  const text = openDocument(document);
  const edits = places.flatMap(({ at }) => {
    const scalar = text && at.document === document ? scalarAt(text, at.range) : undefined;
    return scalar ? setScalar(text!, scalar, value) : [];
  });
  const title = value === '' ? 'Change to ""' : `Change to ${value}`;
  return fixOf({ title, preferred: true, certain }, document, together(...edits));
}

/** Every ServiceAccount without a namespace gets its own, or that of the first one if its own is unknown. */
function addNamespaces({ resource }: Problem, first: Adding, known: readonly Adding[]): Fix | undefined {
  const { field, beside } = first;
  const opened = openOrigin(resource, beside);
  const lacking = (resource.binding?.subjects ?? []).filter(
    ({ kind, namespace, name }) =>
      kind?.value === 'ServiceAccount' &&
      namespace === undefined &&
      name !== undefined &&
      originOf(resource, name).document === opened?.document,
  );
  const added = lacking.map(({ name }) => ({
    name: name!,
    value: (known.find((each) => each.beside === name) ?? first).value,
  }));
  const edits = added.flatMap(({ name, value }) => {
    const placed = opened && pairWithValue(opened.text, name);
    return placed ? insertPair(opened.text, placed.mapping, field, value, placed.pair) : [];
  });
  const isOne = added.every(({ value }) => value === first.value);
  const title = isOne ? `Add ${field}: ${first.value}` : 'Add the namespace of each ServiceAccount';
  return opened && fixOf({ title, preferred: true }, opened.document, together(...edits));
}
