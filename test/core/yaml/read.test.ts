import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from '../../../server/src/core/yaml/access.ts';
import { read } from '../../../server/src/core/yaml/read.ts';

test('a scalar keeps its text, style and range', () => {
  const text = 'spec:\n  selector:\n    app: "web" # the app\n';
  const { root, errors } = read(text);
  assert.deepEqual(errors, []);
  const app = get(root, 'spec', 'selector', 'app');
  assert.deepEqual(app, { type: 'scalar', text: 'web', style: 'double', start: 27, end: 32 });
  assert.equal(text.slice(27, 32), '"web"');
});

test('aliases and merge keys are read by the full reader', () => {
  const { root, errors } = read('a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2\n');
  assert.deepEqual(errors, []);
  assert.equal((get(root, 'c', 'b') as { text: string }).text, '1');
});

test('what does not parse is an error with a place', () => {
  const { errors } = read('a: "unclosed\nb: 1\n');
  assert.equal(errors.length > 0, true);
});

test('an item behind a broken flow sequence lies in it', () => {
  const { root } = read('[]| a');
  assert.ok(root?.type === 'sequence');
  assert.ok(root.items.every(({ start, end }) => start >= root.start && end <= root.end));
  assert.equal(root.items.length, 1);
});

test('a pair of a broken flow mapping lies in it', () => {
  const { root } = read('[a, ? }');
  assert.ok(root?.type === 'sequence');
  const mapping = root.items[1];
  assert.ok(mapping?.type === 'mapping' && mapping.start <= mapping.pairs[0]!.start, JSON.stringify(mapping));
});
