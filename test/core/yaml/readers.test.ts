import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFull } from '../../../server/src/core/yaml/full.ts';
import { readPlain } from '../../../server/src/core/yaml/plain.ts';

/** Documents of the plain subset: the plain reader has to answer, and as the full one does. */
const answered: Readonly<Record<string, readonly string[]>> = {
  'nothing at all': ['', '\n', '   \n', '# only a comment', '# a\n\n# b\n', '\ufeff', '\ufeff# a\n'],
  'block mappings': [
    'a: b\n',
    'a: b',
    'a: b\nc: d\n',
    'a:\n  b: c\n  d:\n    e: f\ng: h\n',
    'a:\n        b: c\n',
    '  a: b\n  c: d\n',
    'a:   b\n',
    'a:\tb\n',
    'a: \t b \t\n',
    'a : b\n',
    'a\t: b\n',
    'a b: c d\n',
    'a: b\n\n\nc: d\n',
    'a: b\n   \nc: d\n',
    'a: b:c:d\n',
    'a: b#c\n',
    'a#b: c\n',
    'a: b\na: c\n',
    'é: ü\n',
    '日本: 語\n😀: 😀\n',
    'a.b/c-d_e: f\n',
    '-a: b\n',
    '?a: b\n',
    ':a: b\n',
    'a: -b\n',
    'a: ?b\n',
    'a: :b\n',
    'a: --flag=1\n',
    '012: 1.0\ntrue: null\n~: yes\n',
    'a: b\r\nc:\r\n  d: e\r\n',
    '\ufeffa: b\n',
    '\ufeff  a: b\n  c: d\n',
  ],
  'values left out': [
    'a:\n',
    'a:',
    'a: \n',
    'a:\nb:\n',
    'a:\n  b:\n  c:\nd:\n',
    'a: # c\nb: # d\n',
    'a:\n# c\nb: d\n',
    '-\n',
    '- \n- a\n-\n',
    '- # c\n- a\n',
    'a:\n-\n-\nb:\n',
    '- a:\n  b:\n',
  ],
  comments: [
    '# a\nb: c\n',
    'a: b # c\n',
    'a: b\t# c\n',
    'a: "b" # c\n',
    'a: [b] # c\n',
    'a: # b\n  c: d\n',
    'a:\n  # b\n  c: d\n',
    'a:\n# b\n  c: d\n',
    'a:\n      # b\n  c: d\n',
    'a:\n  b: c\n# d\n  e: f\n',
    'a:\n  b: c\n    # d\n  e: f\n',
    'a: b\n# end',
    '- a # b\n# c\n- d\n',
    '- # a\n  b: c\n',
  ],
  'block sequences': [
    '- a\n- b\n',
    '- a',
    '  - a\n  - b\n',
    'a:\n- b\n- c\nd: e\n',
    'a:\n  - b\n  - c\nd: e\n',
    'a:\n      - b\n',
    '- a: b\n  c: d\n- e: f\n',
    '-   a: b\n    c: d\n',
    '- - a\n  - b\n- - c\n',
    '- - - a\n    - b\n  - c\n- d\n',
    '-\n  a: b\n  c: d\n',
    '-\n  - a\n',
    '- a:\n  - b\n  - c\n  d: e\n',
    '- a:\n    b: c\n  d: e\n',
    'a:\n- b:\n  - c: d\n    e: f\n  g: h\n- i\n',
    'a:\n-\n  b: c\n- d\n',
    '- "a": b\n- \'c\': d\n',
    '- a\n\n- b\n',
    '- -1\n- - -1\n',
    '- a: b\r\n  c: d\r\n- e\r\n',
  ],
  'quoted scalars': [
    'a: "b"\n',
    "a: 'b'\n",
    '"a": "b"\n\'c\': \'d\'\n',
    '"a" : b\n',
    'a: ""\nb: \'\'\n',
    "a: 'it''s'\n",
    "a: ''''\n",
    'a: "b \\" c"\n',
    'a: "\\n\\t\\\\\\/\\0\\a\\b\\e\\f\\r\\v\\ \\_\\N\\L\\P"\n',
    'a: "\\x41\\u00e9\\U0001F600\\ud83d\\ude00"\n',
    'a: "it\\\'s"\n',
    'a: "b: c # d"\n',
    "a: 'b: c # d'\n",
    'a: "{b}"\n',
    '"a: b": c\n',
    '"---": "..."\n',
    'a: "\tb\t"\n',
    '"a\\nb": c\n',
    'a:\n  "b"\nc: d\n',
    '- "a"\n- \'b\'\n',
    '"a"\n',
    "'a' # b\n",
  ],
  'plain scalars': [
    'a\n',
    'a b c\n',
    'a: b c  d\n',
    'a:\n  b\nc: d\n',
    'a:\n  b c # d\nc: d\n',
    'a: http://b:80/c?d=e&f=g#h\n',
    'a: b, c] d} [e {f\n',
    'a: b!c&d*e|f>g%h@i`j\n',
    'a: b\'c"d\n',
    'a: \\n\n',
    'a: 2020-01-01 10:20:30\n',
    'a: -\u00a0b\n',
    'a: =\nb: <\nc: ~\nd: ^\n',
    'a: $(B)\nc: ${D:=e}\n',
    'a: .\nb: ..\n',
    'a: b\u3000c\n',
  ],
  'scalars over several lines': [
    'a: b\n  c\n',
    'a: b\n   c\n  d\ne: f\n',
    'a: b\n\n  c\n\n\n  d\ne: f\n',
    'a:\n  b\n  c\nd: e\n',
    'a: b\n  - c\n  ? d\n  [e\n',
    'a: b\n  c # d\ne: f\n',
    '- a\n  b\n- c\n',
    '- a: b\n    c\n  d: e\n',
    'a: b\r\n  c\r\n\r\n  d\r\ne: f\r\n',
    'a: "b\n  c"\nd: e\n',
    'a: "b  \n    c"\n',
    'a: "b\n\n  c\n\n\n  d"\n',
    'a: "\n  b\n  "\n',
    'a: "b \\\n  c"\n',
    'a: "b\\\n  \\  c"\n',
    'a: "b\\n\n  c \\" d"\n',
    "a: 'b\n  c'\nd: e\n",
    "a: 'b\n\n  it''s\n  '\n",
    '- \'a\n  b\'\n- "c\n d"\n',
    'a:\n  "b\n  c"\nd: e\n',
    'a: "b\r\n  c"\r\nd: e\r\n',
    'a: "b\n  # c\n  d: e"\n',
  ],
  'block scalars': [
    'a: |\n  b\n',
    'a: |\n  b\n  c\n\nd: e\n',
    'a: |-\n  b\n\n\nd: e\n',
    'a: |+\n  b\n\n\nd: e\n',
    'a: >\n  b\n  c\n\n  d\n',
    'a: >-\n  b\n   c\n   d\n  e\n\n   f\n\n  g\n',
    'a: >+\n  b\n\n',
    'a: >\n\n  b\n',
    'a: >\n\n\n  b\n  c\n',
    'a: |\n\n\n  b\n',
    'a: | # c\n  b\n',
    'a: |\n  b',
    'a: |-\n  b',
    'a: |+\n  b',
    'a: >\n  b\n  c',
    'a: |\n  b\n  \n',
    'a: |\nb: c\n',
    'a: |\n',
    'a: |',
    'a: >-\n\nb: c\n',
    'a: |2\n    b\n   c\n',
    'a: |1\n  b\n',
    'a: |2-\n  b\nc: d\n',
    'a: |-2\n  b\nc: d\n',
    'a:\n  b: |2\n      c\n  d: e\n',
    'a: |\n  # b\n  c: d\n  - e\n',
    'a: |\n  b\n# c\nd: e\n',
    'a: |\n   b\n  # c\nd: e\n',
    'a: |\n  b\n\n  c\n    d\n\n\n\n  e\n',
    'a: |\n  b\n   \n  c\n',
    'a: |\n  b \n  c\t\n',
    'a: |\n  \tb\n  c\n',
    'a: >\n  b\n  \tc\n  d\n',
    '- |\n  a\n- >\n  b\n',
    '- |\n a\n- b\n',
    '- - |\n   a\n  - b\n',
    '- a: |\n    b\n  c: d\n',
    'a:\n- |\n  b\n- |-\n c\nd: e\n',
    'a:\n  |\n  b\nc: d\n',
    'a: |\r\n  b\r\n\r\n  c\r\n\r\nd: e\r\n',
    'a: >\r\n  b\r\n  c\r\n',
    'a: |\n  ---\n  kind: b\n  ...\n',
    'a: |\n  "\n  \'\n  {[\n',
  ],
  'flow collections': [
    '{}\n',
    '[]\n',
    'a: {}\nb: []\n',
    'a: { }\nb: [ ]\n',
    'a: {b: c, d: e}\n',
    'a: [b, c d, "e", \'f\', 1]\n',
    'a: {"b": "c", \'d\': \'e\'}\n',
    'a: {"b":"c","d":{"e":[1,2]}}\n',
    'a: [[b], {c: d}, []]\n',
    'a: {b: {c: {d: [e]}}}\n',
    'a: [b, c,]\n',
    'a: {b: c,}\n',
    'a: { b : c , d : e }\n',
    'a: [ http://b, c:d, -1, -e ]\n',
    'a: {b: "c, d", e: \'}\'}\n',
    '- {a: b}\n- [c]\n',
    '- {a: b}\n  # c\n- d\n',
    'a: {b: \tc}\n',
    '{"a": {"b": [1, 2, {"c": null}]}}',
    '{\n  "a": 1,\n  "b": [\n    2,\n    3\n  ],\n  "c": {}\n}\n',
    '{\n\t"a": 1,\n\t"b": [\n\t\t2\n\t]\n}\n',
    '[\n{"a": 1},\n{"b": 2}\n]\n',
    '{\r\n  "a": 1\r\n}\r\n',
    'a: [\n  b,\n  c\n]\nd: e\n',
    'a:\n  b: [c,\n    d]\n  e: {\n    f: g\n  }\n',
    'a: [ # b\n  c, # d\n  # e\n  f\n]\n',
    'a:\n- [b,\n   c]\n- {d: e,\n   f: g}\n',
    '{"a":"b"}\n# c\n',
    '[a, b]',
    '{"a" : 1}',
    '{"a":\n  1}',
  ],
};

