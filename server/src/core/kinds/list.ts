import type { Kind } from './kind.ts';

/**
 * Every kind whose body is read. Older groups are those under which the API server served the kind once: manifests of
 * that time are still around, and their wiring is the same.
 */
export const kinds: readonly Kind[] = [
  { groups: [''], kind: 'Service' },
  { groups: [''], kind: 'Pod', podTemplate: [] },
  {
    groups: [''],
    kind: 'ReplicationController',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'labels' },
  },
  {
    groups: ['apps', 'extensions'],
    kind: 'Deployment',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'LabelSelector' },
    addedKeys: ['pod-template-hash'],
  },
  {
    groups: ['apps', 'extensions'],
    kind: 'ReplicaSet',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'LabelSelector' },
  },
  {
    groups: ['apps'],
    kind: 'StatefulSet',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'LabelSelector' },
    // Source: k8s.io/kubernetes/pkg/controller/statefulset updateIdentity, setPodRevision.
    addedKeys: ['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'controller-revision-hash'],
  },
  {
    groups: ['apps', 'extensions'],
    kind: 'DaemonSet',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'LabelSelector' },
    // Source: k8s.io/kubernetes/pkg/controller/daemon/util.
    addedKeys: ['controller-revision-hash', 'pod-template-generation'],
  },
  {
    groups: ['batch'],
    kind: 'Job',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'LabelSelector' },
    addedKeys: jobKeys(),
  },
  {
    groups: ['batch'],
    kind: 'CronJob',
    podTemplate: ['spec', 'jobTemplate', 'spec', 'template'],
    addedKeys: jobKeys(),
  },
  {
    groups: ['apps.openshift.io', ''],
    kind: 'DeploymentConfig',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'labels' },
    addedKeys: ['deployment', 'deploymentconfig'],
  },
  {
    groups: ['argoproj.io'],
    kind: 'Rollout',
    podTemplate: ['spec', 'template'],
    selector: { path: ['spec', 'selector'], shape: 'LabelSelector' },
    // Source: argo-rollouts/utils/defaults DefaultRolloutUniqueLabelKey.
    addedKeys: ['rollouts-pod-template-hash'],
  },
];

/** The kind under an `apiVersion`, or undefined for one that is not known. */
export function kindOf(group: string, kind: string): Kind | undefined {
  return kinds.find((each) => each.kind === kind && each.groups.includes(group));
}

/** `apps` of `apps/v1`; the empty string for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Source: k8s.io/kubernetes/pkg/registry/batch/job generateSelector, pkg/controller/job addCompletionIndexLabel. */
function jobKeys(): readonly string[] {
  return [
    'job-name',
    'controller-uid',
    'batch.kubernetes.io/job-name',
    'batch.kubernetes.io/controller-uid',
    'batch.kubernetes.io/job-completion-index',
  ];
}
