import type { Candidate, Found, Missing, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/none.ts';
import { directoryOf } from '../text/path.ts';
import { candidatesFor, type Placed, type Search } from './candidates.ts';
import { describeLabels, describeResource } from './describe.ts';
import { livePodsAround } from './liveService.ts';
import { asResolution } from './lostEdges.ts';
import { lostSelector } from './lostReferences.ts';
import { selectorMatches, selectorMayMatch, templatesMatching, templatesToCompare } from './match.ts';
import { areStatedSame, namespacesOf, relationOf } from './namespaces.ts';
import { looserThreshold, strongThreshold, threshold } from './nearness.ts';
import type { IndexReader } from './reader.ts';
import { isInScope, proximityIn, type Scope, scopeOf, templatesInScope } from './scope.ts';
import { reasonForSilence } from './silence.ts';
import { isTarget, type Standing, standingOf } from './standing.ts';
import { writtenPairs } from './telling.ts';

/** Whether the Service's selector reaches a pod template, and if not, what it probably meant. */
export function resolveServiceSelector(service: Resource, index: IndexReader, settings: Settings): Resolution {
  // More than one rule asks.
  const question = settings.closedWorld ? 'selector in a closed world' : 'selector';
  return index.remember(question, service, (reader) => decideServiceSelector(service, reader, settings).resolution);
}

/** What became of a Service's selector, and everything that was looked at on the way. */
export interface Decision {
  readonly resolution: Resolution;
  /** Absent where it was decided before anything was looked for. */
  readonly namespaces?: readonly (string | undefined)[];
  /** Absent where a match made it needless to look around. */
  readonly scope?: Scope;
  /** Everything in scope that makes pods, nearest first, the score being how near it is to what was meant. */
  readonly candidates: readonly Candidate[];
  /** Workloads outside the scope whose pods match. */
  readonly elsewhere: readonly Resource[];
  /** Why nothing is said although nothing matches. */
  readonly silence?: string;
}

export function decideServiceSelector(service: Resource, index: IndexReader, settings: Settings): Decision {
  const selector = service.service?.selector;
  const standing = standingOf(service, index);
  const refused = selector ? reasonNotToLook(service, selector, standing) : 'it has no selector';
  if (!selector || refused !== undefined || standing.type === 'part') {
    return { resolution: { type: 'unknown', because: refused ?? 'it has no selector' }, candidates: [], elsewhere: [] };
  }
  const search: Search = {
    service,
    selector,
    index,
    settings,
    membership: standing.membership,
    namespaces: namespacesOf(service, index, settings.closedWorld),
  };
  // Where a template stands is known at once; whether it matches takes longer, and copies of an example may be many.
  const found = matchesOfBundle(search) ?? matchesNear(search);
  const decision = { candidates: [], elsewhere: [], ...namespacesIn(search) };
  if (found.length > 0) {
    return isContradicted(search, found)
      ? decideUnmatched({ ...search, only: 'what states the same namespace' })
      : { ...decision, resolution: { type: 'found', targets: found } };
  }
  return index.complete
    ? decideUnmatched(search)
    : { ...decision, resolution: { type: 'unknown', because: 'the workspace is still being indexed' } };
}

/** What the own bundle deploys that matches; undefined where there is none. */
function matchesOfBundle(search: Search): readonly Resource[] | undefined {
  const { service, selector, index } = search;
  const own = service.bundle === undefined ? [] : index.fewestTemplatesOf(service.bundle, writtenPairs(selector));
  const found = own.filter(
    (each) => each.podTemplate && selectorMatches(selector, each.podTemplate) && isCompatible(search, each),
  );
  return found.length > 0 ? found : undefined;
}

function matchesNear(search: Search): readonly Resource[] {
  const { selector, index } = search;
  return templatesToCompare(selector, index).filter(
    (each) =>
      isInScope(search.service, search.membership, each, index, search.settings) &&
      each.podTemplate &&
      selectorMatches(selector, each.podTemplate) &&
      mayReach(search, each),
  );
}

/**
 * Whether the Service's own file says otherwise: the labels are there, in a namespace that is stated and another. Then
 * workloads of other files that happen to match, and state no namespace, are no answer; they are other examples.
 */
function isContradicted(search: Search, found: readonly Resource[]): boolean {
  const { service, selector, index, settings } = search;
  const { file } = service.document;
  const isOtherExample = (each: Resource) =>
    each.document.file !== file &&
    relationOf(search.namespaces, namespacesOf(each, index, settings.closedWorld)) !== 'same';
  return (
    service.namespace !== undefined &&
    found.every(isOtherExample) &&
    templatesMatching(selector, index).some(
      (each) =>
        each.document.file === file &&
        each.bundle === service.bundle &&
        !isCompatible(search, each) &&
        isTarget(each, index),
    )
  );
}

/** Selectors about which there is nothing to find out. */
function reasonNotToLook(service: Resource, selector: Labels, standing: Standing): string | undefined {
  if (service.service?.type?.value === 'ExternalName') {
    return 'the selector of an ExternalName Service is ignored';
  }
  if (standing.type === 'part') {
    return standing.because;
  }
  const odd = selector.pairs.some(({ value }) => value.type === 'mapping' || value.type === 'sequence');
  if (selector.pairs.some(({ key, value }) => key.value === 'matchLabels' && value.type === 'mapping')) {
    return 'its selector is nested under matchLabels, which a Service does not have, and the API server refuses it';
  }
  if (odd || selector.shape === 'other') {
    return 'its selector is no map of labels, and the API server refuses it';
  }
  // kubectl drops a pair without a value, and with the last one the selector.
  return selector.pairs.every(({ value }) => value.type === 'null') ? 'its selector has no values' : undefined;
}

function decideUnmatched(search: Search): Decision {
  const { service, selector, index, settings } = search;
  const scope = scopeOf(service, search.membership, index);
  const near = templatesInScope(scope, index).filter(({ resource }) => isTarget(resource, index));
  const elsewhere = templatesMatching(selector, index).filter((each) => mayReach(search, each));
  const decision = { candidates: [], elsewhere, scope, ...namespacesIn(search) };

  // Labels that controllers add stand in no posting list.
  const templates = near.map(({ resource }) => resource);
  const targets = templates.filter(
    (each) => each.podTemplate && selectorMatches(selector, each.podTemplate) && isCompatible(search, each),
  );
  if (targets.length > 0) {
    return { ...decision, resolution: { type: 'found', targets } };
  }
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
  const candidates = candidatesFor(search, withCompany(search, scope, near));
  const filledIn = placeholderIn(search, templates, candidates[0]);
  if (filledIn !== undefined) {
    return { ...decision, candidates, silence: filledIn, resolution: { type: 'unknown', because: filledIn } };
  }
  const obvious = candidates.find(({ score }) => score >= strongThreshold)?.resource;
  const silence = reasonForSilence({ ...search, scope, templates, obvious }, index);
  if (silence !== undefined) {
    return { ...decision, candidates, silence, resolution: { type: 'unknown', because: silence } };
  }
  // Where something else in the workspace matches exactly, a weak likeness is no better explanation.
  const least = elsewhere.length > 0 ? threshold : looserThreshold;
  const nearest = candidates.filter((candidate) => candidate.score >= least);
  const listed = listedNamespace(search);
  if (nearest.length > 0 || settings.closedWorld || listed) {
    const resolution = { type: 'missing', candidates: nearest, ...(listed ? { listed } : {}) } as const;
    return { ...decision, candidates, resolution };
  }
  const stated = elsewhere.filter((each) => isStatedSame(search, each));
  if (stated.length > 0) {
    return { ...decision, candidates, resolution: { type: 'found', targets: stated } };
  }
  const [outside] = elsewhere;
  const because = outside
    ? `it is matched only by ${describeResource(outside)} in ${outside.document.file}, outside its scope`
    : 'nothing near it makes pods that it could mean';
  return { ...decision, candidates, resolution: { type: 'unknown', because } };
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
    const matching = other?.selector && other !== service.service ? matchesOf(other.selector, index) : none;
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
    const isThere = each.proximity === 'neighbours' && files.has(each.resource.document.file);
    return isThere ? { ...each, proximity: 'company' } : each;
  });
  const added = [...files].flatMap((file) =>
    index
      .templatesIn(directoryOf(file))
      .filter((each) => each.document.file === file && !near.some(({ resource }) => resource === each))
      // What matches there is an answer, and no candidate.
      .filter((each) => each.podTemplate && !selectorMatches(search.selector, each.podTemplate))
      .filter((each) => isTarget(each, index) && isStatedSame(search, each))
      .map((resource): Placed => ({ resource, proximity: 'company' })),
  );
  return [...known, ...added];
}

/** All of a directory ask it of each other. */
function matchesOf(selector: Labels, index: IndexReader): readonly Resource[] {
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
  const isInFile = nearest !== undefined && nearest.score >= threshold && nearest.resource.document.file === file;
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

function mayReach(search: Search, other: Resource): boolean {
  return isTarget(other, search.index) && isCompatible(search, other);
}

function isCompatible({ service, namespaces, index, settings, only }: Search, other: Resource): boolean {
  const relation = relationOf(namespaces, namespacesOf(other, index, settings.closedWorld));
  return relation === 'same' || (relation === 'not stated' && (!only || service.document.file === other.document.file));
}

function isStatedSame({ namespaces, index, settings }: Search, other: Resource): boolean {
  return areStatedSame(namespaces, namespacesOf(other, index, settings.closedWorld));
}

function namespacesIn({ namespaces }: Search): Pick<Decision, 'namespaces'> {
  return { namespaces };
}