for (const [name, texts] of Object.entries(answered)) {
  test(`both readers give the same tree: ${name}`, () => {
    for (const text of texts) {
      const plain = readPlain(text);
      assert.ok(plain, `the plain reader gives up on ${JSON.stringify(text)}`);
      assert.deepEqual(readFull(text), plain, JSON.stringify(text));
    }
  });
}

/** Documents that the plain reader has to leave, though they are right. */
const left: readonly string[] = [
  'a: &b c\n',
  'a: &b\n  c: d\ne: *b\n',
  '- &a b\n- *a\n',
  'a: !!str 1\n',
  'a: !b c\n',
  'a: ! c\n',
  '!!map\na: b\n',
  'a: {<<: {b: c}}\n',
  '<<: {a: b}\n',
  'a:\n  <<: [{b: c}]\n',
  '? a\n: b\n',
  '? a\n',
  '? "a"\n: b\n',
  '"a\n  b"\n',
  'a\nb\n',
  '|\n  a\n',
  '>\n  a\n',
  '--- a\n',
  '---\na: b\n',
  'a: b\n...\n',
  '%YAML 1.2\n---\na: b\n',
  'a: [b: c]\n',
  'a: {b}\n',
  'a: {b: }\n',
  'a: {b: , c: d}\n',
  'a: {"b"}\n',
  'a: [b\n  c]\n',
  'a: ["b\n  c"]\n',
  'a: [&b c, *b]\n',
  '\t\na: b\n',
  'a: b\n\t\nc: d\n',
  'a: b\n  \t\n  c\n',
  'a: |\n  b\n    \n',
  'a: |\n  b\n   ',
  'a: |\n  b\n  \t\n  c\n',
  'a: "\u2028"\n',
  'a: \u0085\n',
  'a: b\n\ufeffc: d\n',
];

