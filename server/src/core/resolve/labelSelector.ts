import { objectsNamed, referrersIn, servicesWithLabel } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import { kinds } from '../kinds/list.ts';
import { type NamespaceRelation, namespaceIn } from '../model/namespace.ts';
import type { SelectorReference } from '../model/reference.ts';
import type { Candidate, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { describeLabels, describeResource } from './describe.ts';
import { countHolders } from './evidence/candidates.ts';
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
import { namespacesOf, relationOf } from './scope/namespaces.ts';
import { proximityIn, type Scope, scopeOf, servicesInScope, templatesInScope } from './scope/scope.ts';
import { isInScopeOf, mayReach, type Search, searchOf } from './search.ts';
import { explained, explanationFor, isMistyped } from './unknown/unknownReasons.ts';
import { selectableWorkload, type UnmatchedSelector } from './unknown/unmatchedSelector.ts';
import { patchedBy } from './unknown/unrenderedChanges.ts';

/**
 * Whether a selector that is no Service's reaches anything, judged as a Service's is. Only `matchLabels` is looked at: what
 * it does not match, no expression brings back.
 */
export function resolveSelector(
  referrer: Resource,
  reference: SelectorReference,
  index: IndexReader,
  settings: Settings,
): Resolution {
  const selector = reference.selector.matchLabels;
  const search = searchOf(referrer, index, settings);
  if ('because' in search) {
    return search;
  }
  if (!selector || selector.pairs.length === 0) {
    return unknown('it asks for no label');
  }
  const odd = selector.pairs.find(({ value }) => !['string', 'placeholder'].includes(value.type));
  return odd ? unknown(`${describeLabels([odd])} is no label`) : resolve(questionOf(search, reference, selector));
}

function questionOf(search: Search, reference: SelectorReference, selector: Labels): Question {
  const { referrer, membership, index, settings } = search;
  let known: UnmatchedSelector | undefined;
  const unmatched = (): UnmatchedSelector => {
    if (!known) {
      const scope = scopeOf(referrer, membership, index);
      const selectables = candidatesIn(scope, reference, index)
        .filter((each) => mayReach(search, each))
        .map((each) => selectableOf(each, reference));
      known = { ...search, selector, scope, selectables };
    }
    return known;
  };
  return {
    search,
    targets: () => targetsOf(search, reference, selector, unmatched),
    // Other namespaces may be of other workspaces.
    ...(reference.elsewhere ? { neverMissing: 'it looks in other namespaces' } : {}),
    elsewhere: () => matchesOf(selector, reference, index).filter((each) => isTarget(each, index)),
    lost: () => lostLabels(referrer, reference, index, settings),
    filledIn: () =>
      unmatched().selectables.some(({ labels }) => selectorMayMatch(selector, labels)) ||
      selector.pairs.some(({ key, value }) => key.type === 'placeholder' || value.type === 'placeholder')
        ? 'a template fills in labels'
        : undefined,
    explanation: () =>
      explanationFor(unmatched()) ??
      explained('changed on the way', patchedBy(referrer, [referrer.kind, 'matchLabels'], index)) ??
      explained('operator', reference.role === 'network peer' ? installedAs(selector, index) : undefined),
    // The labels alone are too little to outweigh it.
    isDecisive: () => true,
    candidates: () => likelyCandidates(unmatched(), reference).filter(({ likelihood }) => likelihood >= informFrom),
    isLeft: () => true,
    isElsewhere: () => 'nothing near it could be meant',
  };
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
  // Where something is costs little to find out, whether it matches more, and copies of an example may be many.
  const targets = thoseToCompare(selector, reference, index).filter(
    (each) => isInScopeOf(search, each) && isSelected(each, selector, reference) && mayReach(search, each),
  );
  // Labels that controllers add are in no posting list.
  return targets.length > 0 || !index.complete
    ? targets
    : unmatched()
        .selectables.filter(({ labels }) => selectorMatches(selector, labels))
        .map(({ resource }) => resource);
}

/** What a selector without ports may have meant, the likeliest first. What other selectors mean is not asked: several may mean one. */
function likelyCandidates(unmatched: UnmatchedSelector, reference: SelectorReference): readonly Candidate[] {
  const { referrer, selector, index } = unmatched;
  const asker: Asker = { resource: referrer, selector, ports: none };
  const near = unmatched.selectables.filter(
    (each) => reference.role !== 'network peer' || mayBePeer(each, referrer, selector),
  );
  const names = knownNames(index);
  const holders = countHolders(
    selector,
    near.map(({ labels }) => labels),
  );
  const scored = near.flatMap((each): readonly Scored[] => {
    const place = candidatePlaceOf(unmatched, reference, each.resource);
    if (place === 'neighbours') {
      return none;
    }
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
 * How likely it is, in logits, that the author meant none of those that `isConclusive` lets through. The prior of the table is that of
 * Services, for whatever is near: ports, and which workload is left over, have to make up for it, and other selectors have neither.
 * Of 140 selectors of the corpus whose targets were taken away, `isConclusive` let nothing through that was likely; where a letter was
 * taken from them the right target came to 0.9 in nine of ten.
 */
const noneMeant = 0;

/**
 * Whether labels alone tell that something was meant: all that is wrong is a slip of writing, a place where the labels do not count,
 * or one label too many where nothing else has the others. Siblings resemble each other (`carts`, `carts-db`); of a Service the ports
 * tell them apart, and here nothing does.
 */
function isConclusive(features: readonly Feature[]): boolean {
  const has = (name: FeatureName) => features.some((each) => each.name === name);
  return misplaced.some(has) || (!resembling.some(has) && (slips.some(has) || has('pairsAlone')));
}

const misplaced: readonly FeatureName[] = ['ownSelector', 'ownLabels'];
const slips: readonly FeatureName[] = ['typo', 'shortTypo', 'mistypedKey', 'otherKey'];
const resembling: readonly FeatureName[] = ['resembling', 'extended', 'sharedParts', 'otherNumber', 'otherValue'];

/**
 * Whether a peer of a policy may be meant to be these pods: not where they are those that the policy is about, and are called only
 * alike. Whoever writes a peer means somebody else. What a kustomization adds to the peer as it does to its pods is nobody's but theirs.
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

/** A release by the name that a peer asks for: policies speak of pods of all the namespace, wherever they are installed from. */
function installedAs({ pairs }: Labels, index: IndexReader): string | undefined {
  for (const { groups, kind, installs } of kinds) {
    for (const group of installs === undefined ? none : groups) {
      const [release] = pairs.flatMap(({ value }) => index.list(objectsNamed(group, kind, value.value)));
      if (release) {
        return `${describeResource(release)} may make its pods`;
      }
    }
  }
  return undefined;
}

/** How the namespaces of a resource relate to those that a reference lists by name; not stated where it lists none. */
export function relationToListed(
  resource: Resource,
  { namespaces }: SelectorReference,
  index: IndexReader,
  settings: Settings,
): NamespaceRelation {
  const listed = namespaces.map(namespaceIn);
  return listed.length === 0 ? 'not stated' : relationOf(listed, namespacesOf(resource, index, settings.closedWorld));
}

/** Everything in the workspace that carries the labels. */
function matchesOf(selector: Labels, reference: SelectorReference, index: IndexReader): readonly Resource[] {
  return thoseToCompare(selector, reference, index).filter((each) => isSelected(each, selector, reference));
}

/** All that carries one of the labels, nothing else can carry all of them. */
function thoseToCompare(selector: Labels, { role }: SelectorReference, index: IndexReader): readonly Resource[] {
  const [first] = selector.pairs;
  return role !== 'service monitor'
    ? templatesToCompare(selector, index)
    : first
      ? index.list(servicesWithLabel(first.key.value, first.value.value))
      : none;
}

function isSelected({ podTemplate, labels }: Resource, selector: Labels, { role }: SelectorReference): boolean {
  return role === 'service monitor'
    ? selector.pairs.every(({ key, value }) => labelUnder(labels, key.value)?.value.value === value.value)
    : podTemplate !== undefined && selectorMatches(selector, podTemplate);
}

function candidatesIn(scope: Scope, { role }: SelectorReference, index: IndexReader): readonly Resource[] {
  return role === 'service monitor'
    ? servicesInScope(scope, index).filter((each) => proximityIn(scope, each, index) !== 'elsewhere')
    : templatesInScope(scope, index).map(({ resource }) => resource);
}

/**
 * What is compared with the selector. Of a Service its own labels count, and what it asks of its pods stands for what it might have
 * been given: to take the one for the other is the usual mistake.
 */
function selectableOf(resource: Resource, { role }: SelectorReference): Selectable {
  return role === 'service monitor'
    ? { resource, labels: { labels: resource.labels, added: none }, ownSelector: resource.service?.selector }
    : selectableWorkload(resource);
}

/** As for names: a file above or below in which its neighbours find what they select is as good as the own directory. */
function candidatePlaceOf(
  { referrer, scope, index }: UnmatchedSelector,
  { role }: SelectorReference,
  candidate: Resource,
): 'file' | 'directory' | 'neighbours' {
  const proximity = proximityIn(scope, candidate, index);
  if (proximity !== 'neighbours' && proximity !== 'elsewhere') {
    // What a bundle or files sorted by kind say of Services they do not say of policies, which stand wherever they like.
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
            each.selector.matchLabels !== undefined &&
            each.selector.matchLabels.pairs.length > 0 &&
            matchesOf(each.selector.matchLabels, each, index).some(
              (target) => target.document.file === candidate.document.file,
            ),
        ),
    );
  return hasCompany ? 'directory' : 'neighbours';
}
