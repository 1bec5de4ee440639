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
  // Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy NamespaceRoles.
  'rbac.authorization.k8s.io/Role': { names: ['extension-apiserver-authentication-reader'], prefix: 'system:' },
};
