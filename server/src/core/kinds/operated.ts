/**
 * Whether an object of the kind may stand for pods that its operator makes: every custom resource, unless it is known
 * to configure only what runs anyway. A wrong "may" keeps the tool silent, a wrong "may not" makes it speak too early,
 * so only kinds whose controllers certainly make no pods are listed.
 */
export function mayMakePods(group: string, kind: string): boolean {
  if (!isCustomGroup(group)) {
    return false;
  }
  return !configuringGroups.has(group) && !configuringKinds.has(`${group}/${kind}`);
}

/**
 * Groups of the API server itself are `core`, words without a dot (`apps`), and some below `k8s.io`. That a group ends so says
 * nothing: its owners are to ask for approval, and an annotation that says that they did not is enough to serve it.
 * Source: k8s.io/apiextensions-apiserver/pkg/apihelpers GetAPIApprovalState, annotation api-approved.kubernetes.io.
 */
export function isCustomGroup(group: string): boolean {
  return group.includes('.') && !ownGroups.has(group) && !group.endsWith('.config.k8s.io');
}

/** Source: k8s.io/kubernetes/pkg/controlplane, k8s.io/kube-aggregator, k8s.io/metrics; of those that it served once too. */
const ownGroups: ReadonlySet<string> = new Set(
  [
    ...['admission', 'admissionregistration', 'apiextensions', 'apiregistration', 'audit', 'auditregistration'],
    ...['authentication', 'authorization', 'certificates', 'coordination', 'custom.metrics', 'discovery', 'events'],
    ...['external.metrics', 'flowcontrol.apiserver', 'imagepolicy', 'internal.apiserver', 'metrics', 'networking'],
    ...['node', 'rbac.authorization', 'resource', 'scheduling', 'settings', 'storage', 'storagemigration'],
  ].map((name) => `${name}.k8s.io`),
);

/** Groups in which no kind makes pods. */
const configuringGroups: ReadonlySet<string> = new Set([
  // Meshes, gateways and ingress controllers: routes and policies for what runs already.
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
  // Its pods run until something is built.
  'build.openshift.io',
  // Delivery: what they apply is another matter, and looked at where they are declared.
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
  // What tools read that make clusters, and no API server.
  'kind.sigs.k8s.io',
  'kops.k8s.io',
  'kubeadm.k8s.io',
]);

/** Kinds that configure, of groups that have others which make pods. */
const configuringKinds: ReadonlySet<string> = new Set(
  [
    ['monitoring.coreos.com', 'ServiceMonitor PodMonitor Probe PrometheusRule AlertmanagerConfig ScrapeConfig'],
    ['argoproj.io', 'Application ApplicationSet AppProject AnalysisTemplate ClusterAnalysisTemplate'],
    ['monitoring.googleapis.com', 'PodMonitoring ClusterPodMonitoring Rules ClusterRules GlobalRules OperatorConfig'],
    ['keda.sh', 'ScaledObject TriggerAuthentication ClusterTriggerAuthentication'],
    ['bitnami.com', 'SealedSecret'],
    ['kafka.strimzi.io', 'KafkaTopic KafkaUser KafkaConnector KafkaRebalance'],
    // A Gateway has pods where a controller makes a proxy for it.
    [
      'gateway.networking.k8s.io',
      'GatewayClass HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant BackendTLSPolicy BackendLBPolicy ListenerSet',
    ],
    // It groups what runs.
    ['app.k8s.io', 'Application'],
    ['grafana.integreatly.org', 'GrafanaDashboard GrafanaDatasource GrafanaFolder'],
    ['integreatly.org', 'GrafanaDashboard GrafanaDataSource'],
    ['cloud.google.com', 'BackendConfig FrontendConfig'],
    ['logging.banzaicloud.io', 'Flow Output ClusterFlow ClusterOutput'],
    ['operator.victoriametrics.com', 'VMServiceScrape VMPodScrape VMRule VMNodeScrape VMProbe VMStaticScrape'],
    ['velero.io', 'Schedule BackupStorageLocation VolumeSnapshotLocation'],
    // Gateways of these two groups have pods that their operators make, the others have not.
    [
      'consul.hashicorp.com',
      'ServiceDefaults ServiceIntentions ServiceResolver ServiceRouter ServiceSplitter ProxyDefaults ExportedServices',
    ],
    ['kuma.io', 'Mesh TrafficPermission TrafficRoute TrafficLog TrafficTrace HealthCheck CircuitBreaker ProxyTemplate'],
    // What tests are made of, which no cluster serves.
    ['kuttl.dev', 'TestStep TestSuite TestAssert'],
    ['chainsaw.kyverno.io', 'Test'],
    ['apiextensions.crossplane.io', 'Composition CompositeResourceDefinition'],
  ].flatMap(([group = '', names = '']) => names.split(' ').map((name) => `${group}/${name}`)),
);
