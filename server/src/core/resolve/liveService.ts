import type { IndexReader } from '../index/reader.ts';
import { type Endpoints, endpointsOfService } from '../live/endpoints.ts';
import { type Known, mapKnown } from '../live/facts.ts';
import type { LivePod, LiveService, LiveWorkload } from '../live/objects.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { deployabilityOf } from './scope/deployability.ts';
import { namespacesOf } from './scope/namespaces.ts';

/** A Service of the workspace as the cluster has it. */
export interface LiveView {
  /** Of the kubeconfig. */
  readonly context: string;
  readonly namespace: string;
  /** Whether the files state the namespace; else it is the context's own, which is for showing only. */
  readonly isStated: boolean;
  /** Undefined in a value: the cluster has no such Service. */
  readonly applied: Known<{ readonly service: LiveService; readonly endpoints: Endpoints } | undefined>;
}

/**
 * Undefined where nothing is connected, the namespace is not followed, it is deployed into several, or under another name than
 * its file says.
 */
export function liveViewOf(service: Resource, index: IndexReader, settings: Settings): LiveView | undefined {
  const context = index.cluster;
  const place =
    context && isNamedAsWritten(service, index) ? namespaceIn(service, context.namespace, index, settings) : undefined;
  const facts = place && index.liveService(place.namespace, service.name);
  if (!context || !place || !facts) {
    return undefined;
  }
  const { service: live, slices } = facts;
  const applied = mapKnown(live, (found) => found && { service: found, endpoints: noEndpoints(found) });
  if (applied.state === 'unknown' || applied.value === undefined) {
    return { context: context.context, ...place, applied };
  }
  const found = applied.value.service;
  const counted = mapKnown(slices, (own) => ({ service: found, endpoints: endpointsOfService(found, own) }));
  return { context: context.context, ...place, applied: counted };
}

/** What runs, and what makes pods, in the namespace of a Service; undefined where that is not known for certain now. */
export function livePodsAround(
  service: Resource,
  index: IndexReader,
  settings: Settings,
):
  | {
      readonly context: string;
      readonly namespace: string;
      readonly pods: readonly LivePod[];
      /** Those that are for others too, as far as they are known. */
      readonly workloads: readonly LabelledWorkload[];
      /**
       * Whether nothing else can be there that makes pods, and has none now: all kinds were read that stay without pods, what they
       * make is known of all, and no pod is one of a kind that is not among them.
       */
      readonly isWhole: boolean;
    }
  | undefined {
  const context = index.cluster;
  const place = context && namespaceIn(service, context.namespace, index, settings);
  if (!context || !place?.isStated) {
    return undefined;
  }
  const { pods, workloads, otherWorkloads } = index.livePods(place.namespace) ?? {};
  if (pods?.state !== 'current' || workloads?.state !== 'current') {
    return undefined;
  }
  const others = otherWorkloads?.state === 'current' ? otherWorkloads.value : [];
  return {
    context: context.context,
    namespace: place.namespace,
    pods: pods.value,
    workloads: [...workloads.value, ...others].filter(isLabelled),
    isWhole:
      otherWorkloads?.state === 'current' &&
      others.every(isLabelled) &&
      pods.value.every(({ owner }) => knownOwners.test(owner)),
  };
}

type LabelledWorkload = LiveWorkload & { readonly labels: Readonly<Record<string, string>> };

function isLabelled(workload: LiveWorkload): workload is LabelledWorkload {
  return workload.labels !== undefined;
}

// Static pods are the node's. A Job that runs has its pods, and one that ended makes none any more.
const knownOwners = /^($|(Node|ReplicaSet|StatefulSet|DaemonSet|ReplicationController|Job) )/;

function isNamedAsWritten(service: Resource, index: IndexReader): boolean {
  if (service.bundle !== undefined) {
    return true;
  }
  const deployability = deployabilityOf(service, index);
  return deployability.type === 'deployable' && deployability.membership.takers.length === 0;
}

function namespaceIn(
  service: Resource,
  ofContext: string,
  index: IndexReader,
  settings: Settings,
): { readonly namespace: string; readonly isStated: boolean } | undefined {
  const [namespace, ...others] = namespacesOf(service, index, settings.closedWorld);
  if (others.length > 0) {
    return undefined;
  }
  return { namespace: namespace ?? ofContext, isStated: namespace !== undefined };
}

function noEndpoints(service: LiveService): Endpoints {
  return endpointsOfService(service, []);
}
