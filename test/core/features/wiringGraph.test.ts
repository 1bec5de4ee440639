import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { wiringGraph } from '../../../server/src/core/features/wiringGraph.ts';
import { liveSliceOf } from '../../../server/src/core/live/objects.ts';
import type { Origin } from '../../../server/src/core/model/origin.ts';
import type { WiringGraph } from '../../../server/src/core/model/wiringGraph.ts';
import { filteredGraph } from '../../../server/src/core/wiringGraph/filter.ts';
import { wholeShop } from '../cursor/shop.ts';
import { analysisOf, type Fixture, type FixtureOptions, parseFixture, sourceFileOf } from '../fixture.ts';
import { clusterWith } from '../live/cluster.ts';

/** One line for each node and each edge, with everything that they say. */
function lines({ nodes, edges }: WiringGraph<Origin>): readonly string[] {
  return [
    ...nodes.map(({ id, role, state, details, problems, marks }) => {
      const marked = marks.map(({ role: of, kind, name, problem }) =>
        [of, kind, name, ...(problem ? [problem.code] : [])].join(' '),
      );
      return [`${role} [${id}] ${state}`, ...details, ...problems.map(({ code }) => code), ...marked].join(' | ');
    }),
    ...edges.map(({ from, to, ports, state, problem, because }) =>
      [`[${from}] --${ports.join(', ')}--> [${to}] ${state}`, problem?.code, because]
        .filter((each) => each !== undefined)
        .join(' | '),
    ),
  ];
}

const graphOf = (fixture: Fixture, below?: string, options: FixtureOptions = {}) =>
  wiringGraph(analysisOf(fixture, options), below);

const service = (name: string, app: string, ports = '[{port: 80}]', namespace = '') => `apiVersion: v1
kind: Service
metadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}}
spec: {selector: {app: ${app}}, ports: ${ports}}
---
`;
const deployment = (name: string, ports = '', namespace = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: c, image: i, ports: [${ports}]}]}
---
`;
const ingress = (name: string, backend: string, port: string, namespace = '') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}}
spec: {defaultBackend: {service: {name: ${backend}, port: {${port}}}}}
---
`;
const http = '{name: http, containerPort: 8080}';

test('the path of traffic, with its ports, and what marks it', () => {
  assert.deepEqual(lines(graphOf(wholeShop)), [
    'route [ingress.yaml: Ingress shop] ok',
    'service [service.yaml: Service web] ok | monitor ServiceMonitor web',
    'workload [deployment.yaml: Deployment web] ok | autoscaler HorizontalPodAutoscaler web | budget PodDisruptionBudget web',
    '[ingress.yaml: Ingress shop] --http (80)--> [service.yaml: Service web] ok',
    '[service.yaml: Service web] --80 → serve (8080)--> [deployment.yaml: Deployment web] ok',
  ]);
});

test('a selector that selects nothing leads to a node of its own, with the problem', () => {
  assert.deepEqual(lines(graphOf(service('web', 'wbe', '[{port: 80, targetPort: http}]') + deployment('web', http))), [
    'service [manifest.yaml: Service web] ok',
    'workload [manifest.yaml: Deployment web] ok',
    'absent [manifest.yaml: Service web → nothing] broken',
    '[manifest.yaml: Service web] --80 → http--> [manifest.yaml: Service web → nothing] broken | service-selects-nothing',
  ]);
});

test('a backend that does not exist has the name that was asked for, once for all who ask for it', () => {
  const text = ingress('a', 'wbe', 'number: 80') + ingress('b', 'wbe', 'number: 81');
  assert.deepEqual(lines(graphOf(text + service('web', 'web') + deployment('web'))), [
    'route [manifest.yaml: Ingress a] ok',
    'route [manifest.yaml: Ingress b] ok',
    'service [manifest.yaml: Service web] ok',
    'workload [manifest.yaml: Deployment web] ok',
    'absent [absent Service wbe] broken',
    '[manifest.yaml: Ingress a] --80--> [absent Service wbe] broken | ingress-backend-missing',
    '[manifest.yaml: Ingress b] --81--> [absent Service wbe] broken | ingress-backend-missing',
    '[manifest.yaml: Service web] --80--> [manifest.yaml: Deployment web] ok',
  ]);
});

