import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChangedLines, lineDiff } from '../../../server/src/core/text/lineDiff.ts';

const applied = (before: readonly string[], after: readonly string[], changes: readonly ChangedLines[]) => {
  const result: string[] = [];
  let at = 0;
  for (const change of changes) {
    result.push(...before.slice(at, change.before.start), ...after.slice(change.after.start, change.after.end));
    at = change.before.end;
  }
  return [...result, ...before.slice(at)];
};

test('the differences lead from one text to the other, and are as few as possible', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const changes = lineDiff(before, after);
      assert.deepEqual(applied(before, after, changes), after);
      const count = changes.reduce(
        (sum, each) => sum + each.before.end - each.before.start + each.after.end - each.after.start,
        0,
      );
      assert.equal(count, before.length + after.length - 2 * commonLength(before, after));
    }),
    { numRuns: 1000 },
  );
});

test('a text without anything in common is one difference, in little time', () => {
  const numbered = (name: string) => Array.from({ length: 5000 }, (_, at) => `${name}${at}`);
  const [before, after] = [
    ['x', ...numbered('a'), 'y'],
    ['x', ...numbered('b'), 'y'],
  ];
  assert.deepEqual(lineDiff(before, after), [{ before: { start: 1, end: 5001 }, after: { start: 1, end: 5001 } }]);
});

/** The length of the longest common subsequence, by the usual table. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [at, other] of b.entries()) {
      next.push(line === other ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!));
    }
    row = next;
  }
  return row.at(-1)!;
}
