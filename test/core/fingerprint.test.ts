import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import { fingerprintOf, fingerprintsOf } from '../../server/src/core/fingerprint.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import type { Problem, Unknown } from '../../server/src/core/model/problem.ts';
import { problemsOf, unknownOf } from '../../server/src/core/problems.ts';
import { deployment, service } from '../cli/manifests.ts';

const before = { 'service.yaml': service('web'), 'deployment.yaml': deployment('web') };

test('a problem is known again when lines move, are indented or quoted otherwise, and when its neighbours change', () => {
  const [known, ...others] = fingerprints(before);
  assert.match(known!, /^[0-9a-f]{16}$/);
  assert.deepEqual(others, []);
  const text = service('web');
  const changes = {
    'lines in front': `# moved\n\n---\n${text}`,
    'another port': text.replace('port: 80', 'port: 8080'),
    CRLF: text.replaceAll('\n', '\r\n'),
    quotes: text.replace('app: web', 'app: "web"'),
    'indented deeper': text.replace('    app: web', '        app: web'),
    'a flow mapping': text.replace('\n    app: web', ' { app: web }'),
    'a quoted key': text.replace('\n    app: web', ' {"app":"web"}'),
    'an anchor': text.replace('app: web', 'app: &app web'),
  };
  for (const [name, changed] of Object.entries(changes)) {
    assert.notEqual(changed, text, name);
    assert.deepEqual(fingerprints({ ...before, 'service.yaml': changed }), [known], name);
  }
  const other = deployment('web').replace('name: web', 'name: web-server');
  assert.deepEqual(fingerprints({ ...before, 'deployment.yaml': other }), [known], 'the message has another name');
});

test('another value, key, file, namespace, object, kind of problem or bundle makes another fingerprint', () => {
  const text = service('web');
  const all = [
    before,
    { ...before, 'service.yaml': text.replace('app: web', 'app: web-backen') },
    { ...before, 'service.yaml': text.replace('app: web', 'tier: web') },
    { 'other.yaml': text, 'deployment.yaml': deployment('web') },
    { ...before, 'service.yaml': text.replace('  name: web', '  name: shop') },
    { ...before, 'service.yaml': text.replace('  name: web', '  name: web\n  namespace: other') },
    { ...before, 'kustomization.yaml': 'resources: [service.yaml, deployment.yaml]\n' },
    // Two kinds of problem at one place: a number is no label, and nothing has it.
    { ...before, 'service.yaml': text.replace('app: web', 'app: 1') },
  ].map((files) => fingerprints(files));
  assert.deepEqual(
    all.map(({ length }) => length),
    [1, 1, 1, 1, 1, 1, 1, 2],
  );
  assert.equal(new Set(all.flat()).size, 9, all.join('\n'));
});

test('a file and a bundle that were renamed are known by the paths that they had', () => {
  const then = Object.entries({ ...before, 'kustomization.yaml': 'resources: [service.yaml, deployment.yaml]\n' });
  const at = (directory: string) => Object.fromEntries(then.map(([path, text]) => [`${directory}/${path}`, text]));
  const known = fingerprints(at('old'));
  assert.equal(known.length, 1);
  assert.notDeepEqual(fingerprints(at('new')), known);
  const pathThen = (path: string) => path.replace(/^new/, 'old');
  assert.deepEqual(fingerprints(at('new'), pathThen), known);
});

