import { isCustomGroup } from '../kinds/operated.ts';
import { namedKinds } from '../kinds/referenceRules.ts';
import { nodePortsOf } from '../kinds/service.ts';
import type { FileDocument, SourceFile, Unread } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { ReferenceRole, SelectorRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { baseName, directoryOf } from '../text/path.ts';
import { nameKey, ofBundle, renderedKey, selectorKey, templateKey } from './keys.ts';
import { tellingPair } from './telling.ts';

export type Posting = Resource | UnreadPart | KustomizationFile | FileEntry;

/** A part of the workspace that may hold anything. */
export interface UnreadPart {
  readonly file: string;
  readonly unread: Unread;
}

/** That a file is there. */
export interface FileEntry {
  readonly file: string;
}

export function forEachDocumentPosting(document: FileDocument, post: (key: string, posting: Posting) => void): void {
  const { facts } = document;
  const directory = directoryOf(facts.file);
  for (const resource of facts.resources) {
    if (resource.deploys) {
      post('deployers', resource);
    }
  }
  if (facts.unread) {
    post(`unread in ${directory}`, { file: facts.file, unread: facts.unread });
  }
  if (facts.kustomization) {
    const entry: KustomizationFile = { file: facts.file, kustomization: facts.kustomization };
    post(`kustomization in ${directory}`, entry);
    post('kustomizations', entry);
    for (const path of new Set(facts.kustomization.includes.map((each) => each.path))) {
      if (path !== undefined) {
        post(`includes ${path}`, entry);
      }
    }
  }
}

export function forEachResourcePosting(
  resource: Resource,
  directory: string,
  post: (key: string, posting: Posting) => void,
): void {
  forEachSharedPosting(resource, directory, post);
  for (const role of rolesOf(resource)) {
    post(`${role} in ${directory}`, resource);
  }
  if (resource.group === '' && namedKinds.has(resource.kind)) {
    post(`${resource.kind} in ${directory}`, resource);
  }
  if (resource.podTemplate) {
    post(`templates in ${directory}`, resource);
    forEachLabel(resource.podTemplate.labels, (key, value) => post(templateKey(key, value), resource));
  } else if (resource.service) {
    post(`services in ${directory}`, resource);
    postByTellingPair(resource.service.selector, (key) => post(key, resource));
  }
}

/**
 * What a bundle deploys stands under the bundle, where those look that are of the same one; and under what it is made of,
 * apart from what stands by itself, because of one file there may be as many as there are overlays.
 */
export function forEachRenderedPosting(resource: Resource, post: (key: string, posting: Posting) => void): void {
  const { bundle, document } = resource;
  if (resource.refusals) {
    return;
  }
  const directory = directoryOf(document.file);
  forEachSharedPosting(resource, directory, post);
  post(renderedKey(document.file), resource);
  for (const role of rolesOf(resource)) {
    post(`${role} of ${bundle}`, resource);
  }
  if (resource.group === '' && namedKinds.has(resource.kind)) {
    post(`${resource.kind} of ${bundle}`, resource);
    post(`rendered ${resource.kind} from ${directory}`, resource);
  }
  if (resource.podTemplate) {
    post(`templates of ${bundle}`, resource);
    post(`rendered templates from ${directory}`, resource);
    forEachLabel(resource.podTemplate.labels, (key, value) => {
      post(`rendered ${templateKey(key, value)}`, resource);
      post(ofBundle(bundle!, templateKey(key, value)), resource);
    });
  } else if (resource.service) {
    post(`services of ${bundle}`, resource);
    post(`rendered services from ${directory}`, resource);
    postByTellingPair(resource.service.selector, (key) => {
      post(`rendered ${key}`, resource);
      post(ofBundle(bundle!, key), resource);
    });
  }
  if (resource.operated) {
    post(`operated of ${bundle}`, resource);
  } else if (isCustomGroup(resource.group)) {
    post(`configuring of ${bundle}`, resource);
  }
}

/** In which it names or selects others. */
export function rolesOf({ references, selectors }: Resource): ReadonlySet<ReferenceRole | SelectorRole> {
  return new Set([...references, ...selectors].map(({ role }) => role));
}

function forEachSharedPosting(
  resource: Resource,
  directory: string,
  post: (key: string, posting: Posting) => void,
): void {
  post(nameKey(resource.group, resource.kind, resource.name), resource);
  for (const key of new Set(resource.references.map((r) => `naming ${r.group}/${r.kind}/${r.name.value}`))) {
    post(key, resource);
  }
  if (resource.service) {
    for (const { key, value } of resource.labels?.pairs ?? []) {
      post(`service with ${key.value}=${value.value}`, resource);
    }
    for (const number of new Set(nodePortsOf(resource.service).map((each) => each.number))) {
      post(`node port ${number}`, resource);
    }
  }
  if (resource.operated) {
    post(`operated in ${directory}`, resource);
  } else if (isCustomGroup(resource.group)) {
    post(`configuring in ${directory}`, resource);
  }
  if (resource.grant) {
    post('grants', resource);
  }
  if (resource.endpointsOf !== undefined) {
    post(`endpoints of ${resource.endpointsOf}`, resource);
  }
  if (resource.apexService) {
    post(`splits of ${resource.apexService.value}`, resource);
  }
}

function postByTellingPair(selector: Labels | undefined, post: (key: string) => void): void {
  const telling = selector && tellingPair(selector);
  if (telling) {
    post(selectorKey(telling.key.value, telling.value.value));
  }
}

function forEachLabel(labels: Labels | undefined, post: (key: string, value: string) => void): void {
  const seen = new Set<string>();
  for (const { key, value } of labels?.pairs ?? []) {
    const pair = `${key.value}=${value.value}`;
    if (!seen.has(pair)) {
      seen.add(pair);
      post(key.value, value.value);
    }
  }
}

export function forEachFilePosting(file: SourceFile | undefined, post: (key: string, posting: Posting) => void): void {
  if (!file || file.ignored) {
    return;
  }
  const directory = directoryOf(file.path);
  const entry: FileEntry = { file: file.path };
  if (directory !== '') {
    post(`files below ${directoryOf(directory)}`, entry);
  }
  if (file.unread) {
    post(`unread in ${directory}`, { file: file.path, unread: file.unread });
  }
  if (file.outside) {
    post(`outside ${file.path}`, entry);
  }
  if (isChartFile(file.path)) {
    post(`chart ${directory}`, entry);
  }
}

export function isChartFile(path: string): boolean {
  return /^Chart\.ya?ml$/.test(baseName(path));
}

export function isDeployer({ deploys }: Resource): boolean {
  return deploys !== undefined;
}
