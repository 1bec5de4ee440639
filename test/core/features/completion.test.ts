import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Completion, completions } from '../../../server/src/core/features/completion.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { analysisOf, type FixtureOptions, parseFixture } from '../fixture.ts';

const workloads = `=== web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: shop, component: web}}
  template:
    metadata: {labels: {app: shop, component: web, version: v1}}
    spec:
      containers:
      - name: web
        image: example/web
        ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: shop, component: db}}
  template:
    metadata: {labels: {app: shop, component: db}}
    spec: {containers: [{name: db, image: postgres, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: shop, component: db}, ports: [{name: sql, port: 5432}]}
`;

const service = (spec: string) => `${workloads}=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
${spec}`;

/** What is offered at `<|>`: the labels of the first items, in order. */
const offered: Readonly<Record<string, readonly [fixture: string, first: readonly string[]]>> = {
  'a whole selector directly after the colon': [
    service('  selector:<|>'),
    ['app: shop, component: web', 'app: shop, component: db'],
  ],
  'a whole selector on the empty line below, and its pairs': [
    service('  selector:\n    <|>'),
    ['app: shop, component: web', 'app: shop', 'component: web', 'version: v1'],
  ],
  'values of a key': [service('  selector:\n    component: <|>'), ['web', 'db']],
  'values while the line is half typed': [service('  selector:\n    component: d<|>\n    app: shop'), ['db']],
  'what is left of a selector': [service('  selector:\n    component: db\n    <|>'), ['app: shop', 'app', 'version']],
  'only keys if the key has its colon': [service('  selector:\n    a<|>: shop'), ['app']],
  'keys and values in a document that does not parse elsewhere': [
    service('  selector:\n    component: <|>\n  ports: [{]\n  x: "\n'),
    ['web', 'db'],
  ],
  'values in flow style, and in quotes': [service('  selector: {component: "<|>'), ['web', 'db']],
  'the labels that controllers add': [
    service('  selector:\n    app: shop\n    statefulset.kubernetes.io/pod-name: <|>'),
    ['db-0', 'db-1', 'db-2'],
  ],
  'target ports of the selected pods by name and number, of the protocol': [
    service('  selector:\n    component: web\n  ports:\n  - port: 80\n    targetPort: <|>'),
    ['http', '8080'],
  ],
  'target ports of another protocol': [
    service('  selector:\n    component: web\n  ports:\n  - targetPort: <|>\n    protocol: UDP'),
    ['dns', '53'],
  ],
  'no target ports if nothing is selected': [
    service('  selector:\n    component: wbe\n  ports:\n  - targetPort: <|>'),
    [],
  ],
  'the next free node port': [service('  type: NodePort\n  ports:\n  - nodePort: 30000\n  - nodePort: <|>'), ['30001']],
  'nothing beside a key of the API': [service('  sel<|>'), []],
  'nothing in a comment': [service('  selector: # <|>'), []],
  'nothing if the value is below': [service('  selector:<|>\n    app: shop'), []],
  'the selector of a budget': [
    `${workloads}=== pdb.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec:
  selector:
    <|>`,
    ['app: shop, component: db', 'app: shop, component: web'],
  ],
  'the keys and values of an expression': [
    `${workloads}=== pdb.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec:
  selector:
    matchExpressions:
    - key: component
      operator: In
      values: [<|>]`,
    ['db', 'web'],
  ],
  'the values of an expression, below each other': [
    `${workloads}=== pdb.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec:
  selector:
    matchExpressions:
    - key: component
      operator: In
      values:
      - <|>`,
    ['db', 'web'],
  ],
  'namespaces, for the label that each Namespace has': [
    `=== db.yaml
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
=== policy.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {}
  ingress:
  - from:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: <|>`,
    ['data'],
  ],
  'the listeners of a Gateway': [
    `=== gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {listeners: [{name: web, port: 80, protocol: HTTP}, {name: secure, port: 443, protocol: HTTPS}]}
=== route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs:
  - name: edge
    sectionName: <|>`,
    ['web', 'secure'],
  ],
  'what a ScaledObject can scale': [
    `${workloads}=== scale.yaml
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web}
spec:
  scaleTargetRef:
    name: <|>`,
    ['web'],
  ],
  'the pods beside which a pod is spread, first its own': [
    `${workloads}=== report.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: report}
spec:
  selector: {matchLabels: {component: report}}
  template:
    metadata: {labels: {component: report}}
    spec:
      containers: [{name: main, image: example/report}]
      topologySpreadConstraints:
      - maxSkew: 1
        labelSelector:
          matchLabels:
            component: <|>`,
    ['report'],
  ],
  'the ServiceAccounts of a RoleBinding': [
    `=== robot.yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
=== binding.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: robot}
subjects:
- kind: ServiceAccount
  name: <|>`,
    ['robot'],
  ],
  'the operators of an expression': [
    `${workloads}=== pdb.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec:
  selector:
    matchExpressions:
    - key: component
      operator: <|>`,
    ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  ],
  'the peers of a policy, those first that name its pods': [
    `${workloads}=== client.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: report}
spec:
  selector: {matchLabels: {component: report}}
  template:
    metadata: {labels: {component: report}}
    spec: {containers: [{name: main, env: [{name: DATABASE, value: "db:5432"}]}]}
=== policy.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {component: db}}
  ingress:
  - from:
    - podSelector:
        matchLabels:
          component: <|>`,
    ['report', 'web', 'db'],
  ],
  'the own template in the selector of a workload': [
    `=== web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels:
      <|>
  template:
    metadata: {labels: {app: shop, component: web, version: v1}}
    spec: {containers: [{name: web}]}`,
    ['app: shop, component: web', 'app: shop', 'component: web', 'version: v1'],
  ],
  'the own selector in a template, then that of a Service that selects nothing': [
    `=== web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels:
        <|>
    spec: {containers: [{name: web}]}
=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {tier: front}}`,
    ['app: web', 'tier: front'],
  ],
  'of other workloads in a template only the keys': [
    `${workloads}=== new.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: new}
spec:
  template:
    metadata:
      labels:
        <|>
    spec: {containers: [{name: web}]}`,
    ['app', 'component', 'version'],
  ],
  'Services in an Ingress': [
    `${workloads}=== ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  defaultBackend:
    service:
      name: <|>`,
    ['db'],
  ],
  'the ports of the Service beside': [
    `${workloads}=== ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  defaultBackend:
    service:
      port:
        number: <|>
      name: db`,
    ['5432'],
  ],
  'the names of the ports of the Service beside': [
    `${workloads}=== ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  defaultBackend:
    service: {name: db, port: {name: <|>}}`,
    ['sql'],
  ],
  'the workloads of the stated kind for an autoscaler': [
    `${workloads}=== hpa.yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: any}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: StatefulSet
    name: <|>`,
    ['db'],
  ],
  'the kinds of workloads for an autoscaler': [
    `${workloads}=== hpa.yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: db}
spec:
  scaleTargetRef:
    kind: <|>`,
    ['StatefulSet', 'Deployment'],
  ],
  'the Service that selects the pods of a StatefulSet': [
    `=== all.yaml
apiVersion: v1
kind: Service
metadata: {name: other}
spec: {clusterIP: None, selector: {app: other}}
---
apiVersion: v1
kind: Service
metadata: {name: peers}
spec: {clusterIP: None, selector: {app: db}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: <|>
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: []}}`,
    ['peers', 'other'],
  ],
  'ConfigMaps by name, and nothing of their data': [
    `=== config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {secret-key: secret-value}
---
apiVersion: v1
kind: Secret
metadata: {name: password}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - envFrom:
    - configMapRef:
        name: <|>`,
    ['settings'],
  ],
  'the ports of the own container for its probes': [
    `=== pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: other
    ports: [{name: metrics, containerPort: 9090}]
  - name: web
    ports: [{name: http, containerPort: 8080}]
    readinessProbe:
      httpGet:
        port: <|>`,
    ['http', '8080'],
  ],
  'the ports of what a monitor selects': [
    `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {ports: [{name: metrics, port: 9090}]}
=== monitor.yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  endpoints:
  - port: <|>`,
    ['metrics'],
  ],
  'namespaces, those of the own directory first': [
    `=== a/one.yaml
apiVersion: v1
kind: Service
metadata: {name: one, namespace: far}
---
apiVersion: v1
kind: Service
metadata: {name: two, namespace: far}
=== b/near.yaml
apiVersion: v1
kind: Service
metadata: {name: one, namespace: near}
=== b/own.yaml
apiVersion: v1
kind: Service
metadata:
  name: own
  namespace: <|>`,
    ['near', 'far'],
  ],
  'files and directories that a kustomization does not include yet': [
    `=== base/kustomization.yaml
resources: [service.yaml]
=== base/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
=== overlay/kustomization.yaml
resources:
- route.yaml
- <|>
=== overlay/route.yaml
apiVersion: v1
kind: Service
metadata: {name: route}
=== overlay/more/extra.yaml
apiVersion: v1
kind: Service
metadata: {name: extra}
=== component/kustomization.yaml
kind: Component
`,
    ['../base', 'more/extra.yaml'],
  ],
  components: [
    `=== overlay/kustomization.yaml
components:
- <|>
=== component/kustomization.yaml
kind: Component
resources: []
=== base/kustomization.yaml
resources: []
`,
    ['../component'],
  ],
  'files for a patch': [
    `=== kustomization.yaml
patches:
- path: <|>
=== patch.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`,
    ['patch.yaml'],
  ],
  'the keys of podwire.yaml': [`=== podwire.yaml\nclosedWorld: true\nno<|>`, ['nodePortRange']],
  'the severities in podwire.yaml': [
    `=== podwire.yaml\nseverity:\n  service-selects-nothing: <|>`,
    ['error', 'warning', 'information', 'hint', 'off'],
  ],
  'the severities in an override': [
    `=== podwire.yaml\noverrides:\n- files: a\n  severity: <|>`,
    ['error', 'warning', 'information', 'hint', 'off'],
  ],
  'the severities of a rule in an override': [
    `=== podwire.yaml\noverrides:\n- files: a\n  severity:\n    service-selects-nothing: <|>`,
    ['error', 'warning', 'information', 'hint', 'off'],
  ],
  'the codes in an override': [
    `=== podwire.yaml\noverrides:\n- files: a\n  severity:\n    route-b<|>`,
    ['route-backend-missing'],
  ],
  'the codes in podwire.yaml': [`=== podwire.yaml\nseverity:\n  route-b<|>`, ['route-backend-missing']],
  'the keys of a workload in podwire.yaml': [
    `=== podwire.yaml\nworkloads:\n- kind: Worker\n  <|>`,
    ['apiVersion', 'podTemplate'],
  ],
};

