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

/** A Service whose pods are looked for. */
export interface ServiceSearch extends Search {
  readonly selector: Labels;
}

/** What the selector of a Service matches in scope. */
export type Matches =
  | UnknownTarget
  | {
      readonly type: 'looked for';
      readonly found: readonly Resource[];
      /** Set where the file of the Service says that what matches in other files is another example. */
      readonly isContradicted: boolean;
    };

/** What a Service selects among files, worked out once: its rules ask, and so do the Services beside it. */
export function matchesOf(service: Resource, index: IndexReader, settings: Settings): Matches {
  const question = settings.closedWorld ? 'matches in a closed world' : 'matches';
  return index.remember(question, service, (reader) => lookFor(service, reader, settings));
}

/** The search of a Service; why nothing is looked for, where it has no selector that could select. */
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
  // Where a template is costs little to find out, whether it matches more, and copies of an example may be many.
  const found = matchesOfBundle(search) ?? matchesByText(search) ?? matchesOfControllers(search);
  const contradicted = found.length > 0 && isContradicted(search, found);
  return { type: 'looked for', found: contradicted ? [] : found, isContradicted: contradicted };
}

/** Selectors about which there is nothing to find out. */
function reasonNotToLook(service: Resource, selector: Labels): string | undefined {
  if (service.service?.type?.value === 'ExternalName') {
    return 'the selector of an ExternalName Service is ignored';
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

/** What the own bundle deploys that matches; undefined where there is none. */
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

/** Labels that controllers add are in no posting list. */
function matchesOfControllers(search: ServiceSearch): readonly Resource[] {
  const { referrer: service, selector, membership, index } = search;
  return index.complete
    ? templatesInScope(scopeOf(service, membership, index), index)
        .map(({ resource }) => resource)
        .filter((each) => each.podTemplate && selectorMatches(selector, each.podTemplate) && mayReach(search, each))
    : [];
}

/**
 * Whether the Service's own file says otherwise: the labels are there, in a namespace that is stated and another. Then
 * workloads of other files that happen to match, and state no namespace, are no answer; they are other examples.
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

/** Services that select a workload which is in their scope, whatever else they select. */
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
