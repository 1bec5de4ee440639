import type { Fix, Problem } from '../../model/problem.ts';
import { insertPair, setValue } from '../../yaml/edit.ts';
import type { ScaleTargetData } from '../scaleTargetMissing.ts';
import { fixOf, openOrigin, pairWithValue } from './tree.ts';

/** *Add* the apiVersion of the workload, or *Change* the stated one. */
export function* groupFixes({ resource, data }: Problem): Generator<Fix | undefined> {
  const { reference, target } = data as ScaleTargetData;
  const opened = openOrigin(resource, reference.name);
  const mapping = opened && pairWithValue(opened.text, reference.name)?.mapping;
  if (!mapping) {
    return;
  }
  const { text, document } = opened;
  const stated = mapping.pairs.findLast(({ key }) => key.text === 'apiVersion');
  const title = stated ? `Change apiVersion to ${target.apiVersion}` : `Add apiVersion: ${target.apiVersion}`;
  const edit = stated
    ? setValue(text, mapping, stated, target.apiVersion)
    : insertPair(text, mapping, 'apiVersion', target.apiVersion, undefined);
  yield fixOf({ title, preferred: true, certain: true }, document, edit);
}
