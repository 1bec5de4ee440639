import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, fileOf } from '../../../server/src/core/analysis.ts';
import { hover } from '../../../server/src/core/features/hover.ts';
import { podStateOf } from '../../../server/src/core/live/podState.ts';
import { reportAsMarkdown } from '../../../server/src/core/probe/markdown.ts';
import { analysisOf } from '../fixture.ts';
import { clusterWith, type Running } from '../live/cluster.ts';

const service = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector:
    app: web
  ports: [{port: 80}]
`;
const web = { app: 'web' };

test('without a cluster only the files are spoken of, and nothing but names and selectors has a hover', () => {
  assert.deepEqual(
    at(analysisOf(service), 'selector')!
      .report(new Map())
      .rows.map(({ text }) => text),
    ['Selects nothing in these files'],
  );
  const analysis = connected({ services: { web } });
  for (const text of ['web, namespace', 'selector', 'app: web']) assert.ok(at(analysis, text), text);
  for (const text of ['kind', 'ports', 'apiVersion']) assert.equal(at(analysis, text), undefined, text);
});

test('who is not ready comes first, with why, and who is no endpoint at all last', () => {
  const found = at(connected({ services: { web }, endpoints: { web: [true, false] } }), 'app: web')!;
  assert.equal(found.unexplained.length, 1);
  const waiting = podStateOf({ metadata: { name: 'web-3' }, status: { phase: 'Pending' } });
  const report = found.report(new Map([[found.unexplained[0]!, { matching: 3, states: [waiting] }]]));
  assert.equal(
    reportAsMarkdown(report),
    `### Service "web"

- ✓ In homelab, namespace shop: 1 of 2 endpoints ready
  - ✓ Port 80/TCP: 1 ready
  - ✗ address 10.0.0.1: not ready
  - ✓ address 10.0.0.0: ready
  - ✗ web-3: no endpoint — Pending, without an address yet
- ✗ Selects nothing in these files
`,
  );
});

test('of a Service whose pods are all ready nobody has to be asked', () => {
  const found = at(connected({ services: { web }, endpoints: { web: [true, true] } }), 'selector')!;
  assert.deepEqual(found.unexplained, []);
});

test('what is out of date is not asked for, and says since when', () => {
  const found = at(connected({ services: { web }, endpoints: { web: [false] }, state: 'stale' }), 'selector')!;
  assert.deepEqual(found.unexplained, []);
  assert.match(reportAsMarkdown(found.report(new Map())), /^- \? In homelab, .*, as of 14:02/m);
});

test('each overlay has a Service of its own', () => {
  const files = `=== base/kustomization.yaml
resources: [service.yaml]
=== base/service.yaml
${service}=== a/kustomization.yaml
resources: [../base]
namespace: shop
=== b/kustomization.yaml
resources: [../base]
namespace: shop
namePrefix: b-
`;
  const cluster = clusterWith({ services: { web, 'b-web': web }, endpoints: { web: [true] } });
  const analysis = analysisOf({ text: files, cluster });
  const found = hover(analysis, 'base/service.yaml', 0, service.indexOf('app: web'))!;
  assert.deepEqual(
    found.report(new Map()).rows.map(({ mark, text, rows }) => [mark, text, rows?.[0]?.text]),
    [
      ['ok', 'In a', 'In homelab, namespace shop: 1 of 1 endpoint ready'],
      ['failed', 'In b', 'In homelab, namespace shop: 0 endpoints'],
    ],
  );
});

function connected(running: Running): Analysis {
  return analysisOf({ text: service, cluster: clusterWith(running) });
}

function at(analysis: Analysis, text: string) {
  const [document] = fileOf(analysis, 'manifest.yaml')!.documents;
  return hover(analysis, 'manifest.yaml', 0, document!.facts.text.indexOf(text));
}
