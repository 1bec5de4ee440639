import { deliveryReferences, needed } from './deliveryReferences.ts';
import type { FieldPath, ReferenceRule, ReferencesOfKind } from './referenceRules.ts';

const issuance = 'cert-manager.io';
const contour = 'projectcontour.io';
const traefikGroups: readonly string[] = ['traefik.io', 'traefik.containo.us'];
const [traefik = ''] = traefikGroups;

const service = { group: '', kind: 'Service' } as const;

const inNamespace = { namespace: ['namespace'] } as const;

/** A Secret with a certificate. */
const certificate = (at: FieldPath, name: FieldPath, more: Partial<ReferenceRule> = {}): ReferenceRule => ({
  role: 'ingress secret',
  group: '',
  kind: 'Secret',
  at,
  name,
  ...more,
});

/** An annotation by which cert-manager creates the certificates of an Ingress or of a Gateway. */
const annotatedIssuer = (kind: string, annotation: string): ReferenceRule =>
  needed(issuance, kind, ['metadata', 'annotations', annotation], []);

/** Source: cert-manager.io, Annotated Ingress resource, Annotated Gateway resource. */
const annotatedIssuers: readonly ReferenceRule[] = [
  annotatedIssuer('Issuer', 'cert-manager.io/issuer'),
  annotatedIssuer('ClusterIssuer', 'cert-manager.io/cluster-issuer'),
];

/** Source: github.com/cert-manager/cert-manager pkg/apis/meta/v1 ObjectReference, certmanager/v1 CertificateSpec. */
const issuer: ReferenceRule = {
  role: 'controller object',
  at: ['spec', 'issuerRef'],
  name: ['name'],
  group: { field: ['group'], as: 'group', default: issuance },
  kind: { field: ['kind'], default: 'Issuer' },
};

/**
 * A name with an `@` is of another provider of Traefik, such as `api@internal` and `auth@file`. Source: doc.traefik.io,
 * Kubernetes IngressRoute, Provider Namespace.
 */
const ofOtherProvider = /@/;

/**
 * A Service, or a TraefikService that distributes requests. Source: github.com/traefik/traefik
 * pkg/provider/kubernetes/crd/traefikio/v1alpha1 LoadBalancerSpec, ServiceTCP, ServiceUDP; pkg/provider/kubernetes/crd
 * getServicePort.
 */
const traefikService = (at: FieldPath): readonly ReferenceRule[] => [
  {
    role: 'route backend',
    at,
    name: ['name'],
    group: '',
    kind: { field: ['kind'], default: 'Service' },
    kinds: ['Service'],
    ports: [{ field: ['port'], by: 'either' }],
    except: ofOtherProvider,
    ...inNamespace,
  },
  needed(traefik, { field: ['kind'], default: 'Service' }, at, ['name'], {
    kinds: ['TraefikService'],
    except: ofOtherProvider,
    ...inNamespace,
  }),
];

const traefikObject = (kind: string, at: FieldPath, name: FieldPath = ['name']): ReferenceRule =>
  needed(traefik, kind, at, name, { except: ofOtherProvider, ...inNamespace });

const traefikSecret = (...at: readonly string[]): ReferenceRule => needed('', 'Secret', at, []);

/** Source: github.com/traefik/traefik pkg/provider/kubernetes/crd/traefikio/v1alpha1 IngressRouteSpec, TLS. */
const traefikRoute = (kind: string, middleware: string | undefined): ReferencesOfKind => ({
  groups: traefikGroups,
  kind,
  references: [
    ...traefikService(['spec', 'routes', '*', 'services', '*']),
    ...(middleware === undefined ? [] : [traefikObject(middleware, ['spec', 'routes', '*', 'middlewares', '*'])]),
    ...(kind === 'IngressRoute'
      ? [
          traefikObject('IngressRoute', ['spec', 'parentRefs', '*']),
          traefikObject('Middleware', ['spec', 'routes', '*', 'services', '*', 'middlewares', '*']),
        ]
      : []),
    certificate(['spec', 'tls'], ['secretName']),
    traefikObject('TLSOption', ['spec', 'tls', 'options']),
    traefikObject('TLSStore', ['spec', 'tls', 'store']),
    traefikObject(
      kind === 'IngressRoute' ? 'ServersTransport' : 'ServersTransportTCP',
      ['spec', 'routes', '*', 'services', '*', 'serversTransport'],
      [],
    ),
  ],
});

/** Source: github.com/traefik/traefik pkg/provider/kubernetes/crd/traefikio/v1alpha1. */
const ofTraefik: readonly ReferencesOfKind[] = [
  traefikRoute('IngressRoute', 'Middleware'),
  traefikRoute('IngressRouteTCP', 'MiddlewareTCP'),
  traefikRoute('IngressRouteUDP', undefined),
  {
    groups: traefikGroups,
    kind: 'TraefikService',
    references: [
      ...traefikService(['spec', 'weighted', 'services', '*']),
      ...traefikService(['spec', 'mirroring']),
      ...traefikService(['spec', 'mirroring', 'mirrors', '*']),
    ],
  },
  {
    groups: traefikGroups,
    kind: 'Middleware',
    namesMore: true,
    references: [
      traefikObject('Middleware', ['spec', 'chain', 'middlewares', '*']),
      ...traefikService(['spec', 'errors', 'service']),
      traefikSecret('spec', 'basicAuth', 'secret'),
      traefikSecret('spec', 'digestAuth', 'secret'),
      traefikSecret('spec', 'forwardAuth', 'tls', 'caSecret'),
      traefikSecret('spec', 'forwardAuth', 'tls', 'certSecret'),
    ],
  },
  {
    groups: traefikGroups,
    kind: 'TLSStore',
    references: [
      certificate(['spec', 'defaultCertificate'], ['secretName']),
      certificate(['spec', 'certificates', '*'], ['secretName']),
    ],
  },
  {
    groups: traefikGroups,
    kind: 'TLSOption',
    references: [traefikSecret('spec', 'clientAuth', 'secretNames', '*')],
  },
];

