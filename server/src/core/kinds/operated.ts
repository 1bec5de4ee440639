/**
 * Whether an operator may create pods for an object of the kind. This holds for every custom resource that is
 * not known to be pure configuration. A wrong "may" only hides a problem, and a wrong "may not" reports a false
 * one. So the lists contain only kinds whose controllers certainly create no pods.
 */
export function mayMakePods(group: string, kind: string): boolean {
  if (!isCustomGroup(group)) {
    return false;
  }
  return !configuringGroups.has(group) && !configuringKinds.has(`${group}/${kind}`);
}

/**
 * The groups of the API server itself are `core`, words without a dot (`apps`), and some groups below `k8s.io`.
 * The suffix `k8s.io` alone proves nothing: its use needs an approval, but the API server also serves a group
 * with an annotation that says that it is unapproved. Source: k8s.io/apiextensions-apiserver/pkg/apihelpers
 * GetAPIApprovalState, annotation api-approved.kubernetes.io.
 */
export function isCustomGroup(group: string): boolean {
  return group.includes('.') && !ownGroups.has(group) && !group.endsWith('.config.k8s.io');
}

/**
 * Present and former groups. Source: k8s.io/kubernetes/pkg/controlplane, k8s.io/kube-aggregator,
 * k8s.io/metrics.
 */
const ownGroups: ReadonlySet<string> = new Set(
  [
    ...['admission', 'admissionregistration', 'apiextensions', 'apiregistration', 'audit', 'auditregistration'],
    ...['authentication', 'authorization', 'certificates', 'coordination', 'custom.metrics', 'discovery', 'events'],
    ...['external.metrics', 'flowcontrol.apiserver', 'imagepolicy', 'internal.apiserver', 'metrics', 'networking'],
    ...['node', 'rbac.authorization', 'resource', 'scheduling', 'settings', 'storage', 'storagemigration'],
  ].map((name) => `${name}.k8s.io`),
);

/** Groups without any kind that creates pods. */
const configuringGroups: ReadonlySet<string> = new Set([
  // Meshes, gateways and ingress controllers: routes and policies for running workloads.
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
  'extensions.istio.io',
  'split.smi-spec.io',
  'specs.smi-spec.io',
  'access.smi-spec.io',
  'linkerd.io',
  'policy.linkerd.io',
  'gateway.envoyproxy.io',
  'traefik.io',
  'traefik.containo.us',
  'getambassador.io',
  'projectcontour.io',
  'configuration.konghq.com',
  'networking.gke.io',
  'networking.x-k8s.io',
  'appmesh.k8s.aws',
  'gloo.solo.io',
  'gateway.solo.io',
  'apisix.apache.org',
  'dapr.io',
  'elbv2.k8s.aws',
  'k8s.nginx.org',
  'appprotect.f5.com',
  'route.openshift.io',
  // Network plugins and address pools.
  'cilium.io',
  'crd.projectcalico.org',
  'projectcalico.org',
  'k8s.cni.cncf.io',
  'policy.networking.k8s.io',
  'metallb.io',
  // Certificates and secrets.
  'cert-manager.io',
  'acme.cert-manager.io',
  'certmanager.k8s.io',
  'external-secrets.io',
  'generators.external-secrets.io',
  'kubernetes-client.io',
  'secrets-store.csi.x-k8s.io',
  'secrets.hashicorp.com',
  // Policy.
  'kyverno.io',
  'constraints.gatekeeper.sh',
  'templates.gatekeeper.sh',
  'mutations.gatekeeper.sh',
  'config.gatekeeper.sh',
  'security.openshift.io',
  'authorization.openshift.io',
  'project.openshift.io',
  'user.openshift.io',
  'oauth.openshift.io',
  'console.openshift.io',
  'image.openshift.io',
  // Its pods end when the build ends.
  'build.openshift.io',
  // Delivery. The objects that these kinds apply are handled at their declaration.
  'kustomize.toolkit.fluxcd.io',
  'source.toolkit.fluxcd.io',
  'notification.toolkit.fluxcd.io',
  'image.toolkit.fluxcd.io',
  'rbacmanager.reactiveops.io',
  // Storage and autoscaling.
  'snapshot.storage.k8s.io',
  'groupsnapshot.storage.k8s.io',
  'objectstorage.k8s.io',
  'autoscaling.k8s.io',
  'karpenter.sh',
  'karpenter.k8s.aws',
  'externaldns.k8s.io',
  'reloader.stakater.com',
  // Input of tools that create clusters. No API server serves these kinds.
  'kind.sigs.k8s.io',
  'kops.k8s.io',
  'kubeadm.k8s.io',
]);

/** Configuration kinds in groups that also have kinds that create pods. */
const configuringKinds: ReadonlySet<string> = new Set(
  [
    ['monitoring.coreos.com', 'ServiceMonitor PodMonitor Probe PrometheusRule AlertmanagerConfig ScrapeConfig'],
    ['argoproj.io', 'Application ApplicationSet AppProject AnalysisTemplate ClusterAnalysisTemplate'],
    ['monitoring.googleapis.com', 'PodMonitoring ClusterPodMonitoring Rules ClusterRules GlobalRules OperatorConfig'],
    ['keda.sh', 'ScaledObject TriggerAuthentication ClusterTriggerAuthentication'],
    ['bitnami.com', 'SealedSecret'],
    ['kafka.strimzi.io', 'KafkaTopic KafkaUser KafkaConnector KafkaRebalance'],
    // A Gateway has pods if a controller creates a proxy for it.
    [
      'gateway.networking.k8s.io',
      'GatewayClass HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant BackendTLSPolicy BackendLBPolicy ListenerSet',
    ],
    // It groups running objects.
    ['app.k8s.io', 'Application'],
    ['grafana.integreatly.org', 'GrafanaDashboard GrafanaDatasource GrafanaFolder'],
    ['integreatly.org', 'GrafanaDashboard GrafanaDataSource'],
    ['cloud.google.com', 'BackendConfig FrontendConfig'],
    ['logging.banzaicloud.io', 'Flow Output ClusterFlow ClusterOutput'],
    ['operator.victoriametrics.com', 'VMServiceScrape VMPodScrape VMRule VMNodeScrape VMProbe VMStaticScrape'],
    ['velero.io', 'Schedule BackupStorageLocation VolumeSnapshotLocation'],
    // In these two groups operators create pods for gateways. The kinds listed here have no pods.
    [
      'consul.hashicorp.com',
      'ServiceDefaults ServiceIntentions ServiceResolver ServiceRouter ServiceSplitter ProxyDefaults ExportedServices',
    ],
    ['kuma.io', 'Mesh TrafficPermission TrafficRoute TrafficLog TrafficTrace HealthCheck CircuitBreaker ProxyTemplate'],
    // Steps of tests, which no cluster serves.
    ['kuttl.dev', 'TestStep TestSuite TestAssert'],
    ['chainsaw.kyverno.io', 'Test'],
    ['apiextensions.crossplane.io', 'Composition CompositeResourceDefinition'],
  ].flatMap(([group = '', names = '']) => names.split(' ').map((name) => `${group}/${name}`)),
);
