import type { Range, TextEdit } from '../../text/range.ts';
import { type DocumentText, type Edit, removePair, replaceMapping, setScalar } from '../../yaml/edit.ts';
import { columnOf, lineEndOf, lineStartOf, nextLineOf } from '../../yaml/layout.ts';
import type { Mapping, Pair } from '../../yaml/node.ts';
import { resolveScalar } from '../../yaml/scalar.ts';
import { pairWithKey } from './tree.ts';

/**
 * Replaces a key by the pairs of the mapping under it. In block style the key is removed and the lines below it
 * move to the left, so that comments and quotes stay. In flow style the outer mapping is written again from
 * scratch. Undefined if nothing can be moved.
 */
export function moveUp(text: DocumentText, key: Range): Edit | undefined {
  const placed = pairWithKey(text, key);
  if (placed?.pair.value.type !== 'mapping' || placed.pair.value.pairs.length === 0) {
    return undefined;
  }
  const { mapping, pair } = placed;
  const inner = placed.pair.value;
  const isPlainBlock = !mapping.flow && !inner.flow && inner.anchor === undefined && inner.tag === undefined;
  if (isPlainBlock && beginsItsLine(text.text, pair)) {
    const edits = [...dedented(text.text, pair, inner), ...quoted(text, inner)];
    return { edits, shared: removePair(text, mapping, pair).shared };
  }
  const wanted: [string, string][] = [];
  for (const { key: name, value } of mapping.pairs.flatMap((each) => (each === pair ? inner.pairs : [each]))) {
    if (value.type !== 'scalar') {
      return undefined;
    }
    wanted.push([name.text, value.text]);
  }
  return replaceMapping(text, mapping, wanted);
}

function beginsItsLine(text: string, { start }: Pair): boolean {
  return /^\ufeff?[ ]*$/.test(text.slice(lineStartOf(text, start), start));
}

/**
 * Removes the key's line, except a comment on it, and moves every line below to the left by the extra
 * indentation.
 */
function dedented(text: string, pair: Pair, inner: Mapping): readonly TextEdit[] {
  const indent = ' '.repeat(columnOf(text, inner.start) - columnOf(text, pair.start));
  const lineEnd = lineEndOf(text, pair.key.end);
  const comment = text.slice(pair.key.end, lineEnd).indexOf('#');
  const keyLine =
    comment < 0
      ? { start: lineStartOf(text, pair.start), end: nextLineOf(text, pair.key.end) }
      : { start: pair.start, end: pair.key.end + comment };
  const edits: TextEdit[] = [{ range: keyLine, newText: '' }];
  for (let line = nextLineOf(text, pair.key.end); line < inner.end; line = nextLineOf(text, line)) {
    if (text.startsWith(indent, line)) {
      edits.push({ range: { start: line, end: line + indent.length }, newText: '' });
    }
  }
  return edits;
}

/** Quotes the values that are not strings, because they would be reported at their new place. */
function quoted(text: DocumentText, inner: Mapping): readonly TextEdit[] {
  return inner.pairs.flatMap(({ value }) =>
    value.type === 'scalar' && ['integer', 'float', 'boolean'].includes(resolveScalar(value, 'kubectl').type)
      ? setScalar(text, value, value.text).edits
      : [],
  );
}
