import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  matchingProbabilities,
  type Row,
} from '../../../../../server/src/core/resolve/evidence/likelihood/assignment.ts';

/** Computes the probabilities by enumerating every assignment of rows to columns. */
function byCounting(rows: readonly Row[]): number[][] {
  const sums = rows.map(({ scores }) => scores.map(() => 0));
  let total = 0;
  const go = (row: number, taken: readonly number[], weight: number) => {
    if (row === rows.length) {
      total += weight;
      for (const [at, column] of taken.entries()) {
        if (column >= 0) {
          sums[at]![column]! += weight;
        }
      }
      return;
    }
    const { scores, outside } = rows[row]!;
    go(row + 1, [...taken, -1], weight * Math.exp(outside));
    for (const [column, score] of scores.entries()) {
      if (score !== undefined && !taken.includes(column)) {
        go(row + 1, [...taken, column], weight * Math.exp(score));
      }
    }
  };
  go(0, [], 1);
  return sums.map((each) => each.map((sum) => sum / total));
}

test('the probabilities equal those of enumerating every assignment', () => {
  const score = fc.option(fc.double({ min: -6, max: 6, noNaN: true }), { nil: undefined });
  const rows = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).chain(([count, columns]) =>
    fc.array(
      fc.record({
        scores: fc.array(score, { minLength: columns, maxLength: columns }),
        outside: fc.double({ min: -6, max: 6, noNaN: true }),
      }),
      { minLength: count, maxLength: count },
    ),
  );
  fc.assert(
    fc.property(rows, (all) => {
      const found = matchingProbabilities(all)!;
      for (const [row, expected] of byCounting(all).entries()) {
        for (const [column, probability] of expected.entries()) {
          assert.ok(Math.abs(found[row]![column]! - probability) < 1e-9, JSON.stringify({ all, row, column }));
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('a column is not likely for two rows at once', () => {
  const rows = [
    { scores: [9, 8], outside: 0 },
    { scores: [9, 5], outside: 0 },
  ];
  const [[a, b], [c]] = matchingProbabilities(rows) as [[number, number], [number]];
  assert.ok(b > 0.5 && c > 0.5, 'the second row has only the first column to mean');
  assert.ok(a + c <= 1);
});

test('too many columns give no probabilities, and many rows do not underflow', () => {
  assert.equal(matchingProbabilities([{ scores: new Array(11).fill(1), outside: 0 }]), undefined);
  const rows = Array.from({ length: 64 }, () => ({ scores: [2, 1, 0, 0, 0, 0, 0, 0, 0, 0], outside: 5 }));
  const sum = matchingProbabilities(rows)!.reduce((total, [first]) => total + first!, 0);
  assert.ok(sum > 0.5 && sum <= 1 + 1e-9, `${sum}`);
});
