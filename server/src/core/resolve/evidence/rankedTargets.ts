import { referrersIn, referrersOf } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { SelectorRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, Labels, Written } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { directoryOf } from '../../text/path.ts';
import { nameWithoutRole } from '../copiedLabels.ts';
import { isTarget } from '../scope/deployability.ts';
import { proximityIn, scopeOf, selectableInScope, templatesInScope } from '../scope/scope.ts';
import { isCompatible, mayReach, type Search } from '../search.ts';
import { servicesSelecting } from '../serviceMatches.ts';
import { selectableWorkload } from '../unknown/unmatchedSelector.ts';
import { type Placed, scoredCandidates } from './candidates.ts';
import { featuresOf, type Selectable } from './likelihood/features.ts';
import { scoreOf } from './likelihood/likelihood.ts';
import { labelSelectorMatches, type PodLabels, selectorMatches } from './match.ts';
import { knownNames } from './nameSimilarity.ts';

/** A resource that an unfinished selector may be completed to select. */
export interface RankedTarget {
  readonly resource: Resource;
  /** The labels by which it is selected. */
  readonly labels: PodLabels;
  /** Whether it has all the pairs that the selector has so far. */
  readonly hasPairs: boolean;
}

/**
 * The workloads that the selector of a Service may mean, the likeliest first, by the evidence for a selector that
 * matches nothing. Those that have the pairs which are already written come first, then those that no other Service
 * selects.
 */
export function rankedWorkloads(search: Search, pairs: readonly LabelPair[]): readonly RankedTarget[] {
  const { referrer, membership, index, settings } = search;
  const selector = labelsWith(pairs);
  const near = templatesInScope(scopeOf(referrer, membership, index), index)
    .filter(({ resource }) => isTarget(resource, index) && isCompatible(search, resource))
    .map(({ resource, proximity }) => ({ resource, place: proximity }) as Placed);
  return scoredCandidates({ ...search, selector }, near)
    .map(({ resource, score }) => ({
      resource,
      labels: resource.podTemplate!,
      hasPairs: selectorMatches(selector, resource.podTemplate!),
      isFree: servicesSelecting(resource, index, settings).length === 0,
      score,
    }))
    .sort(byRank);
}

/**
 * The same for the selectors of other resources: pods, or for a ServiceMonitor Services. Those that no other selector
 * of the role selects come first, as far as these are near.
 */
export function rankedSelectables(
  search: Search,
  role: SelectorRole,
  pairs: readonly LabelPair[],
): readonly RankedTarget[] {
  const { referrer, membership, index } = search;
  const selector = labelsWith(pairs);
  const scope = scopeOf(referrer, membership, index);
  const named = { ...referrer, name: nameWithoutRole(referrer, role) || referrer.name };
  const asker = { resource: named, selector, ports: none };
  const names = knownNames(index);
  const others = selectorsNear(referrer, role, index);
  return selectableInScope(scope, role, index)
    .filter((each) => mayReach(search, each))
    .map((resource) => {
      const selectable = selectableOf(resource, role);
      const proximity = proximityIn(scope, resource, index);
      const features = featuresOf(asker, selectable, {
        place: proximity === 'elsewhere' ? 'neighbours' : proximity,
        isInOtherNamespace: false,
        servedBy: none,
        hasPairsAlone: false,
        rest: undefined,
        names,
      });
      const { labels } = selectable;
      return {
        resource,
        labels,
        hasPairs: selectorMatches(selector, labels),
        isFree: !others.some((other) => labelSelectorMatches(other, labels.labels)),
        score: scoreOf(features),
      };
    })
    .sort(byRank);
}

interface Rank {
  readonly hasPairs: boolean;
  readonly isFree: boolean;
  readonly score: number;
}

function byRank(a: Rank, b: Rank): number {
  return Number(b.hasPairs) - Number(a.hasPairs) || Number(b.isFree) - Number(a.isFree) || b.score - a.score;
}

function selectableOf(resource: Resource, role: SelectorRole): Selectable {
  return role === 'service monitor'
    ? { resource, labels: { labels: resource.labels, added: none } }
    : selectableWorkload(resource);
}

/** The selectors of the role in other resources of the same bundle or directory. */
function selectorsNear(referrer: Resource, role: SelectorRole, index: IndexReader) {
  const { bundle, document } = referrer;
  const around = bundle === undefined ? referrersIn(directoryOf(document.file), role) : referrersOf(bundle, role);
  return index
    .list(around)
    .filter((each) => each !== referrer && each.document !== document)
    .flatMap(({ selectors }) => selectors.filter((each) => each.role === role).map(({ selector }) => selector))
    .filter(({ matchLabels }) => matchLabels !== undefined && matchLabels.pairs.length > 0);
}

/** Labels that are in no text. */
export function labelsWith(pairs: readonly LabelPair[]): Labels {
  return { start: 0, end: 0, pairs, shape: 'mapping', flow: false, keyRange: { start: 0, end: 0 } };
}

/** A pair of labels that is in no text. */
export function pairOf(key: string, value: string): LabelPair {
  const written = (text: string): Written => ({ start: 0, end: 0, value: text, type: 'string', quoted: false });
  return { start: 0, end: 0, key: written(key), value: written(value) };
}
