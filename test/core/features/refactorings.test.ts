import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refactorings } from '../../../server/src/core/features/refactorings.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { marked } from '../cursor/marked.ts';
import { shopWithCursor } from '../cursor/shop.ts';

function offered(fixture: string) {
  const { analysis, cursors } = marked(fixture);
  const [path, document, offset] = cursors[0]!;
  return refactorings(analysis, path, document, { start: offset, end: offset });
}

const titles = (fixture: string) => offered(fixture).map(({ title }) => title);

const resultOf = (fixture: string, title: string) => {
  const fix = offered(fixture).find((each) => each.title === title);
  return fix?.changes.map(({ document, edits }) => applyEdits(document.text, edits)).join('\n');
};

const api = `=== api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api, tier: back}}
  template:
    metadata: {labels: {app: api, tier: back}}
    spec:
      containers:
        - {name: api, image: api, ports: [{name: http, containerPort: 8080}, {containerPort: 9090, protocol: UDP}]}
`;

test('a selector that selects something can be made to select another workload', () => {
  const fixture = shopWithCursor('service', 'selector', 'selector') + api;
  assert.deepEqual(titles(fixture), [
    'Use pod labels of Deployment "api"',
    'Add app=web to the pods of Deployment "api"',
  ]);
  assert.match(
    resultOf(fixture, 'Use pod labels of Deployment "api"')!,
    / {2}selector:\n {4}app: api\n {4}tier: back\n {2}ports:/,
  );
});

test('outside the selector and the head of a workload nothing is offered', () => {
  assert.deepEqual(titles(shopWithCursor('service', 'ports', 'port:') + api), []);
  assert.deepEqual(titles(shopWithCursor('deployment', 'containers', 'image')), []);
  assert.deepEqual(titles(shopWithCursor('ingress', '', 'kind')), []);
});

test('a Service for a workload selects it and leads to all its ports', () => {
  const fixture = api.replace('kind: Deployment', '<|>kind: Deployment');
  assert.deepEqual(titles(fixture), ['Create a Service for Deployment "api"']);
  assert.equal(
    resultOf(fixture, 'Create a Service for Deployment "api"')!.split('---\n')[1],
    `apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
    tier: back
  ports:
    - name: http
      port: 8080
      targetPort: http
    - name: port-9090
      port: 9090
      protocol: UDP
`,
  );
});

test('a new Service is a document of its own, before the next one and without a line end at the end', () => {
  const before = api
    .replace('kind: Deployment', '<|>kind: Deployment')
    .replace('name: api}', 'name: api, namespace: shop}');
  const followed = `${before}---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
`;
  assert.match(resultOf(followed, 'Create a Service for Deployment "api"')!, /protocol: UDP\n$/);
  assert.match(resultOf(followed, 'Create a Service for Deployment "api"')!, / {2}namespace: shop\n/);
  assert.match(resultOf(before.trimEnd(), 'Create a Service for Deployment "api"')!, /UDP\}\]\}\n---\napiVersion: v1/);
});

test('no Service is offered where there is one, for a Job, without ports, and in JSON', () => {
  assert.deepEqual(titles(shopWithCursor('deployment', '', 'kind')), []);
  const head = api.replace('kind: Deployment', '<|>kind: Deployment');
  assert.deepEqual(titles(head.replace(/, ports: .*\]\}/, '}')), []);
  assert.deepEqual(titles(head.replace('apps/v1', 'batch/v1').replace('Deployment', 'Job')), []);
});

test('a Service is offered in a base whose overlays change the names of its objects', () => {
  const base = `=== base/kustomization.yaml
resources: [api.yaml]
=== overlay/kustomization.yaml
resources: [../base]
namePrefix: test-
namespace: test
${api.replace('=== api.yaml', '=== base/api.yaml').replace('kind: Deployment', '<|>kind: Deployment')}`;
  assert.deepEqual(titles(base), ['Create a Service for Deployment "api"']);
  const created = resultOf(base, 'Create a Service for Deployment "api"')!;
  assert.match(created, /\n {2}name: api\nspec:\n/, 'names and namespaces of overlays stay there');
});
