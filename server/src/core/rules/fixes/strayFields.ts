import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { setScalar, setValue } from '../../yaml/edit.ts';
import type { StrayFieldData } from '../shared/strayFields.ts';
import { fixOf, openDocument, pairWithKey, scalarAt } from './tree.ts';

/** *Change* the field to the intended one, or *Move the labels into matchLabels*. */
export function* strayFieldFixes({ at, resource, data }: Problem): Generator<Fix | undefined> {
  const { selector, near } = data as StrayFieldData;
  const text = openDocument(at.document);
  const { document, range } = originOf(resource, selector);
  const key = text && scalarAt(text, at.range);
  const placed = text && document === at.document ? pairWithKey(text, range) : undefined;
  if (!text || !key || !placed) {
    return;
  }
  if (near !== undefined) {
    const title = `Change ${key.text} to ${near}`;
    yield fixOf({ title, preferred: true, certain: true }, document, setScalar(text, key, near));
    return;
  }
  const { mapping, pair } = placed;
  const pairs = pair.value.type === 'mapping' ? pair.value.pairs : [];
  const labels = pairs.flatMap((each) =>
    each.value.type === 'scalar' ? [[each.key.text, each.value.text] as const] : [],
  );
  yield labels.length > 0 && labels.length === pairs.length
    ? fixOf(
        { title: 'Move the labels into matchLabels', preferred: true, certain: true },
        document,
        setValue(text, mapping, pair, [['matchLabels', labels]]),
      )
    : undefined;
}
