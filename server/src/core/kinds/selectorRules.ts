import type { SelectorRole } from '../model/reference.ts';
import type { FieldPath } from './referenceRules.ts';

/**
 * The fields of a kind that select other objects by labels. All paths except `at` are relative to the node at
 * `at`.
 */
export interface SelectorRule {
  readonly role: SelectorRole;
  readonly at: FieldPath;
  readonly selector: FieldPath;
  /** `labels` for a plain map of labels. */
  readonly shape?: 'labels';
  /** The namespace from which it selects in all namespaces, or `any` if it always does. */
  readonly everywhereFrom?: string;
  /** The fields that select objects of other namespaces: by a map, by `true`, or by a list of names. */
  readonly namespaces: readonly FieldPath[];
  /** The field of these that selects namespaces by their labels. */
  readonly namespaceSelector?: FieldPath;
  /** The fields with ports of what is selected, by name or by number. */
  readonly ports?: FieldPath;
  /** As `ports`, relative to the item two levels above `at`: all peers of a rule have the same ports. */
  readonly portsBeside?: FieldPath;
}

const peers = (list: string, direction: string): SelectorRule => ({
  role: 'network peer',
  at: ['spec', list, '*', direction, '*'],
  selector: ['podSelector'],
  namespaces: [['namespaceSelector']],
  namespaceSelector: ['namespaceSelector'],
});

/** The ports of an ingress rule are those of the selected pods, and those of an egress rule are those of its peers. */
const portsOfRule: FieldPath = ['ports', '*', 'port'];

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
].map((at) => ({
  role: 'pod placement',
  at,
  selector: ['labelSelector'],
  namespaces: namespacesOfTerm,
}));

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

const meshPolicy = { role: 'mesh policy', at: ['spec'], namespaces: [] } as const;

/**
 * A policy in the root namespace, which is `istio-system` unless the mesh is configured otherwise, applies to all
 * namespaces. Sources: istio.io, Workload Selector, Sidecar, Global Mesh Options (rootNamespace).
 */
const everywhereFrom = 'istio-system';
const selectorOfPolicy: SelectorRule = { ...meshPolicy, selector: ['selector'], everywhereFrom };
const labelsOfPolicy: SelectorRule = {
  ...meshPolicy,
  at: ['spec', 'workloadSelector'],
  selector: ['labels'],
  shape: 'labels',
  everywhereFrom,
};

const ofMesh = (group: string, kind: string, ...selectors: readonly SelectorRule[]): SelectorsOfKind => ({
  groups: [group],
  kind,
  selectors,
});

/**
 * Source: istio.io/api type/v1beta1 WorkloadSelector, networking/v1 Gateway, Subset, WorkloadSelector;
 * github.com/linkerd/linkerd2 charts/linkerd-crds/templates/policy/server.yaml.
 */
const selectorsOfMeshes: readonly SelectorsOfKind[] = [
  ...['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].map((kind) =>
    ofMesh('security.istio.io', kind, selectorOfPolicy),
  ),
  ofMesh('telemetry.istio.io', 'Telemetry', selectorOfPolicy),
  ofMesh('extensions.istio.io', 'WasmPlugin', selectorOfPolicy),
  ...['Sidecar', 'EnvoyFilter', 'ServiceEntry'].map((kind) => ofMesh('networking.istio.io', kind, labelsOfPolicy)),
  ofMesh(
    'networking.istio.io',
    'DestinationRule',
    { ...selectorOfPolicy, selector: ['workloadSelector'] },
    { role: 'subset pods', at: ['spec', 'subsets', '*'], selector: ['labels'], shape: 'labels', namespaces: [] },
  ),
  // The pods of a gateway may be in any namespace. Source: istio.io, Gateway, Gateway.selector.
  ofMesh('networking.istio.io', 'Gateway', {
    role: 'mesh gateway',
    at: ['spec'],
    selector: ['selector'],
    shape: 'labels',
    namespaces: [],
    everywhereFrom: 'any',
  }),
  ofMesh('policy.linkerd.io', 'Server', { ...meshPolicy, selector: ['podSelector'], ports: ['port'] }),
];

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
    // Source: k8s.io/api networking/v1 NetworkPolicySpec, NetworkPolicyPeer, NetworkPolicyPort.
    selectors: [
      {
        role: 'network policy',
        at: ['spec'],
        selector: ['podSelector'],
        namespaces: [],
        ports: ['ingress', '*', ...portsOfRule],
      },
      peers('ingress', 'from'),
      { ...peers('egress', 'to'), portsBeside: portsOfRule },
    ],
  },
  monitor('ServiceMonitor', 'service monitor', 'endpoints'),
  monitor('PodMonitor', 'pod monitor', 'podMetricsEndpoints'),
  ...selectorsOfMeshes,
];
