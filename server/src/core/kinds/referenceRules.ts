import type { ReferencedKey, ReferencedPort, ReferenceRole } from '../model/reference.ts';
import { controllerReferences as controllers } from './controllerReferences.ts';
import { meshReferences } from './meshReferences.ts';
import { otherReferences as others } from './otherReferences.ts';

/** Keys from an object to a field. `*` matches each item of a list. */
export type FieldPath = readonly string[];

/** The value of a field, or its default if the field is absent. */
export interface StatedOr {
  readonly field: FieldPath;
  /** If there is no default, a missing field means that there is no reference. */
  readonly default?: string;
  /** Whether an empty string is a value of its own, as the name of the core group is, and not the default. */
  readonly keepsEmpty?: true;
}

/** The fields of a kind that name other objects. All paths except `at` are relative to the node at `at`. */
export interface ReferenceRule {
  readonly role: ReferenceRole;
  readonly at: FieldPath;
  /** The path is empty if `at` is the path of the name itself. */
  readonly name: FieldPath;
  /**
   * How the text of the name states a namespace too:
   * - `host`: `web` or `web.shop.svc.cluster.local`. Any other text with a dot names nothing in the cluster.
   * - `namespace/name`: `web` or `shop/web`
   */
  readonly form?: 'host' | 'namespace/name';
  /** The field without which the object names nothing in this role. */
  readonly requires?: FieldPath;
  /** Names that stand for something else than an object. */
  readonly except?: RegExp;
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
  /** Where people write a namespace although the kind has no such field. */
  readonly strayNamespaces?: readonly FieldPath[];
  readonly optional?: FieldPath;
  readonly keys?: { readonly field: FieldPath; readonly as: ReferencedKey['as'] };
  /** Whether it is the source of a volume, whose mounts may name keys too. */
  readonly isVolume?: true;
  /** Annotations of the object by which something creates the target. */
  readonly madeBy?: readonly string[];
  /** The field next to the name that Kubernetes reads instead, if it is stated. */
  readonly unless?: FieldPath;
}

const gatewayGroup = 'gateway.networking.k8s.io';

/**
 * By which cert-manager creates the certificates of an Ingress or a Gateway. Sources: cert-manager.io, Annotated
 * Ingress resource, Annotated Gateway resource.
 */
const certificateAnnotations = [
  'cert-manager.io/issuer',
  'cert-manager.io/cluster-issuer',
  'certmanager.k8s.io/issuer',
  'certmanager.k8s.io/cluster-issuer',
  'kubernetes.io/tls-acme',
];

export const service = { group: '', kind: 'Service' } as const;
const secretOfIngress = { role: 'ingress secret', group: '', kind: 'Secret' } as const;

/** The name of a class, which is the whole value of a field. */
export const classAt = (group: string, kind: string, ...at: readonly string[]): ReferenceRule => ({
  role: 'class',
  at,
  name: [],
  group,
  kind,
});

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
    strayNamespaces: [['service', 'namespace'], ['namespace']],
  },
  {
    role: 'ingress backend',
    at,
    ...service,
    name: ['serviceName'],
    ports: [{ field: ['servicePort'], by: 'either' }],
  },
]);

/**
 * Source: k8s.io/api networking/v1 IngressSpec, IngressTLS; cert-manager.io, Annotated Ingress resource;
 * github.com/kubernetes/ingress-nginx docs/user-guide/nginx-configuration/annotations.md. What such an annotation names
 * with a namespace in front is not read.
 */
const ingressObjects: readonly ReferenceRule[] = [
  {
    ...secretOfIngress,
    at: ['spec', 'tls', '*'],
    name: ['secretName'],
    madeBy: certificateAnnotations,
  },
  {
    role: 'ingress backend',
    ...service,
    at: ['metadata', 'annotations', 'nginx.ingress.kubernetes.io/default-backend'],
    name: [],
  },
  { ...secretOfIngress, at: ['metadata', 'annotations', 'nginx.ingress.kubernetes.io/auth-secret'], name: [] },
  classAt('networking.k8s.io', 'IngressClass', 'spec', 'ingressClassName'),
  classAt('networking.k8s.io', 'IngressClass', 'metadata', 'annotations', 'kubernetes.io/ingress.class'),
];

/** Source: sigs.k8s.io/gateway-api/apis/v1 BackendObjectReference, HTTPRequestMirrorFilter, HTTPExternalAuthFilter. */
const routeReferences: readonly ReferenceRule[] = [
  // Source: sigs.k8s.io/gateway-api/apis/v1 ParentReference.
  {
    role: 'route parent',
    at: ['spec', 'parentRefs', '*'],
    name: ['name'],
    group: { field: ['group'], as: 'group', default: gatewayGroup, keepsEmpty: true },
    kind: { field: ['kind'], default: 'Gateway' },
    namespace: ['namespace'],
    ports: [
      { field: ['sectionName'], by: 'name' },
      { field: ['port'], by: 'number' },
    ],
  },
  ...[
    ['spec', 'rules', '*', 'backendRefs', '*'],
    ...['requestMirror', 'externalAuth'].flatMap((filter) => [
      ['spec', 'rules', '*', 'filters', '*', filter, 'backendRef'],
      ['spec', 'rules', '*', 'backendRefs', '*', 'filters', '*', filter, 'backendRef'],
    ]),
  ].map(
    (at): ReferenceRule => ({
      role: 'route backend',
      at,
      name: ['name'],
      group: { field: ['group'], as: 'group', default: '' },
      kind: { field: ['kind'], default: 'Service' },
      namespace: ['namespace'],
      ports: [{ field: ['port'], by: 'number' }],
    }),
  ),
];

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

