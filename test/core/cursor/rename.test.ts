import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareRename, rename } from '../../../server/src/core/features/rename.ts';
import { documentNow } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { marked } from './marked.ts';
import { baseWithOverlays, type shop, shopWithCursor, withCursor } from './shop.ts';

/** The lines that a rename changes, as `file:line text`. A refusal is its reason. */
function renamed(fixture: string, newName: string): readonly string[] | string {
  const { analysis, cursors } = marked(fixture);
  const result = rename(analysis, ...cursors[0]!, newName);
  if ('because' in result) {
    return result.because;
  }
  return [...result.changes, ...result.addresses].flatMap(({ document, edits }) => {
    const before = document.text.split('\n');
    const after = applyEdits(document.text, edits).split('\n');
    const place = documentNow(analysis, document)!;
    return after.flatMap((line, at) =>
      line === before[at] ? [] : [`${document.file}:${place.line + at + 1} ${line.trim()}`],
    );
  });
}

const cases: readonly (readonly [
  file: keyof typeof shop,
  before: string,
  text: string,
  newName: string,
  expected: readonly string[],
])[] = [
  [
    'service',
    'app: ',
    'web',
    'shop',
    [
      'deployment.yaml:11 app: shop',
      'deployment.yaml:7 matchLabels: {app: shop}',
      'others.yaml:4 spec: {minAvailable: 1, selector: {matchLabels: {app: shop}}}',
      'service.yaml:8 app: shop',
    ],
  ],
  [
    'deployment',
    'labels:',
    'app',
    'example.org/app',
    [
      'deployment.yaml:11 example.org/app: web',
      'deployment.yaml:7 matchLabels: {example.org/app: web}',
      'others.yaml:4 spec: {minAvailable: 1, selector: {matchLabels: {example.org/app: web}}}',
      'service.yaml:8 example.org/app: web',
    ],
  ],
  ['service', 'metadata', 'web', 'shop', ['ingress.yaml:12 name: shop', 'service.yaml:4 name: shop']],
  ['ingress', 'backend', 'web', 'shop', ['ingress.yaml:12 name: shop', 'service.yaml:4 name: shop']],
  ['deployment', 'ports', 'serve', 'main', ['deployment.yaml:18 - name: main', 'service.yaml:12 targetPort: main']],
  [
    'service',
    'ports',
    'http',
    'main',
    [
      'ingress.yaml:13 port: {name: main}',
      'others.yaml:13 spec: {selector: {matchLabels: {monitored: "yes"}}, endpoints: [{port: main}]}',
      'service.yaml:10 - name: main',
    ],
  ],
  [
    'others',
    'ConfigMap',
    'settings',
    'more',
    ['deployment.yaml:16 envFrom: [{configMapRef: {name: more}}]', 'others.yaml:8 metadata: {name: more}'],
  ],
  [
    'others',
    'kind: Deployment',
    'web',
    'shop',
    [
      'deployment.yaml:4 name: shop',
      'others.yaml:18 spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}, maxReplicas: 3}',
    ],
  ],
  [
    'service',
    'monitored',
    '"yes"',
    'true',
    [
      'others.yaml:13 spec: {selector: {matchLabels: {monitored: "true"}}, endpoints: [{port: http}]}',
      'service.yaml:5 labels: {monitored: "true"}',
    ],
  ],
  [
    'service',
    'app: ',
    'web',
    '1234',
    [
      'deployment.yaml:11 app: "1234"',
      'deployment.yaml:7 matchLabels: {app: "1234"}',
      'others.yaml:4 spec: {minAvailable: 1, selector: {matchLabels: {app: "1234"}}}',
      'service.yaml:8 app: "1234"',
    ],
  ],
];

for (const [file, before, text, newName, expected] of cases) {
  test(`${text} after ${before} in ${file} becomes ${newName}, with all that belongs to it`, () => {
    const changed = renamed(shopWithCursor(file, before, text), newName);
    assert.ok(Array.isArray(changed), String(changed));
    assert.deepEqual([...changed].sort(), [...expected].sort());
  });
}

