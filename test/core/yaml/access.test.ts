import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deref, get, isMerge, pairOf, pairsOf } from '../../../server/src/core/yaml/access.ts';
import type { Mapping, Node, Scalar } from '../../../server/src/core/yaml/node.ts';
import { read } from '../../../server/src/core/yaml/read.ts';

function open(text: string): Node {
  const { root, errors } = read(text);
  assert.deepEqual(errors, []);
  assert.ok(root);
  return root;
}

const text = (node: Node | undefined) => {
  const found = deref(node);
  return found?.type === 'scalar' ? found.text : found?.type;
};

/** `key=value` of each effective pair, with `<` if a merge key adds it. */
const effective = (node: Node | undefined) =>
  pairsOf(deref(node) as Mapping).map(
    ({ pair, mergedBy }) => `${mergedBy ? '<' : ''}${pair.key.text}=${text(pair.value)}`,
  );

test('a path leads through mappings, sequences and aliases', () => {
  const root = open('a: &x\n  b: [c, {d: e}]\nf: *x\n');
  assert.equal(text(get(root, 'a', 'b', 0)), 'c');
  assert.equal(text(get(root, 'f', 'b', 1, 'd')), 'e');
  assert.equal(get(root, 'f')?.type, 'alias');
  assert.equal(get(root), root);
  for (const path of [['x'], ['a', 0], ['a', 'b', 2], ['a', 'b', 'c'], ['a', 'b', 0, 'c'], ['a', 'b', -1]]) {
    assert.equal(get(root, ...path), undefined, path.join('.'));
  }
  assert.equal(get(undefined, 'a'), undefined);
});

test('of a key that stands twice the last decides', () => {
  assert.equal(text(get(open('a: 1\nb: 2\na: 3\n'), 'a')), '3');
});

test('keys of the prototype are no keys', () => {
  assert.equal(get(open('a: 1\n'), 'constructor'), undefined);
  assert.equal(text(get(open('__proto__: 1\n'), '__proto__')), '1');
});

/** As sigs.k8s.io/yaml YAMLToJSON, with which kubectl reads, answers it. */
test('to kubectl a merge key wins over what stands before it, and loses to what stands behind it', () => {
  const root = open(
    'a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: *a\n  y: 5\nd:\n  x: 0\n  <<: [*a, *b]\ne:\n  <<: {w: 6}\n',
  );
  assert.deepEqual(effective(get(root, 'c')), ['y=5', '<x=1']);
  assert.deepEqual(effective(get(root, 'd')), ['x=0', '<x=1', '<y=2', '<z=4']);
  assert.deepEqual(effective(get(root, 'e')), ['<w=6']);
  assert.equal(text(get(root, 'd', 'x')), '1');
  assert.equal(text(get(root, 'd', 'y')), '2');
  assert.equal(text(get(root, 'c', 'y')), '5');
  const d = get(root, 'd') as Mapping;
  const merged = pairsOf(d).find(({ pair }) => pair.key.text === 'z');
  assert.equal(merged?.mergedBy, d.pairs[1]);
});

test('to kustomize, own pairs win over merged ones wherever these stand', () => {
  const root = open('a: &a {x: 1, y: 2}\nb: &b\n  y: 3\n  <<: *a\nc:\n  x: 0\n  <<: *b\n  <<: {x: 9, z: 4}\n');
  const c = deref(get(root, 'c')) as Mapping;
  assert.deepEqual(
    pairsOf(c, 'kustomize').map(({ pair }) => `${pair.key.text}=${text(pair.value)}`),
    ['x=0', 'y=3', 'z=4'],
  );
});

test('merges of merges, two merge keys, and duplicates in what is merged', () => {
  const root = open(
    'a: &a {x: 1}\nb: &b\n  <<: *a\n  y: 2\nc:\n  <<: *b\n  <<: {x: 9, z: 3, z: 4}\nd: &d\n  x: 0\n  <<: *a\ne:\n  <<: [*d, *a]\n',
  );
  assert.deepEqual(effective(get(root, 'c')), ['<y=2', '<x=9', '<z=4']);
  assert.equal(text(get(root, 'c', 'z')), '4');
  assert.equal(text(get(root, 'e', 'x')), '1');
});

test('merges of merges may be as deep as anybody makes them', () => {
  const scalar = (text: string): Scalar => ({ type: 'scalar', style: 'plain', text, start: 0, end: 0 });
  let chain: Mapping = { type: 'mapping', flow: true, start: 0, end: 0, pairs: [] };
  for (let i = 0; i < 20_000; i++) {
    const key = scalar(i === 0 ? 'k' : '<<');
    const value = i === 0 ? scalar('v') : chain;
    chain = { ...chain, pairs: [{ start: 0, end: 0, key, value }] };
  }
  assert.equal(text(get(chain, 'k')), 'v');
});

test('a quoted << is a key like any other', () => {
  const root = open('"<<": {a: 1}\n') as Mapping;
  assert.equal(isMerge(root.pairs[0]!), false);
  assert.deepEqual(effective(root), ['<<=mapping']);
  assert.equal(pairOf(root, '<<'), root.pairs[0]);
});

test('an anchor that contains itself, and one that is not there, end nowhere', () => {
  for (const source of ['a: &x\n  <<: *x\n  b: 1\n', 'a: &x [*x]\n', 'a: *x\n', 'a:\n  <<: *x\n']) {
    const { root, errors } = read(source);
    assert.equal(errors.length > 0, true, source);
    const a = get(root, 'a');
    const node = deref(a);
    if (node?.type === 'mapping') {
      pairsOf(node);
      assert.equal(get(root, 'a', 'z'), undefined);
    }
  }
});

test('an anchor may be given again', () => {
  const root = open('- &a 1\n- *a\n- &a 2\n- *a\n');
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => text(get(root, index))),
    ['1', '1', '2', '2'],
  );
});

test('what aliases expand to is looked at once', () => {
  const root = open(`a0: &a0 {k: v}\na1: &a1 [*a0, *a0]\nm:\n  <<: [${Array(30).fill('*a0').join(', ')}]\n`);
  assert.equal(text(get(root, 'a1', 1, 'k')), 'v');
  assert.deepEqual(effective(get(root, 'm')), ['<k=v']);
});
