/**
 * Whether the object exists without a manifest: the API server or a controller of the control plane creates it in every
 * cluster, or in every namespace.
 */
export function isBuiltIn(group: string, kind: string, name: string): boolean {
  const known = builtInNames[`${group}/${kind}`];
  return (
    known !== undefined && (known.names.includes(name) || (known.prefix !== undefined && name.startsWith(known.prefix)))
  );
}

const builtInNames: Readonly<Record<string, { readonly names: readonly string[]; readonly prefix?: string }>> = {
  // Source: k8s.io/kubernetes/pkg/controller/serviceaccount.
  '/ServiceAccount': { names: ['default'] },
  // Source: k8s.io/kubernetes/pkg/controller/certificates/rootcacertpublisher; OpenShift's service-ca-operator.
  '/ConfigMap': { names: ['kube-root-ca.crt', 'openshift-service-ca.crt'] },
  // Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy ClusterRoles.
  'rbac.authorization.k8s.io/ClusterRole': { names: ['cluster-admin', 'admin', 'edit', 'view'], prefix: 'system:' },
  // Source: k8s.io/kubernetes/pkg/apis/scheduling SystemPriorityClasses.
  'scheduling.k8s.io/PriorityClass': { names: ['system-cluster-critical', 'system-node-critical'] },
  // Source: argo-cd docs/user-guide/projects.md, The Default Project.
  'argoproj.io/AppProject': { names: ['default'] },
  // Source: doc.traefik.io, Kubernetes IngressRoute, Kind: TLSOption, Kind: TLSStore.
  'traefik.io/TLSOption': { names: ['default'] },
  'traefik.io/TLSStore': { names: ['default'] },
  // Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy NamespaceRoles.
  'rbac.authorization.k8s.io/Role': { names: ['extension-apiserver-authentication-reader'], prefix: 'system:' },
};

/**
 * Names of classes that controllers and clouds create, although no file of a workspace defines them. A class of another
 * name may exist as well. Sources: the documentation of each controller and of each cloud's Kubernetes service.
 */
export const wellKnownClasses: Readonly<Record<string, readonly string[]>> = {
  IngressClass: [
    'nginx',
    'traefik',
    'haproxy',
    'contour',
    'istio',
    'cilium',
    'tailscale',
    'azure-application-gateway',
    'openshift-default',
    'webapprouting.kubernetes.azure.com',
  ],
  GatewayClass: [
    'istio',
    'cilium',
    'traefik',
    'nginx',
    'contour',
    'haproxy',
    'amazon-vpc-lattice',
    'gke-l7-global-external-managed',
    'gke-l7-regional-external-managed',
    'gke-l7-rilb',
  ],
  PriorityClass: ['system-cluster-critical', 'system-node-critical'],
  RuntimeClass: ['nvidia', 'gvisor'],
  StorageClass: [
    'standard',
    'standard-rwo',
    'premium-rwo',
    'default',
    'managed-csi',
    'managed-premium',
    'azurefile-csi',
    'local-path',
    'longhorn',
    'rook-ceph-block',
    'rook-cephfs',
    'do-block-storage',
    'hcloud-volumes',
    'linode-block-storage',
    'microk8s-hostpath',
    'openebs-hostpath',
    'nfs-client',
  ],
};
