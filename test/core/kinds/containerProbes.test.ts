import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from '../../../server/src/core/kinds/documents.ts';

function containersOf(container: string) {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n${container}`;
  const [resource] = readFile('a.yaml', text).documents.flatMap(({ facts }) => facts.resources);
  const [only] = resource?.podTemplate?.containers ?? [];
  return { readiness: only?.readinessProbe, liveness: only?.livenessProbe };
}

test('probes that ask by network', () => {
  assert.deepEqual(
    containersOf(`      readinessProbe:
        httpGet:
          path: /health?full=1
          port: http
          scheme: HTTPS
          httpHeaders: [{name: Host, value: example.com}, {name: X, value: "\${X}"}, {name: 5}]
      livenessProbe: {tcpSocket: {port: 8080}}
`),
    {
      readiness: {
        type: 'httpGet',
        port: 'http',
        path: '/health?full=1',
        scheme: 'HTTPS',
        headers: [{ name: 'Host', value: 'example.com' }],
      },
      liveness: { type: 'tcpSocket', port: '8080' },
    },
  );
  assert.deepEqual(containersOf('      readinessProbe: {grpc: {port: 9090, service: x}}\n').readiness, {
    type: 'grpc',
    port: '9090',
  });
});

test('probes of which nothing is known', () => {
  for (const probe of [
    '{exec: {command: [ls]}}',
    '{httpGet: {path: /}}',
    '{httpGet: {path: "${PATH}", port: 80}}',
    '{httpGet: {port: "{{ .Values.port }}"}}',
    '{httpGet: [80]}',
    '[]',
    '5',
    '~',
  ]) {
    assert.equal(containersOf(`      readinessProbe: ${probe}\n`).readiness, undefined, probe);
  }
  assert.deepEqual(containersOf(''), { readiness: undefined, liveness: undefined });
});
