import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { combinedEdits } from '../../../server/src/core/text/combinedEdits.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';

const edits = fc.array(
  fc
    .record({ start: fc.nat(30), length: fc.nat(6), newText: fc.string({ maxLength: 4 }) })
    .map(({ start, length, newText }) => ({ range: { start, end: start + length }, newText })),
  { maxLength: 5 },
);

test('combined edits have the effect of both groups', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 36, maxLength: 60 }), edits, edits, (text, first, second) => {
      const between = applyEdits(text, first);
      const fitting = second.filter(({ range }) => range.end <= between.length);
      const combined = combinedEdits(text.length, first, fitting);
      assert.equal(applyEdits(text, combined), applyEdits(between, fitting));
      for (const [number, { range }] of combined.entries()) {
        assert.ok(number === 0 || combined[number - 1]!.range.end < range.start);
      }
    }),
  );
});

test('an edit of what an earlier edit wrote becomes one edit', () => {
  const first = [{ range: { start: 2, end: 4 }, newText: 'xyz' }];
  const second = [{ range: { start: 3, end: 6 }, newText: '!' }];
  assert.deepEqual(combinedEdits(8, first, second), [{ range: { start: 2, end: 5 }, newText: 'x!' }]);
  assert.equal(applyEdits('abcdefgh', [{ range: { start: 2, end: 5 }, newText: 'x!' }]), 'abx!fgh');
});
