import type { Candidate } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/none.ts';
import { directoryOf } from '../text/path.ts';
import { describeLabels } from './describe.ts';
import { pairMatches, servicesMatching, templatesMatching } from './match.ts';
import { type KnownNames, knownNames } from './names.ts';
import { namespacesOf, relationOf } from './namespaces.ts';
import { isNamingOf, type Naming, namingsOf } from './naming.ts';
import {
  type Circumstances,
  evidenceFor,
  looserThreshold,
  mostForRest,
  type Place,
  type Rest,
  strongThreshold,
} from './nearness.ts';
import { portsOfService, type TargetPort, targetsOf } from './ports.ts';
import type { IndexReader } from './reader.ts';
import type { Proximity, Scope } from './scope.ts';
import { tellingPair } from './telling.ts';

/** A Service whose pods are looked for, and what is known of it by then. */
export interface Search {
  readonly service: Resource;
  readonly selector: Labels;
  readonly index: IndexReader;
  readonly settings: Settings;
  readonly membership: Scope['membership'];
  readonly namespaces: readonly (string | undefined)[];
  /** Narrows what is compatible: elsewhere than in the Service's own file, not stated is not enough. */
  readonly only?: 'what states the same namespace';
}

/** What the author may have meant, nearest first, of everything in scope that makes pods. */
export function candidatesFor(search: Search, near: readonly Placed[]): readonly Candidate[] {
  const known = {
    services: [search.service, ...twinsOf(search)].map((service) => ({
      service,
      namings: namingsOf(service, search.index),
    })),
    names: knownNames(search.index),
    comparisons: knownComparisons(search.index),
    isOnlyOne: onesWithEqualPairs(search, near),
    restOf: restOf(search, near),
    isLonePair: isLonePair(search),
    servesAlone: (resource: Resource) => servesAlone(search.service, resource, near),
    isHeld: askedOnce(({ key, value }: LabelPair) => search.index.templatesWith(key.value, value.value).length > 0),
  };
  return near.flatMap((each) => candidateOf(search, each, known) ?? []).sort((a, b) => b.score - a.score);
}

/** Something in scope that makes pods. */
export interface Placed {
  readonly resource: Resource;
  readonly proximity: Proximity | 'company';
}

/** What is the same for every candidate. */
interface Known {
  /** The Service, and those beside it that ask for the same. */
  readonly services: readonly { readonly service: Resource; readonly namings: readonly Naming[] }[];
  readonly names: KnownNames;
  readonly comparisons: Comparisons;
  isOnlyOne(resource: Resource, proximity: Place): boolean;
  restOf(placed: Placed): Rest | undefined;
  /** Whether the Service's bundle has no other Service, and one workload. */
  readonly isLonePair: boolean;
  servesAlone(resource: Resource): boolean;
  /** Whether some pods of the workspace have the pair. */
  isHeld(pair: LabelPair): boolean;
}

function askedOnce<T>(answerTo: (question: T) => boolean): (question: T) => boolean {
  const answers = new Map<T, boolean>();
  return (question) => {
    let answer = answers.get(question);
    if (answer === undefined) {
      answer = answerTo(question);
      answers.set(question, answer);
    }
    return answer;
  };
}

/**
 * How near a workload was found to be to what a Service meant. A cache and nothing else: it follows from the two and from
 * the circumstances. A trial of a fix judges every Service around again, of which it has changed one.
 */
type Comparisons = WeakMap<Resource, WeakMap<Resource, Comparison[]>>;

interface Comparison {
  readonly circumstances: Omit<Circumstances, 'names'>;
  readonly score: number;
}

function knownComparisons(index: IndexReader): Comparisons {
  return index.remember(comparisons, 'all', (): Comparisons => new WeakMap());
}

/** Under which they are remembered. Another index has them too: nothing was looked up for them. */
export const comparisons = 'comparisons';

