import type { Candidate, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { describeLabels, describeResource } from './describe.ts';
import type { IndexReader } from './index.ts';
import { pairMatches, selectorMatches, selectorMayMatch, servicesMatching, templatesMatching } from './match.ts';
import { namespacesOf, relationOf } from './namespaces.ts';
import { evidenceFor, looserThreshold } from './nearness.ts';
import { type Proximity, proximityOf, type Scope, scopeOf, templatesInScope } from './scope.ts';
import { reasonForSilence } from './silence.ts';
import { isTarget, type Standing, standingOf } from './standing.ts';

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
  const matching = templatesMatching(selector, index);
  const found = matching.filter((each) => proximityFor(search, each) !== 'elsewhere' && mayReach(search, each));
  const decision = { candidates: [], elsewhere: [], ...namespacesIn(search) };
  if (found.length > 0) {
    return isContradicted(search, found, matching)
      ? decideUnmatched({ ...search, only: 'what states the same namespace' }, matching)
      : { ...decision, resolution: { type: 'found', targets: found } };
  }
  return index.complete
    ? decideUnmatched(search, matching)
    : { ...decision, resolution: { type: 'unknown', because: 'the workspace is still being indexed' } };
}

interface Search {
  readonly service: Resource;
  readonly selector: Labels;
  readonly index: IndexReader;
  readonly settings: Settings;
  readonly membership: Scope['membership'];
  readonly namespaces: readonly (string | undefined)[];
  /** Narrows what is compatible: elsewhere than in the Service's own file, not stated is not enough. */
  readonly only?: 'what states the same namespace';
}

/**
 * Whether the Service's own file says otherwise: the labels are there, in a namespace that is stated and another. Then
 * workloads of other files that happen to match, and state no namespace, are no answer; they are other examples.
 */
function isContradicted(search: Search, found: readonly Resource[], matching: readonly Resource[]): boolean {
  const { service, index, settings } = search;
  const { file } = service.document;
  return (
    matching.some((each) => each.document.file === file && !isCompatible(search, each) && isTarget(each, index)) &&
    found.every(
      (each) =>
        each.document.file !== file &&
        relationOf(search.namespaces, namespacesOf(each, index, settings.closedWorld)) !== 'same',
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

function decideUnmatched(search: Search, matching: readonly Resource[]): Decision {
  const { service, selector, index, settings } = search;
  const scope = scopeOf(service.document.file, search.membership, index);
  const near = templatesInScope(scope, index).filter(({ resource }) => isTarget(resource, index));
  const elsewhere = matching.filter((each) => mayReach(search, each));
  const decision = { candidates: [], elsewhere, scope, ...namespacesIn(search) };

  // Labels that controllers add stand in no posting list.
  const targets = near
    .map(({ resource }) => resource)
    .filter((each) => each.podTemplate && selectorMatches(selector, each.podTemplate) && isCompatible(search, each));
  if (targets.length > 0) {
    return { ...decision, resolution: { type: 'found', targets } };
  }
  const filledIn = placeholderIn(
    search,
    near.map(({ resource }) => resource),
  );
  if (filledIn !== undefined) {
    return { ...decision, resolution: { type: 'unknown', because: filledIn } };
  }
  const candidates = near
    .map(({ resource, proximity }) => candidateOf(search, resource, proximity))
    .filter((candidate) => candidate !== undefined)
    .sort((a, b) => b.score - a.score);
  const templates = near.map(({ resource }) => resource);
  const silence = reasonForSilence({ ...search, scope, templates }, index);
  if (silence !== undefined) {
    return { ...decision, candidates, silence, resolution: { type: 'unknown', because: silence } };
  }
  const nearest = candidates.filter((candidate) => candidate.score >= looserThreshold);
  if (nearest.length > 0 || settings.closedWorld) {
    return { ...decision, candidates, resolution: { type: 'missing', candidates: nearest } };
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

function candidateOf(search: Search, resource: Resource, proximity: Proximity): Candidate | undefined {
  const { service, selector, index, settings } = search;
  const template = resource.podTemplate;
  if (!template || proximity === 'elsewhere' || (search.only && proximity !== 'file')) {
    return undefined;
  }
  const namespaces = namespacesOf(resource, index, settings.closedWorld);
  const claimedBy = servicesMatching(template, index).filter(
    (other) =>
      other !== service && relationOf(namespaces, namespacesOf(other, index, settings.closedWorld)) !== 'different',
  );
  if (relationOf(search.namespaces, namespaces) === 'different') {
    // Another namespace is near only where all the rest is right, and where these pods are nobody else's.
    const isLost = proximity !== 'neighbours';
    const isWanted = claimedBy.some((other) => proximity !== 'file' || other.document.file === resource.document.file);
    if (!isLost || isWanted || !selector.pairs.every((pair) => pairMatches(pair, template))) {
      return undefined;
    }
  }
  const evidence = evidenceFor(service, resource, { proximity, claimedBy });
  return { resource, evidence, score: evidence.reduce((sum, { points }) => sum + points, 0) };
}

/** What a template language will fill in: in the selector, or in the labels of something that would match else. */
function placeholderIn({ selector, ...search }: Search, templates: readonly Resource[]): string | undefined {
  const pair = selector.pairs.find(({ key, value }) => key.type === 'placeholder' || value.type === 'placeholder');
  if (pair) {
    return `${describeLabels([pair])} is filled in by a template`;
  }
  const template = templates.find(
    (each) =>
      each.podTemplate && selectorMayMatch(selector, each.podTemplate) && isCompatible({ ...search, selector }, each),
  );
  return template && `the labels of ${describeResource(template)} are filled in by a template`;
}

function proximityFor({ service, membership, index, settings }: Search, other: Resource): Proximity {
  const proximity = proximityOf(service.document.file, membership, other.document.file, index);
  // In a closed world everything that runs is here, wherever it stands.
  return proximity === 'elsewhere' && settings.closedWorld ? 'neighbours' : proximity;
}

function mayReach(search: Search, other: Resource): boolean {
  return isTarget(other, search.index) && isCompatible(search, other);
}

function isCompatible({ service, namespaces, index, settings, only }: Search, other: Resource): boolean {
  const relation = relationOf(namespaces, namespacesOf(other, index, settings.closedWorld));
  return relation === 'same' || (relation === 'not stated' && (!only || service.document.file === other.document.file));
}

/** Whether both state their namespace, on every way in which they are deployed, and it is the same. */
function isStatedSame({ namespaces, index, settings }: Search, other: Resource): boolean {
  const others = namespacesOf(other, index, settings.closedWorld);
  return [...namespaces, ...others].every((each) => each !== undefined) && relationOf(namespaces, others) === 'same';
}

function namespacesIn({ namespaces }: Search): Pick<Decision, 'namespaces'> {
  return { namespaces };
}