for (const [name, [fixture, first]] of Object.entries(offered)) {
  test(`offered: ${name}`, () => {
    const labels = at(fixture).items.map(({ label }) => label);
    assert.deepEqual(labels.slice(0, Math.max(first.length, 1)), first);
  });
}

/** The text after the first item is inserted, from the line `spec:` on. */
const inserted: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'a selector after its colon': [
    '  selector:<|>\n  type: x',
    '  selector:\n    app: shop\n    component: web\n  type: x',
  ],
  'a selector after its colon and a space': ['  selector: <|>', '  selector:\n    app: shop\n    component: web'],
  'a selector on the line below': ['  selector:\n      <|>', '  selector:\n      app: shop\n      component: web'],
  'a selector for what is typed': ['  selector:\n    ap<|>', '  selector:\n    app: shop\n    component: web'],
  'a selector in flow style': ['  selector: {<|>}', '  selector: {app: shop, component: web}'],
  'a value directly after its colon': ['  selector:\n    component:<|>', '  selector:\n    component: web'],
  'a value in quotes that are open': ['  selector:\n    component: "<|>', '  selector:\n    component: "web"'],
  'a value in quotes that are closed': ["  selector: {component: '<|>'}", "  selector: {component: 'web'}"],
  'a value over the rest of its word': [
    '  selector:\n    component: w<|>xyz # a',
    '  selector:\n    component: web # a',
  ],
};

