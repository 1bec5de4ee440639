import type { AddedLabelRule, Kind } from './kind.ts';

const template = ['spec', 'template'];
const labelSelector = { path: ['spec', 'selector'], shape: 'LabelSelector' } as const;
const bareSelector = { path: ['spec', 'selector'], shape: 'labels' } as const;
const workload = { podTemplate: template, selector: labelSelector };

/**
 * Labels of every pod that runs on a node. Source: k8s.io/kubernetes/plugin/pkg/admission/podtopologylabels,
 * enabled by default since 1.35.
 */
const everyPod: readonly AddedLabelRule[] = [
  { key: 'topology.kubernetes.io/zone', value: 'any' },
  { key: 'topology.kubernetes.io/region', value: 'any' },
];

/** Source: k8s.io/kubernetes/pkg/controller/deployment, DefaultDeploymentUniqueLabelKey. */
const deploymentPods: readonly AddedLabelRule[] = [{ key: 'pod-template-hash', value: 'any' }, ...everyPod];

/** Source: k8s.io/kubernetes/pkg/controller/statefulset updateIdentity, setPodRevision. */
const statefulSetPods: readonly AddedLabelRule[] = [
  { key: 'statefulset.kubernetes.io/pod-name', value: 'name-ordinal' },
  { key: 'apps.kubernetes.io/pod-index', value: 'any' },
  { key: 'controller-revision-hash', value: 'any' },
  ...everyPod,
];

/** Source: k8s.io/kubernetes/pkg/controller/daemon/util CreatePodTemplate. */
const daemonSetPods: readonly AddedLabelRule[] = [
  { key: 'controller-revision-hash', value: 'any' },
  { key: 'pod-template-generation', value: 'any' },
  ...everyPod,
];

/** Source: k8s.io/kubernetes/pkg/registry/batch/job generateSelector, pkg/controller/job addCompletionIndexLabel. */
const jobPods = (name: AddedLabelRule['value']): readonly AddedLabelRule[] => [
  { key: 'job-name', value: name },
  { key: 'batch.kubernetes.io/job-name', value: name },
  { key: 'controller-uid', value: 'any' },
  { key: 'batch.kubernetes.io/controller-uid', value: 'any' },
  { key: 'batch.kubernetes.io/job-completion-index', value: 'any' },
  ...everyPod,
];

/**
 * Source: argo-cd/pkg/apis/application/v1alpha1 ApplicationSpec (sources override source), ApplicationSource,
 * ApplicationSourceKustomize, ApplicationDestination, ApplicationSetTemplate.
 */
function argoApplication(kind: string, ...at: readonly string[]): Kind {
  return {
    groups: ['argoproj.io'],
    kind,
    deploys: {
      sources: [
        [...at, 'source'],
        [...at, 'sources'],
      ],
      // Source: argo-cd pkg/apis/application/v1alpha1 ApplicationSourceDirectory, Recurse.
      recurses: ['directory', 'recurse'],
      namespace: [...at, 'destination', 'namespace'],
      overrides: false,
      changes: [['plugin'], ['kustomize', 'commonLabels'], ['kustomize', 'patches'], ['kustomize', 'components']],
      chart: ['chart', 'helm'],
    },
  };
}

/**
 * Every kind whose body is read. Older groups are included if the API server served the kind under them: old
 * manifests still exist, and their wiring is the same.
 */
