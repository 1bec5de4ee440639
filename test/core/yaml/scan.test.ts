import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCustomResourceDefinition, scan } from '../../../server/src/core/yaml/scan.ts';

/** The kind of each document, `-` if it certainly has none, `?` if that is not certain, or `empty`. */
const kinds = (text: string) =>
  scan(text).map(({ kind, certain, empty }) => (empty ? 'empty' : certain ? (kind ?? '-') : '?'));

const parts = (text: string) => scan(text).map(({ start, end }) => text.slice(start, end));

const lines = (text: string) => scan(text).map(({ startLine }) => startLine);

test('documents begin behind their markers', () => {
  const text = '---\napiVersion: v1\nkind: Service\n--- # second\nkind: Pod\n';
  assert.deepEqual(scan(text), [
    {
      start: 4,
      end: 33,
      startLine: 1,
      apiVersion: 'v1',
      kind: 'Service',
      certain: true,
      containers: false,
      empty: false,
    },
    { start: 46, end: 56, startLine: 4, kind: 'Pod', certain: true, containers: false, empty: false },
  ]);
});

test('every way to write a marker', () => {
  assert.deepEqual(parts('a: 1\n---\nb: 2\n'), ['a: 1\n', 'b: 2\n']);
  assert.deepEqual(parts('a: 1\n---  \t\nb: 2\n'), ['a: 1\n', 'b: 2\n']);
  assert.deepEqual(parts('a: 1\n---\t# c\nb: 2\n'), ['a: 1\n', 'b: 2\n']);
  assert.deepEqual(parts('a: 1\n---'), ['a: 1\n']);
  assert.deepEqual(parts('a: 1\n---\n'), ['a: 1\n']);
  assert.deepEqual(parts('a: 1\n---\n---\nb: 2'), ['a: 1\n', 'b: 2']);
  assert.deepEqual(parts('a: 1\n...\nb: 2\n'), ['a: 1\n', 'b: 2\n']);
  assert.deepEqual(parts('a: 1\n... # c\n---\nb: 2\n'), ['a: 1\n', 'b: 2\n']);
  assert.deepEqual(parts('a: 1\r\n---\r\nb: 2\r\n'), ['a: 1\r\n', 'b: 2\r\n']);
  assert.deepEqual(parts('a: 1\r---\rb: 2\r'), ['a: 1\r', 'b: 2\r']);
});

test('what stands on a marker line belongs to its document, marker and all', () => {
  assert.deepEqual(parts('--- {a: b}\n--- text\n--- |\n  x\n--- !!map\na: b\n'), [
    '--- {a: b}\n',
    '--- text\n',
    '--- |\n  x\n',
    '--- !!map\na: b\n',
  ]);
  assert.deepEqual(kinds('--- {kind: Pod}\n--- text\n'), ['?', '?']);
});

test('directives belong to the document behind them', () => {
  assert.deepEqual(parts('%YAML 1.2\n---\nkind: A\n---\nkind: B\n'), ['%YAML 1.2\n---\nkind: A\n', 'kind: B\n']);
  assert.deepEqual(kinds('%YAML 1.2\n---\nkind: A\n---\nkind: B\n'), ['?', 'B']);
  assert.deepEqual(parts('a: 1\n...\n%YAML 1.2\n---\nkind: B\n'), ['a: 1\n', '%YAML 1.2\n---\nkind: B\n']);
});

test('what only looks like a marker is none', () => {
  for (const text of [
    '----\n',
    '---a: 1\n',
    ' ---\n',
    'a: |\n  ---\n  x\n',
    '....\n',
    '- --\n',
    'a: ---\n',
    '--\n-\n',
  ]) {
    assert.deepEqual(parts(text), [text]);
  }
});

test('lines are counted as LSP counts them', () => {
  assert.deepEqual(lines('a: 1\n---\nb: 1\n\n---\nc: 1\n'), [0, 2, 5]);
  assert.deepEqual(lines('a: 1\r\n---\r\nb: 1\r\n\r\n---\r\nc: 1\r\n'), [0, 2, 5]);
  assert.deepEqual(lines('a: 1\r---\rb: 1\r\r---\rc: 1\r'), [0, 2, 5]);
  assert.deepEqual(lines('a: 1\r\n---\rb: 1\n\r---\nc: 1\n'), [0, 2, 5]);
  assert.deepEqual(lines('# c\n---\nb: 1\n'), [0, 2]);
});

test('a byte order mark is no part of a document', () => {
  assert.deepEqual(parts('\ufeffkind: A\n'), ['kind: A\n']);
  assert.deepEqual(kinds('\ufeffkind: A\n'), ['A']);
  assert.deepEqual(kinds('\u00ef\u00bb\u00bfkind: A\n'), ['A'], 'as UTF-8 read as latin1');
  assert.deepEqual(kinds('\ufeff---\nkind: A\n'), ['A']);
});

test('nothing is empty, comments are a document without content', () => {
  assert.deepEqual(scan(''), []);
  assert.deepEqual(kinds('# a\n\n  # b\n'), ['empty']);
  assert.deepEqual(kinds('\n   \n\t\n---\nkind: A\n'), ['empty', 'A']);
  assert.deepEqual(kinds('# c\n---\nkind: A\n---\n# d\n'), ['empty', 'A', 'empty']);
});

