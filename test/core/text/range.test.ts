import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits, contains } from '../../../server/src/core/text/range.ts';

const edit = (start: number, end: number, newText: string) => ({ range: { start, end }, newText });

test('edits are made in any order', () => {
  assert.equal(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, ''), edit(2, 2, '-')]), 'b-cdEf');
  assert.equal(applyEdits('abc', []), 'abc');
  assert.equal(applyEdits('', [edit(0, 0, 'x')]), 'x');
});

test('what is put in at the start of what is replaced comes first', () => {
  assert.equal(applyEdits('abc', [edit(1, 2, 'B'), edit(1, 1, '+')]), 'a+Bc');
  assert.equal(applyEdits('abc', [edit(1, 1, '1'), edit(1, 1, '2')]), 'a12bc', 'in the order they were given');
});

test('of two edits that overlap the later one is left out', () => {
  assert.equal(applyEdits('abcdef', [edit(1, 4, 'X'), edit(2, 5, 'Y')]), 'aXef');
});

test('a range contains itself and what ends where it ends', () => {
  const outer = { start: 2, end: 5 };
  assert.equal(contains(outer, outer), true);
  assert.equal(contains(outer, { start: 5, end: 5 }), true);
  assert.equal(contains(outer, { start: 1, end: 3 }), false);
  assert.equal(contains(outer, { start: 4, end: 6 }), false);
});
