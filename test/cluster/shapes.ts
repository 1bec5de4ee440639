import type { KubernetesObject } from '../harness/control-plane/objects.ts';

/** A Service with its pods and slices, and the endpoints to count. */
export interface Shape {
  readonly name: string;
  readonly service: Record<string, unknown>;
  readonly pods?: readonly ShapePod[];
  /** EndpointSlices and Endpoints that no controller makes. `SERVICE` in a value is its name. */
  readonly own?: readonly Record<string, unknown>[];
  /** Pods that are ready, not ready, terminating; then the ready ones of each port in its order. */
  readonly expected: readonly [ready: number, notReady: number, terminating: number, ...ports: number[]];
}

export interface ShapePod {
  readonly ready?: boolean | 'Unknown' | 'none';
  readonly labels?: Record<string, string>;
  /** Both families by default 4. */
  readonly families?: '4' | '6' | '46' | 'none';
  readonly ports?: readonly Record<string, unknown>[];
  readonly initPorts?: { readonly ports: readonly Record<string, unknown>[]; readonly restartPolicy?: string };
  readonly phase?: string;
  readonly terminating?: true;
  readonly node?: string;
  readonly elsewhere?: true;
  readonly count?: number;
}

const web = { selector: { app: 'web' } };
const http = { port: 80, targetPort: 8080 };
const named = { port: 80, targetPort: 'http' };
const httpPort = { name: 'http', containerPort: 8080 };
const slice = (endpoints: unknown, ports: unknown = [{ port: 8080 }], more: object = {}) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  addressType: 'IPv4',
  endpoints,
  ports,
  ...more,
});
const at = (address: string, conditions?: object) => ({ addresses: [address], ...(conditions ? { conditions } : {}) });