test('a port that does not exist is broken, and the others are not', () => {
  const ports =
    '[{name: a, port: 80, targetPort: htpp}, {name: b, port: 81, targetPort: http}, {name: c, port: 53, protocol: UDP}]';
  const text = ingress('shop', 'web', 'number: 8080') + service('web', 'web', ports) + deployment('web', http);
  assert.deepEqual(lines(graphOf(text)), [
    'route [manifest.yaml: Ingress shop] ok',
    'service [manifest.yaml: Service web] ok',
    'workload [manifest.yaml: Deployment web] ok',
    '[manifest.yaml: Ingress shop] --8080--> [manifest.yaml: Service web] broken | ingress-port-missing',
    '[manifest.yaml: Service web] --80 → htpp--> [manifest.yaml: Deployment web] broken | service-port-missing',
    '[manifest.yaml: Service web] --81 → http (8080), 53/UDP--> [manifest.yaml: Deployment web] ok',
  ]);
});

test('what may be in something that was not read is unknown, with the reason', () => {
  const text = `=== kustomization.yaml
resources: [all.yaml, https://example.com/base]
=== all.yaml
${ingress('shop', 'web', 'number: 80')}${service('api', 'api')}`;
  assert.deepEqual(lines(graphOf(text)), [
    'route [.: Ingress shop] ok',
    'service [.: Service api] ok',
    'absent [.: absent Service web] unknown',
    'absent [.: Service api → unknown pods] unknown',
    '[.: Ingress shop] --80--> [.: absent Service web] unknown | https://example.com/base is not fetched',
    '[.: Service api] --80--> [.: Service api → unknown pods] unknown | https://example.com/base is not fetched',
  ]);
});

test('what is silenced is not broken', () => {
  const text = service('web', 'wbe # podwire-ignore')
    .replace('{selector: {app: wbe # podwire-ignore}, ports', '\n  selector:\n    app: wbe # podwire-ignore\n  ports')
    .replace(']}', ']');
  assert.deepEqual(lines(graphOf(text + deployment('web'))), [
    'service [manifest.yaml: Service web] ok',
    'workload [manifest.yaml: Deployment web] ok',
    'absent [manifest.yaml: Service web → unknown pods] unknown',
    '[manifest.yaml: Service web] --80--> [manifest.yaml: Service web → unknown pods] unknown | no pod template that was read has these labels',
  ]);
});

test('of pods that do not serve the ports only the edge to them is broken', () => {
  const job = deployment('web', '{containerPort: 9999}').replace('name: web', 'name: other');
  assert.deepEqual(
    lines(graphOf(service('web', 'web', '[{port: 80, targetPort: 8080}]') + deployment('web', http) + job)),
    [
      'service [manifest.yaml: Service web] ok',
      'workload [manifest.yaml: Deployment other] ok',
      'workload [manifest.yaml: Deployment web] ok',
      '[manifest.yaml: Service web] ----> [manifest.yaml: Deployment other] broken | service-selects-strangers',
      '[manifest.yaml: Service web] --80 → 8080 (http)--> [manifest.yaml: Deployment web] ok',
    ],
  );
});

test('a budget and a monitor that reach nothing have nodes of their own', () => {
  const text = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: wbe}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: wbe}, maxReplicas: 3}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: htpp}]}
---
`;
  assert.deepEqual(lines(graphOf(text + deployment('web', http) + deployment('api', http))), [
    'workload [manifest.yaml: Deployment api] ok | peer NetworkPolicy web',
    'workload [manifest.yaml: Deployment web] ok | policy NetworkPolicy web | monitor PodMonitor web monitor-selects-nothing',
    'other [manifest.yaml: HorizontalPodAutoscaler web] ok',
    'other [manifest.yaml: PodDisruptionBudget web] ok',
    'absent [absent Deployment wbe] broken',
    'absent [manifest.yaml: PodDisruptionBudget web → nothing] broken',
    '[manifest.yaml: HorizontalPodAutoscaler web] ----> [absent Deployment wbe] broken | scale-target-missing',
    '[manifest.yaml: PodDisruptionBudget web] ----> [manifest.yaml: PodDisruptionBudget web → nothing] broken | disruption-budget-selects-nothing',
  ]);
});

test('a finding at another place than the reference is not lost', () => {
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: a}
spec: {podSelector: {app: web}}
---
`;
  const text = policy + service('web', 'web', '[{port: 80}]', 'a') + deployment('web', '', 'b');
  assert.deepEqual(lines(graphOf(text)), [
    'service [manifest.yaml: Service a/web] ok',
    'workload [manifest.yaml: Deployment b/web] ok',
    'other [manifest.yaml: NetworkPolicy a/web] broken | network-policy-selects-nothing',
    'absent [manifest.yaml: Service a/web → nothing] broken',
    '[manifest.yaml: Service a/web] --80--> [manifest.yaml: Service a/web → nothing] broken | service-selects-nothing',
  ]);
});

