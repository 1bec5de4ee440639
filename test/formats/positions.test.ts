import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareCodePoints } from '../../server/src/core/text/compare.ts';
import { lineIn, positionIn } from '../../server/src/formats/positions.ts';

test('lines end as in LSP, characters are UTF-16 code units', () => {
  const text = 'a\r\nb\rc🚀d\n';
  const found = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10].map((offset) => positionIn(text, offset));
  assert.deepEqual(
    found.map(({ line, character }) => `${line}:${character}`),
    // Within a line end is still on its line.
    ['0:0', '0:1', '0:2', '1:0', '1:1', '2:0', '2:1', '2:3', '2:4', '3:0'],
  );
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((line) => lineIn(text, line)),
    ['a', 'b', 'c🚀d', '', undefined],
  );
});

test('files are ordered by code points', () => {
  const ordered = ['', 'A', 'a', 'a/b', 'ab', 'ä', '\uffee', '🚀', '🚀a', '🚁'];
  const shuffled = ordered.toReversed();
  assert.deepEqual(shuffled.sort(compareCodePoints), ordered);
  assert.ok('\uffee' > '🚀', 'the order of JavaScript is another one');
});