export const shapes: readonly Shape[] = [
  { name: 'one pod', service: { ...web, ports: [http] }, pods: [{}], expected: [1, 0, 0, 1] },
  {
    name: 'two of three are ready',
    service: { ...web, ports: [http] },
    pods: [{ count: 2 }, { ready: false }],
    expected: [2, 1, 0, 2],
  },
  { name: 'no pod', service: { ...web, ports: [http] }, expected: [0, 0, 0, 0] },
  {
    name: 'another value',
    service: { ...web, ports: [http] },
    pods: [{ labels: { app: 'web2' } }],
    expected: [0, 0, 0, 0],
  },
  {
    name: 'one pair of two',
    service: { selector: { app: 'web', tier: 'front' }, ports: [http] },
    pods: [{}, { labels: { app: 'web', tier: 'front' } }],
    expected: [1, 0, 0, 1],
  },
  {
    name: 'another namespace',
    service: { ...web, ports: [http] },
    pods: [{ elsewhere: true }],
    expected: [0, 0, 0, 0],
  },
  { name: 'target port left out', service: { ...web, ports: [{ port: 8080 }] }, pods: [{}], expected: [1, 0, 0, 1] },
  {
    name: 'undeclared number',
    service: { ...web, ports: [http] },
    pods: [{ ports: [{ containerPort: 1 }] }],
    expected: [1, 0, 0, 1],
  },
  { name: 'named port', service: { ...web, ports: [named] }, pods: [{ ports: [httpPort] }], expected: [1, 0, 0, 1] },
  {
    name: 'named port that no pod has',
    service: { ...web, ports: [named] },
    pods: [{ count: 2 }],
    expected: [0, 2, 0, 0],
  },
  {
    name: 'named port that one pod of two has',
    service: { ...web, ports: [named] },
    pods: [{}, { ports: [httpPort] }],
    expected: [1, 1, 0, 1],
  },
  {
    name: 'named port of another protocol',
    service: { ...web, ports: [named] },
    pods: [{ ports: [{ ...httpPort, protocol: 'UDP' }] }],
    expected: [0, 1, 0, 0],
  },
  {
    name: 'named port with another number in each pod',
    service: { ...web, ports: [named] },
    pods: [{ ports: [httpPort] }, { ports: [{ name: 'http', containerPort: 9090 }] }],
    expected: [2, 0, 0, 2],
  },
  {
    name: 'named port of a sidecar',
    service: { ...web, ports: [named] },
    pods: [{ initPorts: { ports: [httpPort], restartPolicy: 'Always' } }],
    expected: [1, 0, 0, 1],
  },
  {
    name: 'named port of an init container',
    service: { ...web, ports: [named] },
    pods: [{ initPorts: { ports: [httpPort] } }],
    expected: [0, 1, 0, 0],
  },
  {
    name: 'named port that a pod that is not ready lacks',
    service: { ...web, ports: [named] },
    pods: [{ ready: false }, { ports: [httpPort] }],
    expected: [1, 1, 0, 1],
  },
  {
    name: 'two ports',
    service: {
      ...web,
      ports: [
        { name: 'a', ...http },
        { name: 'b', port: 81, targetPort: 8081 },
      ],
    },
    pods: [{ count: 2 }],
    expected: [2, 0, 0, 2, 2],
  },
  {
    name: 'two ports, and one that no pod has',
    service: {
      ...web,
      ports: [
        { name: 'a', ...http },
        { name: 'b', port: 81, targetPort: 'admin' },
      ],
    },
    pods: [{}],
    expected: [1, 0, 0, 1, 0],
  },
  {
    name: 'two named ports on different pods',
    service: {
      ...web,
      ports: [
        { name: 'a', port: 80, targetPort: 'http' },
        { name: 'b', port: 81, targetPort: 'admin' },
      ],
    },
    pods: [{ ports: [httpPort] }, { ports: [{ name: 'admin', containerPort: 9000 }] }],
    expected: [2, 0, 0, 1, 1],
  },
  {
    name: 'one number for two protocols',
    service: {
      ...web,
      ports: [
        { name: 't', port: 53 },
        { name: 'u', port: 53, protocol: 'UDP' },
      ],
    },
    pods: [{}],
    expected: [1, 0, 0, 1, 1],
  },
  { name: 'SCTP', service: { ...web, ports: [{ port: 36412, protocol: 'SCTP' }] }, pods: [{}], expected: [1, 0, 0, 1] },
  {
    name: 'headless',
    service: { ...web, clusterIP: 'None', ports: [http] },
    pods: [{}, { ready: false }],
    expected: [1, 1, 0, 1],
  },
  {
    name: 'headless without ports',
    service: { ...web, clusterIP: 'None' },
    pods: [{ count: 2 }, { ready: false }],
    expected: [2, 1, 0],
  },
  {
    name: 'headless with a named port',
    service: { ...web, clusterIP: 'None', ports: [named] },
    pods: [{}],
    expected: [0, 1, 0, 0],
  },
  {
    name: 'not ready, and published nevertheless',
    service: { ...web, publishNotReadyAddresses: true, ports: [http] },
    pods: [{ ready: false, count: 2 }],
    expected: [2, 0, 0, 2],
  },
  {
    name: 'terminating, and published nevertheless',
    service: { ...web, publishNotReadyAddresses: true, ports: [http] },
    pods: [{ terminating: true }],
    expected: [1, 0, 0, 1],
  },
  {
    name: 'on a node that is not there, and published nevertheless',
    service: { ...web, publishNotReadyAddresses: true, ports: [http] },
    pods: [{ node: 'gone' }],
    expected: [1, 0, 0, 1],
  },
  {
    name: 'on a node that is not there',
    service: { ...web, ports: [http] },
    pods: [{ node: 'gone' }, {}],
    expected: [1, 0, 0, 1],
  },
  { name: 'terminating', service: { ...web, ports: [http] }, pods: [{ terminating: true }], expected: [0, 0, 1, 0] },
  {
    name: 'terminating and not ready',
    service: { ...web, ports: [http] },
    pods: [{ terminating: true, ready: false }],
    expected: [0, 0, 1, 0],
  },
  {
    name: 'terminating beside a ready one',
    service: { ...web, ports: [http] },
    pods: [{ terminating: true }, {}, { ready: false }],
    expected: [1, 1, 1, 1],
  },
  { name: 'succeeded', service: { ...web, ports: [http] }, pods: [{ phase: 'Succeeded' }], expected: [0, 0, 0, 0] },
  { name: 'failed', service: { ...web, ports: [http] }, pods: [{ phase: 'Failed' }, {}], expected: [1, 0, 0, 1] },
  {
    name: 'without an address',
    service: { ...web, ports: [http] },
    pods: [{ phase: 'Pending', families: 'none' }],
    expected: [0, 0, 0, 0],
  },
  {
    name: 'readiness unknown',
    service: { ...web, ports: [http] },
    pods: [{ ready: 'Unknown' }],
    expected: [0, 1, 0, 0],
  },
  {
    name: 'no condition at all',
    service: { ...web, ports: [http] },
    pods: [{ ready: 'none' }],
    expected: [0, 1, 0, 0],
  },
  {
    name: 'two families',
    service: { ...web, ipFamilyPolicy: 'RequireDualStack', ports: [http] },
    pods: [
      { families: '46', count: 2 },
      { families: '46', ready: false },
    ],
    expected: [2, 1, 0, 2],
  },
  {
    name: 'two families, and a pod of one',
    service: { ...web, ipFamilyPolicy: 'PreferDualStack', ports: [http] },
    pods: [{ families: '46' }, { families: '4' }],
    expected: [2, 0, 0, 2],
  },
  {
    name: 'IPv6 alone',
    service: { ...web, ipFamilies: ['IPv6'], ports: [http] },
    pods: [{ families: '46' }, { families: '4' }],
    expected: [1, 0, 0, 1],
  },
  {
    name: 'two families, headless, a named port',
    service: { ...web, clusterIP: 'None', ipFamilyPolicy: 'RequireDualStack', ports: [named] },
    pods: [{ families: '46', ports: [httpPort] }, { families: '46' }],
    expected: [1, 1, 0, 1],
  },
  { name: 'a node port', service: { ...web, type: 'NodePort', ports: [http] }, pods: [{}], expected: [1, 0, 0, 1] },
  {
    name: 'a load balancer',
    service: { ...web, type: 'LoadBalancer', ports: [http] },
    pods: [{}],
    expected: [1, 0, 0, 1],
  },
  {
    name: 'a name elsewhere, whatever its selector says',
    service: { ...web, type: 'ExternalName', externalName: 'example.com', ports: [http] },
    pods: [{}],
    expected: [0, 0, 0, 0],
  },
  {
    name: 'more than a slice holds',
    service: { ...web, ports: [http] },
    pods: [{ count: 130 }, { ready: false, count: 3 }],
    expected: [130, 3, 0, 130],
  },
  { name: 'no selector, no slices', service: { ports: [http] }, pods: [{}], expected: [0, 0, 0, 0] },
  {
    name: 'own slice that states no conditions',
    service: { ports: [http] },
    own: [slice([at('192.0.2.1'), at('192.0.2.2')])],
    expected: [2, 0, 0, 2],
  },
  {
    name: 'own slice that is not ready',
    service: { ports: [http] },
    own: [slice([at('192.0.2.1', { ready: false }), at('192.0.2.2', { ready: true })])],
    expected: [1, 1, 0, 1],
  },
  {
    name: 'own slice that is terminating',
    service: { ports: [http] },
    own: [slice([at('192.0.2.1', { ready: false, serving: true, terminating: true })])],
    expected: [0, 0, 1, 0],
  },
  {
    name: 'own slice with another port',
    service: { ports: [http] },
    own: [slice([at('192.0.2.1')], [{ name: 'other', port: 8080 }])],
    expected: [0, 1, 0, 0],
  },
  {
    name: 'own slice without ports',
    service: { ports: [http] },
    own: [slice([at('192.0.2.1')], [])],
    expected: [0, 1, 0, 0],
  },
  {
    name: 'one address in two own slices',
    service: { ports: [http] },
    own: [slice([at('192.0.2.1')]), slice([at('192.0.2.1', { ready: false })])],
    expected: [1, 0, 0, 1],
  },
  {
    name: 'own slice of names',
    service: { ports: [http] },
    own: [slice([at('pod.example.com')], [{ port: 8080 }], { addressType: 'FQDN' })],
    expected: [0, 0, 0, 0],
  },
  {
    name: 'own slice beside those of a selector',
    service: { ...web, ports: [http] },
    pods: [{}],
    own: [slice([at('192.0.2.9')])],
    expected: [2, 0, 0, 2],
  },
  {
    name: 'own Endpoints, which a controller copies into slices',
    service: { ports: [http] },
    own: [
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        subsets: [
          {
            addresses: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }],
            notReadyAddresses: [{ ip: '192.0.2.3' }],
            ports: [{ port: 8080 }],
          },
        ],
      },
    ],
    expected: [2, 1, 0, 2],
  },
];

