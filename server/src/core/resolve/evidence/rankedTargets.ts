import { objectsNamed, referrersIn, referrersOf, servicesWithLabel } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { SelectorRule } from '../../kinds/selectorRules.ts';
import type { SelectorRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelPair, LabelSelector, Labels, Written } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { directoryOf } from '../../text/path.ts';
import { nameWithoutRole } from '../copiedLabels.ts';
import { isTarget } from '../scope/deployability.ts';
import { proximityIn, scopeOf, selectableInScope, templatesInScope } from '../scope/scope.ts';
import { relationToListed } from '../scope/selectedNamespaces.ts';
import { isCompatible, isStatedSame, mayReach, type Search } from '../search.ts';
import { servicesSelecting } from '../serviceMatches.ts';
import { containsLabelValue } from '../unknown/textSearch.ts';
import { selectableWorkload } from '../unknown/unmatchedSelector.ts';
import { type Placed, scoredCandidates } from './candidates.ts';
import { featuresOf, type Selectable } from './likelihood/features.ts';
import { scoreOf } from './likelihood/likelihood.ts';
import { labelSelectorMatches, type PodLabels, selectorMatches, templatesMatching } from './match.ts';
import { areExtensions, isSameName, knownNames } from './nameSimilarity.ts';

/** A resource that an unfinished selector may be completed to select. */
export interface RankedTarget {
  readonly resource: Resource;
  /** The labels by which it is selected. */
  readonly labels: PodLabels;
  /** Whether it has the pairs that are already written. */
  readonly hasPairs: boolean;
}

/**
 * The workloads that the selector of a Service may mean, the likeliest first: those that have the pairs which are
 * already written, and then by the evidence for a selector that matches nothing. Of equally likely ones those come
 * first that no other Service selects.
 */
export function rankedWorkloads(search: Search, pairs: readonly LabelPair[]): readonly RankedTarget[] {
  const { referrer, membership, index, settings } = search;
  const selector = labelsWith(pairs);
  const around = byNames(search, templatesInScope(scopeOf(referrer, membership, index), index));
  const near = around
    .slice(0, mostCompared)
    .filter(({ resource }) => isTarget(resource, index) && isCompatible(search, resource));
  const known = new Set(near.map(({ resource }) => resource));
  const far = (pairs.length > 0 ? templatesMatching(selector, index) : none).filter(
    (each) => !known.has(each) && isTarget(each, index) && isStatedSame(search, each),
  );
  const compared = [
    ...near.map(({ resource, proximity }) => ({ resource, place: proximity }) as Placed),
    ...far.slice(0, mostFar).map((resource): Placed => ({ resource, place: 'neighbours' })),
  ];
  const isCut = around.length > mostCompared;
  const ranked = scoredCandidates({ ...search, selector }, compared, isCut ? noPlace : undefined).map(
    ({ resource, score }): Rank => {
      const labels = resource.podTemplate!;
      return {
        resource,
        labels,
        isNear: known.has(resource),
        isInFile: resource.document.file === referrer.document.file,
        hasPairs: selectorMatches(selector, labels),
        relation: 0,
        isFree: servicesSelecting(resource, index, settings).length === 0,
        score,
      };
    },
  );
  const rest = around
    .slice(mostCompared, mostCompared + mostListed)
    .filter(({ resource }) => isTarget(resource, index) && isCompatible(search, resource))
    .map(({ resource }): RankedTarget => {
      const labels = resource.podTemplate!;
      return { resource, labels, hasPairs: selectorMatches(selector, labels) };
    });
  return [...ranked.sort(compareRanks), ...rest].sort((a, b) => Number(b.hasPairs) - Number(a.hasPairs));
}

/** The workloads in the file of the Service first, then those whose names resemble it most. */
function byNames<T extends { readonly resource: Resource }>(
  { referrer, index }: Search,
  around: readonly T[],
): readonly T[] {
  if (around.length <= mostCompared) {
    return around;
  }
  const names = knownNames(index);
  const rankOf = ({ name, document }: Resource) =>
    document.file === referrer.document.file
      ? 3
      : isSameName(name, referrer.name, names)
        ? 2
        : Number(areExtensions(name, referrer.name, names));
  return around
    .map((each) => ({ each, rank: rankOf(each.resource) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ each }) => each);
}

/**
 * To compare more workloads takes longer than a person waits for a list. The others follow in the order of their files.
 */
const mostCompared = 100;
const mostListed = 200;

/** In a place with many workloads, the last one without a Service is no evidence. */
const noPlace = { workloads: none, unserved: none };

/** A workspace may have many copies of an example, and the first ones show all of their labels. */
const mostFar = 50;

/**
 * The same for the selectors of other resources: pods, or for a ServiceMonitor Services. A peer of a policy is likely
 * if its text names the pods of the policy, or is named in theirs.
 */
