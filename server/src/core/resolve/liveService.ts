import type { IndexReader } from '../index/reader.ts';
import { type Endpoints, endpointsOfService } from '../live/endpoints.ts';
import { type Known, mapKnown } from '../live/facts.ts';
import type { LivePod, LiveService, LiveWorkload } from '../live/objects.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { deployabilityOf } from './scope/deployability.ts';
import { namespacesOf } from './scope/namespaces.ts';

/** A Service of the workspace and its state in the cluster. */
export interface LiveView {
  /** The context of the kubeconfig. */
  readonly context: string;
  readonly namespace: string;
  /** Whether the files state the namespace. If not, it is the context's namespace, which serves for display only. */
  readonly isStated: boolean;
  /** A value of undefined: the cluster has no such Service. */
  readonly applied: Known<{ readonly service: LiveService; readonly endpoints: Endpoints } | undefined>;
}

/**
 * Undefined if no cluster is connected, the namespace is not watched, or the Service is deployed into several
 * namespaces or under another name than in its file.
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

/** The pods and workloads in the namespace of a Service; undefined if they are not known for certain now. */
export function livePodsAround(
  service: Resource,
  index: IndexReader,
  settings: Settings,
):
  | {
      readonly context: string;
      readonly namespace: string;
      readonly pods: readonly LivePod[];
      /** Workloads of all kinds, as far as they are known. */
      readonly workloads: readonly LabelledWorkload[];
      /**
       * Whether nothing else in the namespace can create pods: all kinds that may have no pods now were read,
       * the labels of all their pods are known, and no pod has an owner of another kind.
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

// Static pods belong to the node. A running Job has its pods already, and one that has ended creates no more.
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
