import type { FieldPath, ReferenceRule, ReferencesOfKind } from './referenceRules.ts';

/**
 * A field that no rule judges, with the name of an object that has nothing to do with traffic. The path of the name is
 * relative to `at`.
 */
function other(group: string, kind: string, at: FieldPath, name: FieldPath = []): ReferenceRule {
  return { role: 'other object', group, kind, at, name };
}

/** Source: argo-rollouts/pkg/apis/rollouts/v1alpha1 RolloutTrafficRouting, RolloutAnalysis. */
const namedByRollouts: readonly ReferenceRule[] = [
  ...[
    ['nginx', 'stableIngress'],
    ['nginx', 'stableIngresses', '*'],
    ['nginx', 'additionalStableIngresses', '*'],
    ['alb', 'ingress'],
    ['alb', 'ingresses', '*'],
  ].map((field) => other('networking.k8s.io', 'Ingress', ['spec', 'strategy', 'canary', 'trafficRouting', ...field])),
  other('', 'Service', ['spec', 'strategy', 'canary', 'trafficRouting', 'alb', 'rootService']),
  ...[
    ['canary', 'analysis'],
    ['canary', 'steps', '*', 'analysis'],
    ['blueGreen', 'prePromotionAnalysis'],
    ['blueGreen', 'postPromotionAnalysis'],
  ].map((field) =>
    other('argoproj.io', 'AnalysisTemplate', ['spec', 'strategy', ...field, 'templates', '*'], ['templateName']),
  ),
];

/**
 * The Secrets and ConfigMaps with which Prometheus scrapes. Source:
 * github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1 Endpoint, PodMetricsEndpoint.
 */
const namedByMonitors = (list: string): readonly ReferenceRule[] => [
  ...[
    ['bearerTokenSecret'],
    ['authorization', 'credentials'],
    ['basicAuth', 'username'],
    ['basicAuth', 'password'],
    ['oauth2', 'clientId', 'secret'],
    ['oauth2', 'clientSecret'],
    ['tlsConfig', 'ca', 'secret'],
    ['tlsConfig', 'cert', 'secret'],
    ['tlsConfig', 'keySecret'],
  ].map((field) => other('', 'Secret', ['spec', list, '*', ...field], ['name'])),
  ...[
    ['oauth2', 'clientId', 'configMap'],
    ['tlsConfig', 'ca', 'configMap'],
    ['tlsConfig', 'cert', 'configMap'],
  ].map((field) => other('', 'ConfigMap', ['spec', list, '*', ...field], ['name'])),
];

const storageClass = (at: FieldPath) => other('storage.k8s.io', 'StorageClass', at);

/** Source: k8s.io/api core/v1 PersistentVolumeClaimSpec. */
const namedByClaims: readonly ReferenceRule[] = [
  other('', 'PersistentVolume', ['spec', 'volumeName']),
  other('', 'PersistentVolumeClaim', ['spec', 'dataSource'], ['name']),
];

/** Source: k8s.io/api core/v1 ServiceAccount.secrets. */
const secretsOfAccount = other('', 'Secret', ['secrets', '*'], ['name']);

/** Kinds that name nothing by which traffic is decided, and monitors, which select by labels. */
const kindsNamingOthers: readonly ReferencesOfKind[] = [
  { groups: ['monitoring.coreos.com'], kind: 'ServiceMonitor', references: namedByMonitors('endpoints') },
  { groups: ['monitoring.coreos.com'], kind: 'PodMonitor', references: namedByMonitors('podMetricsEndpoints') },
  {
    groups: [''],
    kind: 'PersistentVolume',
    // Source: k8s.io/api core/v1 PersistentVolumeSpec.
    references: [
      storageClass(['spec', 'storageClassName']),
      { ...other('', 'PersistentVolumeClaim', ['spec', 'claimRef'], ['name']), namespace: ['namespace'] },
    ],
  },
  // The endpoints of a Service without a selector. Source: k8s.io/api core/v1 Endpoints, discovery/v1 LabelServiceName.
  { groups: [''], kind: 'Endpoints', references: [other('', 'Service', ['metadata', 'name'])] },
  {
    groups: ['discovery.k8s.io'],
    kind: 'EndpointSlice',
    references: [other('', 'Service', ['metadata', 'labels', 'kubernetes.io/service-name'])],
  },
];

/** The paths are relative to the `spec` of a pod. Source: k8s.io/api core/v1 CSIVolumeSource, EphemeralVolumeSource. */
const othersNamedByPods: readonly ReferenceRule[] = [
  other('', 'Secret', ['volumes', '*', 'csi', 'nodePublishSecretRef'], ['name']),
  storageClass(['volumes', '*', 'ephemeral', 'volumeClaimTemplate', 'spec', 'storageClassName']),
];

/** Names of objects that have nothing to do with traffic, by what has them. No rule judges them. */
export const otherReferences = {
  ofRollouts: namedByRollouts,
  ofClaims: namedByClaims,
  ofAccounts: secretsOfAccount,
  ofPods: othersNamedByPods,
  ofOtherKinds: kindsNamingOthers,
} as const;
