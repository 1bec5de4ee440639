import { writtenPairs } from '../index/indexedPair.ts';
import { templatesOfBundleWith } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import type { UnknownTarget } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { selectorMatches, servicesMatching, templatesMatching, templatesToCompare } from './evidence/match.ts';
import { deployabilityOf, isTarget } from './scope/deployability.ts';
import { namespacesOf, relationOf } from './scope/namespaces.ts';
import { membershipOfResource, proximityOf, scopeOf, templatesInScope } from './scope/scope.ts';
import { isCompatible, isInScopeOf, mayReach, type Search, searchOf } from './search.ts';

/** A Service whose pods are searched for. */
export interface ServiceSearch extends Search {
  readonly selector: Labels;
}

/** The resources in scope that the selector of a Service matches. */
export type Matches =
  | UnknownTarget
  | {
      readonly type: 'looked for';
      readonly found: readonly Resource[];
      /** Set if the file of the Service shows that the matches in other files are other examples. */
      readonly isContradicted: boolean;
    };

/**
 * The matches of a Service in files, computed once, because several rules and other Services of the place need
 * them.
 */
export function matchesOf(service: Resource, index: IndexReader, settings: Settings): Matches {
  const question = settings.closedWorld ? 'matches in a closed world' : 'matches';
  return index.remember(question, service, (reader) => lookFor(service, reader, settings));
}

/** The search of a Service, or the reason why there is none: its selector cannot select pods. */
export function serviceSearchOf(
  service: Resource,
  index: IndexReader,
  settings: Settings,
): ServiceSearch | UnknownTarget {
  const selector = service.service?.selector;
  const refused = selector ? reasonNotToLook(service, selector) : 'it has no selector';
  if (!selector || refused !== undefined) {
    return { type: 'unknown', because: refused ?? 'it has no selector' };
  }
  const search = searchOf(service, index, settings);
  return 'because' in search ? search : { ...search, selector };
}

function lookFor(service: Resource, index: IndexReader, settings: Settings): Matches {
  const search = serviceSearchOf(service, index, settings);
  if ('because' in search) {
    return search;
  }
  // The scope is cheaper to check than the match, and an example may have many copies.
  const found = matchesOfBundle(search) ?? matchesByText(search) ?? matchesOfControllers(search);
  const contradicted = found.length > 0 && isContradicted(search, found);
  return { type: 'looked for', found: contradicted ? [] : found, isContradicted: contradicted };
}

/** Why a selector cannot select pods. */
function reasonNotToLook(service: Resource, selector: Labels): string | undefined {
  if (service.service?.type?.value === 'ExternalName') {
    return 'the selector of an ExternalName Service is ignored';
  }
  const odd = selector.pairs.some(({ value }) => value.type === 'mapping' || value.type === 'sequence');
  if (selector.pairs.some(({ key, value }) => key.value === 'matchLabels' && value.type === 'mapping')) {
    return 'its selector is nested under matchLabels, which a Service does not have, and the API server rejects it';
  }
  if (odd || selector.shape === 'other') {
    return 'its selector is not a map of labels, and the API server rejects it';
  }
  // kubectl drops a pair without a value, and the whole selector with the last pair.
  return selector.pairs.every(({ value }) => value.type === 'null') ? 'its selector has no values' : undefined;
}

/** The matching resources that the own bundle deploys; undefined if there are none. */
function matchesOfBundle(search: ServiceSearch): readonly Resource[] | undefined {
  const { selector, index } = search;
  const { bundle } = search.referrer;
  const listsOf = ({ key, value }: LabelPair) =>
    bundle === undefined ? none : [templatesOfBundleWith(bundle, key.value, value.value)];
  const own = index.shortest(writtenPairs(selector).map(listsOf));
  const found = own.filter(
    (each) => each.podTemplate && selectorMatches(selector, each.podTemplate) && isCompatible(search, each),
  );
  return found.length > 0 ? found : undefined;
}

function matchesByText(search: ServiceSearch): readonly Resource[] | undefined {
  const { selector, index } = search;
  const found = templatesToCompare(selector, index).filter(
    (each) =>
      isInScopeOf(search, each) &&
      each.podTemplate &&
      selectorMatches(selector, each.podTemplate) &&
      mayReach(search, each),
  );
  return found.length > 0 ? found : undefined;
}

/** The posting lists do not hold labels that controllers add. */
function matchesOfControllers(search: ServiceSearch): readonly Resource[] {
  const { referrer: service, selector, membership, index } = search;
  return index.complete
    ? templatesInScope(scopeOf(service, membership, index), index)
        .map(({ resource }) => resource)
        .filter((each) => each.podTemplate && selectorMatches(selector, each.podTemplate) && mayReach(search, each))
    : [];
}

/**
 * Whether the Service's own file has the labels in another namespace, which is stated. Workloads of other files
 * that match and state no namespace are then other examples, and no targets.
 */
function isContradicted(search: ServiceSearch, found: readonly Resource[]): boolean {
  const { referrer: service, selector, index, settings } = search;
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

/** The Services that select a workload and have it in their scope. */
export function servicesSelecting(workload: Resource, index: IndexReader, settings: Settings): readonly Resource[] {
  const question = settings.closedWorld ? 'services selecting in a closed world' : 'services selecting';
  return index.remember(question, workload, (reader) => {
    const namespaces = namespacesOf(workload, reader, settings.closedWorld);
    return servicesMatching(workload, reader).filter(
      (service) =>
        deployabilityOf(service, reader).type === 'deployable' &&
        proximityOf(service, membershipOfResource(service, reader), workload, reader) !== 'elsewhere' &&
        relationOf(namespaces, namespacesOf(service, reader, settings.closedWorld)) !== 'different',
    );
  });
}
