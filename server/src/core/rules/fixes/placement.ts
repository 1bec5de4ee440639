import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar } from '../../yaml/edit.ts';
import type { PlacementData } from '../placementMissesOwnPods.ts';
import { fixOf, openDocument, scalarAt, together } from './tree.ts';

/** *Change* the label to that of the pods, in every selector that has the same one. */
export function* placementFixes({ resource, at, data }: Problem): Generator<Fix | undefined> {
  const { pairs, own } = data as PlacementData;
  const text = own === undefined ? undefined : openDocument(at.document);
  const scalars = pairs
    .filter(({ value }) => originOf(resource, value).document === at.document)
    .flatMap(({ value }) => (text ? (scalarAt(text, value) ?? []) : []));
  const [first] = pairs;
  yield text && first
    ? fixOf(
        { title: `Change ${first.key.value} to "${own}"`, preferred: true },
        at.document,
        together(...scalars.map((scalar) => setScalar(text, scalar, own!))),
      )
    : undefined;
}