test('what is the same twice in one object is told apart by a number, which does not depend on lines', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata:
  name: numbers
  labels:
    on: true
spec:
  nodeSelector: {}
---
${service('web')}---
${deployment('web')}`;
  const twice = pod.replace('    on: true', '    on: true\n    on: true');
  const once = fingerprintsOf(findings({ 'pod.yaml': pod }));
  const all = fingerprintsOf(findings({ 'pod.yaml': twice }));
  assert.equal(new Set(all).size, all.length);
  for (const each of once) {
    assert.ok(all.includes(each), each);
  }
  const [problem] = findings(before);
  assert.deepEqual(
    fingerprintsOf([problem!, problem!, problem!]),
    ['', '-2', '-3'].map((end) => `${fingerprintOf(problem!)}${end}`),
  );
});

test('of a place of several lines the first one counts, and a long line of JSON is no part of it', () => {
  const twoFiles = (more: string) => ({
    'app/kustomization.yaml': `resources: [web.yaml]\n${more}`,
    'app/kustomization.yml': 'resources: [web.yaml]\n',
    'app/web.yaml': service('web'),
  });
  const refused = (more: string) =>
    findings(twoFiles(more)).flatMap((each) => (each.code === 'kustomization-broken' ? fingerprintOf(each) : []));
  assert.equal(refused('').length, 1);
  assert.deepEqual(refused('namePrefix: a-\n'), refused(''));
  const json = (label: string) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', labels: { label } },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
  const [short, long] = ['a', 'a'.repeat(60)].map((label) =>
    fingerprints({ 'service.json': json(label), 'deployment.yaml': deployment('web') }),
  );
  assert.equal(short!.length, 1);
  assert.deepEqual(long, short);
});

test('edits elsewhere in the file keep the fingerprint, and edits of the place change it', () => {
  const neighbours = [
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: fast\n',
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  labels:\n    tier: web\nstringData:\n  key: value\n',
  ];
  const original = [neighbours[0]!, service('web'), deployment('web'), neighbours[1]!].join('---\n');
  const [known, ...others] = fingerprints({ 'all.yaml': original });
  assert.deepEqual(others, []);
  const place = /^ {4}app: web$/m;
  const edit = fc.record({
    line: fc.nat(60),
    kind: fc.constantFrom('blank', 'comment', 'document', 'annotation', 'value', 'line end comment', 'remove'),
    word: fc.stringMatching(/^w[a-z]{1,8}$/),
  });
  let changed = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const text = edits.reduce(edited, original);
      changed += text === original ? 0 : 1;
      assert.match(text, place);
      assert.deepEqual(fingerprints({ 'all.yaml': text }), [known], text);
      const moved = text.replace(place, '    app: web-backen');
      const [other, ...more] = fingerprints({ 'all.yaml': moved });
      assert.deepEqual([more, other === known], [[], false], moved);
    }),
    { numRuns: 200 },
  );
  assert.ok(changed > 150, `${changed} texts were edited`);
});

/** A text with one edit that changes neither the Service's selector nor what it could select. */
function edited(
  text: string,
  { line, kind, word }: { readonly line: number; readonly kind: string; readonly word: string },
): string {
  const lines = text.split('\n');
  const at = line % lines.length;
  const present = lines[at]!;
  switch (kind) {
    case 'blank':
      return lines.toSpliced(at, 0, '').join('\n');
    case 'comment':
      return lines.toSpliced(at, 0, `${' '.repeat(line % 5)}# ${word}`).join('\n');
    case 'document':
      return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${word}-${line}\n---\n${text}`;
    case 'annotation':
      return text.replace(/kind: Service\nmetadata:\n(?! {2}annotations)/, (found) => {
        return `${found}  annotations:\n    note: ${word}\n`;
      });
    case 'value':
      return text.replace(/(mode|key): \w+/, `$1: ${word}`);
    case 'line end comment':
      return /^ {2,}(?:mode|key|image|port|targetPort): \S+$/.test(present)
        ? lines.with(at, `${present} # ${word}`).join('\n')
        : text;
    default:
      return /^(?: *#.*)?$/.test(present) ? lines.toSpliced(at, 1).join('\n') : text;
  }
}

test('what is unknown has a fingerprint too', () => {
  const unknown = findings({ 'service.yaml': service('${APP}') }).filter((each) => 'because' in each);
  assert.equal(unknown.length, 1);
  assert.match(fingerprintOf(unknown[0]!), /^[0-9a-f]{16}$/);
});

function fingerprints(files: Readonly<Record<string, string>>, pathThen?: (path: string) => string): readonly string[] {
  return findings(files)
    .filter((each) => 'message' in each)
    .map((each) => fingerprintOf(each, pathThen));
}

function findings(files: Readonly<Record<string, string>>): readonly (Problem | Unknown)[] {
  const read = new Map(Object.entries(files).map(([path, text]) => [path, readFile(path, text)]));
  const { analysis } = analyse(emptyAnalysis, { files: read, complete: true });
  return Object.keys(files).flatMap((path) => [...problemsOf(analysis, path), ...unknownOf(analysis, path)]);
}
