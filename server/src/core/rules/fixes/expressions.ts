import { originOf } from '../../model/origin.ts';
import type { Fix } from '../../model/problem.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelSelector, Labels, Written } from '../../model/written.ts';
import { describeResource } from '../../resolve/describe.ts';
import { labelsToCompare } from '../../resolve/evidence/expressions.ts';
import { labelUnder } from '../../resolve/evidence/match.ts';
import { expressionsIn } from '../../resolve/lost/asked.ts';
import { type Edit, setScalar } from '../../yaml/edit.ts';
import { labelsOf } from '../shared/lostWords.ts';
import { type FixWords, fixOf, openOrigin, scalarAt, together } from './tree.ts';

/**
 * *Change … to*: gives the pairs of a selector with expressions, wherever they are written, the values that the target
 * has. A key that the target does not have becomes the key with the same value.
 */
export function selectByExpressions(
  words: Omit<FixWords, 'title'>,
  referrer: Resource,
  selector: LabelSelector,
  target: Resource,
): Fix | undefined {
  const labels = labelsOf(target);
  const wrong = labelsToCompare(selector, labels)?.pairs.filter(
    (pair) => labelUnder(labels, pair.key.value)?.value.value !== pair.value.value,
  );
  const changes = (wrong ?? []).map(({ key, value }) => {
    const label = labelUnder(labels, key.value);
    return label ? { at: value, to: label.value } : { at: key, to: keyWithValue(labels, value.value) };
  });
  const [first] = changes;
  if (!first || changes.some(({ to }) => to === undefined || to.type !== 'string' || to.isMade)) {
    return undefined;
  }
  const title =
    changes.length === 1
      ? `Change ${first.at.value} to "${first.to!.value}"`
      : `Select the labels of ${describeResource(target)}`;
  return changed({ ...words, title }, referrer, changes as readonly Change[]);
}

/** *Restore*: the values that the expressions of a selector had in the baseline, if only values differ. */
export function restoreExpressions(
  words: Omit<FixWords, 'title'>,
  referrer: Resource,
  selector: LabelSelector,
  { before }: Pick<LostEdge, 'before'>,
): Fix | undefined {
  const now = [
    ...(selector.matchLabels?.pairs ?? []).map(({ key, value }) => ({ key, values: [value] })),
    ...selector.matchExpressions,
  ];
  const former = expressionsIn(before);
  const isSame =
    former.length === now.length && former.every(({ values }, at) => values.length === now[at]!.values.length);
  const changes = former.flatMap(({ key, values }, at) => [
    { at: now[at]?.key, to: key },
    ...values.map((to, position) => ({ at: now[at]?.values[position], to })),
  ]);
  const differing = changes.filter(({ at, to }) => at?.value !== to);
  return isSame && differing.length > 0
    ? changed(
        { ...words, title: `Restore ${differing.map(({ to }) => to).join(', ')}` },
        referrer,
        differing.map(({ at, to }) => ({ at: at!, to: { value: to } })),
      )
    : undefined;
}

interface Change {
  readonly at: Written;
  readonly to: Pick<Written, 'value'>;
}

function changed(words: FixWords, referrer: Resource, changes: readonly Change[]): Fix | undefined {
  const edits: Edit[] = [];
  const { document } = originOf(referrer, changes[0]!.at);
  for (const { at, to } of changes) {
    const opened = openOrigin(referrer, at);
    const scalar = opened && opened.document === document ? scalarAt(opened.text, at) : undefined;
    if (!scalar) {
      return undefined;
    }
    edits.push(setScalar(opened!.text, scalar, to.value));
  }
  return fixOf(words, document, together(...edits));
}

function keyWithValue(labels: Labels | undefined, value: string): Written | undefined {
  return labels?.pairs.find((each) => each.value.value === value)?.key;
}