test('what needs no target has no edge', () => {
  const text = `apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: ExternalName, externalName: db.example.com}
---
apiVersion: v1
kind: Service
metadata: {name: bare}
spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: action}
spec: {defaultBackend: {service: {name: redirect, port: {name: use-annotation}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
`;
  assert.deepEqual(lines(graphOf(text)), [
    'route [manifest.yaml: Ingress action] ok',
    'service [manifest.yaml: Service bare] ok | NodePort 30080 | no selector',
    'service [manifest.yaml: Service outside] ok | ExternalName db.example.com',
  ]);
  assert.deepEqual(graphOf(''), { nodes: [], edges: [], namespaces: [], bundles: [], complete: true });
});

test('objects with one name are nodes of their files, and two in one file are counted', () => {
  const text = `=== a.yaml\n${deployment('web')}${deployment('web')}=== b.yaml\n${deployment('web')}`;
  assert.deepEqual(lines(graphOf(text)), [
    'workload [a.yaml: Deployment web] ok',
    'workload [a.yaml: Deployment web (2)] ok',
    'workload [b.yaml: Deployment web] ok',
  ]);
});

const overlays = `=== base/kustomization.yaml
resources: [all.yaml]
=== base/all.yaml
${service('web', 'web')}${deployment('web', '{containerPort: 80}')}=== dev/kustomization.yaml
resources: [../base]
namespace: dev
=== prod/kustomization.yaml
resources: [../base]
namespace: prod
patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: wbe}}
=== other.yaml
${ingress('shop', 'api', 'number: 80', 'dev')}${service('api', 'api', '[{port: 80}]', 'dev')}`;

test('the variants of bundles are nodes of their bundle', () => {
  const graph = graphOf(overlays);
  assert.deepEqual(lines(graph), [
    'route [other.yaml: Ingress dev/shop] ok',
    'service [other.yaml: Service dev/api] ok',
    'service [dev: Service dev/web] ok',
    'workload [dev: Deployment dev/web] ok',
    'service [prod: Service prod/web] ok',
    'workload [prod: Deployment prod/web] ok',
    'absent [other.yaml: Service dev/api → nothing] broken',
    'absent [prod: Service prod/web → nothing] broken',
    '[other.yaml: Ingress dev/shop] --80--> [other.yaml: Service dev/api] ok',
    '[other.yaml: Service dev/api] --80--> [other.yaml: Service dev/api → nothing] broken | service-selects-nothing',
    '[dev: Service dev/web] --80--> [dev: Deployment dev/web] ok',
    '[prod: Service prod/web] --80--> [prod: Service prod/web → nothing] broken | service-selects-nothing',
  ]);
  assert.deepEqual(
    [graph.namespaces, graph.bundles],
    [
      ['dev', 'prod'],
      ['dev', 'prod'],
    ],
  );
});

