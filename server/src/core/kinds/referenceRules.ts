import type { ReferencedKey, ReferencedPort, ReferenceRole, SelectorRole } from '../model/reference.ts';

/** Keys from an object to a field. `*` matches each item of a list. */
export type FieldPath = readonly string[];

/** The value of a field, or its default if the field is absent. */
export interface StatedOr {
  readonly field: FieldPath;
  /** If there is no default, a missing field means that there is no reference. */
  readonly default?: string;
}

/** The fields of a kind that name other objects. All paths except `at` are relative to the node at `at`. */
export interface ReferenceRule {
  readonly role: ReferenceRole;
  readonly at: FieldPath;
  /** The path is empty if `at` is the path of the name itself. */
  readonly name: FieldPath;
  /** The API group, or the field with an apiVersion or a group that states it. */
  readonly group: string | (StatedOr & { readonly as: 'apiVersion' | 'group' });
  readonly kind: string | StatedOr;
  /** The kinds that are objects, if the field may also state others: a User of a RoleBinding is none. */
  readonly kinds?: readonly string[];
  readonly namespace?: FieldPath;
  readonly ports?: readonly { readonly field: FieldPath; readonly by: ReferencedPort['by'] }[];
  /** The port that Kubernetes takes if none is stated. */
  readonly defaultPort?: number;
  /** The path at which people often write a port that belongs one level deeper. */
  readonly strayPort?: FieldPath;
  readonly optional?: FieldPath;
  readonly keys?: { readonly field: FieldPath; readonly as: ReferencedKey['as'] };
  /** Whether it is the source of a volume, whose mounts may name keys too. */
  readonly isVolume?: true;
}

const service = { group: '', kind: 'Service' } as const;

/** Source: k8s.io/api networking/v1 IngressBackend, extensions/v1beta1 IngressBackend. */
const ingressBackends: readonly ReferenceRule[] = [
  ['spec', 'rules', '*', 'http', 'paths', '*', 'backend'],
  ['spec', 'defaultBackend'],
  ['spec', 'backend'],
].flatMap((at): ReferenceRule[] => [
  {
    role: 'ingress backend',
    at,
    ...service,
    name: ['service', 'name'],
    ports: [
      { field: ['service', 'port', 'number'], by: 'number' },
      { field: ['service', 'port', 'name'], by: 'name' },
    ],
    strayPort: ['port'],
  },
  {
    role: 'ingress backend',
    at,
    ...service,
    name: ['serviceName'],
    ports: [{ field: ['servicePort'], by: 'either' }],
  },
]);

/** Source: sigs.k8s.io/gateway-api/apis/v1 BackendObjectReference, HTTPRequestMirrorFilter, HTTPExternalAuthFilter. */
const routeBackends: readonly ReferenceRule[] = [
  ['spec', 'rules', '*', 'backendRefs', '*'],
  ...['requestMirror', 'externalAuth'].flatMap((filter) => [
    ['spec', 'rules', '*', 'filters', '*', filter, 'backendRef'],
    ['spec', 'rules', '*', 'backendRefs', '*', 'filters', '*', filter, 'backendRef'],
  ]),
].map((at) => ({
  role: 'route backend',
  at,
  name: ['name'],
  group: { field: ['group'], as: 'group', default: '' },
  kind: { field: ['kind'], default: 'Service' },
  namespace: ['namespace'],
  ports: [{ field: ['port'], by: 'number' }],
}));

/** Source: k8s.io/api autoscaling/v2 CrossVersionObjectReference. */
const scaleTarget: ReferenceRule = {
  role: 'scale target',
  at: ['spec', 'scaleTargetRef'],
  name: ['name'],
  group: { field: ['apiVersion'], as: 'apiVersion' },
  kind: { field: ['kind'] },
};

/** Source: argo-rollouts/pkg/apis/rollouts/v1alpha1 CanaryStrategy, PingPongSpec, BlueGreenStrategy. */
const rolloutServices: readonly ReferenceRule[] = [
  ['canary', 'canaryService'],
  ['canary', 'stableService'],
  ['canary', 'pingPong', 'pingService'],
  ['canary', 'pingPong', 'pongService'],
  ['blueGreen', 'activeService'],
  ['blueGreen', 'previewService'],
].map((field) => ({ role: 'rollout service', at: ['spec', 'strategy', ...field], name: [], ...service }));

const rbac = 'rbac.authorization.k8s.io';

