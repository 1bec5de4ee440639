import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { deref, get, pairOf } from '../../../server/src/core/yaml/access.ts';
import {
  type DocumentText,
  type Edit,
  insertPair,
  removePair,
  replaceMapping,
  setScalar,
  setValue,
} from '../../../server/src/core/yaml/edit.ts';
import type { Mapping, Pair, Scalar } from '../../../server/src/core/yaml/node.ts';
import { read } from '../../../server/src/core/yaml/read.ts';
import type { NewMapping, NewValue } from '../../../server/src/core/yaml/write.ts';

function open(text: string): DocumentText {
  const { root, errors } = read(text);
  assert.deepEqual(errors, []);
  assert.ok(root);
  return { text, root };
}

/** The mapping at a path of keys and indices, through aliases. */
function mappingAt(document: DocumentText, path: readonly (string | number)[]): Mapping {
  const node = deref(get(document.root, ...path));
  assert.equal(node?.type, 'mapping');
  return node as Mapping;
}

function pairAt(mapping: Mapping, key: string): Pair {
  const pair = pairOf(mapping, key);
  assert.ok(pair);
  return pair;
}

function after(document: DocumentText, edit: Edit): string {
  const text = applyEdits(document.text, edit.edits);
  assert.deepEqual(read(text).errors, [], `does not parse:\n${text}`);
  return text;
}

function set(text: string, path: readonly (string | number)[], value: string | number): string {
  const document = open(text);
  return after(document, setScalar(document, get(document.root, ...path) as Scalar, value));
}

function setPair(text: string, path: readonly (string | number)[], key: string, value: NewValue): string {
  const document = open(text);
  const mapping = mappingAt(document, path);
  return after(document, setValue(document, mapping, pairAt(mapping, key), value));
}

function insert(
  text: string,
  path: readonly (string | number)[],
  key: string,
  value: NewValue,
  behind?: string,
): string {
  const document = open(text);
  const mapping = mappingAt(document, path);
  const pair = behind === undefined ? undefined : pairAt(mapping, behind);
  return after(document, insertPair(document, mapping, key, value, pair));
}

function remove(text: string, path: readonly (string | number)[], key: string): string {
  const document = open(text);
  const mapping = mappingAt(document, path);
  return after(document, removePair(document, mapping, pairAt(mapping, key)));
}

function replace(text: string, path: readonly (string | number)[], wanted: NewMapping): string {
  const document = open(text);
  return after(document, replaceMapping(document, mappingAt(document, path), wanted));
}

test('a value keeps its quotes', () => {
  assert.equal(set('a: b # c\n', ['a'], 'x'), 'a: x # c\n');
  assert.equal(set('a: "b" # c\n', ['a'], 'x'), 'a: "x" # c\n');
  assert.equal(set("a: 'b'\n", ['a'], "it's"), "a: 'it''s'\n");
  assert.equal(set('a: "b"\n', ['a'], 'say "x"'), 'a: "say \\"x\\""\n');
});

test('a value that a reader would not take for a string gets quotes', () => {
  for (const value of [
    '1.10',
    'yes',
    'null',
    '',
    '012',
    '2020-01-01',
    '~',
    '1e3',
    '- x',
    'a: b',
    'a #b',
    '*x',
    ' a',
    'a\nb',
  ]) {
    const text = set('a: b\n', ['a'], value);
    assert.equal(text, `a: ${JSON.stringify(value)}\n`);
  }
  assert.equal(set('a: {b: c}\n', ['a', 'b'], 'x,y'), 'a: {b: "x,y"}\n');
  assert.equal(set('a: b\n', ['a'], 'x,y'), 'a: x,y\n');
});

test('a number is written plain, whatever the quotes were', () => {
  assert.equal(set('a: "80"\n', ['a'], 80), 'a: 80\n');
  assert.equal(set('{"a": "80"}', ['a'], 80), '{"a": 80}');
});

test('JSON stays JSON', () => {
  assert.equal(set('{"a": 80}', ['a'], 'http'), '{"a": "http"}');
  assert.equal(set('{"a":80}', ['a'], 'http'), '{"a":"http"}');
  assert.equal(insert('{"a":1}', [], 'b', 'x', 'a'), '{"a":1,"b":"x"}');
  assert.equal(
    insert('{\n  "a": {\n    "b": 1\n  }\n}\n', ['a'], 'c', 'x', 'b'),
    '{\n  "a": {\n    "b": 1,\n    "c": "x"\n  }\n}\n',
  );
  assert.equal(insert('{\r\n\t"a": 1\r\n}', [], 'c', 'x'), '{\r\n\t"c": "x",\r\n\t"a": 1\r\n}');
  assert.equal(insert('{"a": {}}', ['a'], 'b', 'x'), '{"a": {"b": "x"}}');
});

