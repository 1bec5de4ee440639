// What a chart's author, or an attacker, can put into a chart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOfBytes } from '../../../server/src/core/template/bytes.ts';
import { chartFiles, rendered, textOf } from './charts.ts';

test('line ends of Windows and a byte order mark are no errors', () => {
  const chart =
    '=== values.yaml\nport: 80\nlabels:\n  a: b\n=== templates/a.yaml\nport: {{ .Values.port }}\n{{- if true }}\nx:\n{{ toYaml .Values.labels | indent 2 }}\n{{- end }}\n';
  const { files, packed } = chartFiles(chart);
  const windows = files.map((file) => ({ ...file, text: file.text.replaceAll('\n', '\r\n') }));
  assert.equal(textOf({ files: windows, packed }), 'port: 80\nx:\n  a: b');
});

test('a definition that exists twice is the one that Helm takes', () => {
  // Templates are read from the deepest path to the highest, and from z to a; the last definition counts.
  const chart = `=== templates/_a.tpl
{{ define "t" }}a{{ end }}
=== templates/_b.tpl
{{ define "t" }}b{{ end }}
=== templates/x.yaml
x: {{ include "t" . }}
=== charts/sub/Chart.yaml
name: sub
version: 1.0.0
=== charts/sub/templates/_c.tpl
{{ define "t" }}c{{ end }}
`;
  assert.equal(textOf(chart), 'x: a');
});

test('a chart in the templates of another one is a template like others', () => {
  const chart =
    '=== templates/inner/Chart.yaml\nkind: Chart\n=== templates/inner/values.yaml\nkind: {{ .Chart.Name }}\n';
  assert.deepEqual(textOf(chart).split('\n').sort(), ['kind: Chart', 'kind: web']);
});

test('two charts of one name in charts/ are both there', () => {
  const chart = `=== charts/one/Chart.yaml
name: db
version: 1.0.0
=== charts/one/templates/a.yaml
a: 1
=== charts/two/Chart.yaml
name: db
version: 1.0.0
=== charts/two/templates/b.yaml
b: 1
`;
  assert.equal(textOf(chart), 'a: 1\nb: 1');
});

test('a scalar in the values hides a map', () => {
  const chart = '=== values.yaml\na: {b: 1}\n=== templates/x.yaml\nx: {{ .Values.a.b }}\n';
  assert.match(textOf(chart, { values: 'a: text\n' }), /refused: can't evaluate field b in type interface \{\}/);
  const subchart = '=== charts/db/Chart.yaml\nname: db\nversion: 1.0.0\n=== charts/db/values.yaml\na: 1\n';
  assert.match(textOf(subchart, { values: 'db: text\n' }), /refused: type mismatch on db/);
});

test('bytes that are no text go through a template', () => {
  const { files, packed } = chartFiles('=== templates/x.yaml\nx: {{ .Files.Get "a.bin" | b64enc }}\n');
  const binary = { name: 'a.bin', path: 'web/a.bin', text: textOfBytes(Uint8Array.of(0, 255, 128, 65, 195, 169)) };
  assert.equal(textOf({ files: [...files, binary], packed }), 'x: AP+AQcOp');
});

test('a template in the values that calls itself ends, and the other templates are rendered', () => {
  const output = rendered(`=== values.yaml
loop: "{{ tpl .Values.loop . }}"
=== templates/a.yaml
a: {{ tpl .Values.loop . }}
=== templates/b.yaml
b: 1
`);
  assert.match(output.refusals[0]?.message ?? '', /maximum template depth/);
  assert.ok(output.lines.some(({ text }) => text === 'b: 1'));
});

test('a large file of values and many templates are rendered in a bounded time', () => {
  const values = Array.from({ length: 20_000 }, (_, index) => `key${index}: ${'long '.repeat(40)}${index}`).join('\n');
  assert.ok(values.length > 4_000_000);
  const large = `=== values.yaml\n${values}\n=== templates/x.yaml\nx: {{ .Values.key19999 }}\n`;
  assert.equal(textOf(large), `x: ${'long '.repeat(40)}19999`);
  const many = Array.from(
    { length: 2000 },
    (_, index) => `=== templates/t${index}.yaml\nx: {{ include "n" . }}\n`,
  ).join('');
  assert.equal(rendered(`=== templates/_n.tpl\n{{ define "n" }}{{ .Chart.Name }}{{ end }}\n${many}`).manifests, 2000);
});

test('a chart that merges a map with itself, or puts a map into itself, ends', () => {
  const output = (template: string) => rendered(`=== values.yaml\na: {b: {c: 1}}\n=== templates/x.yaml\n${template}\n`);
  assert.equal(output('x: {{ merge .Values.a .Values.a | toJson }}').refusals.length, 0);
  for (const template of [
    '{{ $d := dict }}{{ $_ := set $d "d" $d }}x: {{ toJson $d }}',
    '{{ $d := dict }}{{ $_ := set $d "d" $d }}x: {{ toYaml $d }}',
    '{{ $d := dict }}{{ $_ := set $d "d" $d }}x: {{ print $d }}',
    '{{ $d := dict }}{{ $_ := set $d "d" $d }}x: {{ deepCopy $d }}',
    '{{ $d := dict }}{{ $_ := set $d "d" $d }}x: {{ merge (dict) $d | len }}',
  ]) {
    // Helm crashes. Here the template stops, or something is printed.
    assert.ok(output(template), template);
  }
});