/** Source: k8s.io/api rbac/v1 RoleRef, Subject; k8s.io/kubernetes/pkg/apis/rbac/v1 SetDefaults_RoleBinding. */
const bindingReferences: readonly ReferenceRule[] = [
  {
    role: 'role',
    at: ['roleRef'],
    name: ['name'],
    group: { field: ['apiGroup'], as: 'group', default: rbac },
    kind: { field: ['kind'] },
  },
  {
    role: 'binding subject',
    at: ['subjects', '*'],
    name: ['name'],
    group: '',
    kind: { field: ['kind'] },
    kinds: ['ServiceAccount'],
    namespace: ['namespace'],
  },
];

/**
 * A Service that the API server calls. Source: k8s.io/api admissionregistration/v1 ServiceReference,
 * k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1 ServiceReference, k8s.io/kube-aggregator
 * pkg/apis/apiregistration/v1 ServiceReference. Each takes port 443 if none is stated.
 */
const calledService = (...at: readonly string[]): ReferenceRule => ({
  role: 'webhook service',
  at,
  name: ['name'],
  ...service,
  namespace: ['namespace'],
  ports: [{ field: ['port'], by: 'number' }],
  defaultPort: 443,
});

/** Kinds whose objects name other objects, by API groups and kind. */
export const referencesOfKinds: readonly {
  readonly groups: readonly string[];
  readonly kind: string;
  readonly references: readonly ReferenceRule[];
}[] = [
  { groups: ['networking.k8s.io', 'extensions'], kind: 'Ingress', references: ingressBackends },
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind) => ({
    groups: ['gateway.networking.k8s.io'],
    kind,
    references: routeBackends,
  })),
  { groups: ['autoscaling'], kind: 'HorizontalPodAutoscaler', references: [scaleTarget] },
  {
    groups: ['keda.sh'],
    kind: 'ScaledObject',
    // Each field has its own default. Source: github.com/kedacore/keda/v2/apis/keda/v1alpha1 ParseGVKR.
    references: [
      {
        ...scaleTarget,
        group: { field: ['apiVersion'], as: 'apiVersion', default: 'apps/v1' },
        kind: { field: ['kind'], default: 'Deployment' },
      },
    ],
  },
  {
    groups: ['apps'],
    kind: 'StatefulSet',
    // Source: k8s.io/api apps/v1 StatefulSetSpec.serviceName.
    references: [{ role: 'governing service', at: ['spec', 'serviceName'], name: [], ...service }],
  },
  { groups: ['argoproj.io'], kind: 'Rollout', references: rolloutServices },
  ...['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ groups: [rbac], kind, references: bindingReferences })),
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) => ({
    groups: ['admissionregistration.k8s.io'],
    kind,
    references: [calledService('webhooks', '*', 'clientConfig', 'service')],
  })),
  { groups: ['apiregistration.k8s.io'], kind: 'APIService', references: [calledService('spec', 'service')] },
];

const configMap = { role: 'config map', group: '', kind: 'ConfigMap', name: ['name'], optional: ['optional'] } as const;
const secret = { role: 'secret', group: '', kind: 'Secret', name: ['name'], optional: ['optional'] } as const;

const variable = { field: ['key'], as: 'variable' } as const;
const items = { field: ['items', '*', 'key'], as: 'item' } as const;

/**
 * The objects that a pod names, with paths relative to its `spec`. Source: k8s.io/api core/v1 PodSpec,
 * VolumeSource, EnvFromSource, EnvVarSource, KeyToPath.
 */
export const referencesOfPods: readonly ReferenceRule[] = [
  ...['containers', 'initContainers'].flatMap((list): ReferenceRule[] => [
    { ...configMap, at: [list, '*', 'envFrom', '*', 'configMapRef'] },
    { ...configMap, at: [list, '*', 'env', '*', 'valueFrom', 'configMapKeyRef'], keys: variable },
    { ...secret, at: [list, '*', 'envFrom', '*', 'secretRef'] },
    { ...secret, at: [list, '*', 'env', '*', 'valueFrom', 'secretKeyRef'], keys: variable },
  ]),
  { ...configMap, at: ['volumes', '*', 'configMap'], keys: items, isVolume: true },
  { ...configMap, at: ['volumes', '*', 'projected', 'sources', '*', 'configMap'], keys: items },
  { ...secret, at: ['volumes', '*', 'secret'], name: ['secretName'], keys: items, isVolume: true },
  { ...secret, at: ['volumes', '*', 'projected', 'sources', '*', 'secret'], keys: items },
  { role: 'service account', group: '', kind: 'ServiceAccount', at: ['serviceAccountName'], name: [] },
  {
    role: 'volume claim',
    group: '',
    kind: 'PersistentVolumeClaim',
    at: ['volumes', '*', 'persistentVolumeClaim'],
    name: ['claimName'],
  },
];

