import { objectsNamed, othersSelectingBy, referrersIn, servicesWithLabel } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import { kinds } from '../kinds/list.ts';
import type { SelectorReference } from '../model/reference.ts';
import { labelOperators } from '../model/requirement.ts';
import type { Candidate, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelSelector, Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { describeLabels, describeResource } from './describe.ts';
import { countHolders } from './evidence/candidates.ts';
import { alternativesOf, areMet, certainLabels, labelsToCompare, openRequirements } from './evidence/expressions.ts';
import {
  type Asker,
  type Feature,
  type FeatureName,
  featuresOf,
  type Selectable,
} from './evidence/likelihood/features.ts';
import { informFrom } from './evidence/likelihood/levels.ts';
import { Likely, type Scored, scoreOf, sumOfLogits } from './evidence/likelihood/likelihood.ts';
import { labelUnder, selectorMatches, selectorMayMatch, templatesToCompare } from './evidence/match.ts';
import { knownNames } from './evidence/nameSimilarity.ts';
import { lostLabels } from './lost/lostReferences.ts';
import { type Question, resolve, unknown } from './resolve.ts';
import { isTarget } from './scope/deployability.ts';
import { proximityIn, scopeOf, selectableInScope } from './scope/scope.ts';
import { namesItsNamespaces, relationToListed } from './scope/selectedNamespaces.ts';
import { isCompatible, isInScopeOf, mayReach, type Search, searchOf } from './search.ts';
import { explained, explanationFor, isMistyped } from './unknown/unknownReasons.ts';
import { selectableWorkload, type UnmatchedSelector } from './unknown/unmatchedSelector.ts';
import { patchedBy } from './unknown/unrenderedChanges.ts';

/** Resolves a selector that is not a Service's, by the same rules. */
export function resolveSelector(
  referrer: Resource,
  reference: SelectorReference,
  index: IndexReader,
  settings: Settings,
): Resolution {
  const selector = certainLabels(reference.selector);
  const search = searchOf(referrer, index, settings);
  if ('because' in search) {
    return search;
  }
  const open = openRequirements(reference.selector);
  if (selector.pairs.length === 0 && open.length === 0) {
    return unknown('its selector is empty');
  }
  const asked = open.flatMap(({ key, values }) => [key, ...values]);
  if (open.some(({ operator }) => !labelOperators.includes(operator)) || asked.some(({ type }) => type !== 'string')) {
    return unknown('one of its expressions is not valid, or is filled in later');
  }
  const odd = selector.pairs.find(({ value }) => !['string', 'placeholder'].includes(value.type));
  return odd
    ? unknown(`${describeLabels([odd])} is not a valid label`)
    : resolve(questionOf(search, reference, selector));
}

function questionOf(search: Search, reference: SelectorReference, selector: Labels): Question {
  const { referrer, membership, index } = search;
  let known: UnmatchedSelector | undefined;
  const isListed = (each: Resource) =>
    isTarget(each, index) && relationToListed(each, reference, index, search.settings) === 'same';
  const unmatched = (): UnmatchedSelector => {
    if (!known) {
      const scope = scopeOf(referrer, membership, index);
      const selectables = selectableInScope(scope, reference.role, index)
        .filter((each) => (reference.elsewhere ? isListed(each) : mayReach(search, each)))
        .map((each) => selectableOf(each, reference));
      known = { ...search, selector, scope, selectables };
    }
    return known;
  };
  return {
    search,
    targets: () => targetsOf(search, reference, selector, unmatched),
    // Other namespaces may be defined in other workspaces.
    ...(reference.elsewhere && !namesItsNamespaces(reference)
      ? { neverMissing: 'it selects in other namespaces' }
      : {}),
    elsewhere: () => matchesOf(selector, reference, index).filter((each) => isTarget(each, index)),
    lost: () => lostLabels(referrer, reference, search),
    filledIn: () =>
      unmatched().selectables.some(({ labels }) => mayBeFilledIn(reference.selector, selector, labels)) ||
      selector.pairs.some(({ key, value }) => key.type === 'placeholder' || value.type === 'placeholder')
        ? 'a template fills in labels'
        : undefined,
    explanation: () =>
      alternativesOf(reference.selector, selector)
        .map((each) => explanationFor({ ...unmatched(), selector: each }))
        .find((each) => each !== undefined) ??
      explained('changed on the way', patchedBy(referrer, [referrer.kind, 'matchLabels'], index)) ??
      explained('operator', reference.role === 'network peer' ? installedAs(selector, index) : undefined),
    // A candidate that is likely by its labels alone does not outweigh an explanation.
    isDecisive: () => true,
    candidates: () => {
      const likely = likelyCandidates(unmatched(), reference).filter(({ likelihood }) => likelihood >= informFrom);
      return likely.length > 0 ? likely : astray(search, reference, selector, unmatched);
    },
    isLeft: () => true,
    isElsewhere: () => 'there is no candidate in scope',
  };
}

/** Whether a template may fill in labels of a candidate so that it is selected. */
function mayBeFilledIn(selector: LabelSelector, certain: Labels, { labels, added }: Selectable['labels']): boolean {
  const others = openRequirements(selector).filter(({ operator }) => operator !== 'In');
  const isOpen = labels?.pairs.some(({ key, value }) => key.type === 'placeholder' || value.type === 'placeholder');
  return (
    (isOpen || areMet(others, labels)) &&
    alternativesOf(selector, certain).some((each) =>
      each.pairs.length > 0 ? selectorMayMatch(each, { labels, added }) : isOpen,
    )
  );
}

/**
 * What has all the labels in another namespace, beside the selector, if no selector of that role selects it there. It is
 * a guess, because files of several environments have the same labels.
 */
function astray(
  search: Search,
  reference: SelectorReference,
  selector: Labels,
  unmatched: () => UnmatchedSelector,
): readonly Candidate[] {
  const { referrer, index } = search;
  if (reference.elsewhere || reference.role === 'network peer' || selector.pairs.length === 0) {
    return none;
  }
  const others = matchesOf(selector, reference, index).filter(
    (each) =>
      isTarget(each, index) &&
      isInScopeOf(search, each) &&
      !isCompatible(search, each) &&
      ['file', 'directory'].includes(candidatePlaceOf(unmatched(), reference, each)),
  );
  const [only] = others;
  const isTaken = selector.pairs
    .flatMap(({ key, value }) => index.list(othersSelectingBy(key.value, value.value)))
    .some((each) => each !== referrer && each.selectors.some(({ role }) => role === reference.role));
  return only && others.length === 1 && !isTaken
    ? [{ resource: only, likelihood: informFrom, evidence: [{ points: 0, reason: () => 'it has the labels' }] }]
    : none;
}

function targetsOf(
  search: Search,
  reference: SelectorReference,
  selector: Labels,
  unmatched: () => UnmatchedSelector,
): readonly Resource[] {
  const { index, settings } = search;
  if (reference.elsewhere) {
    return matchesOf(selector, reference, index).filter(
      (each) => isTarget(each, index) && relationToListed(each, reference, index, settings) !== 'different',
    );
  }
  // The scope is cheaper to check than the match, and an example may have many copies.
  const targets = thoseToCompare(selector, reference, index).filter(
    (each) => isInScopeOf(search, each) && isSelected(each, selector, reference) && mayReach(search, each),
  );
  // The posting lists do not hold labels that controllers add.
  return targets.length > 0 || !index.complete
    ? targets
    : unmatched()
        .selectables.filter(
          ({ labels }) =>
            selectorMatches(selector, labels) && areMet(openRequirements(reference.selector), labels.labels),
        )
        .map(({ resource }) => resource);
}

/**
 * The candidates of a selector without ports, the likeliest first. Other selectors are not considered, because
 * several may mean one target.
 */
function likelyCandidates(unmatched: UnmatchedSelector, reference: SelectorReference): readonly Candidate[] {
  const { referrer, selector, index } = unmatched;
  const near = unmatched.selectables.filter(
    (each) => reference.role !== 'network peer' || mayBePeer(each, referrer, selector),
  );
  const isExpressed = openRequirements(reference.selector).length > 0;
  const names = knownNames(index);
  const holders = countHolders(
    selector,
    near.map(({ labels }) => labels),
  );
  const scored = near.flatMap((each): readonly Scored[] => {
    const place = candidatePlaceOf(unmatched, reference, each.resource);
    const compared = isExpressed ? labelsToCompare(reference.selector, each.labels.labels) : selector;
    if (place === 'neighbours' || !compared) {
      return none;
    }
    const asker: Asker = { resource: referrer, selector: compared, ports: none };
    const features = featuresOf(asker, each, {
      place,
      isInOtherNamespace: false,
      servedBy: none,
      hasPairsAlone: holders(each.labels) === 1,
      rest: undefined,
      names,
    });
    return isConclusive(features) ? [{ resource: each.resource, features, score: scoreOf(features) }] : none;
  });
  const total = sumOfLogits([noneMeant, ...scored.map(({ score }) => score)]);
  return scored
    .map((each): Candidate => new Likely(each, Math.exp(each.score - total)))
    .sort((a, b) => b.likelihood - a.likelihood);
}

/**
 * The score, in logits, for the case that the author meant none of the candidates that `isConclusive` accepts.
 * The prior of the table is that of Services, which accept every workload in scope; evidence from ports and
 * from workloads without a Service has to outweigh it, and other selectors have no such evidence. Of 140
 * selectors of the corpus whose targets were removed, none had a likely candidate that `isConclusive` accepted.
 * If a letter was removed from the selector, the right target reached 0.9 in nine of ten cases.
 */
const noneMeant = 0;

/**
 * Whether the labels alone show that a candidate was meant: every difference is a typing error or a label in a
 * wrong place, or one label is wrong and no other candidate has the others. Siblings have similar labels
 * (`carts`, `carts-db`); ports distinguish them for a Service, but not for other selectors.
 */
function isConclusive(features: readonly Feature[]): boolean {
  const has = (name: FeatureName) => features.some((each) => each.name === name);
  return misplaced.some(has) || (!resembling.some(has) && (slips.some(has) || has('pairsAlone')));
}

const misplaced: readonly FeatureName[] = ['ownSelector', 'ownLabels'];
const slips: readonly FeatureName[] = ['typo', 'shortTypo', 'mistypedKey', 'otherKey'];
const resembling: readonly FeatureName[] = ['resembling', 'extended', 'sharedParts', 'otherNumber', 'otherValue'];

/**
 * Whether a peer of a policy may mean these pods. The pods that the policy itself selects are no candidates if
 * only their labels are similar, because a peer usually means other pods. They are candidates if the peer has a
 * typing error, or if a kustomization adds labels to the peer as it does to the pods.
 */
function mayBePeer(candidate: Selectable, policy: Resource, peer: Labels): boolean {
  const own = policy.selectors.find(({ role }) => role === 'network policy')?.selector.matchLabels;
  return (
    !own ||
    own.pairs.length === 0 ||
    !selectorMatches(own, candidate.labels) ||
    isMistyped(peer, candidate) ||
    peer.pairs.some(({ key }) => key.document !== undefined)
  );
}

/**
 * A release with the name in a peer's label: policies select pods of the whole namespace, wherever they are
 * installed from.
 */
function installedAs({ pairs }: Labels, index: IndexReader): string | undefined {
  for (const { groups, kind, installs } of kinds) {
    for (const group of installs === undefined ? none : groups) {
      const [release] = pairs.flatMap(({ value }) => index.list(objectsNamed(group, kind, value.value)));
      if (release) {
        return `${describeResource(release)} may create its pods`;
      }
    }
  }
  return undefined;
}

/** Every resource of the workspace that carries the labels. */
function matchesOf(selector: Labels, reference: SelectorReference, index: IndexReader): readonly Resource[] {
  return thoseToCompare(selector, reference, index).filter((each) => isSelected(each, selector, reference));
}

/** The resources that carry one of the labels; no other resource can carry all of them. */
function thoseToCompare(asked: Labels, reference: SelectorReference, index: IndexReader): readonly Resource[] {
  const alternatives = asked.pairs.length > 0 ? [asked] : alternativesOf(reference.selector, asked);
  const found = alternatives.map((each) => thoseWithPairs(each, reference, index));
  return found.length === 1 ? found[0]! : [...new Set(found.flat())];
}

/** Only pairs are indexed: a key that has to exist, and what an expression excludes, are not. */
function thoseWithPairs(selector: Labels, { role }: SelectorReference, index: IndexReader): readonly Resource[] {
  const [first] = selector.pairs;
  if (!first) {
    return none;
  }
  return role !== 'service monitor'
    ? templatesToCompare(selector, index)
    : index.list(servicesWithLabel(first.key.value, first.value.value));
}

function isSelected(resource: Resource, asked: Labels, reference: SelectorReference): boolean {
  const { podTemplate, labels } = resource;
  const open = openRequirements(reference.selector);
  const own = reference.role === 'service monitor' ? labels : podTemplate?.labels;
  return hasPairs(resource, asked, reference) && (open.length === 0 || areMet(open, own));
}

function hasPairs({ podTemplate, labels }: Resource, selector: Labels, { role }: SelectorReference): boolean {
  return role === 'service monitor'
    ? selector.pairs.every(({ key, value }) => labelUnder(labels, key.value)?.value.value === value.value)
    : podTemplate !== undefined && selectorMatches(selector, podTemplate);
}

/**
 * What is compared with the selector. A monitor selects a Service by its own labels. The Service's selector is
 * compared as well, because authors often confuse the two.
 */
function selectableOf(resource: Resource, { role }: SelectorReference): Selectable {
  return role === 'service monitor'
    ? { resource, labels: { labels: resource.labels, added: none }, ownSelector: resource.service?.selector }
    : selectableWorkload(resource);
}

/**
 * As for names: a file above or below counts as the own directory if selectors of resources in the own
 * directory find their targets in it.
 */
function candidatePlaceOf(
  { referrer, scope, index }: UnmatchedSelector,
  { role }: SelectorReference,
  candidate: Resource,
): 'file' | 'directory' | 'neighbours' {
  const proximity = proximityIn(scope, candidate, index);
  if (proximity !== 'neighbours' && proximity !== 'elsewhere') {
    // Only for Services is a bundle or a directory sorted by kind evidence; policies may be anywhere.
    return proximity === 'file' ? 'file' : 'directory';
  }
  const hasCompany = index
    .list(referrersIn(directoryOf(scope.file), role))
    .some(
      (other) =>
        other !== referrer &&
        other.selectors.some(
          (each) =>
            each.role === role &&
            matchesOf(certainLabels(each.selector), each, index).some(
              (target) => target.document.file === candidate.document.file,
            ),
        ),
    );
  return hasCompany ? 'directory' : 'neighbours';
}
