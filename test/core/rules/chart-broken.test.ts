import assert from 'node:assert/strict';
import { test } from 'node:test';
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
