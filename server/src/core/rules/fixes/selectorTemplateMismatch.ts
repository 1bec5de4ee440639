import type { Fix, Problem } from '../../model/problem.ts';
import type { PodTemplate, Resource } from '../../model/resource.ts';
import type { LabelPair } from '../../model/written.ts';
import { describeLabels, describeResource } from '../../resolve/describe.ts';
import { type Edit, removePair, replaceMapping, setValue } from '../../yaml/edit.ts';
import type { OwnSelectorData } from '../selectorTemplateMismatch.ts';
import { labelsAdded, sameLabel } from './podTemplate.ts';
import { strayFieldFixes } from './strayFields.ts';
import { fixOf, openDocument, openOrigin, pairWithKey, pairWithValue, together } from './tree.ts';

/**
 * The fix of the template comes first, because a workload's selector cannot change after it is applied. Both
 * fixes change `matchLabels` only. Source: k8s.io/kubernetes/pkg/apis/apps/validation, ValidateImmutableField
 * of spec.selector.
 */
export function* selectorTemplateMismatchFixes(problem: Problem): Generator<Fix | undefined> {
  const { resource, data } = problem;
  if (data !== undefined) {
    yield* 'ownSelector' in (data as object) ? withoutSelector(problem) : strayFieldFixes(problem);
    return;
  }
  const template = resource.podTemplate;
  const selector = resource.workloadSelector?.matchLabels;
  const wrong = selector?.pairs.filter(
    (pair) => template && pair.value.type !== 'null' && sameLabel(template, pair)?.value.value !== pair.value.value,
  );
  if (!template || !wrong || wrong.length === 0 || wrong.some(({ value }) => value.type !== 'string')) {
    return;
  }
  const added = labelsAdded(resource, wrong);
  if (added) {
    const title = `Add ${describeLabels(wrong)} to the pod template of ${describeResource(resource)}`;
    yield fixOf({ title, preferred: true }, resource.document, added);
  }
  const changed = selectorChanged(resource, template, wrong);
  if (changed) {
    const labels = wrong.map((pair) => sameLabel(template, pair)).filter((each) => each !== undefined);
    const what =
      labels.length > 0
        ? `Change the selector to ${describeLabels(labels)}`
        : `Remove ${describeLabels(wrong)} from the selector`;
    const title = `${what} (a selector cannot change once the ${resource.kind} is applied)`;
    yield fixOf({ title }, resource.document, changed);
  }
}

function* withoutSelector({ resource, data }: Problem): Generator<Fix | undefined> {
  const { ownSelector } = data as OwnSelectorData;
  const opened = openOrigin(resource, ownSelector);
  const placed = opened && pairWithKey(opened.text, ownSelector);
  if (!placed) {
    return;
  }
  // An exported Job has the labels that were generated for it, with the uid of a Job that is gone.
  const generated = (resource.podTemplate?.labels?.pairs ?? []).find(({ key }) => generatedLabels.has(key.value));
  const labels = generated && pairWithKey(opened.text, generated.key)?.mapping;
  const kept = (labels?.pairs ?? [])
    .filter(({ key }) => !generatedLabels.has(key.text))
    .flatMap(({ key, value }) => (value.type === 'scalar' ? [[key.text, value.text] as const] : []));
  yield fixOf(
    { title: 'Remove the selector', preferred: true, certain: true },
    opened.document,
    together(
      removePair(opened.text, placed.mapping, placed.pair),
      ...(labels ? [replaceMapping(opened.text, labels, kept)] : []),
    ),
  );
}

/** Source: k8s.io/api batch/v1 ControllerUidLabel, JobNameLabel, and their former names. */
const generatedLabels: ReadonlySet<string> = new Set([
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
]);

/** The selector with the template's values, and without the keys that the template does not have. */
function selectorChanged(resource: Resource, template: PodTemplate, wrong: readonly LabelPair[]): Edit | undefined {
  const text = openDocument(resource.document);
  const edits = wrong.map((pair) => {
    const label = sameLabel(template, pair);
    if (!text || pair.document || (label && label.value.type !== 'string')) {
      return undefined;
    }
    const placed = label ? pairWithValue(text, pair.value) : pairWithKey(text, pair.key);
    return (
      placed &&
      (label
        ? setValue(text, placed.mapping, placed.pair, label.value.value)
        : removePair(text, placed.mapping, placed.pair))
    );
  });
  return edits.every((each) => each !== undefined) ? together(...edits) : undefined;
}
