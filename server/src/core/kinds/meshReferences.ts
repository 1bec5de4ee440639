import type { FieldPath, ReferenceRule, ReferencesOfKind } from './referenceRules.ts';

const networking = 'networking.istio.io';
const linkerd = 'policy.linkerd.io';

const service = { group: '', kind: 'Service' } as const;

/**
 * `reviews` is the Service of the object's own namespace. A host with a dot is taken as it is, so only the full name of
 * a Service names one. Sources: istio.io, Virtual Service, Destination; istio/pilot/pkg/model ResolveShortnameToFQDN.
 */
const host = { ...service, name: ['host'], form: 'host' } as const;

/** Source: istio.io/api/networking/v1 VirtualService: HTTPRoute, HTTPMirrorPolicy, TLSRoute, TCPRoute, Destination. */
const destinations: readonly FieldPath[] = [
  ['spec', 'http', '*', 'route', '*', 'destination'],
  ['spec', 'http', '*', 'mirror'],
  ['spec', 'http', '*', 'mirrors', '*', 'destination'],
  ['spec', 'tls', '*', 'route', '*', 'destination'],
  ['spec', 'tcp', '*', 'route', '*', 'destination'],
];

/**
 * `mesh` stands for all sidecars. Without a namespace the Gateway is in the namespace of the VirtualService. Source:
 * istio.io, Virtual Service, VirtualService.gateways.
 */
const gateways = (at: FieldPath): ReferenceRule => ({
  role: 'controller object',
  at,
  name: [],
  group: networking,
  kind: 'Gateway',
  form: 'namespace/name',
  except: /^mesh$/,
});

const virtualService: readonly ReferenceRule[] = [
  ...destinations.flatMap((at): ReferenceRule[] => [
    { role: 'route backend', at, ...host, ports: [{ field: ['port', 'number'], by: 'number' }] },
    // The subsets of a host are in its DestinationRules.
    {
      role: 'subset',
      at,
      ...host,
      kind: 'Subset',
      requires: ['subset'],
      keys: { field: ['subset'], as: 'subset' },
    },
  ]),
  { role: 'mesh host', ...host, at: ['spec', 'hosts', '*'], name: [] },
  gateways(['spec', 'gateways', '*']),
  ...['http', 'tls', 'tcp'].map((protocol) => gateways(['spec', protocol, '*', 'match', '*', 'gateways', '*'])),
  {
    role: 'controller object',
    at: ['spec', 'http', '*', 'delegate'],
    name: ['name'],
    group: networking,
    kind: 'VirtualService',
    namespace: ['namespace'],
  },
];

/** Source: istio.io/api/type/v1beta1 PolicyTargetReference, by which a policy applies to a Gateway or a Service. */
const policyTargets: readonly ReferenceRule[] = [
  ['spec', 'targetRef'],
  ['spec', 'targetRefs', '*'],
].map((at) => ({
  role: 'policy target',
  at,
  name: ['name'],
  group: { field: ['group'], as: 'group', default: '' },
  kind: { field: ['kind'] },
}));

/** Source: istio.io/api/networking/v1, security/v1, telemetry/v1, extensions/v1alpha1. */
const ofIstio: readonly ReferencesOfKind[] = [
  { groups: [networking], kind: 'VirtualService', references: virtualService },
  {
    groups: [networking],
    kind: 'DestinationRule',
    references: [{ role: 'mesh host', ...host, at: ['spec'] }],
  },
  {
    groups: [networking],
    kind: 'Gateway',
    // The Secret is in the namespace of the pods of the Gateway. Source: istio.io, Gateway, ServerTLSSettings.
    references: [
      {
        role: 'other object',
        group: '',
        kind: 'Secret',
        at: ['spec', 'servers', '*', 'tls', 'credentialName'],
        name: [],
      },
    ],
  },
  { groups: [networking], kind: 'Sidecar', references: [], namesMore: true },
  { groups: [networking], kind: 'ServiceEntry', references: [], namesMore: true },
  { groups: [networking], kind: 'EnvoyFilter', references: policyTargets, namesMore: true },
  ...['AuthorizationPolicy', 'RequestAuthentication'].map((kind) => ({
    groups: ['security.istio.io'],
    kind,
    references: policyTargets,
    namesMore: true as const,
  })),
  { groups: ['security.istio.io'], kind: 'PeerAuthentication', references: [] },
  { groups: ['telemetry.istio.io'], kind: 'Telemetry', references: policyTargets, namesMore: true },
  { groups: ['extensions.istio.io'], kind: 'WasmPlugin', references: policyTargets, namesMore: true },
];

/** An object of Linkerd, or one of the Gateway API that a policy of Linkerd names. */
const ofPolicy = (at: FieldPath): ReferenceRule => ({
  role: 'policy target',
  at,
  name: ['name'],
  group: { field: ['group'], as: 'group', default: '' },
  kind: { field: ['kind'] },
  namespace: ['namespace'],
});

/**
 * Source: linkerd.io, Reference, Authorization Policy, Service profiles;
 * github.com/linkerd/linkerd2 charts/linkerd-crds/templates/policy.
 */
const ofLinkerd: readonly ReferencesOfKind[] = [
  { groups: [linkerd], kind: 'Server', references: [] },
  {
    groups: [linkerd],
    kind: 'ServerAuthorization',
    references: [
      { role: 'controller object', at: ['spec', 'server'], name: ['name'], group: linkerd, kind: 'Server' },
      {
        role: 'controller object',
        at: ['spec', 'client', 'meshTLS', 'serviceAccounts', '*'],
        name: ['name'],
        group: '',
        kind: 'ServiceAccount',
        namespace: ['namespace'],
      },
    ],
  },
  {
    groups: [linkerd],
    kind: 'AuthorizationPolicy',
    references: [ofPolicy(['spec', 'targetRef']), ofPolicy(['spec', 'requiredAuthenticationRefs', '*'])],
  },
  {
    groups: [linkerd],
    kind: 'MeshTLSAuthentication',
    references: [ofPolicy(['spec', 'identityRefs', '*'])],
    namesMore: true,
  },
  { groups: [linkerd], kind: 'HTTPLocalRateLimitPolicy', references: [ofPolicy(['spec', 'targetRef'])] },
  {
    groups: ['linkerd.io'],
    kind: 'ServiceProfile',
    // Its name is the full name of the Service.
    references: [{ role: 'mesh host', ...host, at: ['metadata'], name: ['name'] }],
  },
];

/** Kinds of meshes whose objects name other objects. */
export const meshReferences: readonly ReferencesOfKind[] = [...ofIstio, ...ofLinkerd];
