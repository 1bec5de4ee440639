import { kindOf } from '../../kinds/list.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeResource } from '../describe.ts';
import type { Selectable } from '../evidence/likelihood/features.ts';
import { labelUnder, pairMatches } from '../evidence/match.ts';
import { partsOf } from '../evidence/nameSimilarity.ts';
import { operatedInScope } from '../scope/scope.ts';
import type { UnmatchedSelector } from './unmatchedSelector.ts';

/**
 * A custom resource in scope that the selector speaks of: by labels in it; or by its name or its kind, where the
 * Service is not called as a workload that certainly was meant.
 */
export function madeByOperator({ selector, scope, selectables, index }: UnmatchedSelector): string | undefined {
  const resource = operatedInScope(scope, index).find(
    (each) => containsLabels(selector, each, selectables) || isCalledSo(selector, each, selectables),
  );
  return resource && `the operator of ${describeResource(resource)} may make its pods`;
}

/** Whether pods beside it have the pair: then it says what all of them belong to. */
function isShared(pair: LabelPair, selectables: readonly Selectable[]): boolean {
  return selectables.some(({ labels }) => pairMatches(pair, labels));
}

function containsLabels(selector: Labels, resource: Resource, selectables: readonly Selectable[]): boolean {
  const own = resource.podTemplate?.labels;
  for (const labels of resource.operated?.labels ?? []) {
    // What a workload selects its pods by it gives to none.
    if (labels.start === resource.workloadSelector?.matchLabels?.start) {
      continue;
    }
    const has = (pair: LabelPair) => labelUnder(labels, pair.key.value)?.value.value === pair.value.value;
    const contradicts = (pair: LabelPair) => labelUnder(labels, pair.key.value) !== undefined && !has(pair);
    const had = selector.pairs.filter(has);
    const speaks =
      had.length > 0 && !(had.every((pair) => isShared(pair, selectables)) && selector.pairs.some(contradicts));
    // Of what is known to make pods, only labels beside its pod template say that it makes others too.
    if (own ? labels.start !== own.start && had.length === selector.pairs.length : speaks) {
      return true;
    }
  }
  return false;
}

function isCalledSo(selector: Labels, resource: Resource, selectables: readonly Selectable[]): boolean {
  const kind = partsOf(resource.kind).join('');
  return (
    !resource.podTemplate?.labels &&
    // The pods of a kind that is known are known: those of a Rollout with a workloadRef are another workload's.
    !kindOf(resource.group, resource.kind) &&
    selector.pairs.some(
      (pair) =>
        ((pair.value.value !== '' && pair.value.value === resource.name) ||
          partsOf(pair.value.value).join('') === kind) &&
        !isShared(pair, selectables),
    )
  );
}
