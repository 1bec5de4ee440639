import { isOfReleases } from '../bundles/releasing.ts';
import { addedLabelKeys } from '../kinds/list.ts';
import { isNamedKind } from '../kinds/namedKinds.ts';
import { isCustomGroup } from '../kinds/operated.ts';
import { nodePortsOf } from '../kinds/service.ts';
import type { FileDocument, FileEntry, SourceFile } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { ReferenceRole, SelectorReference, SelectorRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import { baseName, directoryOf } from '../text/path.ts';
import { indexedPair } from './indexedPair.ts';
import {
  allKustomizations,
  chartIn,
  configuringIn,
  configuringOf,
  deployers,
  filesBelow,
  grants,
  ignoredFile,
  kustomizationsIn,
  kustomizationsIncluding,
  type ListKey,
  objectsIn,
  objectsNamed,
  objectsOf,
  operatedIn,
  operatedOf,
  othersSelectingBy,
  othersSelectingWithoutPairs,
  type Posting,
  referrersIn,
  referrersOf,
  referrersTo,
  releasesFrom,
  releasesOf,
  releasing,
  renderedFrom,
  renderedObjectsFrom,
  renderedServicesFrom,
  renderedServicesSelectingBy,
  renderedTemplatesFrom,
  renderedTemplatesWith,
  servicesIn,
  servicesOf,
  servicesOfBundleSelectingBy,
  servicesSelectingBy,
  servicesSelectingByAddedLabels,
  servicesWithLabel,
  servicesWithNodePort,
  splitsOf,
  templatesIn,
  templatesOf,
  templatesOfBundleWith,
  templatesWith,
  unreadIn,
} from './keys.ts';

/** Adds a posting to a list, or removes it. */
export type Post = <T extends Posting>(key: ListKey<T>, posting: T) => void;

export function forEachDocumentPosting(document: FileDocument, post: Post): void {
  const { facts } = document;
  const directory = directoryOf(facts.file);
  for (const resource of facts.resources) {
    if (resource.deploys) {
      post(deployers, resource);
    }
    if (isOfReleases(resource)) {
      post(releasing, resource);
    }
  }
  if (facts.unread) {
    post(unreadIn(directory), { file: facts.file, unread: facts.unread });
  }
  if (facts.kustomization) {
    const entry: KustomizationFile = { file: facts.file, kustomization: facts.kustomization };
    post(kustomizationsIn(directory), entry);
    post(allKustomizations, entry);
    for (const path of new Set(facts.kustomization.includes.map((each) => each.path))) {
      if (path !== undefined) {
        post(kustomizationsIncluding(path), entry);
      }
    }
  }
}

export function forEachResourcePosting(resource: Resource, directory: string, post: Post): void {
  forEachSharedPosting(resource, directory, post);
  for (const role of rolesOf(resource)) {
    post(referrersIn(directory, role), resource);
  }
  if (isNamedKind(resource.group, resource.kind)) {
    post(objectsIn(directory, resource.kind), resource);
  }
  if (resource.podTemplate) {
    post(templatesIn(directory), resource);
    for (const { key, value } of differentPairs(resource.podTemplate.labels)) {
      post(templatesWith(key.value, value.value), resource);
    }
  } else if (resource.service) {
    post(servicesIn(directory), resource);
    const pair = resource.service.selector && indexedPair(resource.service.selector);
    if (pair) {
      post(servicesSelectingBy(pair.key.value, pair.value.value), resource);
      postIfAdded(pair, resource, post);
    }
  }
}

/**
 * A resource of a bundle is indexed under the bundle, for searches in the same bundle, and under the file from
 * which it is made. The latter lists are separate from those of plain resources, because one file may have as
 * many variants as there are overlays. A resource of a chart that nobody installs is not in the lists of its directory,
 * because it is a candidate only within its chart. A resource of a release is in the lists of the directory that states
 * the release.
 *
 * @param isNotInstalled whether the resource is of a chart that nobody installs
 */
export function forEachRenderedPosting(resource: Resource, isNotInstalled: boolean, post: Post): void {
  const { bundle, document, release } = resource;
  if (resource.refusals && release) {
    post(releasesFrom(release.by.document.file), resource);
    post(releasesOf(release.by.bundle ?? ''), resource);
  }
  if (resource.refusals || bundle === undefined) {
    return;
  }
  const directory = directoryOf(release?.by.document.file ?? document.file);
  forEachSharedPosting(resource, directory, post);
  post(renderedFrom(document.file), resource);
  const postOutside: Post = isNotInstalled ? () => undefined : post;
  for (const role of rolesOf(resource)) {
    post(referrersOf(bundle, role), resource);
  }
  if (isNamedKind(resource.group, resource.kind)) {
    post(objectsOf(bundle, resource.kind), resource);
    postOutside(renderedObjectsFrom(directory, resource.kind), resource);
  }
  if (resource.podTemplate) {
    post(templatesOf(bundle), resource);
    postOutside(renderedTemplatesFrom(directory), resource);
    for (const { key, value } of differentPairs(resource.podTemplate.labels)) {
      post(renderedTemplatesWith(key.value, value.value), resource);
      post(templatesOfBundleWith(bundle, key.value, value.value), resource);
    }
  } else if (resource.service) {
    post(servicesOf(bundle), resource);
    postOutside(renderedServicesFrom(directory), resource);
    const pair = resource.service.selector && indexedPair(resource.service.selector);
    if (pair) {
      post(renderedServicesSelectingBy(pair.key.value, pair.value.value), resource);
      post(servicesOfBundleSelectingBy(bundle, pair.key.value, pair.value.value), resource);
      postIfAdded(pair, resource, post);
    }
  }
  if (resource.operated) {
    post(operatedOf(bundle), resource);
  } else if (isCustomGroup(resource.group)) {
    post(configuringOf(bundle), resource);
  }
}

/** The roles in which a resource names or selects other resources. */
export function rolesOf({ references, selectors }: Resource): ReadonlySet<ReferenceRole | SelectorRole> {
  return new Set([...references, ...selectors].map(({ role }) => role));
}

function forEachSharedPosting(resource: Resource, directory: string, post: Post): void {
  const { group, kind, name, references, workloadRef, service, labels } = resource;
  post(objectsNamed(group, kind, name), resource);
  const named = workloadRef ? [...references, workloadRef] : references;
  for (const key of new Set(named.map((each) => referrersTo(each.group, each.kind, each.name.value)))) {
    post(key, resource);
  }
  // Most resources have no selectors.
  const selecting = resource.selectors.length > 0 ? new Set(resource.selectors.map(keyOfSelector)) : none;
  for (const key of selecting) {
    post(key, resource);
  }
  if (service) {
    for (const { key, value } of labels?.pairs ?? none) {
      post(servicesWithLabel(key.value, value.value), resource);
    }
    for (const number of new Set(nodePortsOf(service).map((each) => each.number))) {
      post(servicesWithNodePort(number), resource);
    }
  }
  if (resource.operated) {
    post(operatedIn(directory), resource);
  } else if (isCustomGroup(group)) {
    post(configuringIn(directory), resource);
  }
  if (resource.grant) {
    post(grants, resource);
  }
  if (resource.apexService) {
    post(splitsOf(resource.apexService.value), resource);
  }
}

function postIfAdded({ key }: LabelPair, service: Resource, post: Post): void {
  if (addedLabelKeys.has(key.value)) {
    post(servicesSelectingByAddedLabels, service);
  }
}

function keyOfSelector({ selector: { matchLabels } }: SelectorReference): ListKey<Resource> {
  const pair = matchLabels && indexedPair(matchLabels);
  return pair && !addedLabelKeys.has(pair.key.value)
    ? othersSelectingBy(pair.key.value, pair.value.value)
    : othersSelectingWithoutPairs;
}

/** The pairs without duplicates. */
function differentPairs(labels: Labels | undefined): Iterable<LabelPair> {
  const pairs = labels?.pairs ?? none;
  return pairs.length < 2
    ? pairs
    : new Map(pairs.map((pair) => [`${pair.key.value}=${pair.value.value}`, pair])).values();
}

export function forEachFilePosting(file: SourceFile | undefined, post: Post): void {
  if (!file || file.ignored) {
    return;
  }
  const directory = directoryOf(file.path);
  const entry: FileEntry = { file: file.path };
  if (directory !== '') {
    post(filesBelow(directoryOf(directory)), entry);
  }
  if (file.unread) {
    post(unreadIn(directory), { file: file.path, unread: file.unread });
  }
  if (file.outside) {
    post(ignoredFile(file.path), entry);
  }
  if (isChartFile(file.path)) {
    post(chartIn(directory), entry);
  }
}

export function isChartFile(path: string): boolean {
  return /^Chart\.ya?ml$/.test(baseName(path));
}

export function isDeployer({ deploys }: Resource): boolean {
  return deploys !== undefined;
}