/** The objects of a shape, the Service last. */
export function objectsOf(shape: Shape, namespace: string, elsewhere: string): KubernetesObject[] {
  let number = 0;
  const pods = (shape.pods ?? []).flatMap((pod) =>
    Array.from({ length: pod.count ?? 1 }, () => {
      number += 1;
      return podOf(pod, `pod-${number}`, pod.elsewhere ? elsewhere : namespace, number);
    }),
  );
  const own = (shape.own ?? []).map((object, place) => {
    const isSlice = object.kind === 'EndpointSlice';
    const labels = { 'kubernetes.io/service-name': 'service', 'endpointslice.kubernetes.io/managed-by': 'somebody' };
    const metadata = { name: isSlice ? `own-${place}` : 'service', namespace, ...(isSlice ? { labels } : {}) };
    return { ...object, metadata } as unknown as KubernetesObject;
  });
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'service', namespace }, spec: shape.service };
  return [...pods, ...own, service];
}

/** How many endpoints are listed before anything is counted: when the controllers have done their work. */
export function listedOf({ expected: [ready, notReady, terminating] }: Shape): number {
  return ready + notReady + terminating;
}

function podOf(pod: ShapePod, name: string, namespace: string, number: number): KubernetesObject {
  const families = pod.families ?? '4';
  const ips = [
    ...(families.includes('4') ? [`10.42.${number >> 8}.${number & 255}`] : []),
    ...(families.includes('6') ? [`fd00:42::${number.toString(16)}`] : []),
  ];
  const state = pod.ready ?? true;
  const ready = state === 'none' ? [] : [{ type: 'Ready', status: state === true ? 'True' : state || 'False' }];
  const init = pod.initPorts && {
    name: 'init',
    image: 'example.com/init',
    ports: pod.initPorts.ports,
    ...(pod.initPorts.restartPolicy ? { restartPolicy: pod.initPorts.restartPolicy } : {}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: pod.labels ?? { app: 'web' } },
    spec: {
      nodeName: pod.node ?? 'node',
      containers: [{ name: 'main', image: 'example.com/main', ports: pod.ports ?? [] }],
      ...(init ? { initContainers: [init] } : {}),
    },
    status: {
      phase: pod.phase ?? 'Running',
      ...(ips.length > 0 ? { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) } : {}),
      conditions: ready,
    },
  };
}
