import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import type { Severity } from '../../../server/src/core/model/problem.ts';
import { problemsOf, resourcesOf } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import type { World } from '../../../server/src/world.ts';
import { edit, findingsOf, lensesOf, worldOf } from './judgedChart.ts';

const deployment = (name: string, app: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: { app: ${app} }
  template:
    metadata:
      labels: { app: ${app} }
    spec:
      containers:
        - name: web
          ports: [{ name: http, containerPort: 8080 }]
`;

const service = (name: string, app: string, port = 'http') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${app}
  ports: [{ port: 80, targetPort: ${port} }]
`;

/** A Service that sends traffic to a port that no container has. */
const broken = service('metrics', 'web', 'htpp');

const web = `=== templates/web.yaml\n${deployment('web', 'web')}---\n${service('web', 'web')}`;
const when = (condition: string, text: string) => `{{- if ${condition} }}\n${text}{{- end }}\n`;

/** The severity, line and message of each problem of a file, without the part of the message after the first colon. */
function problemsIn(world: World, path: string): readonly (readonly [Severity, string])[] {
  return problemsOf(world.analysis('folder')!, path).map(({ severity, message }) => [severity, message]);
}

test('with a flag also what it is a part of is turned on', () => {
  const values = '=== values.yaml\nmetrics:\n  enabled: false\n  monitor:\n    enabled: false\n';
  const monitor = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  endpoints: [{ port: metrics }]
`;
  const labelled = (port: string) => `apiVersion: v1
kind: Service
metadata: { name: web-${port}, labels: { app: web } }
spec:
  selector: { app: web }
  ports: [{ name: ${port}, port: 80, targetPort: http }]
`;
  const files = (condition: string) =>
    `=== templates/web.yaml\n${deployment('web', 'web')}---\n${labelled('http')}${values}=== templates/metrics.yaml
${when(condition, labelled('metrics'))}=== templates/monitor.yaml
${when('.Values.metrics.monitor.enabled', monitor)}`;
  assert.deepEqual(findingsOf(worldOf({ web: files('.Values.metrics.enabled') })), []);
  assert.match(findingsOf(worldOf({ web: files('.Values.other') })).join(), /scrapes the port "metrics"/);
});

test('a flag that is false is turned on, and what that shows is less severe and names the flag', () => {
  const world = worldOf({
    web: `${web}=== values.yaml
metrics:
  enabled: false
=== templates/metrics.yaml
${when('.Values.metrics.enabled', broken)}`,
  });
  const [problem, ...others] = problemsOf(world.analysis('folder')!, 'web/templates/metrics.yaml');
  assert.deepEqual(others, []);
  assert.equal(problem?.severity, 'information');
  assert.equal(problem?.flag, 'metrics.enabled');
  assert.match(
    problem?.message ?? '',
    /^Service "metrics" sends traffic to the port "htpp".* \(with metrics\.enabled\)$/,
  );
  const names = [...resourcesOf(world.analysis('folder')!)].map(({ name }) => name);
  assert.deepEqual(names.toSorted(), ['web', 'web', 'web'], 'nothing else is kept');
});

test('flags that show the same problem are named together', () => {
  const world = worldOf({
    web: `${web}=== values.yaml
a: false
b: { c: false }
=== templates/metrics.yaml
${when('or .Values.a .Values.b.c', broken)}`,
  });
  const [[, message] = [], ...others] = problemsIn(world, 'web/templates/metrics.yaml');
  assert.deepEqual(others, []);
  assert.match(message ?? '', /\(with a and b\.c\)$/);
});

test('a problem of the own values is not reported with a flag again', () => {
  const world = worldOf({
    web: `${web}=== values.yaml
a: false
=== templates/metrics.yaml
${broken}  {{- if .Values.a }}
  type: NodePort
  {{- end }}
`,
  });
  const [[severity, message] = [], ...others] = problemsIn(world, 'web/templates/metrics.yaml');
  assert.deepEqual(others, []);
  assert.equal(severity, 'warning');
  assert.doesNotMatch(message ?? '', /with a/);
});

test('a condition in a template that a condition calls, and one of a dependency, are conditions of flags', () => {
  const world = worldOf({
    web: `=== Chart.yaml
apiVersion: v2
name: web
version: 0.1.0
dependencies: [{ name: sub, version: 0.1.0, condition: sub.enabled }]
=== charts/sub/Chart.yaml
apiVersion: v2
name: sub
version: 0.1.0
=== charts/sub/templates/service.yaml
${service('sub', 'web', 'htpp')}${web}=== values.yaml
extra: false
sub: { enabled: false }
unused: false
=== templates/_helpers.tpl
{{ define "on" }}{{ if .Values.extra }}yes{{ else }}no{{ end }}{{ end }}
=== templates/metrics.yaml
${when('eq (include "on" .) "yes"', broken)}`,
  });
  const flags = findingsOf(world).map((each) => /\(with .*/.exec(each)?.[0]);
  assert.deepEqual(flags.toSorted(), ['(with extra)', '(with sub.enabled)']);
});

test('a Service whose workload is switched off is judged with the flag that makes it', () => {
  const chart = (app: string) => `${web}=== values.yaml
worker: { enabled: false }
=== templates/service.yaml
${service('worker', 'worker-app')}=== templates/worker.yaml
${when('.Values.worker.enabled', deployment('worker', app))}`;
  const right = worldOf({ web: chart('worker-app') });
  assert.deepEqual(problemsIn(right, 'web/templates/service.yaml'), []);
  const wrong = worldOf({ web: chart('wroker-app') });
  const [[severity, message] = [], ...others] = problemsIn(wrong, 'web/templates/service.yaml');
  assert.deepEqual(others, []);
  assert.equal(severity, 'information');
  assert.match(message ?? '', /Deployment "worker".*\(with worker\.enabled\)$/);
});

test('values that a flag needs are not asked for', () => {
  const world = worldOf({
    web: `${web}=== values.yaml
a: false
=== templates/a.yaml
${when('.Values.a', 'a: {{ required "say b" .Values.b }}\nc: {{ .Values.c.d.e }}\n')}`,
  });
  assert.deepEqual(findingsOf(world), []);
});

test('a problem of a flag is fixed in the chart with the flag', () => {
  const world = worldOf({
    web: `${web}=== values.yaml
worker: false
=== templates/worker.yaml
${when('.Values.worker', `${deployment('worker', 'worker')}---\n${service('worker', 'wroker')}`)}`,
  });
  const analysis = world.analysis('folder')!;
  const [problem] = problemsOf(analysis, 'web/templates/worker.yaml');
  const [fix] = fixesFor(analysis, problem!);
  assert.equal(fix?.preferred, true);
  const [{ document, edits } = assert.fail()] = fix.changes;
  edit(world, document.file, applyEdits(document.text, edits));
  assert.deepEqual(findingsOf(world), []);
});

test('while somebody types, what was found with a flag moves with the text, and nothing waits for the flag', () => {
  const template = when('.Values.a', broken);
  const world = worldOf({ web: `${web}=== values.yaml\na: false\n=== templates/metrics.yaml\n${template}` });
  const path = 'web/templates/metrics.yaml';
  const textOf = () => {
    const [problem, ...others] = problemsOf(world.analysis('folder')!, path);
    assert.deepEqual(others, []);
    const { document, range } = problem!.at;
    return document.text.slice(range.start, range.end);
  };
  assert.equal(textOf(), 'htpp');
  world.apply({ type: 'TextChanged', folder: 'folder', path, text: `# a comment\n${template}` }, () => true);
  assert.equal(world.isUrgent('folder'), false);
  assert.equal(world.isPending('folder'), true);
  assert.equal(textOf(), 'htpp');
  world.advance('folder', () => true);
  assert.equal(world.isPending('folder'), false);
  assert.equal(textOf(), 'htpp');
  world.apply({ type: 'TextChanged', folder: 'folder', path, text: template.replace('htpp', 'http') }, () => true);
  world.advance('folder', () => true);
  assert.deepEqual(findingsOf(world), []);
});

test('a lens says what the chart deploys with its own values', () => {
  const world = worldOf({
    web: `${web}=== values.yaml\na: false\n=== templates/metrics.yaml\n${when('.Values.a', service('metrics', 'web'))}`,
  });
  assert.deepEqual(lensesOf(world, 'web/Chart.yaml'), ['1 ok deploys 2 objects · Service web, Deployment web']);
  assert.deepEqual(lensesOf(world, 'web/templates/metrics.yaml'), []);
});
