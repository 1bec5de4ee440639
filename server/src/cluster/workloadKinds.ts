import { type LiveWorkload, liveReplicaSetOf, liveWorkloadOf } from '../core/live/objects.ts';
import {
  cronJobs,
  daemonSets,
  deployments,
  replicaSetMetadata,
  replicationControllers,
  type ServedKind,
  statefulSets,
} from './list.ts';

/** A kind that makes pods, and the part to keep of its objects. */
export interface WorkloadKind {
  readonly served: ServedKind;
  reduce(object: unknown): LiveWorkload;
}

/** Kinds that people write. */
export const workloadKinds: readonly WorkloadKind[] = [
  { served: deployments, reduce: (object) => liveWorkloadOf('Deployment', object) },
  { served: statefulSets, reduce: (object) => liveWorkloadOf('StatefulSet', object) },
  { served: daemonSets, reduce: (object) => liveWorkloadOf('DaemonSet', object) },
];

/**
 * Kinds whose objects exist while none of their pods runs, whoever created them: a Rollout that is scaled to
 * zero has its ReplicaSet, and a DeploymentConfig its ReplicationController. Each Deployment has about ten
 * ReplicaSets, whose own labels are those of their pods.
 */
export const otherWorkloadKinds: readonly WorkloadKind[] = [
  { served: replicaSetMetadata, reduce: liveReplicaSetOf },
  { served: replicationControllers, reduce: (object) => liveWorkloadOf('ReplicationController', object) },
  { served: cronJobs, reduce: (object) => liveWorkloadOf('CronJob', object) },
];