/** The references of the objects of a kind, by its API groups. */
export interface ReferencesOfKind {
  readonly groups: readonly string[];
  readonly kind: string;
  readonly references: readonly ReferenceRule[];
  /** Set if other fields may name objects too, in texts that are not read, such as the values of a chart. */
  readonly namesMore?: true;
}

/** Kinds whose objects name other objects. */
export const referencesOfKinds: readonly ReferencesOfKind[] = [
  {
    groups: ['networking.k8s.io', 'extensions'],
    kind: 'Ingress',
    references: [...ingressBackends, ...ingressObjects, ...controllers.ofIngresses],
  },
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind) => ({
    // Linkerd serves its own copy of the Gateway API's HTTPRoute.
    groups: kind === 'HTTPRoute' ? [gatewayGroup, 'policy.linkerd.io'] : [gatewayGroup],
    kind,
    references: routeReferences,
  })),
  {
    groups: [gatewayGroup],
    kind: 'BackendTLSPolicy',
    // Source: sigs.k8s.io/gateway-api/apis/v1 BackendTLSPolicySpec, LocalPolicyTargetReferenceWithSectionName.
    references: [
      {
        role: 'policy target',
        at: ['spec', 'targetRefs', '*'],
        name: ['name'],
        group: { field: ['group'], as: 'group', default: '' },
        kind: { field: ['kind'] },
        ports: [{ field: ['sectionName'], by: 'name' }],
      },
    ],
  },
  {
    groups: [gatewayGroup],
    kind: 'Gateway',
    // Source: sigs.k8s.io/gateway-api/apis/v1 GatewaySpec, ListenerTLSConfig, SecretObjectReference.
    references: [
      classAt(gatewayGroup, 'GatewayClass', 'spec', 'gatewayClassName'),
      {
        role: 'ingress secret',
        at: ['spec', 'listeners', '*', 'tls', 'certificateRefs', '*'],
        name: ['name'],
        group: { field: ['group'], as: 'group', default: '' },
        kind: { field: ['kind'], default: 'Secret' },
        namespace: ['namespace'],
        madeBy: certificateAnnotations,
      },
      ...controllers.ofIngresses,
    ],
  },
  { groups: ['autoscaling'], kind: 'HorizontalPodAutoscaler', references: [scaleTarget, controllers.ofAutoscalers] },
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
      controllers.ofScaledObjects,
    ],
  },
  {
    groups: ['apps'],
    kind: 'StatefulSet',
    // Source: k8s.io/api apps/v1 StatefulSetSpec.serviceName, StatefulSetSpec.volumeClaimTemplates.
    references: [
      { role: 'governing service', at: ['spec', 'serviceName'], name: [], ...service },
      classAt('storage.k8s.io', 'StorageClass', 'spec', 'volumeClaimTemplates', '*', 'spec', 'storageClassName'),
    ],
  },
  { groups: ['argoproj.io'], kind: 'Rollout', references: [...rolloutServices, ...others.ofRollouts] },
  {
    groups: [''],
    kind: 'PersistentVolumeClaim',
    references: [classAt('storage.k8s.io', 'StorageClass', 'spec', 'storageClassName'), ...others.ofClaims],
  },
  {
    groups: [''],
    kind: 'ServiceAccount',
    // Source: k8s.io/api core/v1 ServiceAccount.
    references: [
      { role: 'secret', group: '', kind: 'Secret', at: ['imagePullSecrets', '*'], name: ['name'] },
      others.ofAccounts,
    ],
  },
  ...['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ groups: [rbac], kind, references: bindingReferences })),
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) => ({
    groups: ['admissionregistration.k8s.io'],
    kind,
    references: [calledService('webhooks', '*', 'clientConfig', 'service')],
  })),
  {
    groups: ['apiextensions.k8s.io'],
    kind: 'CustomResourceDefinition',
    // The second one is the field of v1beta1.
    references: [
      calledService('spec', 'conversion', 'webhook', 'clientConfig', 'service'),
      calledService('spec', 'conversion', 'webhookClientConfig', 'service'),
    ],
  },
  { groups: ['apiregistration.k8s.io'], kind: 'APIService', references: [calledService('spec', 'service')] },
  ...meshReferences,
  ...controllers.ofOtherKinds,
  ...others.ofOtherKinds,
];
