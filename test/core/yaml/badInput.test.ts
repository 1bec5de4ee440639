import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from '../../../server/src/core/yaml/access.ts';
import type { Tree } from '../../../server/src/core/yaml/node.ts';
import { read } from '../../../server/src/core/yaml/read.ts';
import { resolveScalar } from '../../../server/src/core/yaml/scalar.ts';
import { scan } from '../../../server/src/core/yaml/scan.ts';

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n';

/** The text at the first error up to the end of the line, and its message. */
function firstError(text: string, { errors }: Tree = read(text)): string {
  const [error] = errors;
  assert.ok(error, `no error in ${JSON.stringify(text.slice(0, 100))}`);
  const line = text.slice(0, error.start).split(/\r\n|\r|\n/).length;
  return `${line}: ${error.message}`;
}

test('while typing: one error, at its line', () => {
  assert.equal(firstError(`${service}    tier\n`), '8: A colon is missing after this key.');
  assert.equal(
    firstError(`${service}  ports:\n  - por\n    name: a\n`),
    '9: A key must be on one line: is a colon missing here, or is the indentation wrong?',
  );
  assert.equal(firstError(`${service}    tier: "fro\n`), '9: This string is not closed: its " is missing.');
  assert.equal(firstError(`${service}\ttier: front\n`), '8: A tab cannot indent YAML: use spaces.');
  assert.equal(firstError(`${service}    tier: [a, b\n`).startsWith('9: Flow sequence'), true);
  assert.equal(read(`${service}    tier\n`).errors.length, 1);
});

test('what could be read of a broken document is there to complete in', () => {
  const { root } = read(`${service}    tier\n`);
  assert.equal((get(root, 'spec', 'selector', 'app') as { text: string }).text, 'web');
});

test('a broken document leaves its neighbours alone', () => {
  const text = `${service}---\n${service}    tier: "fro\n---\n${service}`;
  const counts = scan(text).map(({ start, end }) => read(text.slice(start, end)).errors.length);
  assert.deepEqual(counts, [0, 1, 0]);
});

test('shapes that nobody expects are trees like any other', () => {
  for (const [text, path] of [
    ['spec: null\n', ['spec']],
    ['spec: xxx\n', ['spec']],
    ['selector: []\n', ['selector']],
    ['labels: [a]\n', ['labels', 0]],
    ['ports: {}\n', ['ports']],
    ['items:\n', ['items']],
  ] as const) {
    const { root, errors } = read(text);
    assert.deepEqual(errors, []);
    assert.ok(get(root, ...path), text);
  }
  const spec = get(read('spec: null\n').root, 'spec');
  assert.ok(spec?.type === 'scalar');
  assert.equal(resolveScalar(spec, 'kubectl').type, 'null');
});

test('an eight megabyte document', () => {
  const line = '    a line of text in a config map: with a colon, "quotes" and more\n';
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  b: |\n${line.repeat(125_000)}  c: d\n`;
  assert.ok(text.length > 8_000_000);
  const { root, errors } = read(text);
  assert.deepEqual(errors, []);
  assert.equal((get(root, 'data', 'c') as { text: string }).text, 'd');
});

test('a document that is too large for the library is an error, not a wait', () => {
  const text = `a: &a\n${'  - b: c\n'.repeat(125_000)}`;
  assert.ok(text.length > 1_000_000);
  assert.equal(firstError(text).startsWith('1: This document is too large'), true);
});

test('ten thousand levels', () => {
  const deep = 10_000;
  for (const text of [
    '['.repeat(deep) + ']'.repeat(deep),
    `a: ${'['.repeat(deep)}`,
    `${'{a: '.repeat(deep)}b${'}'.repeat(deep)}`,
    `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`,
    `${'- '.repeat(deep)}a\n`,
    `${'? '.repeat(deep)}a\n`,
    Array.from({ length: 1200 }, (_, level) => `${' '.repeat(level)}a:\n`).join(''),
  ]) {
    assert.match(firstError(text), /nested more than 500 levels deep/);
  }
});

test('a few hundred levels are read', () => {
  const { root, errors } = read(`${'['.repeat(450)}a${']'.repeat(450)}`);
  assert.deepEqual(errors, []);
  assert.equal(root?.type, 'sequence');
});

test('thousands of errors are twenty', () => {
  for (const text of [
    '}'.repeat(50_000),
    `[${','.repeat(2_000)}`,
    '- a: b\n  c: *x\n'.repeat(1_000),
    '%a\n'.repeat(1_000),
  ]) {
    const { errors } = read(text);
    assert.ok(errors.length > 0 && errors.length <= 21);
  }
});

test('line ends of every kind, and offsets that stay those of the text', () => {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const text = `a:${lineEnd}  b: c # d${lineEnd}  e: |${lineEnd}    f${lineEnd}    g${lineEnd}h: i`;
    const { root, errors } = read(text);
    assert.deepEqual(errors, []);
    const b = get(root, 'a', 'b');
    assert.equal(text.slice(b!.start, b!.end), 'c');
    assert.equal((get(root, 'a', 'e') as { text: string }).text, 'f\ng\n');
    const h = get(root, 'h');
    assert.equal(text.slice(h!.start, h!.end), 'i');
  }
});

test('offsets are UTF-16 code units behind a byte order mark and astral characters', () => {
  const text = '\ufeff"😀": 😀😀 # 😀\na: b\n';
  const { root, errors } = read(text);
  assert.deepEqual(errors, []);
  const faces = get(root, '😀');
  assert.equal(text.slice(faces!.start, faces!.end), '😀😀');
  const a = get(root, 'a');
  assert.equal(text.slice(a!.start, a!.end), 'b');
});

test('control characters are an error at their place', () => {
  assert.equal(firstError('a: b\nc: d\0e\n'), '2: The control character U+0000 is not allowed in YAML.');
  assert.equal(firstError('\0'), '1: The control character U+0000 is not allowed in YAML.');
});

test('lone surrogates and odd characters do no harm', () => {
  for (const text of ['a: \ud800\n', '\udc00: b\n', 'a: "\ud800"\n', 'a: \u2028b\n', '\u0085', 'a: \uffff\n']) {
    read(text);
    scan(text);
  }
});

test('a Helm template among manifests is an error, soon', () => {
  const text = `{{- if .Values.a }}\n${service}    x: {{ .Values.b | quote }}\n{{- end }}\n`;
  assert.ok(read(text).errors.length > 0);
});