export const kinds: readonly Kind[] = [
  { groups: [''], kind: 'Service' },
  { groups: [''], kind: 'Pod', podTemplate: [], addedLabels: everyPod },
  {
    groups: [''],
    kind: 'ReplicationController',
    podTemplate: template,
    // The default of the selector is the labels of the template. Source: pkg/apis/core/v1
    // SetDefaults_ReplicationController.
    selector: bareSelector,
    addedLabels: everyPod,
  },
  { groups: ['apps', 'extensions'], kind: 'Deployment', ...workload, addedLabels: deploymentPods },
  // A ReplicaSet adds no labels. The hash label comes from a Deployment.
  { groups: ['apps', 'extensions'], kind: 'ReplicaSet', ...workload, addedLabels: everyPod },
  { groups: ['apps'], kind: 'StatefulSet', ...workload, addedLabels: statefulSetPods },
  { groups: ['apps', 'extensions'], kind: 'DaemonSet', ...workload, addedLabels: daemonSetPods },
  { groups: ['batch', 'extensions'], kind: 'Job', ...workload, addedLabels: jobPods('name') },
  {
    groups: ['batch'],
    kind: 'CronJob',
    podTemplate: ['spec', 'jobTemplate', 'spec', 'template'],
    // The name of a Job is the name of its CronJob and the minute. Source: pkg/controller/cronjob getJobName.
    addedLabels: jobPods('name-prefix'),
  },
  {
    groups: ['apps.openshift.io', ''],
    kind: 'DeploymentConfig',
    podTemplate: template,
    selector: bareSelector,
    // Source: github.com/openshift/library-go/pkg/apps/appsutil.
    addedLabels: [{ key: 'deploymentconfig', value: 'name' }, { key: 'deployment', value: 'name-prefix' }, ...everyPod],
  },
  {
    groups: ['argoproj.io'],
    kind: 'Rollout',
    ...workload,
    // Source: argo-rollouts/utils/defaults DefaultRolloutUniqueLabelKey, DefaultEphemeralMetadata.
    addedLabels: [{ key: 'rollouts-pod-template-hash', value: 'any' }, ...everyPod],
    workloadRef: ['spec', 'workloadRef'],
  },
  {
    groups: ['keda.sh'],
    kind: 'ScaledJob',
    podTemplate: ['spec', 'jobTargetRef', 'template'],
    addedLabels: jobPods('name-prefix'),
  },
  // The Service in spec.service may select nothing, because the mesh sends its traffic to the backends. Source:
  // github.com/servicemeshinterface/smi-spec apis/traffic-split.
  { groups: ['split.smi-spec.io'], kind: 'TrafficSplit', apexService: ['spec', 'service'] },
  {
    groups: ['helm.toolkit.fluxcd.io', 'helm.fluxcd.io'],
    kind: 'HelmRelease',
    installs: 'a Helm release creates objects that are not read',
  },
  { groups: ['helm.cattle.io'], kind: 'HelmChart', installs: 'a Helm chart creates objects that are not read' },
  {
    groups: ['kustomize.toolkit.fluxcd.io'],
    kind: 'Kustomization',
    // Source: github.com/fluxcd/kustomize-controller/api/v1 KustomizationSpec; github.com/fluxcd/pkg kustomize
    // Generator, which finds the manifests of a directory and of its subdirectories.
    deploys: {
      sources: [['spec']],
      namespace: ['spec', 'targetNamespace'],
      overrides: true,
      changes: [['patches'], ['components'], ['patchesStrategicMerge'], ['patchesJson6902']],
      packed: { kindAt: ['sourceRef', 'kind'], kinds: ['OCIRepository', 'Bucket'] },
    },
  },
  argoApplication('Application', 'spec'),
  // Its template has the specification of each Application. A generator usually fills in the paths.
  argoApplication('ApplicationSet', 'spec', 'template', 'spec'),
];

/**
 * Groups that the API server itself serves and whose objects have selectors. Source:
 * k8s.io/kubernetes/pkg/controlplane.
 */
export const builtInGroups: readonly string[] = [
  '',
  'apps',
  'batch',
  'extensions',
  'policy',
  'autoscaling',
  'networking.k8s.io',
  'storage.k8s.io',
  'rbac.authorization.k8s.io',
  'admissionregistration.k8s.io',
];

/** The kind in an API group, or undefined if it is unknown. */
export function kindOf(group: string, kind: string): Kind | undefined {
  return kindsByName.get(kind)?.find((each) => each.groups.includes(group));
}

// The map is read several times for each object, and most objects have no kind in it.
const kindsByName: ReadonlyMap<string, readonly Kind[]> = Map.groupBy(kinds, ({ kind }) => kind);

/** Whether objects of a kind make pods, in some group. */
export function makesPods(kind: string): boolean {
  return kindsByName.get(kind)?.some(({ podTemplate }) => podTemplate !== undefined) ?? false;
}

/** `apps` for `apps/v1`; the empty string for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The labels that admission adds to the pods of workloads that are recognized by their shape. */
export const addedToEveryPod = everyPod;

/** Keys of all labels that pods have although no pod template states them. */
export const addedLabelKeys: ReadonlySet<string> = new Set(
  [everyPod, ...kinds.flatMap((kind) => (kind.addedLabels ? [kind.addedLabels] : []))].flat().map(({ key }) => key),
);
