import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../../server/src/core/features/hover.ts';
import type { ReportRow } from '../../../server/src/core/model/report.ts';
import { marked } from './marked.ts';
import { fileWithOverlays, type shop, shopWithCursor, wholeShop, withCursor } from './shop.ts';

/** The title and the rows of a hover, each row of a part indented. */
function hovered(fixture: string): readonly string[] {
  const { analysis, cursors } = marked(fixture);
  const report = hover(analysis, ...cursors[0]!)?.report(new Map());
  const lines = (rows: readonly ReportRow[], indent: string): readonly string[] =>
    rows.flatMap(({ text, detail, rows: parts = [] }) => [
      `${indent}${text}${detail ? ` | ${detail.replaceAll('\n', ' | ')}` : ''}`,
      ...lines(parts, `${indent}  `),
    ]);
  return report ? [report.title, ...lines(report.rows, '')] : [];
}

const cases: readonly (readonly [
  file: keyof typeof shop,
  before: string,
  text: string,
  expected: readonly string[],
])[] = [
  ['service', 'selector', 'selector', ['Service "web"', 'Selects Deployment "web" | app=web | deployment.yaml']],
  [
    'service',
    'metadata',
    'web',
    [
      'Service "web"',
      'Port http (80/TCP) → serve',
      'Named by Ingress "shop" | ingress.yaml',
      'Selected by ServiceMonitor "web" | others.yaml',
    ],
  ],
  [
    'service',
    'targetPort',
    'serve',
    ['Service "web"', 'Leads to port serve (8080/TCP) of Deployment "web" | deployment.yaml'],
  ],
  [
    'ingress',
    'port',
    'http',
    [
      'Ingress "shop"',
      'Leads to port http (80/TCP) of Service "web" | service.yaml',
      'Leads to port serve (8080/TCP) of Deployment "web" | deployment.yaml',
    ],
  ],
  ['ingress', 'backend', 'web', ['Ingress "shop"', 'Is Service "web" | service.yaml', 'Port http (80/TCP) → serve']],
  [
    'deployment',
    'labels:',
    'app',
    [
      'Deployment "web"',
      'Selected by Service "web" | service.yaml',
      'Selected by PodDisruptionBudget "web" | others.yaml',
    ],
  ],
  ['deployment', 'ports', '8080', ['Deployment "web"', 'Named by Service "web" | service.yaml']],
  ['deployment', 'configMapRef', 'settings', ['Deployment "web"', 'Is ConfigMap "settings" | others.yaml']],
];

for (const [file, before, text, expected] of cases) {
  test(`the hover of ${text} after ${before} in ${file}`, () => {
    assert.deepEqual(hovered(shopWithCursor(file, before, text)), expected);
  });
}

test('a term of affinity says which pods it means, and their labels say whose placement they decide', () => {
  const cache = `=== cache.yaml
apiVersion: v1
kind: Pod
metadata: {name: cache}
spec:
  affinity:
    podAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - {topologyKey: host, labelSelector: {matchLabels: {app: web}}}
  containers: [{name: cache, image: cache}]
`;
  assert.deepEqual(hovered(withCursor(wholeShop + cache, 'cache.yaml', 'labelSelector', 'web')), [
    'Pod "cache"',
    'Selects Deployment "web" | app=web | deployment.yaml',
  ]);
  assert.deepEqual(hovered(withCursor(wholeShop + cache, 'deployment.yaml', 'labels:', 'app')), [
    'Deployment "web"',
    'Selected by Service "web" | service.yaml',
    'Decides the placement of Pod "cache" | cache.yaml',
    'Selected by PodDisruptionBudget "web" | others.yaml',
  ]);
});

test('a node port says where it leads, end to end', () => {
  const service = shopWithCursor('service', 'ports', 'targetPort').replace(
    '<|>targetPort',
    'nodePort: <|>30801\n      targetPort',
  );
  assert.deepEqual(hovered(service), [
    'Service "web"',
    'Leads to port http (80/TCP) of Service "web" | service.yaml',
    'Leads to port serve (8080/TCP) of Deployment "web" | deployment.yaml',
    'Named by Ingress "shop" | ingress.yaml',
    'Named by ServiceMonitor "web" | others.yaml',
  ]);
});

test('a selector that selects nothing says so, and why it may still select something', () => {
  const nothing = shopWithCursor('service', 'selector', 'app').replace('<|>app: web', '<|>app: zzz');
  assert.deepEqual(hovered(nothing), ['Service "web"', 'Selects nothing in these files']);
  const unknown = `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {<|>selector: {app: web}, ports: [{port: 80}]}
=== chart.yaml | unread: chart.yaml is a template
app: web
`;
  assert.deepEqual(hovered(unknown), ['Service "web"', 'Pods unknown, because chart.yaml is a template']);
});

test('nothing is said about what has no meaning for traffic', () => {
  for (const text of ['apiVersion', 'kind', 'pathType', 'Prefix']) {
    assert.deepEqual(hovered(shopWithCursor('ingress', '', text)), [], text);
  }
});

test('overlays that differ are told apart, and those that agree are told once', () => {
  const files = (patch: string) => withCursor(fileWithOverlays(patch), 'base/all.yaml', 'spec', 'selector');
  assert.deepEqual(hovered(files('')), ['Service "web"', 'Selects Deployment "web" | app=web | base/all.yaml']);
  const patched = files(`patches:
  - target: {kind: Service}
    patch: |-
      - op: replace
        path: /spec/selector/app
        value: other
`);
  assert.deepEqual(hovered(patched), [
    'Service "web"',
    'In a',
    '  Selects Deployment "web" | app=web | base/all.yaml',
    'In b',
    '  Selects nothing in these files',
  ]);
});

test('a path says what it deploys, a comment what it silences', () => {
  const kustomization = `=== kustomization.yaml
resources: [<|>base]
=== base/kustomization.yaml
resources: [config.yaml]
=== base/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: base}
`;
  assert.deepEqual(hovered(kustomization), [
    'kustomization.yaml',
    'Includes base/kustomization.yaml | base/kustomization.yaml',
  ]);
  const comment = shopWithCursor('service', 'selector', 'selector').replace(
    '<|>selector:',
    'selector: # podwire-ignore: <|>service-selects-nothing',
  );
  assert.deepEqual(hovered(comment)[0], 'Not reported here');
});