export function rankedSelectables(
  search: Search,
  rule: Pick<SelectorRule, 'role' | 'at'>,
  pairs: readonly LabelPair[],
): readonly RankedTarget[] {
  const { referrer, membership, index } = search;
  const { role } = rule;
  const selector = labelsWith(pairs);
  const scope = scopeOf(referrer, membership, index);
  const ownName = nameWithoutRole(referrer, role) || referrer.name;
  const asker = { resource: { ...referrer, name: ownName }, selector, ports: none };
  const names = knownNames(index);
  const others = selectorsNear(referrer, role, index);
  const all = selectableInScope(scope, role, index).map((resource) => ({ resource }));
  const near = byNames({ ...search, referrer: asker.resource }, all)
    .slice(0, mostCompared + mostListed)
    .map(({ resource }) => resource)
    .filter((each) => mayReach(search, each));
  const known = new Set(near);
  const far = farSelectables(search, role, pairs, ownName).filter((each) => !known.has(each));
  const relationOf = role === 'network peer' ? relationToPolicy(search, rule, near, ownName) : () => 0;
  const ranked = [...near, ...far].map((resource): Rank => {
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
      isNear: known.has(resource),
      isInFile: resource.document.file === referrer.document.file,
      hasPairs: selectorMatches(selector, labels),
      relation: relationOf(resource),
      isFree: !others.some((other) => labelSelectorMatches(other, labels.labels)),
      score: scoreOf(features),
    };
  });
  return ranked.sort(compareRanks);
}

interface Rank extends RankedTarget {
  readonly isNear: boolean;
  readonly isInFile: boolean;
  /** The higher, the likelier is traffic between the two. */
  readonly relation: number;
  readonly isFree: boolean;
  readonly score: number;
}

function compareRanks(a: Rank, b: Rank): number {
  return (
    Number(b.hasPairs) - Number(a.hasPairs) ||
    Number(b.isNear) - Number(a.isNear) ||
    Number(b.isInFile) - Number(a.isInFile) ||
    b.relation - a.relation ||
    b.score - a.score ||
    Number(b.isFree) - Number(a.isFree)
  );
}

/**
 * What a selector may select outside its scope: resources that have the pairs which are written, and Services with the
 * name of a monitor, in the namespaces that it selects in.
 */
function farSelectables(
  search: Search,
  role: SelectorRole,
  pairs: readonly LabelPair[],
  ownName: string,
): readonly Resource[] {
  const { referrer, index, settings } = search;
  const reference = referrer.selectors.find((each) => each.role === role);
  const [first] = pairs;
  const found =
    role === 'service monitor'
      ? [
          ...(first ? index.list(servicesWithLabel(first.key.value, first.value.value)) : none),
          ...index.list(objectsNamed('', 'Service', ownName)),
        ]
      : pairs.length > 0
        ? templatesMatching(labelsWith(pairs), index)
        : none;
  return [...new Set(found)]
    .filter(
      (each) =>
        isTarget(each, index) &&
        (reference?.elsewhere
          ? relationToListed(each, reference, index, settings) !== 'different'
          : isStatedSame(search, each)),
    )
    .slice(0, mostFar);
}

/**
 * How likely a resource exchanges traffic with the pods of a policy: the one that connects names the other, in an
 * argument or a variable. The policy's own pods, and peers that it already has, are less likely than any other.
 */
function relationToPolicy(
  { referrer, index, settings }: Search,
  { at }: Pick<SelectorRule, 'at'>,
  selectables: readonly Resource[],
  ownName: string,
): (resource: Resource) => number {
  const own = referrer.selectors.find(({ role }) => role === 'network policy')?.selector;
  const names = knownNames(index);
  const isSubject = ({ name, podTemplate }: Resource) =>
    own && hasValues(own)
      ? podTemplate !== undefined && labelSelectorMatches(own, podTemplate.labels)
      : isSameName(name, ownName, names);
  const subjects = selectables.filter(isSubject);
  const direction = at.includes('ingress') ? 'spec.ingress[' : 'spec.egress[';
  const peers = referrer.selectors.filter(
    ({ role, path, selector }) => role === 'network peer' && path.startsWith(direction) && hasValues(selector),
  );
  const namesOf = (each: Resource) => [each.name, ...servicesSelecting(each, index, settings).map(({ name }) => name)];
  const subjectNames = subjects.flatMap(namesOf);
  return (resource) => {
    const { podTemplate, document } = resource;
    if (subjects.includes(resource)) {
      return -1;
    }
    if (podTemplate && peers.some(({ selector }) => labelSelectorMatches(selector, podTemplate.labels))) {
      return -2;
    }
    const isNamed = at.includes('ingress')
      ? subjectNames.some((name) => containsLabelValue(document.text, name))
      : namesOf(resource).some((name) => subjects.some((each) => containsLabelValue(each.document.text, name)));
    return Number(isNamed);
  };
}

/** Whether a selector is written out. A pair without a value would match everything. */
function hasValues({ matchLabels }: LabelSelector): boolean {
  const pairs = matchLabels?.pairs ?? none;
  return pairs.length > 0 && pairs.every(({ value }) => value.type !== 'null');
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
    .slice(0, mostListed)
    .flatMap(({ selectors }) => selectors.filter((each) => each.role === role).map(({ selector }) => selector))
    .filter(hasValues);
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
