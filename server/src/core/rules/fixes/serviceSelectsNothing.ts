import { describeLabels, describeResource } from '../../index/describe.ts';
import { stableLabelsOf } from '../../index/stableLabels.ts';
import { relateNamespaces, statedNamespace } from '../../model/namespace.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Candidate } from '../../model/resolution.ts';
import type { PodTemplate, Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { removePair, replaceMapping, setScalar, setValue } from '../../yaml/edit.ts';
import type { RuleContext } from '../rule.ts';
import { livePodLabelsFixes } from './livePodLabels.ts';
import { labelsAdded, sameLabel } from './podTemplate.ts';
import { fixOf, openDocument, pairWithKey, pairWithValue, scalarAt } from './tree.ts';

/**
 * *Copy pod labels*, *Change … to*, *Remove …*, *Change namespace to*, *Add … to the pod template*; the nearest candidate
 * first. What would not mend the problem is sorted out where fixes are verified.
 */
export function* serviceSelectsNothingFixes(problem: Problem, context: RuleContext): Generator<Fix | undefined> {
  const { candidates } = problem.data as { readonly candidates: readonly Candidate[] };
  const selector = problem.resource.service?.selector;
  // An edit of a pair that stands in another document belongs to that document's own problems.
  if (!selector || selector.pairs.some((pair) => pair.document)) {
    return;
  }
  const service = problem.resource;
  for (const [rank, { resource: workload }] of candidates.slice(0, mostCandidates).entries()) {
    const template = workload.podTemplate;
    if (!template) {
      continue;
    }
    const wrong = selector.pairs.filter((pair) => !isHeld(pair, template));
    if (relateNamespaces(service, workload, context.settings.closedWorld) === 'different') {
      // Other labels would select pods that happen to carry them in the Service's own namespace.
      yield wrong.length === 0 ? changeNamespace(service, workload, rank === 0, context) : undefined;
      continue;
    }
    yield copyLabels(service, selector, workload, rank === 0);
    if (rank === 0) {
      yield changeValue(service, wrong, template);
      yield remove(service, selector, wrong);
      yield addToTemplate(workload, wrong);
    }
  }
  yield* livePodLabelsFixes(service, selector, context);
}

// A person chooses from a menu; what is further away than the third is not what was meant.
const mostCandidates = 3;

/** The selector becomes the workload's stable labels. */
function copyLabels(service: Resource, selector: Labels, workload: Resource, preferred: boolean): Fix | undefined {
  const labels = stableLabelsOf(workload);
  const text = openDocument(service.document);
  const placed = text && pairWithKey(text, selector.keyRange);
  if (!placed || labels.length === 0 || !labels.every(isPlain)) {
    return undefined;
  }
  const wanted = labels.map(({ key, value }) => [key.value, value.value] as const);
  const { mapping, pair } = placed;
  // An alias is replaced, so that what it names stays as it is for its other users.
  const edit =
    pair.value.type === 'mapping' ? replaceMapping(text, pair.value, wanted) : setValue(text, mapping, pair, wanted);
  return fixOf({ title: `Copy pod labels from ${describeResource(workload)}`, preferred }, service.document, edit);
}

/** Only the one value that is wrong. */
function changeValue(service: Resource, wrong: readonly LabelPair[], template: PodTemplate): Fix | undefined {
  const [pair] = wrong;
  const label = pair && sameLabel(template, pair);
  const text = openDocument(service.document);
  if (wrong.length !== 1 || !text || !label || !isPlain(label)) {
    return undefined;
  }
  const placed = pairWithValue(text, pair.value);
  const edit = placed && setValue(text, placed.mapping, placed.pair, label.value.value);
  return edit && fixOf({ title: `Change ${pair.key.value} to "${label.value.value}"` }, service.document, edit);
}

/** The one pair that no pod carries, where others remain. */
function remove(service: Resource, selector: Labels, wrong: readonly LabelPair[]): Fix | undefined {
  const [pair] = wrong;
  const text = openDocument(service.document);
  const placed = text && pair && pairWithKey(text, pair.key);
  if (!placed || wrong.length !== 1 || selector.pairs.length < 2) {
    return undefined;
  }
  const words = { title: `Remove ${describeLabels([pair])} from the selector` };
  return fixOf(words, service.document, removePair(text, placed.mapping, placed.pair));
}

/** Where the labels are right and the namespaces are not. */
function changeNamespace(
  service: Resource,
  workload: Resource,
  preferred: boolean,
  { settings }: RuleContext,
): Fix | undefined {
  const namespace = statedNamespace(workload, settings.closedWorld);
  const text = openDocument(service.document);
  const scalar = text && service.namespace && scalarAt(text, service.namespace);
  if (!scalar || namespace === undefined) {
    return undefined;
  }
  const words = { title: `Change namespace to "${namespace}"`, preferred };
  return fixOf(words, service.document, setScalar(text, scalar, namespace));
}

/** The other direction, in the workload's file; not for labels that the workload's own selector fixes. */
function addToTemplate(workload: Resource, wrong: readonly LabelPair[]): Fix | undefined {
  const own = workload.workloadSelector?.matchLabels?.pairs ?? [];
  const isFixed = wrong.some((pair) => own.some((each) => each.key.value === pair.key.value));
  if (wrong.length === 0 || isFixed || !wrong.every(isPlain)) {
    return undefined;
  }
  const where = workload.podTemplate?.path === '' ? 'labels' : 'pod template';
  const title = `Add ${describeLabels(wrong)} to the ${where} of ${describeResource(workload)}`;
  const edit = labelsAdded(workload, wrong);
  return edit && fixOf({ title }, workload.document, edit);
}

function isHeld(pair: LabelPair, template: PodTemplate): boolean {
  return sameLabel(template, pair)?.value.value === pair.value.value;
}

function isPlain({ key, value }: LabelPair): boolean {
  return value.type === 'string' && key.type !== 'placeholder' && key.type !== 'invalid';
}