test('apiVersion and kind in plain view', () => {
  const cases: readonly (readonly [text: string, kind: string])[] = [
    ['kind: Pod', 'Pod'],
    ['kind: Pod # a pod\n', 'Pod'],
    ['kind:   Pod   \n', 'Pod'],
    ['kind: "Pod"\n', 'Pod'],
    ["kind: 'Pod' # a\n", 'Pod'],
    ['kind: Pod\r\napiVersion: v1\r\n', 'Pod'],
    ['# c\n\napiVersion: v1\n# c\nkind: Pod\n', 'Pod'],
    ['spec:\n  kind: Service\n  - kind: A\nkind: Pod\n', 'Pod'],
    ['items:\n- kind: A\n-\n  kind: B\nkind: List\n', 'List'],
    ['a: |\n  kind: A\n---\n', '-'],
    ['data:\n  x: "kind: A\n    kind: B"\n', '-'],
    ['kinds: A\nxkind: B\n', '-'],
    ['metadata:\n  name: a\n', '-'],
  ];
  for (const [text, kind] of cases) {
    assert.deepEqual(kinds(text), [kind], text);
  }
  assert.equal(scan("apiVersion: 'apps/v1' # c\n")[0]?.apiVersion, 'apps/v1');
});

test('whatever is not in plain view is not certain, so that nobody passes it by', () => {
  const texts = [
    '{"kind": "Service"}',
    '{\n  "apiVersion": "v1",\n  "kind": "Service"\n}\n',
    '[{kind: Service}]',
    '  apiVersion: v1\n  kind: Service\n',
    'kind: &a Service\n',
    'kind: *a\n',
    'kind: !!str Service\n',
    'kind:\n  Service\n',
    'kind: Service\n  Account\n',
    'kind: Service\n\n  Account\n',
    'kind: >-\n  Service\n',
    'kind: "Ser\\x76ice"\n',
    "kind: 'Serv''ice'\n",
    'kind: {{ .Values.kind }}\n',
    'kind: ${KIND}\n',
    'kind :  Service\n',
    'kind:\tService\n',
    '"kind": Service\n',
    "'kind': Service\n",
    '? kind\n: Service\n',
    '<<: *base\nkind: Service\n',
    '&a kind: Service\n',
    '&a\nkind: Service\n',
    '!!map\nkind: Service\n',
    '\tkind: Service\n',
    'kind: Service\n\tx: y\n',
    'kind: Pod\nkind: Service\n',
    'apiVersion: v1\napiVersion: v2\n',
    'a: {\n"kind": "Pod"\n}\nkind: Service\n',
    'a: "b\nkind: Pod"\nkind: Service\n',
    "a: 'b\nkind: Pod'\nkind: Service\n",
    '{{- if .Values.a }}\nkind: Service\n{{- end }}\n',
    '@kind: Service\n',
    '- kind: Service\n',
    'just text\n',
  ];
  for (const text of texts) {
    assert.deepEqual(kinds(text), ['?'], text);
  }
});

test('JSON objects that follow each other are documents', () => {
  assert.deepEqual(parts('{"a": 1}\n{"b": 2}\n\n{"c": 3}'), ['{"a": 1}\n', '{"b": 2}\n\n', '{"c": 3}']);
  assert.deepEqual(parts('{\n"a": {\n}\n}\n{\n"b": 2\n}\n'), ['{\n"a": {\n}\n}\n', '{\n"b": 2\n}\n']);
  assert.deepEqual(parts('{"a": [\n{"b": 1},\n{"c": 2}\n]}\n'), ['{"a": [\n{"b": 1},\n{"c": 2}\n]}\n']);
});

test('whether a text holds containers', () => {
  const containers = (text: string) => scan(text).map((document) => document.containers);
  assert.deepEqual(containers('spec:\n  containers:\n  - name: a\n---\nkind: A\n'), [true, false]);
  assert.deepEqual(containers('{"containers": []}'), [true]);
  assert.deepEqual(containers("{'containers' : []}"), [true]);
  assert.deepEqual(containers('a: the containers of a pod\n'), [false]);
  assert.deepEqual(
    containers('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  containers:\n'),
    [false],
  );
});

test('a CustomResourceDefinition is known by apiVersion and kind', () => {
  const is = (text: string) => isCustomResourceDefinition(scan(text)[0]!);
  assert.equal(is('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n'), true);
  assert.equal(is('kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1beta1\n'), true);
  assert.equal(is('kind: CustomResourceDefinition\n'), false);
  assert.equal(is('apiVersion: example.com/v1\nkind: CustomResourceDefinition\n'), false);
  assert.equal(is('{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}'), false);
});

test('fifty thousand documents in one text', () => {
  const one = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n---\n';
  const documents = scan(one.repeat(50_000));
  assert.equal(documents.length, 50_000);
  assert.equal(documents.at(-1)!.start, one.length * 49_999);
  assert.equal(documents.at(-1)!.startLine, 5 * 49_999);
});
