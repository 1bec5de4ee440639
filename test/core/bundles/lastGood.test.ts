import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movedBetween } from '../../../server/src/core/bundles/lastGood.ts';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { edit, findingsOf, lensesOf, worldOf } from './judgedChart.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
`;
const service = (selector: string, typed = '') => `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web${typed}
spec:
  selector:
    app: ${selector}
  ports:
    - port: 80
`;
const chart = `=== templates/deployment.yaml\n${deployment}=== templates/service.yaml\n${service('web')}`;
const file = 'web/templates/service.yaml';

test('while a template does not parse, the chart is rendered with the last text that did', () => {
  const world = worldOf({ web: chart });
  edit(world, file, service('web'));
  edit(world, file, service('webb'));
  assert.match(findingsOf(world).join('\n'), /^web\/templates\/service\.yaml:7 "webb" service-selects-nothing: /);
  // The whole workspace stays as it was, and the places move with the edit.
  edit(world, file, service('webb', '{{ if\n'));
  const [typing, selecting, ...others] = findingsOf(world);
  assert.deepEqual(others, []);
  assert.match(typing!, /^web\/templates\/service\.yaml:\d+ .* chart-broken: /);
  assert.match(selecting!, /^web\/templates\/service\.yaml:8 "webb" service-selects-nothing: /);
  assert.deepEqual(lensesOf(world, file).length, 1);
  const analysis = world.analysis('folder')!;
  const wrong = problemsOf(analysis, file).find(({ code }) => code === 'service-selects-nothing')!;
  assert.deepEqual(fixesFor(analysis, wrong), []);
  edit(world, file, service('web', '{{/* it parses */}}'));
  assert.deepEqual(findingsOf(world), []);
});

test('the text on disk is the last good one of a file that is opened with an error', () => {
  const world = worldOf({ web: chart });
  edit(world, file, service('webb', '{{ if\n'));
  const [broken, ...others] = findingsOf(world);
  assert.deepEqual(others, []);
  assert.match(broken!, / chart-broken: /);
  assert.deepEqual(lensesOf(world, 'web/templates/deployment.yaml'), ['1 ok selected by Service release-web']);
  // On disk the file is in order, so nothing is left of the edit when the editor is closed.
  edit(world, file, undefined);
  assert.deepEqual(findingsOf(world), []);
});

test('a range moves with the text around an edit, and what is replaced is at what replaces it', () => {
  const move = movedBetween('abcdef', 'abXYZef');
  assert.deepEqual(move({ start: 0, end: 2 }), { start: 0, end: 2 });
  assert.deepEqual(move({ start: 4, end: 6 }), { start: 5, end: 7 });
  assert.deepEqual(move({ start: 3, end: 4 }), { start: 2, end: 5 });
  assert.deepEqual(movedBetween('aaa', 'aa')({ start: 2, end: 3 }), { start: 2, end: 2 });
});
