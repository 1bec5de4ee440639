/** The kinds of the role `class`. */
const classKinds = [
  'networking.k8s.io/IngressClass',
  'gateway.networking.k8s.io/GatewayClass',
  'storage.k8s.io/StorageClass',
  'scheduling.k8s.io/PriorityClass',
  'node.k8s.io/RuntimeClass',
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
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/ClusterRole',
  'gateway.networking.k8s.io/Gateway',
  ...classKinds,
]);

/** Whether the objects of the kind belong to no namespace, among the kinds that other objects name. */
export function isClusterScoped(group: string, kind: string): boolean {
  return clusterScopedKinds.has(`${group}/${kind}`);
}

const clusterScopedKinds: ReadonlySet<string> = new Set(['rbac.authorization.k8s.io/ClusterRole', ...classKinds]);
