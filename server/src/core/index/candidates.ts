import type { Candidate } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/none.ts';
import { directoryOf } from '../text/path.ts';
import { describeLabels } from './describe.ts';
import { pairMatches, servicesMatching } from './match.ts';
import { type KnownNames, knownNames } from './names.ts';
import { namespacesOf, relationOf } from './namespaces.ts';
import { evidenceFor, looserThreshold } from './nearness.ts';
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
export function candidatesFor(
  search: Search,
  near: readonly { readonly resource: Resource; readonly proximity: Proximity }[],
): readonly Candidate[] {
  const services = [search.service, ...twinsOf(search)];
  const names = knownNames(search.index);
  return near
    .flatMap(({ resource, proximity }) => candidateOf(search, services, resource, proximity, names) ?? [])
    .sort((a, b) => b.score - a.score);
}

function candidateOf(
  search: Search,
  services: readonly Resource[],
  resource: Resource,
  proximity: Proximity,
  names: KnownNames,
): Candidate | undefined {
  const { selector, index, settings } = search;
  const template = resource.podTemplate;
  if (!template || proximity === 'elsewhere' || (search.only && proximity !== 'file')) {
    return undefined;
  }
  const namespaces = namespacesOf(resource, index, settings.closedWorld);
  const isElsewhere = relationOf(search.namespaces, namespaces) === 'different';
  // Another namespace is near only where all the rest is right.
  if (isElsewhere && (proximity === 'neighbours' || !selector.pairs.every((pair) => pairMatches(pair, template)))) {
    return undefined;
  }
  const unclaimed = nearestBy(services, resource, proximity, none, names);
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
  return isElsewhere && isWanted ? undefined : nearestBy(services, resource, proximity, claimedBy, names);
}

function nearestBy(
  services: readonly Resource[],
  resource: Resource,
  proximity: Exclude<Proximity, 'elsewhere'>,
  claimedBy: readonly Resource[],
  names: KnownNames,
): Candidate {
  let nearest: Candidate = { resource, score: Number.NEGATIVE_INFINITY, evidence: [] };
  for (const service of services) {
    const evidence = evidenceFor(service, resource, { proximity, claimedBy, names });
    const score = evidence.reduce((sum, { points }) => sum + points, 0);
    nearest = score > nearest.score ? { resource, score, evidence } : nearest;
  }
  return nearest;
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