test('what is not plain is left to the full reader, which takes it', () => {
  for (const text of left) {
    assert.equal(readPlain(text), undefined, `the plain reader answers for ${JSON.stringify(text)}`);
    assert.deepEqual(readFull(text).errors, [], JSON.stringify(text));
  }
});

/** The errors, each with the beginning of its message and the text at its place. */
const wrong: readonly (readonly [text: string, message: string])[] = [
  ['a: b\nc\n', 'A colon is missing'],
  ['a: b\nc\nd: e\n', 'A colon is missing'],
  ['a:\n  b\n  c: d\n', 'A key must be on one line'],
  ['a: "b\n', 'This string is not closed: its " is missing'],
  ['a: "b\nc: d\n', 'This string is not closed: its " is missing'],
  ["a: 'b\nc: d\n", "This string is not closed: its ' is missing"],
  ['a: "b\\"', 'This string is not closed: its " is missing'],
  ['a:\n\tb: c\n', 'A tab cannot indent YAML'],
  ['a:\n  b: c\n\td: e\n', 'A tab cannot indent YAML'],
  ['a: b: c\n', 'A second colon in this line'],
  ['a: b\n  c: d\n', 'A second colon in this line'],
  ['a:\n  b: c\n d: e\n', 'The indentation of this line differs'],
  ['a:\n    b: c\n  d: e\n', 'The indentation of this line differs'],
  ['a:\n  - b\n - c\n', 'A key is missing before this list'],
  ['- a\nb: c\n', 'Unexpected text after a value'],
  ['a: b\n- c\n', 'A key must be on one line'],
  ['a: "b" c\n', 'Unexpected text after a value'],
  ['a: [b\n', 'Flow sequence in block collection must be'],
  ['a: {b: c\n', 'Flow map in block collection must be'],
  ['{"a": 1', 'Flow map must end with a }'],
  ['a: [b, c}\n', 'Flow sequence in block'],
  ['a: ]\n', 'Unexpected flow-seq-end'],
  ['a: @b\n', 'Plain value cannot start with reserved character @'],
  ['a: `b\n', 'Plain value cannot start with reserved character `'],
  ['a: %b\n', 'Plain value cannot start with directive indicator'],
  ['a: "\\q"\n', 'Invalid escape sequence'],
  ['a: *b\n', 'There is no anchor &b before this alias'],
  ['a: &b\n  c: *b\n', 'The alias *b is inside the node that it names'],
  ['a: &b\n  - *b\n', 'The alias *b is inside the node that it names'],
  ['<<: a\n', 'A merge key needs a mapping'],
  ['? {a: b}\n: c\n', 'A key must be a scalar'],
  ['{{ .Values.a }}: b\n', 'A key must be a scalar'],
  ['a: {{ .Values.a }}\n', 'A key must be a scalar'],
  ['a: b\n---\nc: d\n', 'A second document begins here'],
  ['a: \0\n', 'The control character U+0000'],
  ['a: "\u0007"\n', 'The control character U+0007'],
  ['a: |\n   \n  b\n', 'Block scalars with more-indented leading empty lines'],
  ['a: |x\n  b\n', 'Block scalar header includes extra characters'],
  ['%YAML 1.2\na: b\n', 'Missing directives-end'],
  ['a: !b!c d\n', 'Could not resolve tag'],
];

