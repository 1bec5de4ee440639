import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { codeLenses } from '../../../server/src/core/features/codeLens.ts';
import { podLabels } from '../../../server/src/core/features/podLabels.ts';
import { verifyService } from '../../../server/src/core/features/verifyService.ts';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { resourcesOf } from '../../../server/src/core/problems.ts';
import { wiring } from '../../../server/src/core/wiring.ts';
import { analysisOf as analysisOfFixture } from '../fixture.ts';

function analysisOf(text: string, complete = true) {
  return analyse(emptyAnalysis, { files: new Map([['a.yaml', readFile('a.yaml', text)]]), complete }).analysis;
}

const service = (name: string, selector: string, rest = '') => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  selector: ${selector}
  ports: [{port: 80${rest}}]
---
`;
const workload = (kind: string, name: string, labels: string, ports = '') => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}}
    spec: {containers: [{name: c, image: i, ports: [${ports}]}]}
---
`;
const lensesOf = (text: string, complete = true) =>
  codeLenses(analysisOf(text, complete), 'a.yaml').map((lens) => `${lens.mark}: ${lens.text}`);

test('what a Service selects, and who selects a workload', () => {
  const text =
    service('web', '{app: web}') +
    workload('Deployment', 'a', '{app: web}') +
    workload('StatefulSet', 'b', '{app: web}');
  assert.deepEqual(lensesOf(text), [
    'ok: selects Deployment a, StatefulSet b',
    'ok: selected by Service web',
    'ok: selected by Service web',
  ]);
});

test('more than three are counted', () => {
  const text = ['a', 'b', 'c', 'd', 'e'].map((name) => workload('Deployment', name, '{app: web}')).join('');
  assert.equal(
    lensesOf(service('web', '{app: web}') + text)[0],
    'ok: selects Deployment a, Deployment b, Deployment c and 2 more',
  );
});

test('nothing stands above a Service that selects nothing on purpose, nor above what runs to its end', () => {
  const external =
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName, selector: {a: b}}\n---\n';
  const bare = 'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 80}]}\n---\n';
  const job =
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {template: {metadata: {labels: {x: y}}, spec: {containers: []}}}\n';
  assert.deepEqual(lensesOf(external + bare + job), []);
});

test('a Service whose pods are scaled to zero is not said to be served', () => {
  const scaled = (replicas: number) =>
    lensesOf(
      service('web', '{app: web}') +
        workload('Deployment', 'web', '{app: web}').replace('spec:', `spec:\n  replicas: ${replicas}`),
    )[0];
  assert.equal(scaled(0), 'note: selects Deployment web, with 0 replicas');
  assert.equal(scaled(1), 'ok: selects Deployment web');
});

test('no workload of a chart or in a patch is said to be selected by nobody', () => {
  const deployment = workload('Deployment', 'web', '{app: web}', '{containerPort: 80}');
  const files = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\n',
    'chart/templates/web.yaml': deployment,
    'overlay/kustomization.yaml': 'patches: [{path: web.yaml}]\n',
    'overlay/web.yaml': deployment,
    'web.yaml': deployment,
  };
  const read = new Map(Object.entries(files).map(([path, text]) => [path, readFile(path, text)]));
  const { analysis } = analyse(emptyAnalysis, { files: read, complete: true });
  const lenses = (path: string) => codeLenses(analysis, path).map((lens) => lens.text);
  assert.deepEqual(lenses('chart/templates/web.yaml'), []);
  assert.deepEqual(lenses('overlay/web.yaml'), []);
  assert.deepEqual(lenses('web.yaml'), ['no Service selects this']);
});

test('one sentence says what is selected and which port is missing', () => {
  const text =
    service('web', '{app: web}', ', targetPort: htpp') +
    workload('Deployment', 'web', '{app: web}', '{name: http, containerPort: 8080}');
  assert.deepEqual(lensesOf(text), [
    'failed: selects Deployment web, but it has no port htpp',
    'ok: selected by Service web',
  ]);
});

