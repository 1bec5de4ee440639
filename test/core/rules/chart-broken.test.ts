import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import type { DocumentChange } from '../../../server/src/core/model/problem.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import type { World } from '../../../server/src/world.ts';
import { edit, findingsOf, lensesOf, worldOf } from '../bundles/judgedChart.ts';
import { testRule } from '../fixture.ts';

const deployment = `=== templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
`;

const service = `=== templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
`;

const chart = `=== Chart.yaml
apiVersion: v2
name: web
version: 0.1.0
${deployment}${service}`;

testRule('chart-broken', {
  reports: {
    'a template that does not parse': `${chart}=== templates/a.yaml
a: {{ if }}
#        ^^ error chart-broken: Helm cannot parse the template: missing value for if`,
    'a template that stops': `${chart}=== templates/a.yaml
a: {{ .Values.a.b.c }}
#     ^^^^^^^^^^^^^ information chart-broken: The template stops with these values: nil pointer`,
    'a value that is required': `${chart}=== templates/a.yaml
a: {{ required "say a" .Values.a }}
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^ information chart-broken: The chart refuses these values: say a`,
    'values that the schema refuses': `${chart}=== values.yaml
a: x
#  ^ information chart-broken: The chart refuses these values
=== values.schema.json
{"properties":{"a":{"type":"number"}}}`,
    'values that are a list': `${chart}=== values.yaml
- a
^^^ error chart-broken: Helm refuses the chart: cannot load values.yaml`,
    'output that is no YAML': `${chart}=== templates/a.yaml
a: {{ "b: c" }}
#      ^^^^ warning chart-broken: What the template prints with these values is no manifest`,
    'a template that nothing defines, with a similar name': `${chart}=== templates/_helpers.tpl
{{ define "web.fullname" }}web{{ end }}{{ define "web.name" }}web{{ end }}
=== templates/a.yaml
a: {{ include "web.fulname" . }}
#              ^^^^^^^^^^^ error chart-broken: Helm refuses the chart with these values: no template of it or of its dependencies defines "web.fulname". Closest match: "web.fullname".`,
    'a template that nothing defines': `${chart}=== templates/a.yaml
{{ template "other.labels" . }}
             ^^^^^^^^^^^^ warning chart-broken: Helm refuses the chart with these values: no template of it or of its dependencies defines "other.labels".`,
    'a template with a computed name': `${chart}=== templates/a.yaml
a: {{ include (printf "%s.name" .Chart.Name) . }}
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning chart-broken: Helm refuses the chart with these values: no template of it or of its dependencies defines "web.name"`,
    'a chart without a name': `=== Chart.yaml
apiVersion: v2
^^^^^^^^^^^^^^ error chart-broken: Helm refuses the chart
version: 1.0.0
${service}`,
  },
  silent: {
    'a chart that renders': chart,
    'a version that a script fills in': `=== Chart.yaml
apiVersion: v2
name: web
version: $version
${service}`,
    'endless recursion, which a bound of this render ends': `${chart}=== templates/a.yaml
{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}`,
    'a template that needs a chart that is not here': `=== Chart.yaml
apiVersion: v2
name: web
version: 0.1.0
dependencies:
  - { name: common, version: 1.x.x, repository: "https://example.com" }
${service}${deployment}=== templates/a.yaml
{{ include "common.names" . }}`,
  },
});

test('chart-broken: what a broken template defines is missed nowhere else', () => {
  const helpers = '=== templates/_helpers.tpl\n{{ define "name" }}web{{ ende }}\n';
  const used = `=== templates/a.yaml\na: {{ include "name" . }}\n=== templates/b.yaml\nb: {{ template "name" . }}\n`;
  const found = findingsOf(worldOf({ web: deployment + service + helpers + used }));
  assert.equal(found.length, 1);
  assert.match(found[0]!, /^web\/templates\/_helpers\.tpl:1 "ende" chart-broken: /);
});

const helpers = '=== templates/_helpers.tpl\n{{ define "web.fullname" }}web{{ end }}\n';

/** The severities of the problems of a file. */
function severitiesIn(world: World, path: string): readonly string[] {
  return problemsOf(world.analysis('folder')!, path).map(({ severity }) => severity);
}