for (const lineEnd of ['\n', '\r\n'] as const) {
  for (const [name, [before, after]] of Object.entries(inserted)) {
    test(`inserted with ${JSON.stringify(lineEnd)}: ${name}`, () => {
      const { items, text } = at(service(before), { lineEnd });
      const [first] = items;
      assert.ok(first);
      const done = applyEdits(text, [{ range: first.range, newText: first.newText }]);
      const spec = `spec:${lineEnd}`;
      assert.equal(done.slice(done.indexOf(spec) + spec.length), after.replaceAll('\n', lineEnd));
    });
  }
}

test('in JSON, strings and keys are quoted, and numbers are not', () => {
  const json = (spec: string) => `${workloads}=== service.json
{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {${spec}}}`;
  const first = (spec: string) => at(json(spec)).items[0]?.newText;
  assert.equal(first('"selector": <|>'), '{"app": "shop", "component": "web"}');
  assert.equal(first('"selector": {<|>}'), '"app": "shop", "component": "web"');
  assert.equal(first('"selector": {"component": <|>}'), '"web"');
  assert.equal(first('"selector": {"component": "db"}, "ports": [{"targetPort": <|>}]'), '5432');
});

test('a value that would not be a string is quoted', () => {
  const { items } = at(`=== web.yaml
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {stage: "1.10", on: "true"}}
spec: {containers: []}
=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector:
    stage: <|>`);
  assert.deepEqual(
    items.map(({ label, newText }) => [label, newText]),
    [['1.10', '"1.10"']],
  );
});

