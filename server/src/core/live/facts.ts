import type { LivePod, LiveService, LiveSlice, LiveWorkload } from './objects.ts';

/** The known state of a cluster at one moment. Immutable. */
export interface ClusterFacts {
  /** The name of the context in the kubeconfig. */
  readonly context: string;
  /** The namespace of the context, for manifests that state no namespace. */
  readonly namespace: string;
  /** The watched namespaces, by name. */
  readonly namespaces: ReadonlyMap<string, NamespaceFacts>;
}

/** The objects of one namespace, or of all namespaces together. */
export interface NamespaceFacts {
  /** By `namespace/name`. */
  readonly services: Known<ReadonlyMap<string, LiveService>>;
  /** By `namespace/name` of their Service. */
  readonly slices: Known<ReadonlyMap<string, readonly LiveSlice[]>>;
  /** The pods that have not finished. */
  readonly pods: Known<readonly LivePod[]>;
  /** Workloads that create pods, with or without any pods at present. */
  readonly workloads: Known<readonly LiveWorkload[]>;
  /**
   * Workloads that create pods for another workload, only at certain times, or in a special way: ReplicaSets,
   * ReplicationControllers, CronJobs, and custom kinds.
   */
  readonly otherWorkloads: Known<readonly LiveWorkload[]>;
}

/** A value with its reliability. A stale value is never shown as a fresh one. */
export type Known<T> =
  | { readonly state: 'current'; readonly value: T }
  /** The last known value. `since` is the time of day at which it was known, e.g. `14:02`. */
  | { readonly state: 'stale'; readonly value: T; readonly since: string; readonly because: string }
  /** `because` is the reason, e.g. `forbidden: endpointslices`. It is undefined during the first read. */
  | { readonly state: 'unknown'; readonly because: string | undefined };

export const notReadYet: Known<never> = { state: 'unknown', because: undefined };

/** The key of a Service in the maps above. */
export function serviceKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Joins two values. The result is as reliable as the less reliable one of them. */
export function bothKnown<A, B, T>(a: Known<A>, b: Known<B>, join: (a: A, b: B) => T): Known<T> {
  if (a.state === 'unknown') return a;
  if (b.state === 'unknown') return b;
  const value = join(a.value, b.value);
  const { since, because } = a.state === 'stale' ? a : b.state === 'stale' ? b : { since: undefined, because: '' };
  return since === undefined ? { state: 'current', value } : { state: 'stale', value, since, because };
}

/** Converts a value and keeps its reliability. */
export function mapKnown<A, B>(known: Known<A>, change: (value: A) => B): Known<B> {
  return known.state === 'unknown' ? known : { ...known, value: change(known.value) };
}