/** Deployments whose pods are placed by the labels of others, in each place that the API has for it. */
const placed = `=== placed.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: cache}
spec:
  selector: {matchLabels: {app: cache}}
  template:
    metadata: {labels: {app: cache}}
    spec:
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: host, labelSelector: {matchLabels: {app: web}}}
          preferredDuringSchedulingIgnoredDuringExecution:
            - {weight: 1, podAffinityTerm: {topologyKey: host, labelSelector: {matchLabels: {app: web}}}}
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: host
              labelSelector: {matchExpressions: [{key: app, operator: In, values: [web, other]}]}
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 1
              podAffinityTerm: {topologyKey: host, namespaces: [elsewhere], labelSelector: {matchLabels: {app: web}}}
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
      containers: [{name: cache, image: cache}]
`;

test('a label is renamed where it decides the placement of pods, but not for pods of other namespaces', () => {
  const changed = renamed(shopWithCursor('service', 'app: ', 'web') + placed, 'shop');
  assert.ok(Array.isArray(changed), String(changed));
  assert.deepEqual(changed.filter((each) => each.startsWith('placed')).sort(), [
    'placed.yaml:12 - {topologyKey: host, labelSelector: {matchLabels: {app: shop}}}',
    'placed.yaml:14 - {weight: 1, podAffinityTerm: {topologyKey: host, labelSelector: {matchLabels: {app: shop}}}}',
    'placed.yaml:18 labelSelector: {matchExpressions: [{key: app, operator: In, values: [shop, other]}]}',
    'placed.yaml:23 - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, ' +
      'labelSelector: {matchLabels: {app: shop}}}',
  ]);
});

test('a name that the API server rejects is refused before anything is tried', () => {
  assert.match(String(renamed(shopWithCursor('service', 'app: ', 'web'), 'a b')), /^a label value has only letters/);
  assert.match(
    String(renamed(shopWithCursor('service', 'app: ', 'app'), 'a/b/c')),
    /^a label key has at most one "\/"/,
  );
  assert.match(String(renamed(shopWithCursor('service', 'metadata', 'web'), 'Web')), /^a name has only lower-case/);
  assert.match(String(renamed(shopWithCursor('deployment', 'ports', 'serve'), '8080')), /at least one letter$/);
});

test('a rename that would make a selector select more is refused', () => {
  const other = `=== other.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: other}
spec:
  selector: {matchLabels: {app: other}}
  template:
    metadata: {labels: {app: other}}
    spec: {containers: [{name: c, image: c}]}
`;
  assert.equal(
    renamed(shopWithCursor('service', 'app: ', 'web') + other, 'other'),
    'Service "web" would no longer reach the same objects',
  );
});

test('a number, a namespace and a place without a name cannot be renamed, and the reason is known before', () => {
  const refusal = (fixture: string) => {
    const { analysis, cursors } = marked(fixture);
    const found = prepareRename(analysis, ...cursors[0]!);
    return 'because' in found ? found.because : '';
  };
  assert.match(refusal(shopWithCursor('deployment', 'ports', '8080')), /^only labels/);
  assert.match(refusal(shopWithCursor('service', 'metadata', 'name')), /^nothing here/);
  const inNamespace = shopWithCursor('service', 'metadata', 'name').replace(
    '<|>name: web',
    'name: web\n  namespace: <|>a',
  );
  assert.match(refusal(inNamespace), /^only labels/);
});

test('a template that may use the name keeps it from being renamed', () => {
  const template = `=== chart.yaml | unread: chart.yaml is a template
{{ if .Values.web }}
app: web
{{ end }}
`;
  assert.match(
    String(renamed(shopWithCursor('service', 'app: ', 'web') + template, 'shop')),
    /^chart.yaml may use web/,
  );
  assert.ok(Array.isArray(renamed(shopWithCursor('deployment', 'ports', 'serve') + template, 'main')));
});

test('a custom resource that may name the object keeps it from being renamed', () => {
  const route = `=== route.yaml
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: route}
spec: {hosts: [shop.example], http: [{route: [{destination: {host: web}}]}]}
`;
  assert.match(
    String(renamed(shopWithCursor('service', 'metadata', 'web') + route, 'shop')),
    /^VirtualService "route" may use web/,
  );
});

