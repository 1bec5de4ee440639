import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartDelay } from '../../client/src/restartDelay.ts';

test('the pauses double, and after five restarts in a row there is no other', () => {
  const crashes = [0, 1000, 2000, 3000, 4000, 5000];
  const delays = crashes.map((_, index) => restartDelay(crashes.slice(0, index + 1)));
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, undefined]);
});

test('crashes of more than three minutes ago are forgotten', () => {
  const longAgo = [0, 1, 2, 3, 4, 5];
  assert.equal(restartDelay([...longAgo, 10 * 60_000]), 500);
  assert.equal(restartDelay([...longAgo, 10 * 60_000, 11 * 60_000]), 1000);
});

test('a server that never crashed need not wait', () => {
  assert.equal(restartDelay([]), 0);
});