test('other scalars are set in place', () => {
  assert.equal(set('a:\nb: c\n', ['a'], 'x'), 'a: x\nb: c\n');
  assert.equal(set('a: # c\nb: c\n', ['a'], 'x'), 'a: x # c\nb: c\n');
  assert.equal(set('a: |\n  b\n  c\nd: e\n', ['a'], 'x'), 'a: x\nd: e\n');
  assert.equal(set('a: b\n  c\nd: e\n', ['a'], 'x'), 'a: x\nd: e\n');
  assert.equal(set('- a\n-\n', [1], 'x'), '- a\n- x\n');
  assert.equal(set('a:\tb\n', ['a'], 'x'), 'a:\tx\n');
  assert.equal(set('a: !!int 1\n', ['a'], 'x'), 'a: x\n');
  assert.equal(set('a: &n b\n', ['a'], 'x'), 'a: &n x\n');
  assert.equal(set('{"a":1}', ['a'], 2), '{"a":2}');
});

test('a pair is put behind another, before the first, and at the end of a text without a line break', () => {
  assert.equal(insert('a:\n  b: c # d\n  e: f\n', ['a'], 'x', 'v', 'b'), 'a:\n  b: c # d\n  x: v\n  e: f\n');
  assert.equal(insert('a:\n  b: c\n', ['a'], 'x', 'v'), 'a:\n  x: v\n  b: c\n');
  assert.equal(insert('a:\n  b: c', ['a'], 'x', 'v', 'b'), 'a:\n  b: c\n  x: v');
  assert.equal(insert('- b: c\n  d: e\n', [0], 'x', 'v'), '- x: v\n  b: c\n  d: e\n');
  assert.equal(insert('- b: c\n', [0], 'x', 'v', 'b'), '- b: c\n  x: v\n');
  assert.equal(insert('a:\r\n  b: c\r\nd: e\r\n', ['a'], 'x', 'v', 'b'), 'a:\r\n  b: c\r\n  x: v\r\nd: e\r\n');
  assert.equal(insert('a:\r  b: c\rd: e\r', ['a'], 'x', 'v', 'b'), 'a:\r  b: c\r  x: v\rd: e\r');
  assert.equal(insert('\ufeffa: b\n', [], 'x', 'v'), '\ufeffx: v\na: b\n');
  assert.equal(insert('a: {b: c, d: e}\n', ['a'], 'x', '1', 'b'), 'a: {b: c, x: "1", d: e}\n');
  assert.equal(insert('a: {b: c}\n', ['a'], 'x', 'v'), 'a: {x: v, b: c}\n');
  assert.equal(insert('a: {}\n', ['a'], 'x', 'v'), 'a: {x: v}\n');
});

test('comments that belong to the pair before stay with it', () => {
  assert.equal(insert('a:\n  b: c\n  # d: e\nf: g\n', [], 'x', 'v', 'a'), 'a:\n  b: c\n  # d: e\nx: v\nf: g\n');
  assert.equal(insert('a: |+\n  b\n\n\nc: d\n', [], 'x', 'v', 'a'), 'a: |+\n  b\n\n\nx: v\nc: d\n');
});

test('a mapping is put in as lines below, or in flow context behind the colon', () => {
  const value = [['labels', [['app', 'web']]]] as const;
  assert.equal(
    insert('a:\n  b: c\n', ['a'], 'metadata', value, 'b'),
    'a:\n  b: c\n  metadata:\n    labels:\n      app: web\n',
  );
  assert.equal(insert('a: {b: c}\n', ['a'], 'm', value, 'b'), 'a: {b: c, m: {labels: {app: web}}}\n');
  assert.equal(setPair('a:\n  b:\n  c: d\n', ['a'], 'b', [['x', '1']]), 'a:\n  b:\n    x: "1"\n  c: d\n');
  assert.equal(setPair('a: b\n', [], 'a', [['x', 'v']]), 'a:\n  x: v\n');
  assert.equal(setPair('a:\n  b: c\nd: e\n', [], 'a', 'x'), 'a: x\nd: e\n');
  assert.equal(setPair('{"a": null}', [], 'a', [['x', 'v']]), '{"a": {"x": "v"}}');
});

test('a pair goes with its line and the comment on it, a comment above stays', () => {
  assert.equal(remove('a:\n  # above\n  b: c # on it\n  d: e\n', ['a'], 'b'), 'a:\n  # above\n  d: e\n');
  assert.equal(remove('a: b\nc:\n  d: e\n  f: g\n', [], 'c'), 'a: b\n');
  assert.equal(remove('a: b\nc: d', [], 'c'), 'a: b\n');
  assert.equal(remove('- a: b # x\n  # v\n  c: d\n', [0], 'a'), '- # v\n  c: d\n');
  assert.equal(remove('- a: b\n  c: d\n', [0], 'a'), '- c: d\n');
  assert.equal(remove('- a: b\n  c: d\n', [0], 'c'), '- a: b\n');
  assert.equal(remove('a: {b: c, d: e}\n', ['a'], 'b'), 'a: {d: e}\n');
  assert.equal(remove('a: {b: c, d: e}\n', ['a'], 'd'), 'a: {b: c}\n');
  assert.equal(remove('{\n  "a": 1,\n  "b": 2\n}', [], 'b'), '{\n  "a": 1\n}');
  assert.equal(remove('{\n  "a": 1,\n  "b": 2\n}', [], 'a'), '{\n  "b": 2\n}');
  assert.equal(remove('a: |+\n  b\n\nc: d\n\ne: f\n', [], 'c'), 'a: |+\n  b\n\ne: f\n');
});

