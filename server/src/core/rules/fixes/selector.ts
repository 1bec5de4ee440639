import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeLabels, describeResource } from '../../resolve/describe.ts';
import { labelUnder } from '../../resolve/evidence/match.ts';
import { stableLabelsOf } from '../../resolve/evidence/stableLabels.ts';
import { replaceMapping, setValue } from '../../yaml/edit.ts';
import { labelsOf } from '../shared/lostWords.ts';
import type { CopiedLabelsData, SelectsNothingData } from '../shared/selectsNothing.ts';
import type { StrayFieldData } from '../shared/strayFields.ts';
import { isPlainLabel } from './copyPodLabels.ts';
import { restoreExpressions, selectByExpressions } from './expressions.ts';
import { lostSelectorFixes } from './lostEdge.ts';
import { changeNamespace } from './namespace.ts';
import { strayFieldFixes } from './strayFields.ts';
import { fixOf, openDocument, pairWithKey, pairWithValue } from './tree.ts';

/** *Change … to* if one value is wrong, and *Copy labels from* a candidate, the closest match first. */
export function* selectorFixes(problem: Problem): Generator<Fix | undefined> {
  const data = problem.data as SelectsNothingData | StrayFieldData | CopiedLabelsData;
  if ('selector' in data) {
    yield* strayFieldFixes(problem);
    return;
  }
  const { matchLabels: selector, matchExpressions } = data.reference.selector;
  if ('own' in data) {
    if (selector) {
      yield changeValue(problem.resource, selector, data.own, true);
      yield copyLabels(problem.resource, selector, data.own, true);
    }
    return;
  }
  const { candidates, lost } = data;
  const [nearest] = candidates;
  if (data.astray && nearest) {
    yield changeNamespace(problem.resource, nearest.resource, true);
    return;
  }
  if (matchExpressions.length > 0) {
    yield* expressionFixes(problem.resource, data);
    return;
  }
  if (lost && selector) {
    yield* lostSelectorFixes(problem.resource, selector, lost);
  }
  const isForAuthor = lost !== undefined && lost.changed !== 'target';
  for (const [rank, { resource }] of candidates.slice(0, mostCandidates).entries()) {
    if (selector) {
      const preferred = rank === 0 && !isForAuthor;
      yield changeValue(problem.resource, selector, resource, preferred);
      yield copyLabels(problem.resource, selector, resource, preferred);
    }
  }
}

/** Labels stay beside expressions, so only single values change. */
function* expressionFixes(resource: Resource, data: SelectsNothingData): Generator<Fix | undefined> {
  const { candidates, lost, reference } = data;
  const { selector } = reference;
  if (lost && lost.changed !== 'target') {
    yield restoreExpressions({ preferred: lost.changed === 'reference', unmistakable: true }, resource, selector, lost);
  }
  const followed = lost && lost.changed !== 'reference' ? lost.present : [];
  for (const [rank, target] of [...followed, ...candidates.map((each) => each.resource)]
    .slice(0, mostCandidates)
    .entries()) {
    const preferred = rank === 0 && (lost === undefined || lost.changed === 'target');
    yield selectByExpressions({ preferred }, resource, selector, target);
  }
}

// A person chooses from a menu. A candidate after the third is hardly ever the right one.
const mostCandidates = 3;

function changeValue(referrer: Resource, selector: Labels, target: Resource, preferred: boolean): Fix | undefined {
  const labels = labelsOf(target);
  const wrong = selector.pairs.filter((pair) => labelUnder(labels, pair.key.value)?.value.value !== pair.value.value);
  const [pair] = wrong;
  const label = pair && labelUnder(labels, pair.key.value);
  if (wrong.length !== 1 || !label || !isPlainLabel(label)) {
    return undefined;
  }
  const { document, range } = originOf(referrer, pair.value);
  const text = openDocument(document, range.start);
  const placed = text && pairWithValue(text, range);
  const words = { title: `Change ${pair.key.value} to "${label.value.value}"`, preferred };
  return placed && fixOf(words, document, setValue(text, placed.mapping, placed.pair, label.value.value));
}

function copyLabels(referrer: Resource, selector: Labels, target: Resource, preferred: boolean): Fix | undefined {
  const labels = target.service ? telling(target) : stableLabelsOf(target);
  const { document, range } = originOf(referrer, selector.keyRange);
  const text = openDocument(document, range.start);
  const placed = text && pairWithKey(text, range);
  if (!placed || labels.length === 0 || !labels.every(isPlainLabel)) {
    return undefined;
  }
  const wanted = labels.map(({ key, value }) => [key.value, value.value] as const);
  const { mapping, pair } = placed;
  const edit =
    pair.value.type === 'mapping' ? replaceMapping(text, pair.value, wanted) : setValue(text, mapping, pair, wanted);
  const what = target.service ? 'labels' : 'pod labels';
  return fixOf({ title: `Copy ${what} from ${describeResource(target)}`, preferred }, document, edit);
}

/** The labels of a Service that distinguish it from other Services. */
function telling({ labels }: Resource): readonly LabelPair[] {
  const pairs = labels?.pairs ?? [];
  const stable = pairs.filter(({ key }) => !/version|chart|managed-by|heritage|revision/.test(key.value));
  return describeLabels(stable) === '' ? pairs : stable;
}