/**
 * The Services of a proxy are in its own namespace, and what it includes may be in another one. A certificate of another
 * namespace is written as `namespace/name`. Sources: projectcontour.io, Inclusion and Delegation, TLS Delegation;
 * github.com/projectcontour/contour apis/projectcontour/v1 HTTPProxySpec, Service, Include, TLS.
 */
const ofContour: readonly ReferencesOfKind[] = [
  {
    groups: [contour],
    kind: 'HTTPProxy',
    references: [
      ...[
        ['spec', 'routes', '*', 'services', '*'],
        ['spec', 'tcpproxy', 'services', '*'],
      ].map(
        (at): ReferenceRule => ({
          role: 'route backend',
          at,
          name: ['name'],
          ...service,
          ports: [{ field: ['port'], by: 'number' }],
        }),
      ),
      ...[
        ['spec', 'includes', '*'],
        ['spec', 'tcpproxy', 'include'],
        ['spec', 'tcpproxy', 'includes'],
      ].map((at) => needed(contour, 'HTTPProxy', at, ['name'], inNamespace)),
      certificate(['spec', 'virtualhost', 'tls'], ['secretName'], { form: 'namespace/name' }),
      needed('', 'Secret', ['spec', 'virtualhost', 'tls', 'clientValidation', 'caSecret'], [], {
        form: 'namespace/name',
      }),
      needed('', 'Secret', ['spec', 'routes', '*', 'services', '*', 'validation', 'caSecret'], [], {
        form: 'namespace/name',
      }),
      needed(contour, 'ExtensionService', ['spec', 'virtualhost', 'authorization', 'extensionRef'], ['name'], {
        ...inNamespace,
      }),
    ],
  },
  {
    groups: [contour],
    kind: 'ExtensionService',
    references: [
      {
        role: 'route backend',
        at: ['spec', 'services', '*'],
        name: ['name'],
        ...service,
        ports: [{ field: ['port'], by: 'number' }],
      },
    ],
  },
  {
    groups: [contour],
    kind: 'TLSCertificateDelegation',
    references: [certificate(['spec', 'delegations', '*'], ['secretName'])],
  },
];

const ofIssuance: readonly ReferencesOfKind[] = [
  { groups: [issuance], kind: 'Certificate', references: [issuer] },
  { groups: [issuance], kind: 'CertificateRequest', references: [issuer] },
  // Source: github.com/cert-manager/cert-manager pkg/apis/certmanager/v1 CAIssuer.
  {
    groups: [issuance],
    kind: 'Issuer',
    references: [needed('', 'Secret', ['spec', 'ca'], ['secretName'])],
    namesMore: true,
  },
];

/**
 * Without a kind it is a TriggerAuthentication. Source: github.com/kedacore/keda/v2/apis/keda/v1alpha1
 * AuthenticationRef, ScaledObjectSpec, ScaledJobSpec, TriggerAuthenticationSpec.
 */
const triggerAuthentication = needed(
  'keda.sh',
  { field: ['kind'], default: 'TriggerAuthentication' },
  ['spec', 'triggers', '*', 'authenticationRef'],
  ['name'],
);

const ofKeda: readonly ReferencesOfKind[] = [
  { groups: ['keda.sh'], kind: 'ScaledJob', references: [triggerAuthentication], namesMore: true },
  {
    groups: ['keda.sh'],
    kind: 'TriggerAuthentication',
    namesMore: true,
    references: [
      needed('', 'Secret', ['spec', 'secretTargetRef', '*']),
      needed('', 'ConfigMap', ['spec', 'configMapTargetRef', '*']),
    ],
  },
];

/** Source: k8s.io/autoscaler/vertical-pod-autoscaler/pkg/apis/autoscaling.k8s.io/v1 VerticalPodAutoscalerSpec. */
const ofVerticalAutoscaler: ReferencesOfKind = {
  groups: ['autoscaling.k8s.io'],
  kind: 'VerticalPodAutoscaler',
  references: [
    {
      role: 'scale target',
      at: ['spec', 'targetRef'],
      name: ['name'],
      group: { field: ['apiVersion'], as: 'apiVersion' },
      kind: { field: ['kind'] },
    },
  ],
};

/** Source: k8s.io/api autoscaling/v2 ObjectMetricSource. */
const describedObject: ReferenceRule = {
  role: 'controller object',
  at: ['spec', 'metrics', '*', 'object', 'describedObject'],
  name: ['name'],
  group: { field: ['apiVersion'], as: 'apiVersion' },
  kind: { field: ['kind'] },
};

/** What controllers other than those of Kubernetes need, by what names it. */
export const controllerReferences = {
  ofAutoscalers: describedObject,
  ofScaledObjects: triggerAuthentication,
  ofIngresses: annotatedIssuers,
  ofOtherKinds: [
    ...ofTraefik,
    ...ofContour,
    ...ofIssuance,
    ...ofKeda,
    ofVerticalAutoscaler,
    ...deliveryReferences,
  ] as readonly ReferencesOfKind[],
} as const;
