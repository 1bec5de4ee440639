import type { Resource } from '../../model/resource.ts';
import type { Labels } from '../../model/written.ts';
import { optional } from '../../text/optional.ts';
import { namespacesOf, relationOf } from '../scope/namespaces.ts';
import { isCompatible } from '../search.ts';
import { type ServiceSearch, servicesSelecting } from '../serviceMatches.ts';
import type { Explanation } from '../unknown/unknownReasons.ts';
import {
  type Asker,
  asksForOwnName,
  type CandidatePlace,
  type Circumstances,
  type Feature,
  type FeatureName,
  featuresOf,
} from './likelihood/features.ts';
import { type Scored, scoreOf } from './likelihood/likelihood.ts';
import { type PodLabels, pairMatches } from './match.ts';
import { knownNames, partsOf } from './nameSimilarity.ts';
import { portsOfService } from './ports.ts';
import { isNamingOf, namingsOf } from './serviceOwners.ts';
import { placeOfService, restOf, unpairedInPlace, type WorkloadsOfPlace } from './servicePlace.ts';

/** A workload in scope. */
export interface Placed {
  readonly resource: Resource;
  readonly place: CandidatePlace;
}

/**
 * The workloads in scope as candidates, the likeliest first.
 *
 * @param place of the Service, with the workloads that are left in it.
 */
export function scoredCandidates(
  search: ServiceSearch,
  near: readonly Placed[],
  place: WorkloadsOfPlace = {
    workloads: placeOfService(search.referrer, search.index).workloads,
    unserved: unpairedInPlace(search.referrer, search.index, search.settings).unserved,
  },
): readonly Scored[] {
  const { referrer: service, selector, index, settings } = search;
  const asker: Asker = { resource: service, selector, ports: portsOfService(service) };
  const names = knownNames(index);
  const rest = restOf(search, place);
  const restOfFile = restOf(search, place, service.document.file);
  const namings = namingsOf(service, index);
  const compared = worthComparing(search, near);
  const holders = countHolders(
    selector,
    compared.flatMap(({ resource }) =>
      resource.podTemplate && isCompatible(search, resource) ? resource.podTemplate : [],
    ),
  );
  return compared
    .flatMap(({ resource, place: at }): Scored[] => {
      const template = resource.podTemplate;
      if (!template) {
        return [];
      }
      const namespaces = namespacesOf(resource, index, settings.closedWorld);
      const isInOtherNamespace = relationOf(search.namespaces, namespaces) === 'different';
      // If a file holds both the Service and the workload, Services in other files do not count.
      const servedBy = servicesSelecting(resource, index, settings).filter(
        ({ document }) => at !== 'file' || document.file === service.document.file,
      );
      const hasAll = selector.pairs.every((pair) => pairMatches(pair, template));
      // A workload in another namespace is a candidate only if everything else matches and no Service there
      // selects it.
      if (isInOtherNamespace && (!hasAll || servedBy.length > 0 || (at !== 'file' && at !== 'directory'))) {
        return [];
      }
      const circumstances: Circumstances = {
        place: at,
        isInOtherNamespace,
        servedBy,
        hasPairsAlone: holders(template) === 1,
        rest: at === 'file' ? restOfFile(resource) : rest(resource),
        names,
        ...optional(
          'naming',
          namings.find((each) => isNamingOf(each, resource)),
        ),
      };
      const selectable = {
        resource,
        labels: template,
        ...optional('ownSelector', resource.workloadSelector?.matchLabels),
      };
      const features = featuresOf(asker, selectable, circumstances);
      return [{ resource, features, score: scoreOf(features) }];
    })
    .sort((a, b) => b.score - a.score);
}

/** The evidence for pods in another place, whatever is in scope. */
export function featuresOfNone(
  { referrer: service, selector, index }: ServiceSearch,
  near: readonly Placed[],
  elsewhere: readonly Resource[],
  explanation: Explanation | undefined,
): readonly Feature[] {
  const found: Feature[] = [
    { name: 'nowhere', value: 1, words: () => 'most selectors that match nothing belong to pods in another place' },
  ];
  const add = (name: FeatureName, value: number, words: Feature['words']) => {
    if (value > 0) {
      found.push({ name, value, words });
    }
  };
  // Copies of an example match each other: a match elsewhere does not count if a workload with the same name is
  // in scope.
  const namesHere = new Set(near.map(({ resource }) => `${resource.kind} ${resource.name}`));
  const isNoCopy = ({ kind, name }: Resource) => !namesHere.has(`${kind} ${name}`);
  add(
    'ownName',
    asksForOwnName(service, selector.pairs, knownNames(index)) ? 1 : 0,
    () => 'the selector asks for the name of the Service',
  );
  add('matchedElsewhere', elsewhere.some(isNoCopy) ? 1 : 0, () => 'pods in another place have all the labels');
  if (explanation && kindsThatMayContain.has(explanation.kind)) {
    add('mayBeElsewhere', 1, () => explanation.because);
  }
  return found;
}

/** The explanations that are evidence. The other kinds are either irrelevant or decisive. */
const kindsThatMayContain: ReadonlySet<Explanation['kind']> = new Set(['operator', 'run time', 'unread text']);

/**
 * How many of the compared templates have all the pairs of the selector that the given labels have; 0 if the
 * labels have none.
 */
export function countHolders(selector: Labels, compared: readonly PodLabels[]): (labels: PodLabels) => number {
  const pairs = selector.pairs.slice(0, mostPairs);
  // The matching pairs as bits of a number: there are far fewer combinations than candidates.
  const equalOf = (labels: PodLabels) =>
    pairs.reduce((bits, pair, bit) => (pairMatches(pair, labels) ? bits | (1 << bit) : bits), 0);
  const counts = new Map<number, number>();
  for (const each of compared) {
    const bits = equalOf(each);
    counts.set(bits, (counts.get(bits) ?? 0) + 1);
  }
  return (labels) => {
    const bits = equalOf(labels);
    let count = 0;
    for (const [other, times] of counts) {
      count += bits !== 0 && (other & bits) === bits ? times : 0;
    }
    return count;
  };
}

// The number of bits that bitwise operators can use; selectors have fewer pairs.
const mostPairs = 30;

/**
 * In a place with many workloads only those that share something with the Service: the beginning of a word of
 * its name or of a value, or the file. The other workloads differ in everything, and in a place with hundreds
 * of workloads the last one without a Service is no evidence.
 */
function worthComparing({ referrer: service, selector }: ServiceSearch, near: readonly Placed[]): readonly Placed[] {
  if (near.length <= mostCompared) {
    return near;
  }
  const beginnings = new Set(
    [service.name, ...selector.pairs.map(({ value }) => value.value)].flatMap((each) => partsOf(each).map(beginningOf)),
  );
  const isAlike = ({ name, podTemplate }: Resource) =>
    [name, ...(podTemplate?.labels?.pairs ?? []).map(({ value }) => value.value)].some((each) =>
      partsOf(each).some((part) => beginnings.has(beginningOf(part))),
    );
  return near
    .filter(({ resource }) => resource.document.file === service.document.file || isAlike(resource))
    .slice(0, mostCompared);
}

// A larger directory is generated.
const mostCompared = 300;

function beginningOf(part: string): string {
  return part.slice(0, 3);
}
