import { servicesIn, templatesIn } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import type { Candidate, Found, Missing, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { describeLabels, describeResource } from './describe.ts';
import { featuresOfNone, type Placed, scoredCandidates } from './evidence/candidates.ts';
import type { Feature } from './evidence/likelihood/features.ts';
import { warnFrom } from './evidence/likelihood/levels.ts';
import { Likely, likelihoodsIn, type Scored, scoreOf } from './evidence/likelihood/likelihood.ts';
import { priors } from './evidence/likelihood/table.ts';
import { selectorMatches, selectorMayMatch, templatesMatching } from './evidence/match.ts';
import { type Unpaired, unpairedInPlace } from './evidence/servicePlace.ts';
import { livePodsAround } from './liveService.ts';
import { askedBySelector } from './lost/asked.ts';
import { identityOf } from './lost/identity.ts';
import { isChangedSince } from './lost/lostEdges.ts';
import { lostSelector } from './lost/lostReferences.ts';
import { type Question, resolve } from './resolve.ts';
import { isTarget } from './scope/deployability.ts';
import { proximityIn, type Scope, scopeOf, templatesInScope } from './scope/scope.ts';
import { isCompatible, isStatedSame, mayReach, type Search } from './search.ts';
import { matchesOf, type ServiceSearch, serviceSearchOf } from './serviceMatches.ts';
import { type Explanation, explanationFor, isDecisive } from './unknown/unknownReasons.ts';
import { selectableWorkload } from './unknown/unmatchedSelector.ts';

/** Resolves the selector of a Service, and finds what it probably means if it matches nothing. */
export function resolveServiceSelector(service: Resource, index: IndexReader, settings: Settings): Resolution {
  // Remembered, because several rules need it.
  const question = settings.closedWorld ? 'selector in a closed world' : 'selector';
  return index.remember(question, service, (reader) => {
    const search = serviceSearchOf(service, reader, settings);
    if ('because' in search) {
      return search;
    }
    const matches = matchesOf(service, reader, settings);
    return matches.type === 'unknown' ? matches : resolve(questionOf(search, matches.found));
  });
}

/**
 * Whether the selector is certainly missing or unknown, whatever its candidates are: nothing in scope matches it, and
 * nothing elsewhere in the same namespace. Cheap, because no candidate is compared.
 */
export function isWithoutTarget(service: Resource, index: IndexReader, settings: Settings): boolean {
  const matches = matchesOf(service, index, settings);
  const search = serviceSearchOf(service, index, settings);
  return (
    matches.type === 'unknown' ||
    'because' in search ||
    (matches.found.length === 0 &&
      !templatesMatching(search.selector, index).some((each) => isStatedSame(search, each) && mayReach(search, each)))
  );
}

/** The workloads that the selector reaches; none if they are missing or unknown. Compares no candidates if it can. */
export function workloadsOfService(service: Resource, index: IndexReader, settings: Settings): readonly Resource[] {
  const resolution = isWithoutTarget(service, index, settings)
    ? undefined
    : resolveServiceSelector(service, index, settings);
  return resolution?.type === 'found' ? resolution.targets : none;
}

function questionOf(search: ServiceSearch, found: readonly Resource[]): Question {
  const { referrer, index, settings } = search;
  const unmatched = () => unmatchedOf(referrer, index, settings)!;
  return {
    search,
    targets: () => found,
    running: () => runningMatch(search),
    elsewhere: () => unmatched().elsewhere,
    listed: () => listedNamespace(search),
    lost: () => lostSelector(referrer, search),
    filledIn: () => placeholderIn(search, unmatched().near),
    explanation: () => unmatched().explanation,
    isDecisive,
    candidates: () => candidatesOf(search).filter(({ likelihood }) => likelihood >= leastShown),
    isLeft: () => unpairedInPlace(referrer, index, settings).unserved.length > 0,
  };
}

function candidatesOf({ referrer, index, settings }: ServiceSearch): readonly Candidate[] {
  const likelihoods = likelihoodsOf(referrer, index, settings);
  return (unmatchedOf(referrer, index, settings)?.candidates ?? none)
    .map((each, at): Candidate => new Likely(each, likelihoods[at] ?? 0))
    .sort((a, b) => b.likelihood - a.likelihood);
}

// Less likely candidates are not worth a person's time.
const leastShown = 0.05;

/** The resolution of a Service's selector, with everything that decided it. */
export interface Decision {
  readonly resolution: Resolution;
  /** Absent if it was decided without a search. */
  readonly namespaces?: readonly (string | undefined)[];
  /** Absent if a match made the search for candidates unnecessary. */
  readonly unmatched?: Unmatched;
  /** The workloads in scope, the likeliest first. */
  readonly candidates: readonly Candidate[];
}

export function decideServiceSelector(service: Resource, index: IndexReader, settings: Settings): Decision {
  const resolution = resolveServiceSelector(service, index, settings);
  const search = serviceSearchOf(service, index, settings);
  if ('because' in search) {
    return { resolution, candidates: none };
  }
  const { namespaces } = search;
  const unmatched = index.complete ? unmatchedOf(service, index, settings) : undefined;
  if (!unmatched) {
    return { resolution, namespaces, candidates: none };
  }
  const isLost = resolution.type === 'missing' && resolution.lost;
  return { resolution, namespaces, unmatched, candidates: isLost ? resolution.candidates : candidatesOf(search) };
}

/** The facts about a selector that selects nothing, before the other Services of its place are considered. */
export interface Unmatched {
  readonly scope: Scope;
  readonly near: readonly Placed[];
  /** Workloads outside the scope whose pods match. */
  readonly elsewhere: readonly Resource[];
  readonly explanation: Explanation | undefined;
  readonly candidates: readonly Scored[];
  readonly none: readonly Feature[];
}

/** Undefined if the selector matches something, or is not searched for. */
export function unmatchedOf(service: Resource, index: IndexReader, settings: Settings): Unmatched | undefined {
  const question = settings.closedWorld ? 'unmatched in a closed world' : 'unmatched';
  return index.remember(question, service, (reader): Unmatched | undefined => {
    const matches = matchesOf(service, reader, settings);
    const search = serviceSearchOf(service, reader, settings);
    if (matches.type === 'unknown' || matches.found.length > 0 || 'because' in search) {
      return undefined;
    }
    const { selector, membership } = search;
    const scope = scopeOf(service, membership, reader);
    const near = templatesInScope(scope, reader)
      .filter(({ resource }) => isTarget(resource, reader))
      .filter(({ proximity }) => !matches.isContradicted || proximity === 'file')
      .map(({ resource, proximity }) => ({ resource, place: proximity }) as Placed);
    const elsewhere = templatesMatching(selector, reader).filter(
      (each) => mayReach(search, each) && !matches.isContradicted,
    );
    const selectables = near.map(({ resource }) => selectableWorkload(resource));
    const explanation = explanationFor({ ...search, scope, selectables });
    const all = matches.isContradicted ? near : withCompany(search, scope, near);
    return {
      scope,
      near,
      elsewhere,
      explanation,
      candidates: scoredCandidates(search, all),
      none: featuresOfNone(search, all, elsewhere, explanation),
    };
  });
}

/** The likelihood of each candidate, in the order of `Unmatched.candidates`. */
function likelihoodsOf(service: Resource, index: IndexReader, settings: Settings): readonly number[] {
  const place = unpairedInPlace(service, index, settings);
  const question = settings.closedWorld ? 'likelihoods in a closed world' : 'likelihoods';
  const of = place.unmatched.includes(service) ? place : service;
  const known = index.remember(question, of, (reader) => {
    const services = of === service ? [service] : place.unmatched;
    const rows = services.flatMap((each) => {
      const unmatched = unmatchedOf(each, reader, settings);
      return unmatched
        ? [
            {
              service: each,
              candidates: unmatched.candidates,
              none: scoreOf(unmatched.none) + priorOf(each, place, reader),
            },
          ]
        : [];
    });
    return likelihoodsIn(rows, place.unserved);
  });
  return known.get(service) ?? none;
}

/**
 * A mistake is likelier if the selector has changed, or if a workload without a Service is new since the
 * baseline.
 */
function priorOf(service: Resource, { unserved }: Unpaired, index: IndexReader): number {
  const selector = service.service?.selector;
  const isNew = (each: Resource) => index.wiredBefore(identityOf(each)).length === 0;
  const isChanged =
    index.hasBaseline &&
    ((selector && isChangedSince(service, askedBySelector(selector), index)) || unserved.some(isNew));
  return isChanged ? priors.changed : priors.atRest;
}

/**
 * The workloads nearby, plus those in files in which other Services of the same directory find their pods: in a
 * layout that keeps Services and workloads apart, this Service's pods are there too.
 */
function withCompany(search: ServiceSearch, scope: Scope, near: readonly Placed[]): readonly Placed[] {
  const { referrer: service, index } = search;
  const files = new Set<string>();
  const others = service.bundle === undefined ? index.list(servicesIn(directoryOf(service.document.file))) : none;
  for (const { service: other } of others.slice(0, mostCompany)) {
    const matching = other?.selector && other !== service.service ? templatesOf(other.selector, index) : none;
    const placed = matching.map((each) => ({ each, proximity: proximityIn(scope, each, index) }));
    // A Service that finds its pods nearby may have copies of them elsewhere, which are no evidence.
    const isAtHome = placed.some(({ proximity }) => proximity !== 'neighbours' && proximity !== 'elsewhere');
    for (const { each, proximity } of isAtHome ? none : placed) {
      const isOfSame = proximity === 'neighbours' ? isCompatible(search, each) : isStatedSame(search, each);
      if (each.bundle === undefined && isOfSame && isTarget(each, index)) {
        files.add(each.document.file);
      }
    }
  }
  if (files.size === 0 || files.size > mostCompany) {
    return near;
  }
  const known = near.map((each): Placed => {
    const isThere = each.place === 'neighbours' && files.has(each.resource.document.file);
    return isThere ? { ...each, place: 'company' } : each;
  });
  const added = [...files].flatMap((file) =>
    index
      .list(templatesIn(directoryOf(file)))
      .filter((each) => each.document.file === file && !near.some(({ resource }) => resource === each))
      // A workload there that matches is a target, not a candidate.
      .filter((each) => each.podTemplate && !selectorMatches(search.selector, each.podTemplate))
      .filter((each) => isTarget(each, index) && isStatedSame(search, each))
      .map((resource): Placed => ({ resource, place: 'company' })),
  );
  return [...known, ...added];
}

/** Remembered, because all Services of a directory need each other's. */
function templatesOf(selector: Labels, index: IndexReader): readonly Resource[] {
  return index.remember('templates matching', selector, (reader) => templatesMatching(selector, reader));
}

// A directory with more Services, or one whose pods are in more files, is no evidence for a single Service.
const mostCompany = 50;

/**
 * What a template language will fill in: a pair of the selector, or the labels of a workload that would match
 * otherwise. Workloads of other files do not count if the own file has a likely candidate.
 */
function placeholderIn(search: ServiceSearch, near: readonly Placed[]): string | undefined {
  const { referrer, selector } = search;
  const pair = selector.pairs.find(({ key, value }) => key.type === 'placeholder' || value.type === 'placeholder');
  if (pair) {
    return `${describeLabels([pair])} is filled in by a template`;
  }
  const { file } = referrer.document;
  const filledIn = near.filter(
    ({ resource }) =>
      resource.podTemplate && selectorMayMatch(selector, resource.podTemplate) && isCompatible(search, resource),
  );
  const isInFile = ({ resource }: { readonly resource: Resource }) => resource.document.file === file;
  const [nearest] = filledIn.length > 0 && !filledIn.some(isInFile) ? candidatesOf(search) : none;
  if (nearest && nearest.likelihood >= warnFrom && isInFile(nearest)) {
    return undefined;
  }
  const [template] = filledIn;
  return template && `the labels of ${describeResource(template.resource)} are filled in by a template`;
}

/** The workload or pod that runs in the Service's namespace and matches, whether a file defines it or not. */
function runningMatch({ referrer, selector, index, settings }: ServiceSearch): Found['running'] {
  const around = livePodsAround(referrer, index, settings);
  const wanted = selector.pairs.filter(({ value }) => value.type !== 'null');
  const matches = ({ labels }: { readonly labels: Readonly<Record<string, string>> }) =>
    wanted.every(({ key, value }) => Object.hasOwn(labels, key.value) && labels[key.value] === value.value);
  const workload = around?.workloads.find(matches);
  const pod = around?.pods.find(matches);
  if (!around || (!workload && !pod)) {
    return undefined;
  }
  const what = workload ? `${workload.kind} "${workload.name}"` : `pod "${pod?.name}"`;
  return { context: around.context, what };
}

/**
 * The namespace of the cluster, if everything that runs or could run in it is known, nothing matches, and the
 * Service itself is applied: its pods would be there with it. A Service that is not applied yet may be applied
 * together with its pods.
 */
function listedNamespace({ referrer, index, settings }: Search): Missing['listed'] {
  const around = livePodsAround(referrer, index, settings);
  if (!around?.isWhole) {
    return undefined;
  }
  const applied = index.liveService(around.namespace, referrer.name)?.service;
  return applied?.state === 'current' && applied.value
    ? { context: around.context, namespace: around.namespace }
    : undefined;
}