test('an item says what it would select, and in which file that is', () => {
  const of = (spec: string, label: string): Completion => at(service(spec)).items.find((each) => each.label === label)!;
  assert.equal(of('  selector:\n    component: <|>', 'db').detail, 'StatefulSet db · 3 replicas');
  assert.equal(of('  selector:\n    app: <|>', 'shop').detail, 'Deployment web, StatefulSet db');
  assert.equal(of('  selector:\n    component: web\n    app: <|>', 'shop').detail, 'Deployment web');
  assert.equal(
    of('  selector:<|>', 'app: shop, component: web').documentation,
    '`app: shop, component: web`\n\n- Deployment web in `web.yaml`',
  );
});

test('of two workloads that fit alike, the one without a Service comes first', () => {
  const { items } = at(
    service('  selector:\n    component: <|>').replace('metadata:\n  name: web', 'metadata:\n  name: entry'),
  );
  assert.deepEqual(
    items.map(({ label }) => label),
    ['web', 'db'],
  );
});

test('in a base: workloads of the bundle, without the labels and names that overlays add', () => {
  const { items } = at(`=== base/kustomization.yaml
resources: [service.yaml, web.yaml]
=== base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: []}}
=== base/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector:
    <|>
=== overlays/prod/kustomization.yaml
resources: [../../base]
namePrefix: prod-
commonLabels: {stage: prod}
`);
  assert.deepEqual(
    items.map(({ label, detail }) => [label, detail]),
    [
      ['app: web', 'Deployment web'],
      ['app', 'Deployment web'],
    ],
  );
});

test('a list is cut at 200 items, and says so', () => {
  const many = Array.from(
    { length: 150 },
    (_, at) => `---
apiVersion: v1
kind: Pod
metadata: {name: web-${at}, labels: {app: web-${at}, tier: tier-${at}}}
spec: {containers: []}
`,
  ).join('');
  const cut = at(`=== pods.yaml\n${many}${service('  selector:\n    <|>').slice(workloads.length)}`);
  assert.deepEqual([cut.items.length, cut.isCut], [200, true]);
  assert.equal(at(service('  selector:\n    <|>')).isCut, false);
});

test('a workspace that is still being read, and a file that is not in it, are answered', () => {
  const { items } = at(service('  selector:\n    component: <|>'), { complete: false });
  assert.equal(items[0]?.label, 'web');
  const analysis = analysisOf(workloads);
  const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector:\n    component: ';
  assert.equal(completions(analysis, 'new.yaml', text, text.length).items[0]?.label, 'web');
});

test('the analysis stays as it was', () => {
  const fixture = service('  selector:\n    component: w<|>');
  const analysis = analysisOf(fixture);
  const file = parseFixture(fixture).find(({ cursors }) => cursors.length > 0)!;
  const first = completions(analysis, file.path, file.text, file.cursors[0]!);
  assert.deepEqual(completions(analysis, file.path, file.text, file.cursors[0]!), first);
});

function at(fixture: string, options: FixtureOptions = {}) {
  const file = parseFixture(fixture, options).find(({ cursors }) => cursors.length > 0)!;
  const { path, text, cursors } = file;
  return { ...completions(analysisOf(fixture, options), path, text, cursors[0]!), text };
}
