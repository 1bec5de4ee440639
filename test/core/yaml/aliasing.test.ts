import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from '../../../server/src/core/yaml/read.ts';

const list = (times: number, item: string) => `[${Array(times).fill(item).join(', ')}]`;

const messages = (text: string) =>
  read(text).errors.map(({ start, end, message }) => [text.slice(start, end), message]);

// Each is refused, or taken, by sigs.k8s.io/yaml YAMLToJSON too, with which kubectl reads.

test('a text of which aliases make a thousandfold is refused, at the alias that stands for most', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} ${list(10, `*a${i}`)}\n`);
  assert.deepEqual(messages(`a0: &a0 {k: v}\n${levels.join('')}`), [
    ['*a29', 'The aliases of this document expand to too much: kubectl refuses it.'],
  ]);
  assert.equal(messages(`a: &a ${list(2000, '{}')}\nb: ${list(2000, '*a')}\n`).length, 1);
});

test('what people write with aliases is taken', () => {
  assert.deepEqual(messages(`a: &a ${list(200, '{k: v}')}\nb: ${list(50, '*a')}\n`), []);
  assert.deepEqual(messages(`a: &a v\nb: ${list(500, '*a')}\n`), []);
});