test('chart-broken: the name of a template is changed to the closest one', () => {
  for (const call of ['{{ include "web.fulname" . }}', '{{ template `web.fulname` . }}']) {
    const world = worldOf({ web: `${deployment}${service}${helpers}=== templates/a.yaml\na: ${call}\n` });
    const analysis = world.analysis('folder')!;
    const [problem] = problemsOf(analysis, 'web/templates/a.yaml');
    const [fix, ...others] = fixesFor(analysis, problem!);
    assert.deepEqual([fix?.title, fix?.preferred, others], ['Change to "web.fullname"', true, []]);
    const [{ document, edits }] = fix!.changes as [DocumentChange];
    edit(world, document.file, applyEdits(document.text, edits));
    assert.deepEqual(findingsOf(world), []);
  }
});

test('chart-broken: a call in the text of tpl is reported at the values', () => {
  const values = `=== values.yaml\ntext: '{{ include "web.fulname" . }}'\n`;
  const world = worldOf({
    web: `${deployment}${service}${helpers}${values}=== templates/a.yaml\na: {{ tpl .Values.text . }}\n`,
  });
  const [found, ...others] = findingsOf(world);
  assert.match(found ?? '', /^web\/values\.yaml:1 .* chart-broken: /);
  assert.deepEqual(others, []);
});

test('chart-broken: what a chart that is here, or not here, may define is no certain error', () => {
  const calls = '=== templates/a.yaml\na: {{ include "web.fulname" . }}\n';
  const own = `${deployment}${service}${helpers}${calls}`;
  const parent = (chart: string) =>
    `=== Chart.yaml\napiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies: [{ name: ${chart}, version: 0.1.0, repository: "file://../${chart}" }]\n=== templates/_helpers.tpl\n{{ define "web.fulname" }}web{{ end }}\n`;
  assert.deepEqual(severitiesIn(worldOf({ web: own, shop: parent('web') }), 'web/templates/a.yaml'), ['information']);
  assert.deepEqual(severitiesIn(worldOf({ web: own, shop: parent('api') }), 'web/templates/a.yaml'), ['error']);
  const disabled = `=== Chart.yaml\napiVersion: v2\nname: web\nversion: 0.1.0\ndependencies: [{ name: lib, version: 0.1.0, condition: lib.enabled }]\n=== values.yaml\nlib: { enabled: false }\n`;
  const lib = (name: string) =>
    `=== charts/lib/Chart.yaml\napiVersion: v2\nname: lib\nversion: 0.1.0\n=== charts/lib/templates/_helpers.tpl\n{{ define "${name}" }}web{{ end }}\n`;
  const severity = (name: string) => severitiesIn(worldOf({ web: disabled + own + lib(name) }), 'web/templates/a.yaml');
  assert.deepEqual(severity('web.fulname'), ['information']);
  assert.deepEqual(severity('other'), ['error']);
});

test('chart-broken: the other templates are judged', () => {
  const world = worldOf({ web: `${deployment}${service}=== templates/a.yaml\na: {{ fail "no" }}\n` });
  assert.deepEqual(lensesOf(world, 'web/templates/service.yaml'), ['1 ok selects Deployment web']);
  assert.equal(findingsOf(world).length, 1);
});

test('chart-broken: a file of values that solves a problem has none', () => {
  const values = '=== values-prod.yaml\na: b\n=== values-test.yaml\nc: d\n';
  const world = worldOf({
    web: `${service}${deployment}${values}=== templates/a.yaml\na: {{ required "say a" .Values.a }}\n`,
  });
  assert.equal(findingsOf(world).length, 1);
  edit(world, 'web/values.yaml', 'a: b\n');
  assert.deepEqual(findingsOf(world).length, 1, 'the values are not a part of the chart');
});

test('chart-broken: a problem with a file of values names it', () => {
  const values = '=== values.yaml\nnum: 1\n=== values-prod.yaml\nnum: null\n';
  const world = worldOf({
    web: `${service}${deployment}${values}=== templates/a.yaml\na: {{ required "say n" .Values.num }}\n`,
  });
  assert.match(findingsOf(world)[0] ?? '', /say n\. \(with values-prod\.yaml\)$/);
});

test('a lens on Chart.yaml says what the chart deploys', () => {
  const world = worldOf({ web: deployment + service });
  assert.deepEqual(lensesOf(world, 'web/Chart.yaml'), ['1 ok deploys 2 objects · Service web, Deployment web']);
});
