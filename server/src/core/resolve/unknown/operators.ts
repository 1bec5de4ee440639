import { kindOf } from '../../kinds/list.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeResource } from '../describe.ts';
import type { Selectable } from '../evidence/likelihood/features.ts';
import { labelUnder, pairMatches } from '../evidence/match.ts';
import { operatedInScope } from '../scope/scope.ts';
import type { UnmatchedSelector } from './unmatchedSelector.ts';

/**
 * The reason, if an operator of a custom resource in scope may create the pods: the resource states labels of
 * the selector, or its name is a value of the selector.
 */
export function madeByOperator({ selector, scope, selectables, index }: UnmatchedSelector): string | undefined {
  const resource = operatedInScope(scope, index).find(
    (each) => containsLabels(selector, each, selectables) || isCalledSo(selector, each, selectables),
  );
  return resource && `the operator of ${describeResource(resource)} may create its pods`;
}

/** Whether pods in scope have the pair: it then describes a group to which all of them belong. */
function isShared(pair: LabelPair, selectables: readonly Selectable[]): boolean {
  return selectables.some(({ labels }) => pairMatches(pair, labels));
}

function containsLabels(selector: Labels, resource: Resource, selectables: readonly Selectable[]): boolean {
  const own = resource.podTemplate?.labels;
  for (const labels of resource.operated ?? []) {
    // The labels of a workload's own selector are not labels that it gives to other pods.
    if (labels.start === resource.workloadSelector?.matchLabels?.start) {
      continue;
    }
    const has = (pair: LabelPair) => labelUnder(labels, pair.key.value)?.value.value === pair.value.value;
    const contradicts = (pair: LabelPair) => labelUnder(labels, pair.key.value) !== undefined && !has(pair);
    const stated = selector.pairs.filter(has);
    const isStated =
      stated.length > 0 && !(stated.every((pair) => isShared(pair, selectables)) && selector.pairs.some(contradicts));
    // If the kind is known to create pods, only labels outside its pod template show that it creates other pods
    // too.
    if (own ? labels.start !== own.start && stated.length === selector.pairs.length : isStated) {
      return true;
    }
  }
  return false;
}

function isCalledSo(selector: Labels, resource: Resource, selectables: readonly Selectable[]): boolean {
  return (
    !resource.podTemplate?.labels &&
    // The pods of a known kind are known: those of a Rollout with a `workloadRef` are another workload's.
    !kindOf(resource.group, resource.kind) &&
    selector.pairs.some(
      (pair) => pair.value.value !== '' && pair.value.value === resource.name && !isShared(pair, selectables),
    )
  );
}
