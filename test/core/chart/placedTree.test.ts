import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem, loadChart } from '../../../server/src/core/chart/load.ts';
import { manifestsOf } from '../../../server/src/core/chart/manifests.ts';
import { placedTree } from '../../../server/src/core/chart/placedTree.ts';
import { renderChart } from '../../../server/src/core/chart/renderChart.ts';
import type { SourceText } from '../../../server/src/core/template/origin.ts';
import { map } from '../../../server/src/core/template/value.ts';
import type { Node } from '../../../server/src/core/yaml/node.ts';
import { chartFiles } from './charts.ts';

/** Every key and scalar of the first manifest: the rendered text, the text at its place, and why it is unknown. */
function placed(text: string): readonly string[] {
  const chart = loadChart(chartFiles(text), 'web');
  assert.ok(!isProblem(chart));
  const release = { name: 'demo', namespace: 'shop' };
  const { files } = renderChart(chart, { values: map(), release, parsed: new Map() });
  const sources = new Map<string, SourceText>();
  const tree = placedTree(manifestsOf(files).manifests[0]!, {
    rangeOf({ source, start, end }) {
      const known = sources.get(source.path) ?? source;
      sources.set(source.path, known);
      return { start, end, document: known };
    },
  });
  assert.ok(tree !== undefined);
  const lines: string[] = [];
  const visit = (node: Node, path: string): void => {
    if (node.type === 'scalar') {
      const { path: file, text: own } = node.document as SourceText;
      const unknown = tree.scalars.get(node)?.unknown;
      lines.push(
        `${path}=${node.text} <- ${file.replace('web/', '')} ${own.slice(node.start, node.end)}${unknown === undefined ? '' : ` (unknown: ${unknown})`}`,
      );
    } else if (node.type === 'mapping') {
      for (const { key, value } of node.pairs) {
        visit(value, path === '' ? key.text : `${path}.${key.text}`);
      }
    } else if (node.type === 'sequence') {
      node.items.forEach((item, index) => {
        visit(item, `${path}[${index}]`);
      });
    }
  };
  visit(tree.root, '');
  return lines;
}

test('every scalar of a rendered object leads to the text that a person changes', () => {
  const chart = `=== values.yaml
port: 80
selector:
  app: web
=== templates/_helpers.tpl
{{- define "labels" -}}
team: blue
release: {{ .Release.Name }}
{{- end }}
=== templates/service.yaml
kind: Service
metadata:
  name: {{ printf "%s-web" .Release.Name }}
  labels: {{- include "labels" . | nindent 4 }}
spec:
  selector: {{- toYaml .Values.selector | nindent 4 }}
  ports:
    - port: {{ .Values.port }}
      name: {{ .Values.portName }}
      targetPort: "{{ .Values.port }}-{{ randAlphaNum 4 }}"
  empty: {}
`;
  const lines = placed(chart);
  assert.deepEqual(
    lines.filter((line) => !line.includes('targetPort')),
    [
      'kind=Service <- templates/service.yaml Service',
      'metadata.name=demo-web <- templates/service.yaml -web',
      'metadata.labels.team=blue <- templates/_helpers.tpl blue',
      'metadata.labels.release=demo <- templates/service.yaml {{- include "labels" . | nindent 4 }}',
      'spec.selector.app=web <- values.yaml web',
      'spec.ports[0].port=80 <- values.yaml 80',
      'spec.ports[0].name={{ .Values.portName }} <- templates/service.yaml {{ .Values.portName }} (unknown: a value that nobody gave is a part of it)',
    ],
  );
  assert.match(lines.find((line) => line.includes('targetPort')) ?? '', /\(unknown: .*random/);
});
