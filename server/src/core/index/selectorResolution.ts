import type { Candidate, Found, Missing, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { askedBySelector } from './asked.ts';
import { featuresOfNone, type Placed, scoredCandidates } from './candidates.ts';
import { describeLabels, describeResource } from './describe.ts';
import { identityOf } from './identity.ts';
import type { Feature } from './likelihood/features.ts';
import { informFrom, warnFrom } from './likelihood/levels.ts';
import { evidenceOf, Likely, likelihoodsIn, type Scored, scoreOf } from './likelihood/likelihood.ts';
import { priors } from './likelihood/table.ts';
import { livePodsAround } from './liveService.ts';
import { asResolution, isChangedSince } from './lostEdges.ts';
import { lostSelector } from './lostReferences.ts';
import { selectorMatches, selectorMayMatch, templatesMatching } from './match.ts';
import type { IndexReader } from './reader.ts';
import { proximityIn, type Scope, scopeOf, templatesInScope } from './scope.ts';
import { isCompatible, isStatedSame, matchesOf, mayReach, type Search } from './serviceMatches.ts';
import { placeOfService, type ServicePlace } from './servicePlace.ts';
import { type Explanation, explanationFor } from './silence.ts';
import { isTarget } from './standing.ts';

/** Whether the Service's selector reaches a pod template, and if not, what it probably meant. */
export function resolveServiceSelector(service: Resource, index: IndexReader, settings: Settings): Resolution {
  return decideServiceSelector(service, index, settings).resolution;
}

/** What became of a Service's selector, and everything that was looked at on the way. */
export interface Decision {
  readonly resolution: Resolution;
  /** Absent where it was decided before anything was looked for. */
  readonly namespaces?: readonly (string | undefined)[];
  /** Absent where a match made it needless to look around. */
  readonly scope?: Scope;
  /** Everything in scope that makes pods, the likeliest first. */
  readonly candidates: readonly Candidate[];
  /** What speaks for the pods being elsewhere. */
  readonly evidenceOfNone: Candidate['evidence'];
  /** Workloads outside the scope whose pods match. */
  readonly elsewhere: readonly Resource[];
  /** What was not read, or makes pods, and may hold them. */
  readonly explanation?: Explanation;
}

export function decideServiceSelector(service: Resource, index: IndexReader, settings: Settings): Decision {
  // More than one rule asks.
  const question = settings.closedWorld ? 'selector in a closed world' : 'selector';
  return index.remember(question, service, (reader) => decide(service, reader, settings));
}

function decide(service: Resource, index: IndexReader, settings: Settings): Decision {
  const matches = matchesOf(service, index, settings);
  const nothing = { candidates: none, evidenceOfNone: none, elsewhere: none };
  if (matches.type === 'not looked for') {
    return { ...nothing, resolution: { type: 'unknown', because: matches.because } };
  }
  const { found } = matches;
  const search: Search = { ...matches.search, index };
  const decision = { ...nothing, namespaces: search.namespaces };
  if (found.length > 0) {
    return { ...decision, resolution: { type: 'found', targets: found } };
  }
  return index.complete
    ? decideUnmatched(search)
    : { ...decision, resolution: { type: 'unknown', because: 'the workspace is still being indexed' } };
}

function decideUnmatched(search: Search): Decision {
  const { service, index, settings } = search;
  const unmatched = unmatchedOf(service, index, settings)!;
  const { scope, elsewhere, explanation, near } = unmatched;
  const likelihoods = likelihoodsOf(service, index, settings);
  const candidates = unmatched.candidates
    .map((each, at): Candidate => new Likely(each, likelihoods[at] ?? 0))
    .sort((a, b) => b.likelihood - a.likelihood);
  const decision = {
    namespaces: search.namespaces,
    scope,
    elsewhere,
    candidates,
    evidenceOfNone: unmatched.none.map(evidenceOf),
    ...(explanation ? { explanation } : {}),
  };
  const unknown = (because: string): Decision => ({ ...decision, resolution: { type: 'unknown', because } });

  const running = runningMatch(search);
  if (running) {
    return { ...decision, resolution: { type: 'found', targets: [], running } };
  }
  const lost = elsewhere.some((each) => isStatedSame(search, each))
    ? undefined
    : lostSelector(service, index, settings);
  if (lost) {
    const resolution = asResolution(lost, listedNamespace(search));
    return { ...decision, ...('candidates' in resolution ? { candidates: resolution.candidates } : {}), resolution };
  }
  const templates = near.map(({ resource }) => resource);
  const filledIn = placeholderIn(search, templates, candidates[0]);
  if (filledIn !== undefined) {
    return unknown(filledIn);
  }
  // Whatever was meant: these say that the selector reaches something all the same, or may.
  if (explanation && isDecisive[explanation.kind]) {
    return unknown(explanation.because);
  }
  const likely = candidates.filter(({ likelihood }) => likelihood >= leastShown);
  const best = candidates[0]?.likelihood ?? 0;
  const listed = listedNamespace(search);
  const missing: Decision = {
    ...decision,
    resolution: { type: 'missing', candidates: likely, elsewhere, ...(listed ? { listed } : {}) },
  };
  if (best >= warnFrom || settings.closedWorld || listed) {
    return missing;
  }
  if (explanation) {
    return unknown(explanation.because);
  }
  const stated = elsewhere.filter((each) => isStatedSame(search, each));
  const isLeft = placeOfService(service, index, settings).unserved.length > 0;
  return stated.length > 0 && !(isLeft && best >= informFrom)
    ? { ...decision, resolution: { type: 'found', targets: stated } }
    : missing;
}

/** No likeness is an argument against what somebody states, what a change that is not read does, or what every cluster runs itself. */
const isDecisive: Partial<Record<Explanation['kind'], true>> = {
  'traffic elsewhere': true,
  'changed on the way': true,
  cluster: true,
  'not read at all': true,
};

// What is less likely is not worth a person's time.
const leastShown = 0.05;

/** What was found out about a selector that selects nothing, before the other Services of its place are looked at. */
export interface Unmatched {
  readonly scope: Scope;
  readonly near: readonly Placed[];
  /** Workloads outside the scope whose pods match. */
  readonly elsewhere: readonly Resource[];
  readonly explanation: Explanation | undefined;
  readonly candidates: readonly Scored[];
  readonly none: readonly Feature[];
}

/** Undefined for a Service whose selector matches something, or is not looked for. */
export function unmatchedOf(service: Resource, index: IndexReader, settings: Settings): Unmatched | undefined {
  const question = settings.closedWorld ? 'unmatched in a closed world' : 'unmatched';
  return index.remember(question, service, (reader): Unmatched | undefined => {
    const matches = matchesOf(service, reader, settings);
    if (matches.type === 'not looked for' || matches.found.length > 0) {
      return undefined;
    }
    const search: Search = { ...matches.search, index: reader };
    const { selector, namespaces, membership } = search;
    const scope = scopeOf(service, membership, reader);
    const near = templatesInScope(scope, reader)
      .filter(({ resource }) => isTarget(resource, reader))
      .filter(({ proximity }) => !matches.isContradicted || proximity === 'file')
      .map(({ resource, proximity }) => ({ resource, place: proximity }) as Placed);
    const templates = near.map(({ resource }) => resource);
    const elsewhere = templatesMatching(selector, reader).filter(
      (each) => mayReach(search, each) && !matches.isContradicted,
    );
    const explanation = explanationFor({ service, selector, namespaces, scope, templates }, reader);
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

/** The likelihood of each candidate, in their order. */
function likelihoodsOf(service: Resource, index: IndexReader, settings: Settings): readonly number[] {
  const place = placeOfService(service, index, settings);
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

/** Somebody has changed the selector, or a workload that could be meant was not there in the baseline: a break is likelier then. */
function priorOf(service: Resource, { unserved }: ServicePlace, index: IndexReader): number {
  const selector = service.service?.selector;
  const isNew = (each: Resource) => index.wiredBefore(identityOf(each)).length === 0;
  const isChanged =
    index.hasBaseline &&
    ((selector && isChangedSince(service, askedBySelector(selector), index)) || unserved.some(isNew));
  return isChanged ? priors.changed : priors.atRest;
}

/**
 * What is near, and what stands in files in which Services of the same directory find their pods: in a layout that keeps
 * Services and workloads apart that is where this one's are.
 */
function withCompany(search: Search, scope: Scope, near: readonly Placed[]): readonly Placed[] {
  const { service, index } = search;
  const files = new Set<string>();
  const others = service.bundle === undefined ? index.servicesIn(directoryOf(service.document.file)) : none;
  for (const { service: other } of others.slice(0, mostCompany)) {
    const matching = other?.selector && other !== service.service ? templatesOf(other.selector, index) : none;
    const placed = matching.map((each) => ({ each, proximity: proximityIn(scope, each, index) }));
    // One that finds its pods around itself has copies elsewhere, and is no company.
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
      .templatesIn(directoryOf(file))
      .filter((each) => each.document.file === file && !near.some(({ resource }) => resource === each))
      // What matches there is an answer, and no candidate.
      .filter((each) => each.podTemplate && !selectorMatches(search.selector, each.podTemplate))
      .filter((each) => isTarget(each, index) && isStatedSame(search, each))
      .map((resource): Placed => ({ resource, place: 'company' })),
  );
  return [...known, ...added];
}

/** All of a directory ask it of each other. */
function templatesOf(selector: Labels, index: IndexReader): readonly Resource[] {
  return index.remember('templates matching', selector, (reader) => templatesMatching(selector, reader));
}

// A directory where more Services stand, or whose pods are all over the workspace, says nothing of one of them.
const mostCompany = 50;

/**
 * What a template language will fill in: in the selector, or in the labels of something that would match else; of other
 * files not where the own one has what was meant.
 */
function placeholderIn(
  { selector, ...search }: Search,
  templates: readonly Resource[],
  nearest: Candidate | undefined,
): string | undefined {
  const pair = selector.pairs.find(({ key, value }) => key.type === 'placeholder' || value.type === 'placeholder');
  if (pair) {
    return `${describeLabels([pair])} is filled in by a template`;
  }
  const { file } = search.service.document;
  const isInFile = nearest !== undefined && nearest.likelihood >= warnFrom && nearest.resource.document.file === file;
  const template = templates.find(
    (each) =>
      (!isInFile || each.document.file === file) &&
      each.podTemplate &&
      selectorMayMatch(selector, each.podTemplate) &&
      isCompatible({ ...search, selector }, each),
  );
  return template && `the labels of ${describeResource(template)} are filled in by a template`;
}

/** What runs in the Service's namespace and matches, whether any file speaks of it or not. */
function runningMatch({ service, selector, index, settings }: Search): Found['running'] {
  const around = livePodsAround(service, index, settings);
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
 * The namespace of the cluster, where all is known that runs in it or could, nothing matches, and the Service itself is there: what
 * belongs to it would be there with it. One that is not applied yet may come together with its pods.
 */
function listedNamespace({ service, index, settings }: Search): Missing['listed'] {
  const around = livePodsAround(service, index, settings);
  if (!around?.isWhole) {
    return undefined;
  }
  const applied = index.liveService(around.namespace, service.name)?.service;
  return applied?.state === 'current' && applied.value
    ? { context: around.context, namespace: around.namespace }
    : undefined;
}
