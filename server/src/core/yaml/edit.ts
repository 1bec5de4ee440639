import { addToList } from '../text/maps.ts';
import type { TextEdit } from '../text/range.ts';
import { deref, isMerge } from './access.ts';
import { behindBlankLines, keepsBlankLines } from './blankLines.ts';
import { columnOf, lineEndOf, lineStartOf, nextLineOf } from './layout.ts';
import type { Mapping, Pair, Scalar } from './node.ts';
import { removals } from './removePairs.ts';
import { resolveScalar } from './scalar.ts';
import { type DocumentText, isShared, writingStyleAt } from './surroundings.ts';
import {
  flowText,
  keyText,
  type NewMapping,
  type NewValue,
  pairText,
  scalarText,
  valueText,
  type WritingStyle,
} from './write.ts';

export type { DocumentText } from './surroundings.ts';

/** A minimal change of one document. */
export interface Edit {
  /** Ranges in the text of the document. They do not overlap. */
  readonly edits: readonly TextEdit[];
  /**
   * Whether the change affects other places: an alias names the changed node or a node around it, or the change
   * removes the target of an alias.
   */
  readonly shared: boolean;
}

/**
 * Sets the value of a scalar. Quotes are kept if possible. A string gets quotes if a reader would resolve it to
 * another type.
 */
export function setScalar(document: DocumentText, scalar: Scalar, value: string | number | null): Edit {
  const place = writingStyleAt(document, scalar);
  const start = withTag(document.text, scalar);
  const newText = scalarText(value, place, scalar.style);
  const range = { start, end: scalar.end };
  return {
    edits: [{ range, newText: scalar.start === scalar.end ? ` ${newText}` : newText }],
    shared: isShared(document, scalar),
  };
}

/** Sets the value of a pair. The value may change from a scalar to a mapping, or from a mapping to a scalar. */
export function setValue(document: DocumentText, mapping: Mapping, pair: Pair, value: NewValue): Edit {
  const old = pair.value;
  if (old.type === 'scalar' && old.start < old.end && isScalar(value)) {
    return setScalar(document, old, value);
  }
  const place = writingStyleAt(document, mapping.pairs[0]?.key ?? mapping);
  return {
    edits: [valueEdit(document.text, pair, value, place)],
    shared: isShared(document, old),
  };
}

/** Adds a pair after another pair of the mapping, or before its first pair. */
export function insertPair(
  document: DocumentText,
  mapping: Mapping,
  key: string,
  value: NewValue,
  after: Pair | undefined,
): Edit {
  const edits = insertions(document, mapping, [[key, value]], after);
  return { edits, shared: isShared(document, mapping, []) };
}

/**
 * Removes a pair. In block style it removes the line with the comment on it, and keeps a comment above. Without
 * its last pair the mapping becomes `{}`.
 */
export function removePair(document: DocumentText, mapping: Mapping, pair: Pair): Edit {
  const shared = isShared(document, mapping, [pair.value]);
  return { edits: removals(document, mapping, new Set([pair])), shared };
}

/**
 * Makes a mapping contain exactly these pairs: changes values, removes surplus pairs, and adds each missing
 * pair after the one that it follows in `wanted`. A kept pair keeps its position, comments and quotes. If no
 * pair is kept, the new pairs take the positions of the old ones. Merge keys are removed too, because `wanted`
 * does not contain their pairs.
 */
export function replaceMapping(document: DocumentText, mapping: Mapping, wanted: NewMapping): Edit {
  const kept = new Map<string, Pair>();
  for (const pair of mapping.pairs) {
    // Of duplicate keys the last one counts, so that one is kept.
    if (!isMerge(pair) && wanted.some(([key]) => key === pair.key.text)) {
      kept.set(pair.key.text, pair);
    }
  }
  const changed = mapping.pairs.filter((pair) => {
    const value = kept.get(pair.key.text) === pair ? wanted.find(([key]) => key === pair.key.text) : undefined;
    return value === undefined || !hasValue(pair, value[1]);
  });
  const shared = isShared(
    document,
    mapping,
    changed.map(({ value }) => value),
  );
  if (kept.size === 0) {
    return { edits: replaceAll(document, mapping, wanted), shared };
  }
  const edits: TextEdit[] = [];
  const first = mapping.pairs.find((pair) => kept.get(pair.key.text) === pair);
  const missing = new Map<Pair | undefined, (readonly [string, NewValue])[]>();
  let after: Pair | undefined;
  for (const [key, value] of wanted) {
    const pair = kept.get(key);
    if (pair === undefined) {
      addToList(missing, after, [key, value] as const);
      continue;
    }
    after = pair;
    if (changed.includes(pair)) {
      edits.push(...setValue(document, mapping, pair, value).edits);
    }
  }
  for (const [pair, group] of missing) {
    // If the first pair is removed, no pair can be inserted before it. It is inserted after the first kept
    // pair.
    const anchor = pair ?? (first === mapping.pairs[0] ? undefined : first);
    edits.push(...insertions(document, mapping, group, anchor));
  }
  const stays = new Set(kept.values());
  edits.push(...removals(document, mapping, new Set(mapping.pairs.filter((pair) => !stays.has(pair)))));
  return { edits, shared };
}