/** Which of the candidates is the only one, of all that stand as near, whose pods have the pairs that they have. */
function onesWithEqualPairs({ selector }: Search, near: readonly Placed[]): Known['isOnlyOne'] {
  const pairs = selector.pairs.slice(0, mostPairs);
  if (pairs.length < 2) {
    return () => false;
  }
  // The pairs that are equal as bits of a number: there are fewer kinds of candidates than candidates.
  const equalOf = ({ podTemplate }: Resource) =>
    pairs.reduce((bits, pair, bit) => (podTemplate && pairMatches(pair, podTemplate) ? bits | (1 << bit) : bits), 0);
  const counts = new Map<string, { readonly bits: number; readonly isInFile: boolean; count: number }>();
  for (const { resource, proximity } of near) {
    const isInFile = proximity === 'file';
    const bits = equalOf(resource);
    const key = `${bits} ${isInFile}`;
    const known = counts.get(key) ?? { bits, isInFile, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return (resource, proximity) => {
    const bits = equalOf(resource);
    let count = 0;
    for (const each of counts.values()) {
      count += (each.bits & bits) === bits && (each.isInFile || proximity !== 'file') ? each.count : 0;
    }
    return bits !== 0 && count === 1;
  };
}

// Bits of a number; nobody selects by more.
const mostPairs = 30;

/**
 * Whether a workload is what is left when every Service has what it selects: in the Service's own file, or in its directory,
 * whichever the workload stands in; where files are sorted by kind, in the directories that hold the others. Asked of few
 * candidates, because it looks at all the others.
 */
function restOf({ service, selector, index, settings }: Search, near: readonly Placed[]): Known['restOf'] {
  const namespaces = (resource: Resource) => namespacesOf(resource, index, settings.closedWorld);
  const isHeld = (labels: Labels) => templatesMatching(labels, index).length > 0;
  const isOfFile = ({ document }: Resource) => document.file === service.document.file;
  // A file that holds both the Service and the workload is whole by itself.
  const isClaimed = (resource: Resource) =>
    servicesMatching(resource, index).some(
      (other) =>
        other !== service &&
        (!isOfFile(resource) || isOfFile(other)) &&
        relationOf(namespaces(resource), namespaces(other)) !== 'different',
    );
  const restIn = (proximity: Place): { readonly resource: Resource; readonly rest: Rest } | undefined => {
    const isIn = (place: Placed['proximity']) => place === 'file' || place === proximity;
    const beside = near.filter((each) => isIn(each.proximity) && each.resource.group !== 'batch');
    const others = index
      .servicesIn(directoryOf(service.document.file))
      .filter((other) => other.bundle === service.bundle && (proximity !== 'file' || isOfFile(other)));
    // What stands far off may be what was meant; a file that holds both is whole by itself.
    const isFar = proximity !== 'file' && isHeld(selector);
    if (beside.length > mostBeside || others.length > mostBeside || (proximity === 'complement' && isFar)) {
      return undefined;
    }
    const [left, ...more] = beside.filter(({ resource }) => !isClaimed(resource));
    const isServed = ({ service: other }: Resource) =>
      !other?.selector ||
      describeLabels(other.selector.pairs) === describeLabels(selector.pairs) ||
      isHeld(other.selector);
    if (!left || more.length > 0 || !others.every(isServed)) {
      return undefined;
    }
    const isAlone =
      beside.length === 1 && !isFar && others.every((other) => other === service || !other.service?.selector);
    return { resource: left.resource, rest: isAlone ? 'alone' : 'left over' };
  };
  const known = new Map<Place, ReturnType<typeof restIn>>();
  return ({ resource, proximity }) => {
    if (proximity !== 'file' && proximity !== 'directory' && proximity !== 'complement') {
      return undefined;
    }
    if (!known.has(proximity)) {
      known.set(proximity, restIn(proximity));
    }
    const found = known.get(proximity);
    return found?.resource === resource ? found.rest : undefined;
  };
}

/**
 * Whether a kustomization deploys one Service and one workload that serves: as a file that holds just the two, it speaks of nothing
 * else that the Service could be for.
 */
function isLonePair({ service, index }: Search): boolean {
  if (service.bundle === undefined) {
    return false;
  }
  const isServing = ({ group, podTemplate }: Resource) => group !== 'batch' && podTemplate?.ends !== true;
  const workloads = index.templatesOf(service.bundle).filter(isServing);
  const services = index.servicesOf(service.bundle).filter((each) => each.service?.selector);
  return workloads.length === 1 && services.length === 1;
}

/**
 * Whether a workload declares every port to which the Service sends traffic, and nothing else in the Service's file any of them.
 */
function servesAlone(service: Resource, resource: Resource, near: readonly Placed[]): boolean {
  const ports = portsOfService(service);
  const has =
    ({ podTemplate }: Resource) =>
    (port: TargetPort) =>
      podTemplate !== undefined && targetsOf(port, podTemplate).length > 0;
  return (
    ports.length > 0 &&
    ports.every(has(resource)) &&
    !near.some((each) => each.proximity === 'file' && each.resource !== resource && ports.some(has(each.resource)))
  );
}

// In a directory with more, what is left is a matter of chance.
const mostBeside = 30;

function candidateOf(search: Search, { resource, proximity }: Placed, known: Known): Candidate | undefined {
  const { selector, index, settings } = search;
  const template = resource.podTemplate;
  if (!template || proximity === 'elsewhere' || (search.only && proximity !== 'file')) {
    return undefined;
  }
  const namespaces = namespacesOf(resource, index, settings.closedWorld);
  const isElsewhere = relationOf(search.namespaces, namespaces) === 'different';
  // Another namespace is near only where all the rest is right.
  if (
    isElsewhere &&
    (proximity === 'neighbours' ||
      proximity === 'complement' ||
      proximity === 'company' ||
      !selector.pairs.every((pair) => pairMatches(pair, template)))
  ) {
    return undefined;
  }
  const first = nearestBy(known, resource, proximity, none);
  // Asked only where it can make a difference; and it is a guess, so it makes nothing certain.
  const mayCount =
    !isElsewhere &&
    first.score >= looserThreshold - mostForRest[proximity === 'file' || known.isLonePair ? 'alone' : 'elsewhere'] &&
    first.score < strongThreshold - mostForRest.elsewhere;
  const rest = mayCount ? known.restOf({ resource, proximity }) : undefined;
  const unclaimed = rest ? nearestBy(known, resource, proximity, none, rest) : first;
  if (unclaimed.score < looserThreshold && !isElsewhere) {
    // That others select it can only speak against it.
    return unclaimed;
  }
  const claimedBy = servicesMatching(resource, index).filter(
    (other) =>
      other !== search.service &&
      relationOf(namespaces, namespacesOf(other, index, settings.closedWorld)) !== 'different',
  );
  const isWanted = claimedBy.some((other) => proximity !== 'file' || other.document.file === resource.document.file);
  if (isElsewhere && isWanted) {
    return undefined;
  }
  return claimedBy.length === 0 ? unclaimed : nearestBy(known, resource, proximity, claimedBy, rest);
}

function nearestBy(
  { services, names, comparisons, isOnlyOne, isHeld, isLonePair, servesAlone }: Known,
  resource: Resource,
  proximity: Place,
  claimedBy: readonly Resource[],
  rest?: Rest,
): Candidate {
  let nearest: NearestBy | undefined;
  let score = Number.NEGATIVE_INFINITY;
  const template = resource.podTemplate;
  const pairs = services[0]?.service.service?.selector?.pairs ?? none;
  const shared = {
    proximity,
    claimedBy,
    names,
    ...(rest ? { rest } : {}),
    isLonePair,
    servesAlone: rest !== undefined && (proximity === 'file' || isLonePair) && servesAlone(resource),
    isOnlyOne: isOnlyOne(resource, proximity),
    areHeld: template !== undefined && pairs.some((pair) => !pairMatches(pair, template) && isHeld(pair)),
  };
  for (const { service, namings } of services) {
    const naming = namings.find((each) => isNamingOf(each, resource));
    const circumstances = naming ? { ...shared, naming } : shared;
    const scoreBy = scoreOf(service, resource, circumstances, comparisons);
    if (scoreBy > score) {
      score = scoreBy;
      nearest = { service, circumstances };
    }
  }
  return nearest ? new Compared(resource, score, nearest) : { resource, score, evidence: none };
}

/** The Service by which a workload was found to be nearest, and how they were compared. */
interface NearestBy {
  readonly service: Resource;
  readonly circumstances: Circumstances;
}

/** Hardly anybody asks for the evidence, and there are thousands of comparisons to be kept. */
class Compared implements Candidate {
  readonly resource: Resource;
  readonly score: number;
  readonly #by: NearestBy;

  constructor(resource: Resource, score: number, by: NearestBy) {
    this.resource = resource;
    this.score = score;
    this.#by = by;
  }

  get evidence(): Candidate['evidence'] {
    return evidenceFor(this.#by.service, this.resource, this.#by.circumstances);
  }
}

function scoreOf(
  service: Resource,
  candidate: Resource,
  circumstances: Circumstances,
  comparisons: Comparisons,
): number {
  let ofService = comparisons.get(service);
  if (!ofService) {
    ofService = new WeakMap();
    comparisons.set(service, ofService);
  }
  const before = ofService.get(candidate);
  const known = before?.find((each) => areSame(each.circumstances, circumstances));
  if (known) {
    return known.score;
  }
  const score = evidenceFor(service, candidate, circumstances).reduce((sum, { points }) => sum + points, 0);
  const { names: _, ...kept } = circumstances;
  const comparison = { circumstances: kept, score };
  if (before) {
    before.push(comparison);
  } else {
    ofService.set(candidate, [comparison]);
  }
  return score;
}

function areSame(a: Comparison['circumstances'], b: Comparison['circumstances']): boolean {
  return (
    a.proximity === b.proximity &&
    a.isOnlyOne === b.isOnlyOne &&
    a.rest === b.rest &&
    a.isLonePair === b.isLonePair &&
    a.servesAlone === b.servesAlone &&
    a.areHeld === b.areHeld &&
    a.naming?.by === b.naming?.by &&
    a.naming?.role === b.naming?.role &&
    a.claimedBy.length === b.claimedBy.length &&
    a.claimedBy.every((service, position) => service === b.claimedBy[position])
  );
}

/**
 * Services beside this one with the very same selector: what one of them was to select, they all were, whatever they
 * are called.
 */
function twinsOf({ service, selector, namespaces, index, settings }: Search): readonly Resource[] {
  const telling = tellingPair(selector);
  const directory = directoryOf(service.document.file);
  const twins = telling ? index.servicesToldBy(telling.key.value, telling.value.value) : none;
  return twins
    .filter(
      (other) =>
        other !== service &&
        other.bundle === service.bundle &&
        directoryOf(other.document.file) === directory &&
        describeLabels(other.service?.selector?.pairs ?? []) === describeLabels(selector.pairs) &&
        relationOf(namespaces, namespacesOf(other, index, settings.closedWorld)) !== 'different',
    )
    .slice(0, mostTwins);
}

// A few Services share a selector; a directory where a hundred do is no reason to compare a hundred times.
const mostTwins = 8;
