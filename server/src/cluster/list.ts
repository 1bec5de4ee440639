import { setTimeout as delay } from 'node:timers/promises';
import { jsonText, objectAt, parseJson } from '../core/text/json.ts';
import { optional } from '../core/text/optional.ts';
import type { Answer, Connection } from './connection.ts';
import type { ClusterFailure } from './failure.ts';

/** A kind of objects as the API server serves it. */
export interface ServedKind {
  /** E.g. `/apis/discovery.k8s.io/v1`. */
  readonly root: string;
  /** E.g. `endpointslices`. */
  readonly plural: string;
  /** Only names, labels and owners: a whole pod is ten times as long. Source: meta/v1 PartialObjectMetadata. */
  readonly metadataOnly?: true;
  readonly fieldSelector?: string;
}

export const services: ServedKind = { root: '/api/v1', plural: 'services' };
export const endpointSlices: ServedKind = { root: '/apis/discovery.k8s.io/v1', plural: 'endpointslices' };
export const replicaSetMetadata: ServedKind = { root: '/apis/apps/v1', plural: 'replicasets', metadataOnly: true };
export const replicationControllers: ServedKind = { root: '/api/v1', plural: 'replicationcontrollers' };
export const cronJobs: ServedKind = { root: '/apis/batch/v1', plural: 'cronjobs' };
/** Pods that have finished are not endpoints, so they are not read. */
const unfinished = 'status.phase!=Succeeded,status.phase!=Failed';
/** Unfinished pods, only their metadata. */
export const podMetadata: ServedKind = {
  root: '/api/v1',
  plural: 'pods',
  metadataOnly: true,
  fieldSelector: unfinished,
};
export const deployments: ServedKind = { root: '/apis/apps/v1', plural: 'deployments' };
export const statefulSets: ServedKind = { root: '/apis/apps/v1', plural: 'statefulsets' };
export const daemonSets: ServedKind = { root: '/apis/apps/v1', plural: 'daemonsets' };
export const nodes: ServedKind = { root: '/api/v1', plural: 'nodes' };
export const networkPolicies: ServedKind = { root: '/apis/networking.k8s.io/v1', plural: 'networkpolicies' };
/** Whole objects: for the few pods that need an explanation. */
export const wholePods: ServedKind = { root: '/api/v1', plural: 'pods' };
export const unfinishedPods: ServedKind = { ...wholePods, fieldSelector: unfinished };

export interface ListOptions<T> {
  /** Absent for all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  /** Stops after so many objects. */
  readonly most?: number;
  readonly signal?: AbortSignal;
  /** Milliseconds for each page; the default is that of `RequestOptions`. */
  readonly timeout?: number;
  /** If the server requests a short pause, waits and repeats the request, a few times. */
  readonly isPatient?: true;
  /** Only the version of the collection is needed: the first page is enough. */
  readonly isPeek?: true;
  /** The part of an object to keep. Objects with the result undefined are left out. */
  reduce(object: unknown): T | undefined;
  /** The objects so far are invalid: the list begins again from scratch. */
  restart?(): void;
}

export type Listed<T> =
  | { readonly ok: true; readonly items: readonly T[]; readonly resourceVersion: string; readonly isCut: boolean }
  | { readonly ok: false; readonly failure: ClusterFailure };

/** The same number of objects per answer as kubectl requests. */
const pageSize = 500;
/** How often a request is repeated when the server requests a pause. */
const attempts = 3;
const longestPause = 10_000;

/**
 * Lists a kind in pages, and reduces each object as its page arrives, so that at most one whole page is in
 * memory. If the server no longer has the rest of a list, the whole list is requested at once, as client-go's
 * pager does.
 */
export async function listAll<T>(
  connection: Connection,
  kind: ServedKind,
  options: ListOptions<T>,
): Promise<Listed<T>> {
  let items: T[] = [];
  let next = '';
  let isPaged = true;
  for (;;) {
    const paging = isPaged
      ? { limit: String(Math.min(options.most ?? pageSize, pageSize)), ...(next ? { continue: next } : {}) }
      : {};
    const answer = await getPage(connection, collectionPath(kind, options, paging), kind, options);
    if (!answer.ok) {
      const { failure } = answer;
      if (failure.type === 'status' && failure.code === 410 && next !== '') {
        items = [];
        options.restart?.();
        next = '';
        isPaged = false;
        continue;
      }
      return { ok: false, failure };
    }
    const page = pageOf(answer.body);
    if (!page) {
      return {
        ok: false,
        failure: { type: 'unreadable', message: `${connection.server}: its list of ${kind.plural} is not a list` },
      };
    }
    for (const object of page.items) {
      const kept = options.reduce(object);
      if (kept !== undefined) items.push(kept);
    }
    next = page.next;
    const isCut = options.most !== undefined && items.length >= options.most && next !== '';
    if (next === '' || isCut || options.isPeek)
      return { ok: true, items, resourceVersion: page.resourceVersion, isCut };
  }
}

/** The path of a collection with its query. */
export function collectionPath(
  kind: ServedKind,
  { namespace, labelSelector }: { readonly namespace?: string | undefined; readonly labelSelector?: string },
  query: Readonly<Record<string, string>>,
): string {
  const folder = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const all = new URLSearchParams({
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(kind.fieldSelector === undefined ? {} : { fieldSelector: kind.fieldSelector }),
    ...query,
  });
  return `${kind.root}${folder}/${kind.plural}${all.size > 0 ? `?${all}` : ''}`;
}

/** The path of one object. */
export function objectPath({ root, plural }: ServedKind, namespace: string, name: string): string {
  return `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`;
}

/** Source: the API conventions on metadata-only lists; a watch requests the singular. */
export function acceptFor(kind: ServedKind, verb: 'list' | 'watch'): string {
  if (!kind.metadataOnly) return 'application/json';
  return `application/json;as=PartialObjectMetadata${verb === 'list' ? 'List' : ''};g=meta.k8s.io;v=v1`;
}

async function getPage(
  connection: Connection,
  path: string,
  kind: ServedKind,
  { signal, timeout, isPatient }: Pick<ListOptions<never>, 'signal' | 'timeout' | 'isPatient'>,
): Promise<Answer> {
  const requestOptions = {
    accept: acceptFor(kind, 'list'),
    ...optional('signal', signal),
    ...optional('timeout', timeout),
  };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await connection.get(path, requestOptions);
    const pause = !answer.ok && answer.failure.type === 'status' ? answer.failure.retryAfter : undefined;
    const isEnough = !isPatient || attempt === attempts || signal?.aborted;
    if (pause === undefined || pause > longestPause || isEnough) return answer;
    await delay(pause, undefined, signal ? { signal } : {}).catch(() => {});
  }
}

function pageOf(body: string): { items: readonly unknown[]; next: string; resourceVersion: string } | undefined {
  const { items, metadata } = objectAt(parseJson(body));
  // An empty list may be written as null.
  if (items !== null && !Array.isArray(items)) return undefined;
  const { continue: next, resourceVersion } = objectAt(metadata);
  return { items: items ?? [], next: jsonText(next), resourceVersion: jsonText(resourceVersion) };
}
