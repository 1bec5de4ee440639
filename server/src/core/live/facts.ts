import type { LivePod, LiveService, LiveSlice, LiveWorkload } from './objects.ts';

/** What is known of a cluster at one moment. Immutable. */
export interface ClusterFacts {
  /** The name of the context, as the kubeconfig has it. */
  readonly context: string;
  /** The context's own: where a manifest goes that states none. */
  readonly namespace: string;
  /** Those that are followed, by name. */
  readonly namespaces: ReadonlyMap<string, NamespaceFacts>;
}

/** Of one namespace, or of all of them together. */
export interface NamespaceFacts {
  /** By `namespace/name`. */
  readonly services: Known<ReadonlyMap<string, LiveService>>;
  /** By `namespace/name` of the Service that they are for. */
  readonly slices: Known<ReadonlyMap<string, readonly LiveSlice[]>>;
  /** Those that have not finished. */
  readonly pods: Known<readonly LivePod[]>;
  /** What makes pods, whether it has any now or not. */
  readonly workloads: Known<readonly LiveWorkload[]>;
  /** What makes pods for something else, or only at times, or in its own way: ReplicaSets, ReplicationControllers, CronJobs, kinds of others. */
  readonly otherWorkloads: Known<readonly LiveWorkload[]>;
}

/** How true something is. A value is never shown as if it were fresh when it is not. */
export type Known<T> =
  | { readonly state: 'current'; readonly value: T }
  /** What was known last; `since` is the time of day at which it was known, e.g. `14:02`. */
  | { readonly state: 'stale'; readonly value: T; readonly since: string; readonly because: string }
  /** `because` e.g. `forbidden: endpointslices`; undefined as long as it is being read for the first time. */
  | { readonly state: 'unknown'; readonly because: string | undefined };

export const notReadYet: Known<never> = { state: 'unknown', because: undefined };

/** The key of a Service in the maps above. */
export function serviceKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** What is known of something that is put together from two others: as true as the less true of them. */
export function bothKnown<A, B, T>(a: Known<A>, b: Known<B>, join: (a: A, b: B) => T): Known<T> {
  if (a.state === 'unknown') return a;
  if (b.state === 'unknown') return b;
  const value = join(a.value, b.value);
  const { since, because } = a.state === 'stale' ? a : b.state === 'stale' ? b : { since: undefined, because: '' };
  return since === undefined ? { state: 'current', value } : { state: 'stale', value, since, because };
}

/** What is known with something made of it, as true as it was. */
export function mapKnown<A, B>(known: Known<A>, change: (value: A) => B): Known<B> {
  return known.state === 'unknown' ? known : { ...known, value: change(known.value) };
}