test('a filter leaves a namespace, a bundle or what is broken, with the neighbours of each', () => {
  const graph = graphOf(overlays);
  const nodesOf = (part: WiringGraph<Origin>) => part.nodes.map(({ id }) => id);
  assert.deepEqual(nodesOf(filteredGraph(graph, { namespace: 'prod' })), [
    'prod: Service prod/web',
    'prod: Deployment prod/web',
    'prod: Service prod/web → nothing',
  ]);
  assert.deepEqual(nodesOf(filteredGraph(graph, { bundle: 'dev' })), [
    'dev: Service dev/web',
    'dev: Deployment dev/web',
  ]);
  assert.deepEqual(nodesOf(filteredGraph(graph, { onlyBroken: true })), [
    'other.yaml: Ingress dev/shop',
    'other.yaml: Service dev/api',
    'prod: Service prod/web',
    'other.yaml: Service dev/api → nothing',
    'prod: Service prod/web → nothing',
  ]);
  assert.deepEqual(nodesOf(filteredGraph(graph, { bundle: 'dev', onlyBroken: true })), []);
  assert.deepEqual(nodesOf(filteredGraph(graph, {})), nodesOf(graph));
  assert.deepEqual(nodesOf(graphOf(overlays, 'base')), [
    'dev: Service dev/web',
    'dev: Deployment dev/web',
    'prod: Service prod/web',
    'prod: Deployment prod/web',
    'prod: Service prod/web → nothing',
  ]);
  assert.deepEqual(nodesOf(graphOf(overlays, 'prod')), [
    'prod: Service prod/web',
    'prod: Deployment prod/web',
    'prod: Service prod/web → nothing',
  ]);
  assert.deepEqual(nodesOf(graphOf(overlays, 'prod/kustomization.yaml')), [
    'prod: Service prod/web',
    'prod: Deployment prod/web',
    'prod: Service prod/web → nothing',
  ]);
  assert.deepEqual(nodesOf(graphOf(overlays, 'other.yaml')), [
    'other.yaml: Ingress dev/shop',
    'other.yaml: Service dev/api',
    'other.yaml: Service dev/api → nothing',
  ]);
  assert.deepEqual(nodesOf(graphOf(overlays, 'pro')), []);
});

test('the way to what is broken is kept, and what is only beside it is not', () => {
  const two = ingress('shop', 'web', 'number: 80').replace(
    '{defaultBackend',
    '{rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}], defaultBackend',
  );
  const text = two + service('web', 'wbe') + deployment('web') + service('api', 'api') + deployment('api');
  assert.deepEqual(lines(filteredGraph(graphOf(text), { onlyBroken: true })), [
    'route [manifest.yaml: Ingress shop] ok',
    'service [manifest.yaml: Service web] ok',
    'absent [manifest.yaml: Service web → nothing] broken',
    '[manifest.yaml: Ingress shop] --80--> [manifest.yaml: Service web] ok',
    '[manifest.yaml: Service web] --80--> [manifest.yaml: Service web → nothing] broken | service-selects-nothing',
  ]);
});

const podsOfTwo = {
  ...clusterWith({
    services: { web: { app: 'web' } },
    pods: { 'web-1': { app: 'web' }, 'api-1': { app: 'web', role: 'api' } },
  }).namespaces.get('shop')!,
  slices: {
    state: 'current',
    value: new Map([
      [
        'shop/web',
        [
          liveSliceOf({
            metadata: { namespace: 'shop', name: 'web', labels: { 'kubernetes.io/service-name': 'web' } },
            addressType: 'IPv4',
            ports: [{ port: 80 }],
            endpoints: ['web-1', 'api-1', 'gone'].map((name, at) => ({
              addresses: [`10.0.0.${at}`],
              targetRef: { kind: 'Pod', name },
            })),
          }),
        ],
      ],
    ]),
  },
} as const;

