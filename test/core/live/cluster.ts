import type { ClusterFacts, Known, NamespaceFacts } from '../../../server/src/core/live/facts.ts';
import {
  livePodOf,
  liveReplicaSetOf,
  liveServiceOf,
  liveSliceOf,
  liveWorkloadOf,
} from '../../../server/src/core/live/objects.ts';

/** What runs in the namespace `shop` of a cluster that is called `homelab`. */
export interface Running {
  /** Selectors of Services, by name. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, string>> | { readonly spec: object }>>;
  /** Of each Service: whether its pods are ready. */
  readonly endpoints?: Readonly<Record<string, readonly boolean[]>>;
  /** Labels of pods, by name. */
  readonly pods?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Labels of the pod templates of Deployments, by name. */
  readonly deployments?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Labels of ReplicaSets, by name. */
  readonly replicaSets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Kind and name of an object with replicas, and labels for them that no manifest states. */
  readonly scalable?: { readonly kind: string; readonly name: string };
  /** Kind and name of what owns the pods. */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly state?: 'current' | 'stale';
  /** Kinds that may not be read. */
  readonly forbidden?: readonly (keyof NamespaceFacts)[];
}

export function clusterWith(running: Running, previous?: ClusterFacts): ClusterFacts {
  const { services = {}, endpoints = {}, pods = {}, deployments = {}, replicaSets = {}, owner, scalable } = running;
  const { state = 'current', forbidden = [] } = running;
  const namespace = 'shop';
  const known = <T>(kind: keyof NamespaceFacts, value: T): Known<T> => {
    if (forbidden.includes(kind)) return { state: 'unknown', because: `forbidden: ${kind}` };
    return state === 'current' ? { state, value } : { state, value, since: '14:02', because: 'gone' };
  };
  const facts: NamespaceFacts = {
    services: known(
      'services',
      new Map(
        Object.entries(services).map(([name, stated]) => {
          const spec = 'spec' in stated ? stated.spec : { selector: stated, ports: [{ port: 80 }] };
          return [`shop/${name}`, liveServiceOf({ metadata: { namespace, name }, spec })];
        }),
      ),
    ),
    slices: known(
      'slices',
      new Map(
        Object.entries(endpoints).map(([name, ready]) => [
          `shop/${name}`,
          [
            liveSliceOf({
              metadata: { namespace, name, labels: { 'kubernetes.io/service-name': name } },
              addressType: 'IPv4',
              ports: [{ port: 80 }],
              endpoints: ready.map((each, place) => ({
                addresses: [`10.0.0.${place}`],
                conditions: { ready: each, serving: each },
              })),
            }),
          ],
        ]),
      ),
    ),
    pods: known(
      'pods',
      Object.entries(pods).map(([name, labels]) =>
        livePodOf({ metadata: { namespace, name, uid: name, labels, ...(owner ? { ownerReferences: [owner] } : {}) } }),
      ),
    ),
    workloads: known(
      'workloads',
      Object.entries(deployments).map(([name, labels]) =>
        liveWorkloadOf('Deployment', { metadata: { namespace, name }, spec: { template: { metadata: { labels } } } }),
      ),
    ),
    otherWorkloads: known('otherWorkloads', [
      ...Object.entries(replicaSets).map(([name, labels]) =>
        liveReplicaSetOf({ metadata: { namespace, name, labels } }),
      ),
      ...(scalable ? [{ ...scalable, namespace, labels: undefined }] : []),
    ]),
  };
  return {
    context: 'homelab',
    namespace: 'shop',
    namespaces: new Map([...(previous?.namespaces ?? []), ['shop', facts]]),
  };
}