test('the last pair leaves an empty mapping', () => {
  assert.equal(remove('a:\n  b: c # d\ne: f\n', ['a'], 'b'), 'a: {} # d\ne: f\n');
  assert.equal(remove('a: {b: c}\n', ['a'], 'b'), 'a: {}\n');
  assert.equal(remove('- a: b\n', [0], 'a'), '- {}\n');
});

test('the selector of the founding case is fixed with comments and quotes around it kept', () => {
  const text = `spec:
  type: NodePort
  selector:
    # the backend
    app: 'family-assistant' # not the frontend
  ports:
  - port: 80
`;
  const wanted = [
    ['app', 'family-assistant-backend'],
    ['component', 'familyai-v3'],
  ] as const;
  assert.equal(
    replace(text, ['spec', 'selector'], wanted),
    `spec:
  type: NodePort
  selector:
    # the backend
    app: 'family-assistant-backend' # not the frontend
    component: familyai-v3
  ports:
  - port: 80
`,
  );
});

test('a mapping is replaced with the fewest changes', () => {
  assert.equal(replace('a:\n  b: c\n  d: e\n', ['a'], [['d', 'e']]), 'a:\n  d: e\n');
  assert.equal(replace('a:\n  b: c\n  d: e\n', ['a'], [['x', 'v']]), 'a:\n  x: v\n');
  assert.equal(
    replace(
      'a:\n  b: c # d\n',
      ['a'],
      [
        ['x', 'v'],
        ['z', '1'],
      ],
    ),
    'a:\n  x: v # d\n  z: "1"\n',
  );
  assert.equal(
    replace(
      'a: {b: c, d: e, f: g}\n',
      ['a'],
      [
        ['d', 'x'],
        ['z', 'v'],
      ],
    ),
    'a: {d: x, z: v}\n',
  );
  assert.equal(
    replace(
      'a: {}\n',
      ['a'],
      [
        ['d', 'x'],
        ['z', 'v'],
      ],
    ),
    'a: {d: x, z: v}\n',
  );
  assert.equal(replace('a: {b: c}\n', ['a'], []), 'a: {}\n');
  assert.equal(replace('a:\n  b: 1\n', ['a'], [['b', '1']]), 'a:\n  b: "1"\n');
  assert.equal(replace('a:\n  b: x\n  b: v\n', ['a'], [['b', 'v']]), 'a:\n  b: v\n');
  assert.equal(replace('a:\n  m:\n    b: c\n', ['a'], [['b', 'c']]), 'a:\n  b: c\n');
  assert.equal(
    replace(
      'a:\n  b: c\n  d: e\n',
      ['a'],
      [
        ['x', 'v'],
        ['d', 'e'],
      ],
    ),
    'a:\n  d: e\n  x: v\n',
  );
});

test('what an alias shows elsewhere is shared, a copy is not', () => {
  const document = open('a: &x\n  b: c\nd: *x\ne:\n  <<: *x\n  f: g\nh: {b: c}\n');
  const shared = (path: string[], key: string) => {
    const mapping = mappingAt(document, path);
    return removePair(document, mapping, pairAt(mapping, key)).shared;
  };
  assert.equal(shared(['a'], 'b'), true);
  assert.equal(shared(['d'], 'b'), true);
  assert.equal(shared(['e'], 'f'), false);
  assert.equal(shared(['h'], 'b'), false);
  const e = mappingAt(document, ['e']);
  const merged = pairAt(e, 'b').value;
  assert.equal(setScalar(document, merged as Scalar, 'x').shared, true);
});

test('a change beside an anchored value is not shared, one that takes the anchor away is', () => {
  const document = open('labels: {app: &app web, tier: front}\nselector:\n  app: *app\n  tier: back\n');
  const labels = mappingAt(document, ['labels']);
  const selector = mappingAt(document, ['selector']);
  assert.equal(setValue(document, labels, pairAt(labels, 'tier'), 'x').shared, false);
  assert.equal(insertPair(document, labels, 'a', 'b', undefined).shared, false);
  assert.equal(removePair(document, labels, pairAt(labels, 'app')).shared, true);
  assert.equal(setScalar(document, pairAt(labels, 'app').value as Scalar, 'x').shared, true);
  assert.equal(replaceMapping(document, labels, [['app', 'web']]).shared, false);
  assert.equal(replaceMapping(document, labels, [['tier', 'front']]).shared, true);
  const edit = replaceMapping(document, selector, [
    ['app', 'web'],
    ['tier', 'front'],
  ]);
  assert.equal(edit.shared, false);
  assert.equal(
    after(document, edit).slice(document.text.indexOf('selector')),
    'selector:\n  app: *app\n  tier: front\n',
  );
});

test('an alias as a value is replaced, not what it names', () => {
  assert.equal(setPair('a: &x\n  b: c\nd: *x\n', [], 'd', [['e', 'f']]), 'a: &x\n  b: c\nd:\n  e: f\n');
});
