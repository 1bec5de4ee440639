// The place at which a person changes what a chart renders.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOfLine, rendered } from './charts.ts';

const chart = (template: string, helpers = '') => `=== values.yaml
port: 80
name: shop
labels:
  team: blue
text: "x: {{ .Values.name }}"
empty: ""
parts: [one, two]
=== templates/_helpers.tpl
${helpers}
=== templates/x.yaml
${template}
`;

/** Template, line of the output, its place. */
const cases: readonly (readonly [template: string, line: string, place: string])[] = [
  ['app: web', 'app: web', 'literal web/templates/x.yaml:1 app: web'],
  ['port: {{ .Values.port }}', 'port: 80', 'value web/values.yaml:1 80'],
  ['port: {{ .Values.port | int | quote }}', 'port: "80"', 'value web/values.yaml:1 80'],
  ['n: {{ .Values.name | upper | trunc 2 }}', 'n: SH', 'value web/values.yaml:2 shop'],
  ['n: {{ printf "%s-%s" "a" .Values.name }}', 'n: a-shop', 'value web/values.yaml:2 shop'],
  ['n: {{ .Values.empty | default "fallback" }}', 'n: fallback', 'literal web/templates/x.yaml:1 fallback'],
  ['n: {{ .Values.name | default "fallback" }}', 'n: shop', 'value web/values.yaml:2 shop'],
  ['n: {{ coalesce .Values.empty .Values.name "x" }}', 'n: shop', 'value web/values.yaml:2 shop'],
  ['n: {{ ternary "yes" "no" true }}', 'n: yes', 'literal web/templates/x.yaml:1 yes'],
  ['n: {{ .Release.Name }}', 'n: demo', 'action web/templates/x.yaml:1 {{ .Release.Name }}'],
  ['n: {{ .Chart.Name }}', 'n: web', 'given web/Chart.yaml:2 web'],
  ['{{ toYaml .Values.labels }}', 'team: blue', 'value web/values.yaml:4 blue'],
  ['l:\n{{ toYaml .Values.labels | indent 2 }}', '  team: blue', 'value web/values.yaml:4 blue'],
  ['l: {{- .Values.labels | toYaml | nindent 2 }}', '  team: blue', 'value web/values.yaml:4 blue'],
  ['{{ range $k, $v := .Values.labels }}{{ $k }}: {{ $v }}{{ end }}', 'team: blue', 'value web/values.yaml:4 blue'],
  ['{{ with .Values.labels }}t: {{ .team }}{{ end }}', 't: blue', 'value web/values.yaml:4 blue'],
  ['{{ $x := .Values.name }}n: {{ $x }}', 'n: shop', 'value web/values.yaml:2 shop'],
  ['{{ tpl .Values.text . }}', 'x: shop', 'value web/values.yaml:2 shop'],
  ['{{ include "labels" . }}', 'app: fixed', 'literal web/templates/_helpers.tpl:1 app: fixed'],
  ['m: {{- include "labels" . | nindent 2 }}', '  name: shop', 'value web/values.yaml:2 shop'],
  ['m: {{- include "labels" . | nindent 2 }}', '  app: fixed', 'literal web/templates/_helpers.tpl:1 app: fixed'],
  [
    '{{ $l := fromYaml (include "labels" .) }}a: {{ $l.app }}',
    'a: fixed',
    'literal web/templates/_helpers.tpl:1 fixed',
  ],
  ['{{ toYaml (pick (fromYaml (include "labels" .)) "name") }}', 'name: shop', 'value web/values.yaml:2 shop'],
  ['{{ toYaml (merge (dict "a" "b") .Values.labels) }}', 'team: blue', 'value web/values.yaml:4 blue'],
  ['{{ toYaml (merge (dict "a" "b") .Values.labels) }}', 'a: b', 'literal web/templates/x.yaml:1 b'],
  ['{{ $d := dict }}{{ $_ := set $d "k" .Values.name }}v: {{ $d.k }}', 'v: shop', 'value web/values.yaml:2 shop'],
  ['v: {{ index .Values.parts 1 }}', 'v: two', 'value web/values.yaml:7 two'],
  ['v: {{ join "," .Values.parts }}', 'v: one,two', 'value web/values.yaml:7 two'],
  ['v: {{ get .Values.labels "team" }}', 'v: blue', 'value web/values.yaml:4 blue'],
  ['v: {{ dig "labels" "team" "no" .Values.AsMap }}', 'v: blue', 'value web/values.yaml:4 blue'],
  ['v: {{ .Values.name | replace "h" "H" }}', 'v: sHop', 'value web/values.yaml:2 shop'],
  ['v: {{ add .Values.port 1 }}', 'v: 81', 'value web/values.yaml:1 80'],
  ['v: {{ .Values.name | b64enc }}', 'v: c2hvcA==', 'value web/values.yaml:2 shop'],
  ['{{ template "labels" . }}', 'name: shop', 'value web/values.yaml:2 shop'],
];

const helpers = '{{- define "labels" -}}app: fixed\nname: {{ .Values.name }}{{- end }}';

test('each rendered value leads to the text that decides it', () => {
  const wrong = cases.flatMap(([template, line, expected]) => {
    const output = rendered(chart(template, helpers));
    const found = placeOfLine(output, line);
    return found === expected
      ? []
      : [
          {
            template,
            found,
            expected,
            text: output.lines.map(({ text }) => text),
            refusals: output.refusals.map(({ message }) => message),
          },
        ];
  });
  assert.deepEqual(wrong, []);
});

test('the action of the outermost template is known too', () => {
  const output = rendered(chart('m: {{- include "labels" . | nindent 2 }}', helpers));
  const printed = output.lines.find(({ text }) => text === '  name: shop')?.place?.printed;
  assert.equal(printed?.source.path, 'web/templates/x.yaml');
  assert.equal(printed?.source.text.slice(printed.start, printed.end), '{{- include "labels" . | nindent 2 }}');
});

test('values of a file of the user have their places there', () => {
  const output = rendered(chart('port: {{ .Values.port }}\nn: {{ .Values.name }}'), { values: 'port: 90\n' });
  assert.equal(placeOfLine(output, 'port: 90'), 'value values-test.yaml:1 90');
  assert.equal(placeOfLine(output, 'n: shop'), 'value web/values.yaml:2 shop');
});