test('the pods of a connected cluster are below the workload that creates them', () => {
  const text = service('web', 'web', '[{port: 80}]', 'shop') + deployment('web', '{containerPort: 80}', 'shop');
  const running = { services: { web: { app: 'web' } }, endpoints: { web: [true, false] } };
  assert.deepEqual(lines(graphOf(text, undefined, { cluster: clusterWith(running) })), [
    'service [manifest.yaml: Service shop/web] ok | 1 of 2 endpoints ready · homelab',
    'workload [manifest.yaml: Deployment shop/web] ok',
    'pod [homelab: Endpoint shop/10.0.0.1] broken',
    'pod [homelab: Endpoint shop/10.0.0.0] ok',
    '[manifest.yaml: Service shop/web] --80--> [manifest.yaml: Deployment shop/web] ok',
    '[manifest.yaml: Deployment shop/web] ----> [homelab: Endpoint shop/10.0.0.1] broken | the pod is not ready',
    '[manifest.yaml: Deployment shop/web] ----> [homelab: Endpoint shop/10.0.0.0] ok',
  ]);
  assert.deepEqual(lines(graphOf(text, undefined, { cluster: clusterWith({ ...running, state: 'stale' }) })), [
    'service [manifest.yaml: Service shop/web] ok | 1 of 2 endpoints ready · homelab · stale since 14:02',
    'workload [manifest.yaml: Deployment shop/web] ok',
    'pod [homelab: Endpoint shop/10.0.0.1] unknown',
    'pod [homelab: Endpoint shop/10.0.0.0] unknown',
    '[manifest.yaml: Service shop/web] --80--> [manifest.yaml: Deployment shop/web] ok',
    '[manifest.yaml: Deployment shop/web] ----> [homelab: Endpoint shop/10.0.0.1] unknown | the state of the cluster is stale since 14:02',
    '[manifest.yaml: Deployment shop/web] ----> [homelab: Endpoint shop/10.0.0.0] unknown | the state of the cluster is stale since 14:02',
  ]);
  const many = { ...running, endpoints: { web: Array.from({ length: 30 }, (_, at) => at !== 25) } };
  const graph = graphOf(text, undefined, { cluster: clusterWith(many) });
  assert.deepEqual(
    lines(graph).filter((line) => /10\.0\.0\.25|more/.test(line)),
    [
      'pod [homelab: Endpoint shop/10.0.0.25] broken',
      'pod [homelab:  shop/20 more endpoints of web] ok',
      '[manifest.yaml: Deployment shop/web] ----> [homelab: Endpoint shop/10.0.0.25] broken | the pod is not ready',
      '[manifest.yaml: Deployment shop/web] ----> [homelab:  shop/20 more endpoints of web] ok',
    ],
  );
  const own = { ...clusterWith(running), namespaces: new Map([['shop', podsOfTwo]]) };
  const two = text + deployment('api', '{containerPort: 80}', 'shop').replaceAll('app: api', 'app: web, role: api');
  assert.deepEqual(lines(graphOf(two, undefined, { cluster: own })), [
    'service [manifest.yaml: Service shop/web] ok | 3 of 3 endpoints ready · homelab',
    'workload [manifest.yaml: Deployment shop/api] ok',
    'workload [manifest.yaml: Deployment shop/web] ok',
    'pod [homelab: Pod shop/api-1] ok',
    'pod [homelab: Pod shop/gone] ok',
    'pod [homelab: Pod shop/web-1] ok',
    '[manifest.yaml: Service shop/web] --80--> [manifest.yaml: Deployment shop/api] ok',
    '[manifest.yaml: Service shop/web] --80--> [manifest.yaml: Deployment shop/web] ok',
    '[manifest.yaml: Service shop/web] ----> [homelab: Pod shop/gone] ok',
    '[manifest.yaml: Deployment shop/api] ----> [homelab: Pod shop/api-1] ok',
    '[manifest.yaml: Deployment shop/web] ----> [homelab: Pod shop/web-1] ok',
  ]);
  const elsewhere = graphOf(service('web', 'web', '[{port: 80}]', 'shop'), undefined, {
    cluster: clusterWith({ services: { web: { app: 'web' } }, deployments: { front: { app: 'web' } } }),
  });
  assert.deepEqual(lines(elsewhere), [
    'service [manifest.yaml: Service shop/web] ok | 0 endpoints · homelab',
    'workload [homelab: Deployment shop/front] ok | runs in homelab, in no file',
    '[manifest.yaml: Service shop/web] --80--> [homelab: Deployment shop/front] ok',
  ]);
});

test('the order does not depend on the order of the files, nor on how the analysis came about', () => {
  const files = parseFixture(overlays).map((file) => [file.path, sourceFileOf(file)] as const);
  const once = lines(
    wiringGraph(analyse(emptyAnalysis, { files: new Map(files.toReversed()), complete: true }).analysis),
  );
  assert.deepEqual(once, lines(graphOf(overlays)));
  let analysis = analyse(emptyAnalysis, { complete: true }).analysis;
  for (const file of files.toReversed()) {
    ({ analysis } = analyse(analysis, { files: new Map([file]) }));
  }
  assert.deepEqual(lines(wiringGraph(analysis)), once);
});

test('while files are read the graph says that it is not complete', () => {
  const graph = graphOf(service('web', 'web'), undefined, { complete: false });
  assert.equal(graph.complete, false);
  assert.deepEqual(
    graph.edges.map(({ state, because }) => [state, because]),
    [['unknown', 'the workspace is still being indexed']],
  );
});