/** Puts the new pairs at the positions of the old ones, in order. Then it adds or removes the remaining pairs. */
function replaceAll(document: DocumentText, mapping: Mapping, wanted: NewMapping): TextEdit[] {
  const { pairs } = mapping;
  const place = writingStyleAt(document, pairs[0]?.key ?? mapping);
  if (pairs.length === 0) {
    const { start, end } = mapping;
    return wanted.length === 0 ? [] : [{ range: { start, end }, newText: flowText(wanted, place) }];
  }
  const edits: TextEdit[] = [];
  const replaced = pairs.slice(0, wanted.length);
  replaced.forEach((pair, index) => {
    const [key, value] = wanted[index]!;
    const { start, end, style } = pair.key;
    edits.push({ range: { start, end }, newText: keyText(key, place, style) });
    const old = pair.value;
    if (old.type === 'scalar' && old.start < old.end && isScalar(value)) {
      edits.push(...setScalar(document, old, value).edits);
    } else {
      edits.push(valueEdit(document.text, pair, value, place));
    }
  });
  edits.push(...insertions(document, mapping, wanted.slice(pairs.length), replaced.at(-1)));
  edits.push(...removals(document, mapping, new Set(pairs.slice(wanted.length))));
  return edits;
}

/** Replaces everything from the colon to the end of the value. */
function valueEdit(text: string, pair: Pair, value: NewValue, place: WritingStyle): TextEdit {
  const newText = valueText(value, place, columnOf(text, pair.start));
  let colon = pair.key.end;
  while (colon < pair.value.start && text[colon] !== ':') {
    colon++;
  }
  return text[colon] === ':'
    ? { range: { start: colon + 1, end: Math.max(colon + 1, pair.value.end) }, newText }
    : // `{key}` in flow style, or `? key` without a value.
      { range: { start: pair.key.end, end: pair.key.end }, newText: `:${newText}` };
}

function insertions(
  document: DocumentText,
  mapping: Mapping,
  added: NewMapping,
  after: Pair | undefined,
): readonly TextEdit[] {
  const { text } = document;
  const first = mapping.pairs[0];
  if (added.length === 0) {
    return [];
  }
  const place = writingStyleAt(document, first?.key ?? mapping);
  if (first === undefined) {
    return [{ range: { start: mapping.start, end: mapping.end }, newText: flowText(added, place) }];
  }
  const column = columnOf(text, first.start);
  const pairs = added.map(([key, value]) => pairText(key, value, place, column));
  const at = (offset: number, newText: string) => [{ range: { start: offset, end: offset }, newText }];
  if (mapping.flow) {
    const beside = after ?? first;
    const lineStart = lineStartOf(text, beside.start);
    const indent = text.slice(lineStart, beside.start);
    const ownLine = lineStart > mapping.start && /^[ \t]*$/.test(indent);
    const separator = ownLine ? `,${place.lineEnd}${indent}` : place.minified ? ',' : ', ';
    return after === undefined
      ? at(first.start, pairs.map((pair) => pair + separator).join(''))
      : at(after.end, pairs.map((pair) => separator + pair).join(''));
  }
  const indent = ' '.repeat(column);
  // If the first key has an anchor or a tag, the tree does not have the position before it.
  const behind = after ?? (first.key.anchor === undefined && first.key.tag === undefined ? undefined : first);
  if (behind === undefined) {
    return at(first.start, pairs.map((pair) => pair + place.lineEnd + indent).join(''));
  }
  const end = endOfPair(text, behind, column);
  return end > 0 && /[\r\n]/.test(text[end - 1]!)
    ? at(end, pairs.map((pair) => indent + pair + place.lineEnd).join(''))
    : at(end, pairs.map((pair) => place.lineEnd + indent + pair).join(''));
}

/**
 * The offset at which a pair can be inserted after this one: the end of its last line, including the comments
 * below with more indentation than its key. After a scalar that keeps its blank lines it is the start of the
 * next line.
 */
function endOfPair(text: string, pair: Pair, column: number): number {
  if (keepsBlankLines(text, pair.value)) {
    return behindBlankLines(text, nextLineOf(text, pair.end));
  }
  let end = lineEndOf(text, pair.end);
  for (let line = nextLineOf(text, end); line < text.length; line = nextLineOf(text, end)) {
    const indent = /^ */.exec(text.slice(line, line + 400))![0].length;
    if (text[line + indent] !== '#' || indent <= column) {
      break;
    }
    end = lineEndOf(text, line);
  }
  return end;
}

function isScalar(value: NewValue): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

/** Whether a pair already has the value for every reader. */
function hasValue(pair: Pair, value: NewValue): boolean {
  const node = deref(pair.value);
  if (node === undefined) {
    return false;
  }
  if (value === null || typeof value === 'number') {
    return node.type === 'scalar' && node.style === 'plain' && node.tag === undefined && node.text === String(value);
  }
  if (typeof value === 'string') {
    return (
      node.type === 'scalar' &&
      node.text === value &&
      resolveScalar(node, 'kubectl').type === 'string' &&
      resolveScalar(node, 'kustomize').type === 'string'
    );
  }
  return (
    node.type === 'mapping' &&
    node.pairs.length === value.length &&
    node.pairs.every((inner, index) => inner.key.text === value[index]![0] && hasValue(inner, value[index]![1]))
  );
}

/** The start of a scalar, including its tag, because the tag is for the old value. */
function withTag(text: string, scalar: Scalar): number {
  if (scalar.tag === undefined) {
    return scalar.start;
  }
  const tag = /![^ \t\r\n]*[ \t]+$/.exec(text.slice(0, scalar.start));
  return tag === null ? scalar.start : tag.index;
}