/** A base with a Deployment, and an overlay that names it in each field of a kustomization that can. */
const named = `=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: <|>web}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: c, image: c}]}
=== overlay/kustomization.yaml
resources: [../base]
namePrefix: a-
replicas: [{name: web, count: 3}]
patches:
  - target: {kind: Deployment, name: web}
    patch: '[{op: add, path: /spec/paused, value: true}]'
  - path: note.yaml
    target: {group: apps, name: web}
replacements:
  - source: {kind: Deployment, name: web, fieldPath: spec.replicas}
    targets:
      - select: {kind: Deployment, name: web}
        fieldPaths: [spec.revisionHistoryLimit]
        options: {create: true}
=== overlay/note.yaml
- {op: add, path: /metadata/annotations, value: {note: x}}
`;

test('an object is renamed where kustomizations name it', () => {
  const changed = renamed(named, 'shop');
  assert.ok(Array.isArray(changed), String(changed));
  assert.deepEqual(changed.filter((each) => each.startsWith('overlay')).sort(), [
    'overlay/kustomization.yaml:10 - source: {kind: Deployment, name: shop, fieldPath: spec.replicas}',
    'overlay/kustomization.yaml:12 - select: {kind: Deployment, name: shop}',
    'overlay/kustomization.yaml:3 replicas: [{name: shop, count: 3}]',
    'overlay/kustomization.yaml:5 - target: {kind: Deployment, name: shop}',
    'overlay/kustomization.yaml:8 target: {group: apps, name: shop}',
  ]);
  const fromThere = named
    .replace('<|>', '')
    .replace('{kind: Deployment, name: web}\n    patch', '{kind: Deployment, name: <|>web}\n    patch');
  assert.deepEqual([...renamed(fromThere, 'shop')].sort(), [...changed].sort(), 'from there, too');
});

test('a kustomization that means the object by an expression keeps it from being renamed', () => {
  const expression = named.replace(
    'kind: Deployment, name: web}\n    patch',
    'kind: Deployment, name: w.*}\n    patch',
  );
  assert.equal(renamed(expression, 'shop'), 'overlay/kustomization.yaml writes it as w.*');
});

test('what refers to nothing here is not renamed, because others may refer to the same', () => {
  const elsewhere = shopWithCursor('deployment', 'configMapRef', 'settings').replace('kind: ConfigMap', 'kind: Secret');
  assert.match(String(renamed(elsewhere, 'more')), /^nothing that Podwire reads here has settings/);
  const broken = shopWithCursor('service', 'app: ', 'web').replace('<|>web', '<|>wbe');
  assert.match(String(renamed(broken, 'shop')), /^nothing that Podwire reads here has wbe/);
});

test('the addresses of a Service are listed apart', () => {
  const client = `=== client.yaml
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers:
    - name: c
      image: c
      env:
        - {name: A, value: "http://web:80/x"}
        - {name: B, value: http://web.shop.svc.cluster.local}
        - {name: C, value: http://web-two/}
        - {name: D, value: web}
`;
  const { analysis, cursors } = marked(shopWithCursor('service', 'metadata', 'web') + client);
  const result = rename(analysis, ...cursors[0]!, 'shop');
  assert.ok('changes' in result);
  assert.deepEqual(
    result.addresses.map(({ document, edits }) => [document.file, edits.length]),
    [['client.yaml', 2]],
  );
});

const base = baseWithOverlays(`patches:
  - target: {kind: Service}
    patch: |-
      - op: replace
        path: /spec/selector/app
        value: web
`);

test('a label that a kustomization adds is renamed there, and a patch follows its target', () => {
  assert.deepEqual(renamed(withCursor(base, 'base/kust', 'pairs', 'team'), 'crew'), [
    'base/kustomization.yaml:3 - pairs: {crew: shop}',
  ]);
  assert.deepEqual([...renamed(withCursor(base, 'base/deployment', 'metadata', 'web'), 'site')].sort(), [
    'base/deployment.yaml:3 metadata: {name: site}',
    'overlays/prod/replicas.yaml:3 metadata: {name: site}',
  ]);
});

test('a value in a JSON patch is renamed with the labels that it selects', () => {
  assert.deepEqual([...renamed(withCursor(base, 'base/service', 'selector', 'web'), 'site')].sort(), [
    'base/deployment.yaml:5 selector: {matchLabels: {app: site}}',
    'base/deployment.yaml:7 metadata: {labels: {app: site}}',
    'base/service.yaml:4 spec: {selector: {app: site}, ports: [{port: 80}]}',
    'overlays/test/kustomization.yaml:7 value: site',
  ]);
});