/** Whether other objects name objects of the kind, and no other list contains them. */
export function isNamedKind(group: string, kind: string): boolean {
  return namedKinds.has(`${group}/${kind}`);
}

const namedKinds: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  '/ServiceAccount',
  '/PersistentVolumeClaim',
  `${rbac}/Role`,
  `${rbac}/ClusterRole`,
]);

/** Whether the objects of the kind belong to no namespace, among the kinds that other objects name. */
export function isClusterScoped(group: string, kind: string): boolean {
  return clusterScopedKinds.has(`${group}/${kind}`);
}

const clusterScopedKinds: ReadonlySet<string> = new Set([`${rbac}/ClusterRole`]);

/**
 * The fields of a kind that select other objects by labels. All paths except `at` are relative to the node at
 * `at`.
 */
export interface SelectorRule {
  readonly role: SelectorRole;
  readonly at: FieldPath;
  readonly selector: FieldPath;
  /** The fields that select objects of other namespaces: by a map, by `true`, or by a list of names. */
  readonly namespaces: readonly FieldPath[];
  readonly ports?: FieldPath;
}

const peers = (list: string, direction: string): SelectorRule => ({
  role: 'network peer',
  at: ['spec', list, '*', direction, '*'],
  selector: ['podSelector'],
  namespaces: [['namespaceSelector']],
});

/**
 * An empty selector means the namespace of the monitor. Source: prometheus-operator pkg/apis/monitoring/v1
 * NamespaceSelector.
 */
const monitored: readonly FieldPath[] = [
  ['namespaceSelector', 'any'],
  ['namespaceSelector', 'matchNames'],
];

/** Namespaces other than that of the pod. Source: k8s.io/api core/v1 PodAffinityTerm. */
const namespacesOfTerm: readonly FieldPath[] = [['namespaceSelector'], ['namespaces']];

/**
 * By which a pod is placed beside other pods or apart from them, mostly those of its own workload. Paths are relative
 * to its `spec`. Source: k8s.io/api core/v1 PodAffinityTerm, WeightedPodAffinityTerm, TopologySpreadConstraint.
 */
export const selectorsOfPods: readonly SelectorRule[] = [
  ...['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
    ['affinity', affinity, 'requiredDuringSchedulingIgnoredDuringExecution', '*'],
    ['affinity', affinity, 'preferredDuringSchedulingIgnoredDuringExecution', '*', 'podAffinityTerm'],
  ]),
  ['topologySpreadConstraints', '*'],
].map((at) => ({ role: 'pod placement', at, selector: ['labelSelector'], namespaces: namespacesOfTerm }));

interface SelectorsOfKind {
  readonly groups: readonly string[];
  readonly kind: string;
  readonly selectors: readonly SelectorRule[];
}

/** Source: github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1. */
const monitor = (kind: string, role: SelectorRole, list: string): SelectorsOfKind => ({
  groups: ['monitoring.coreos.com'],
  kind,
  selectors: [{ role, at: ['spec'], selector: ['selector'], namespaces: monitored, ports: [list, '*', 'port'] }],
});

/** Kinds whose objects select other objects, by API groups and kind. */
export const selectorsOfKinds: readonly SelectorsOfKind[] = [
  {
    groups: ['policy'],
    kind: 'PodDisruptionBudget',
    // Source: k8s.io/api policy/v1 PodDisruptionBudgetSpec.
    selectors: [{ role: 'disruption budget', at: ['spec'], selector: ['selector'], namespaces: [] }],
  },
  {
    groups: ['networking.k8s.io', 'extensions'],
    kind: 'NetworkPolicy',
    // Source: k8s.io/api networking/v1 NetworkPolicySpec, NetworkPolicyPeer.
    selectors: [
      { role: 'network policy', at: ['spec'], selector: ['podSelector'], namespaces: [] },
      peers('ingress', 'from'),
      peers('egress', 'to'),
    ],
  },
  monitor('ServiceMonitor', 'service monitor', 'endpoints'),
  monitor('PodMonitor', 'pod monitor', 'podMetricsEndpoints'),
];
