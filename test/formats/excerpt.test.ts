import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt } from '../../server/src/formats/excerpt.ts';
import { printable, widthOf } from '../../server/src/formats/terminal.ts';

/** The range is the text between the brackets. */
function drawn(marked: string): string[] {
  const start = marked.indexOf('⟦');
  const end = marked.indexOf('⟧') - 1;
  const { text, mark } = excerpt(marked.replace(/[⟦⟧]/g, ''), start, end);
  return [text, mark];
}

test('the mark stands under the range', () => {
  assert.deepEqual(drawn('    app: ⟦web⟧ # x'), ['    app: web # x', '         ^^^']);
  assert.deepEqual(drawn('⟦app⟧: web'), ['app: web', '^^^']);
  assert.deepEqual(drawn('app: ⟦web⟧'), ['app: web', '     ^^^']);
});

test('an empty range has a mark, at the end of the line too', () => {
  assert.deepEqual(drawn('app:⟦⟧ web'), ['app: web', '    ^']);
  assert.deepEqual(drawn('app:⟦⟧'), ['app:', '    ^']);
});

test('tabs, wide and combined characters keep the mark in its column', () => {
  assert.deepEqual(drawn('a:\t⟦web⟧'), ['a:  web', '    ^^^']);
  assert.deepEqual(drawn('🚀: ⟦web⟧'), ['🚀: web', '    ^^^']);
  assert.deepEqual(drawn('名前: ⟦値⟧ x'), ['名前: 値 x', '      ^^']);
  assert.deepEqual(drawn('e\u0301: ⟦web⟧'), ['e\u0301: web', '   ^^^']);
  assert.deepEqual(drawn('👩‍👩‍👧: ⟦web⟧'), ['👩‍👩‍👧: web', '    ^^^']);
});

test('what would move the cursor is shown as what it is', () => {
  assert.deepEqual(drawn('a: \x1b[2J⟦web⟧\u202e'), ['a: \\x1b[2Jweb\\u202e', '          ^^^']);
  assert.equal(printable('a\nb\r\u009b'), 'a\\x0ab\\x0d\\x9b');
  assert.equal(widthOf('a名🚀e\u0301'), 6);
});

test('of a long line a part around the range is shown', () => {
  for (const [before, behind] of [
    [500, 500],
    [0, 1000],
    [1000, 0],
    [5_000_000, 100],
    [10, 5_000_000],
  ] as const) {
    const [text = '', mark = ''] = drawn(`${'x'.repeat(before)}⟦web⟧${'y'.repeat(behind)}`);
    assert.ok(text.length <= 150, `${text.length}`);
    assert.equal(text.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1), 'web');
    assert.equal(mark.trim(), '^^^');
  }
});

test('a long line of other letters is not slow', { timeout: 5000 }, () => {
  const { text, mark } = excerpt('ü'.repeat(8_000_000), 4_000_000, 4_000_003);
  assert.ok(text.length <= 150);
  assert.equal(mark.trim(), '^^^');
});
