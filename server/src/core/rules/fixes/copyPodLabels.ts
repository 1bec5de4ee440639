import type { Fix } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeWritten } from '../../resolve/describe.ts';
import { stableLabelsOf } from '../../resolve/evidence/stableLabels.ts';
import { replaceMapping, setValue } from '../../yaml/edit.ts';
import { type FixWords, fixOf, openOrigin, pairWithKey } from './tree.ts';

export type FixCertainty = Pick<FixWords, 'preferred' | 'unmistakable'>;

/** Replaces the selector by the workload's stable labels. */
export function copyPodLabels(
  standing: FixCertainty,
  service: Resource,
  selector: Labels,
  workload: Resource,
): Fix | undefined {
  // kustomize adds the labels of a kustomization to selectors as well as to pods. If they were copied, every
  // overlay would have to repeat them.
  const labels = stableLabelsOf(workload).filter(({ document }) => document?.kustomization === undefined);
  if (labels.length === 0 || !labels.every(isPlainLabel)) {
    return undefined;
  }
  const words = { title: `Copy pod labels from ${describeWritten(workload)}`, ...standing };
  const patched = selector.pairs.find((pair) => pair.document !== undefined && !pair.document.kustomization);
  if (patched) {
    return copyIntoPatch(words, service, selector, patched, labels);
  }
  const opened = openOrigin(service, selector.keyRange);
  const placed = opened && pairWithKey(opened.text, selector.keyRange);
  if (!placed) {
    return undefined;
  }
  const { text, document } = opened;
  const wanted = labels.map(({ key, value }) => [key.value, value.value] as const);
  const { mapping, pair } = placed;
  // An alias is replaced by a copy, so that the other users of its anchor keep their value.
  const edit =
    pair.value.type === 'mapping' ? replaceMapping(text, pair.value, wanted) : setValue(text, mapping, pair, wanted);
  return fixOf(words, document, edit);
}

/**
 * Changes the merge patch from which a pair of the selector comes. Pairs that are right stay in the base, and
 * null removes the pairs of the base that are too many. Source: RFC 7386.
 */
function copyIntoPatch(
  words: FixWords,
  service: Resource,
  selector: Labels,
  patched: LabelPair,
  labels: readonly LabelPair[],
): Fix | undefined {
  const opened = openOrigin(service, patched);
  const placed = opened && pairWithKey(opened.text, patched.key);
  if (!placed) {
    return undefined;
  }
  const isInPatch = (pair: LabelPair) => pair.document === patched.document;
  const wanted = labels.flatMap(({ key, value }): [string, string][] => {
    const present = selector.pairs.find((pair) => pair.key.value === key.value);
    const isRight = present !== undefined && !isInPatch(present) && present.value.value === value.value;
    return isRight ? [] : [[key.value, value.value]];
  });
  const surplus = selector.pairs.filter(
    (pair) => !isInPatch(pair) && !pair.document && !labels.some(({ key }) => key.value === pair.key.value),
  );
  const removed = surplus.map(({ key }): [string, null] => [key.value, null]);
  return fixOf(words, opened.document, replaceMapping(opened.text, placed.mapping, [...wanted, ...removed]));
}

export function isPlainLabel({ key, value }: LabelPair): boolean {
  return value.type === 'string' && key.type !== 'placeholder' && key.type !== 'invalid' && !value.isMade;
}