test('what is wrong is said by the full reader, at a place in the text', () => {
  for (const [text, message] of wrong) {
    assert.equal(readPlain(text), undefined, `the plain reader answers for ${JSON.stringify(text)}`);
    const [first] = readFull(text).errors;
    assert.ok(first, `no error for ${JSON.stringify(text)}`);
    assert.ok(first.message.startsWith(message), `${JSON.stringify(text)}: ${first.message}`);
    assert.ok(first.start >= 0 && first.start <= first.end && first.end <= text.length, JSON.stringify(text));
  }
});

/** YAML 1.2 forbids it, kubectl takes it (tried with sigs.k8s.io/yaml 1.6.0): so it is no error. */
const lenient: readonly string[] = [
  "a: 'b\nc'\nd: e\n",
  'a:\n  b: "c\n  d"\n  e: f\n',
  'a:\n  b: [c,\n  d\n  ]\n',
  'a:\n  b: {\nc: d\n}\n',
  'a: "b"# c\n',
  'a: [b]# c\n',
  'a: [b, c,# d\n  e]\n',
  'a: &x 1\nb: &x 2\nc: *x\n',
  'a: &x 1\nb:\n  *x:\n    c: d\n',
  'a: &x 1\nb: {*x: c}\n',
];

test('an alias ends before the colon that makes a key of it', () => {
  const { root } = readFull('a: &x web\nb:\n  *x: c\n  d: "*x: e" # *x: f\n');
  const [, b] = root?.type === 'mapping' ? root.pairs : [];
  const pairs = b?.value.type === 'mapping' ? b.value.pairs : [];
  const texts = pairs.map(({ key, value }) => [
    key.text,
    value.type === 'scalar' ? value.text : '',
    key.start,
    key.end,
  ]);
  assert.deepEqual(texts, [
    ['web', 'c', 15, 17],
    ['d', '*x: e', 23, 24],
  ]);
});

test('what kubectl takes is no error', () => {
  for (const text of lenient) {
    const { root, errors } = readFull(text);
    assert.deepEqual(errors, [], JSON.stringify(text));
    assert.equal(root?.type, 'mapping');
  }
});

test('there are enough cases', () => {
  const all = [...Object.values(answered).flat(), ...left, ...wrong, ...lenient];
  assert.ok(all.length > 250, `${all.length}`);
});
