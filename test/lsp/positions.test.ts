import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDocument, withContentChanges } from '../../server/src/lsp/openDocuments.ts';
import { linesOf, offsetAt, type PositionEncoding, positionAt, withEdit } from '../../server/src/lsp/positions.ts';

test('a character counts in the units of the encoding', () => {
  // One byte, two bytes, three bytes, four bytes and two code units.
  const lines = linesOf('a: aé€😀b\n');
  const end = 'a: aé€😀'.length;
  const expected: [PositionEncoding, number][] = [
    ['utf-16', 8],
    ['utf-8', 13],
    ['utf-32', 7],
  ];
  for (const [encoding, character] of expected) {
    assert.deepEqual(positionAt(lines, end, encoding), { line: 0, character });
    assert.equal(offsetAt(lines, { line: 0, character }, encoding), end);
  }
});

test('a line ends at a line feed, at both, and at a lone carriage return', () => {
  assert.deepEqual([...linesOf('a\nb\r\nc\rd').starts], [0, 2, 5, 7]);
  assert.deepEqual([...linesOf('a\r').starts], [0, 2]);
  assert.deepEqual([...linesOf('').starts], [0]);
});

test('a position behind the end of a line is its end, one behind the last line the end of the text', () => {
  const lines = linesOf('ab\r\ncd');
  assert.equal(offsetAt(lines, { line: 0, character: 99 }, 'utf-16'), 2);
  assert.equal(offsetAt(lines, { line: 0, character: 99 }, 'utf-8'), 2);
  assert.equal(offsetAt(lines, { line: 9, character: 0 }, 'utf-16'), 6);
  assert.equal(offsetAt(lines, { line: 0, character: -1 }, 'utf-16'), 0);
});

test('after any edit the lines are those of the new text', () => {
  const piece = fc.constantFrom('a', '\r', '\n', '\r\n', '😀', 'é');
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.tuple(fc.nat(40), fc.nat(10), text), { maxLength: 5 }), (before, edits) => {
      let lines = linesOf(before);
      for (const [at, length, newText] of edits) {
        const start = Math.min(at, lines.text.length);
        lines = withEdit(lines, { start, end: Math.min(start + length, lines.text.length) }, newText);
        assert.deepEqual(lines, linesOf(lines.text));
      }
    }),
    { numRuns: 2000 },
  );
});

test('positions and offsets are each other’s inverse in every encoding', () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '\r\n', '😀', 'é', '€'), { maxLength: 20 })
    .map((each) => each.join(''));
  fc.assert(
    fc.property(text, fc.nat(60), fc.constantFrom('utf-8', 'utf-16', 'utf-32' as const), (content, at, encoding) => {
      const lines = linesOf(content);
      const offset = [...content].slice(0, at % ([...content].length + 1)).join('').length;
      // No position is between a carriage return and its line feed.
      fc.pre(!(content[offset - 1] === '\r' && content[offset] === '\n'));
      const position = positionAt(lines, offset, encoding as PositionEncoding);
      assert.equal(offsetAt(lines, position, encoding as PositionEncoding), offset);
    }),
    { numRuns: 2000 },
  );
});

test('several changes of one notification follow each other, whole texts among them', () => {
  const document = openDocument('file:///a.yaml', 'yaml', 1, 'app: 😀x\n');
  const range = (from: number, to: number) => ({
    start: { line: 0, character: from },
    end: { line: 0, character: to },
  });
  const once = withContentChanges(document, 2, [{ range: range(7, 8), text: 'web' }], 'utf-16');
  assert.equal(once.lines.text, 'app: 😀web\n');
  const changes = [{ range: range(5, 7), text: '' }, { text: 'kind: a\n' }, { range: range(6, 7), text: 'b' }];
  const twice = withContentChanges(once, 3, changes, 'utf-16');
  assert.equal(twice.lines.text, 'kind: b\n');
  assert.equal(twice.version, 3);
});
