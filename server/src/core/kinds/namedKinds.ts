import { none } from '../text/emptyList.ts';

/** The kinds of the role `class`. */
const classKinds = [
  'networking.k8s.io/IngressClass',
  'gateway.networking.k8s.io/GatewayClass',
  'storage.k8s.io/StorageClass',
  'scheduling.k8s.io/PriorityClass',
  'node.k8s.io/RuntimeClass',
];

/**
 * The kinds of controllers, by their API groups. A group after the first is a former one, which some controllers still
 * serve. Sources: the references of these kinds, in the files beside this one.
 */
const kindsOfControllers: readonly { readonly groups: readonly string[]; readonly kinds: readonly string[] }[] = [
  { groups: ['networking.istio.io'], kinds: ['Gateway', 'VirtualService', 'ServiceEntry'] },
  { groups: ['policy.linkerd.io'], kinds: ['Server', 'HTTPRoute', 'MeshTLSAuthentication', 'NetworkAuthentication'] },
  { groups: ['gateway.networking.k8s.io'], kinds: ['HTTPRoute', 'GRPCRoute'] },
  {
    groups: ['traefik.io', 'traefik.containo.us'],
    kinds: [
      ...['IngressRoute', 'Middleware', 'MiddlewareTCP', 'TraefikService', 'TLSOption', 'TLSStore'],
      ...['ServersTransport', 'ServersTransportTCP'],
    ],
  },
  { groups: ['projectcontour.io'], kinds: ['HTTPProxy', 'ExtensionService'] },
  { groups: ['cert-manager.io', 'certmanager.k8s.io'], kinds: ['Issuer', 'ClusterIssuer'] },
  { groups: ['keda.sh'], kinds: ['TriggerAuthentication', 'ClusterTriggerAuthentication'] },
  {
    groups: ['source.toolkit.fluxcd.io'],
    kinds: ['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'],
  },
  { groups: ['kustomize.toolkit.fluxcd.io'], kinds: ['Kustomization'] },
  { groups: ['helm.toolkit.fluxcd.io'], kinds: ['HelmRelease'] },
  { groups: ['notification.toolkit.fluxcd.io'], kinds: ['Provider'] },
  { groups: ['image.toolkit.fluxcd.io'], kinds: ['ImageRepository'] },
  { groups: ['argoproj.io'], kinds: ['AppProject'] },
  { groups: ['networking.k8s.io', 'extensions'], kinds: ['Ingress'] },
];

const groupsOfControllers: ReadonlyMap<string, readonly string[]> = new Map(
  kindsOfControllers.flatMap(({ groups, kinds }) =>
    groups.flatMap((group) => kinds.map((kind) => [`${group}/${kind}`, groups] as const)),
  ),
);

/** All API groups of a kind of a controller, if one of them is given. */
export function groupsOfNamedKind(group: string, kind: string): readonly string[] {
  return groupsOfControllers.get(`${group}/${kind}`) ?? none;
}

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
  ...groupsOfControllers.keys(),
]);

/** Whether the objects of the kind belong to no namespace, among the kinds that other objects name. */
export function isClusterScoped(group: string, kind: string): boolean {
  return clusterScopedKinds.has(`${group}/${kind}`);
}

const clusterScopedKinds: ReadonlySet<string> = new Set([
  'rbac.authorization.k8s.io/ClusterRole',
  'cert-manager.io/ClusterIssuer',
  'certmanager.k8s.io/ClusterIssuer',
  'keda.sh/ClusterTriggerAuthentication',
  // An AppProject is in the namespace of Argo CD, in which its Applications need not be. Source: argo-cd
  // docs/operator-manual/app-any-namespace.md.
  'argoproj.io/AppProject',
  ...classKinds,
]);