test('a workload says which policies and budgets select it, and nothing is missed if it declares no port', () => {
  const budget =
    'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {selector: {matchLabels: {app: web}}}\n---\n';
  const policy =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n---\n';
  const worker = workload('Deployment', 'web', '{app: web}');
  assert.deepEqual(lensesOf(worker), []);
  assert.deepEqual(lensesOf(budget + worker), ['note: selected by PodDisruptionBudget b']);
  const server = workload('Deployment', 'web', '{app: web}', '{containerPort: 80}');
  assert.deepEqual(lensesOf(budget + server), ['note: no Service selects this · selected by PodDisruptionBudget b']);
  assert.deepEqual(
    lensesOf(service('web', '{app: web}') + budget + policy + server).at(-1),
    'ok: selected by Service web, PodDisruptionBudget b',
  );
});

test('a workload that is placed by the labels of another one selects nothing for traffic', () => {
  const beside = workload('Deployment', 'cache', '{app: cache}').replace(
    'spec: {containers',
    'spec: {topologySpreadConstraints: [{maxSkew: 1, labelSelector: {matchLabels: {app: web}}}], containers',
  );
  const web = workload('Deployment', 'web', '{app: web}', '{containerPort: 80}');
  assert.deepEqual(lensesOf(web + beside), ['note: no Service selects this']);
  const { resources } = wiring(analysisOf(web + beside));
  assert.deepEqual(
    resources.flatMap(({ edges }) => edges),
    [],
  );
});

test('while the workspace is being indexed nothing is said to be missing', () => {
  const lenses = lensesOf(
    service('web', '{app: web}') + workload('Deployment', 'web-server', '{app: web-server}', '{containerPort: 80}'),
    false,
  );
  assert.match(lenses[0] ?? '', /^unknown: pods unknown: /);
  assert.match(lenses[1] ?? '', /^unknown: Services unknown: /);
});

test('pod labels are written so that they stay strings', () => {
  const analysis = analysisOf(workload('Deployment', 'a', '{app: web, build: "1.10", flag: "yes"}'));
  const resource = [...resourcesOf(analysis)][0]!;
  assert.deepEqual(
    podLabels(analysis, resource).map(({ text }) => text),
    ['app: web\nbuild: "1.10"\nflag: "yes"\n'],
  );
});

test('a named port that no container has fails; a number that none declares is used all the same', () => {
  const ports = '{name: http, containerPort: 8080}';
  const marksOf = (rest: string) => {
    const analysis = analysisOf(
      service('web', '{app: web}', rest) + workload('Deployment', 'web', '{app: web}', ports),
    );
    const resource = [...resourcesOf(analysis)].find((each) => each.service)!;
    return verifyService(analysis, resource)?.rows.map((row) => row.mark);
  };
  assert.deepEqual(marksOf(', targetPort: http'), ['ok', 'ok', 'note']);
  assert.deepEqual(marksOf(', targetPort: 8080'), ['ok', 'ok', 'note']);
  assert.deepEqual(marksOf(', targetPort: web'), ['ok', 'failed', 'note']);
  assert.deepEqual(marksOf(', targetPort: http, protocol: UDP'), ['ok', 'failed', 'note']);
  assert.deepEqual(marksOf(', targetPort: 9090'), ['ok', 'note', 'note']);
  assert.deepEqual(marksOf(''), ['ok', 'note', 'note']);
});

test('a kustomization says what it deploys, and a base what it is a part of', () => {
  const files = `=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
${service('web', '{app: web}')}${workload('Deployment', 'web', '{app: web}', '{containerPort: 80}')}
=== prod/kustomization.yaml
namePrefix: prod-
resources: [../base, crd.yaml]
=== prod/crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: caches.example.com}
=== remote/kustomization.yaml
resources: [https://example.com/base, https://example.com/other]
=== broken/kustomization.yaml
resources: [../base, gone.yaml]
=== empty/kustomization.yaml
resources: []
`;
  const analysis = analysisOfFixture(files);
  const said = (directory: string) =>
    codeLenses(analysis, `${directory}/kustomization.yaml`).map(({ mark, text }) => `${mark}: ${text}`);
  assert.deepEqual(said('base'), ['note: part of broken, prod']);
  assert.deepEqual(said('prod'), [
    'ok: deploys 2 objects and CustomResourceDefinitions · Service prod-web, Deployment prod-web',
  ]);
  assert.match(said('remote')[0] ?? '', /^unknown: deploys nothing · not rendered: .*example\.com\/base.* and 1 more$/);
  assert.deepEqual(said('broken'), ['failed: deploys nothing: kustomize refuses it']);
  assert.deepEqual(codeLenses(analysis, 'prod/kustomization.yaml', 'cluster'), []);
});
