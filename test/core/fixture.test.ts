import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, parseFixture } from './fixture.ts';

const service = (drawn: string) => `
=== pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: wbe
${drawn}
  ports:
    - port: 80
`;

test('a squiggle that is found and drawn is no failure', () => {
  check(service('#        ^^^ service-selects-nothing: app=wbe'));
});

test('a squiggle that is not drawn fails and is printed in place', () => {
  assert.throws(() => check(service('')), /app: wbe\n# {8}\^\^\^ \w+ service-selects-nothing/);
});

test('a squiggle at another place, of another code, severity or message fails', () => {
  for (const drawn of [
    '#       ^^^ service-selects-nothing: app=wbe',
    '#        ^^ service-selects-nothing: app=wbe',
    '#        ^^^ service-selects-something: app=wbe',
    '#        ^^^ error service-selects-nothing: app=wbe',
    '#        ^^^ service-selects-nothing: app=web is missing',
  ]) {
    assert.throws(() => check(service(drawn)), /expected, not found/, drawn);
  }
});

test('files, cursors and options are taken out of the text', () => {
  const [first, second, third] = parseFixture(
    'kind: A<|>\n=== b/c.yaml | outside\nx: 1\n# ^ code\n=== d.tmpl | unread: a template\n{{ }}',
  );
  assert.deepEqual([first?.path, first?.text, first?.cursors], ['manifest.yaml', 'kind: A', [7]]);
  assert.deepEqual([second?.path, second?.text, second?.outside], ['b/c.yaml', 'x: 1', true]);
  assert.deepEqual([third?.path, third?.text, third?.unread], ['d.tmpl', '{{ }}', 'a template']);
});
