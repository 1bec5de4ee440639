import type { TextEdit } from '../text/range.ts';
import { deref, isMerge } from './access.ts';
import { columnOf, lineEndOf, lineStartOf, nextLineOf } from './layout.ts';
import type { Mapping, Node, Pair, Scalar } from './node.ts';
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

/** A change of one document, as small as it can be. */
export interface Edit {
  /** Ranges of the document's text; none overlaps another. */
  readonly edits: readonly TextEdit[];
  /**
   * Whether other places see the change, because an alias names what is changed or what it lies in, or lose the node
   * that they name.
   */
  readonly shared: boolean;
}

/** Gives a scalar another value. Quotes stay where they can; a string that a reader would take for something else gets some. */
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

/** Gives a pair another value, which may be a mapping where a scalar was, or the other way round. */
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

/** Adds a pair behind another one of the mapping, or in front of its first. */
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
 * Takes a pair out, in block style with its line and the comment on it; a comment above stays. The last pair leaves
 * `{}`.
 */
export function removePair(document: DocumentText, mapping: Mapping, pair: Pair): Edit {
  const shared = isShared(document, mapping, [pair.value]);
  return { edits: removals(document, mapping, new Set([pair])), shared };
}

/**
 * Makes a mapping hold just these pairs: changes values, takes out what is too much, adds what is missing behind the
 * pair that it follows in `wanted`. What stays keeps its place, comments and quotes. Where nothing stays, the old pairs
 * give their places to the new ones. Merge keys are taken out too, since what they bring in was not asked for.
 */
export function replaceMapping(document: DocumentText, mapping: Mapping, wanted: NewMapping): Edit {
  const kept = new Map<string, Pair>();
  for (const pair of mapping.pairs) {
    // Of a key that stands twice the last decides, so that one is kept.
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
      const group = missing.get(after);
      group === undefined ? missing.set(after, [[key, value]]) : group.push([key, value]);
      continue;
    }
    after = pair;
    if (changed.includes(pair)) {
      edits.push(...setValue(document, mapping, pair, value).edits);
    }
  }
  for (const [pair, group] of missing) {
    // In front of a first pair that goes there is no place; the first that stays has one behind it.
    const anchor = pair ?? (first === mapping.pairs[0] ? undefined : first);
    edits.push(...insertions(document, mapping, group, anchor));
  }
  const stays = new Set(kept.values());
  edits.push(...removals(document, mapping, new Set(mapping.pairs.filter((pair) => !stays.has(pair)))));
  return { edits, shared };
}

/** The old pairs' places for the new ones, in their order; then what is left over of either. */
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

/** Everything from the colon to the value's end, written anew. */
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
  // In front of a key with an anchor or a tag the place is not known to the tree.
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
 * Where a pair can be put behind this one: the end of its last line, with the comments below that are indented more than
 * its key; behind a scalar that keeps its blank lines, the start of the line after them.
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

function removals(document: DocumentText, mapping: Mapping, gone: ReadonlySet<Pair>): readonly TextEdit[] {
  const { pairs } = mapping;
  if (gone.size === 0) {
    return [];
  }
  if (pairs.every((pair) => gone.has(pair))) {
    return [emptied(document.text, mapping)];
  }
  return mapping.flow ? flowRemovals(pairs, gone) : blockRemovals(document.text, mapping, gone);
}

/** All that a mapping holds taken out. */
function emptied(text: string, mapping: Mapping): TextEdit {
  const { start, end, flow } = mapping;
  if (flow) {
    return { range: { start: start + 1, end: end - 1 }, newText: '' };
  }
  const before = text.slice(0, start).trimEnd().length;
  return text[before - 1] === ':'
    ? { range: { start: before, end }, newText: ' {}' }
    : { range: { start, end }, newText: '{}' };
}

/** Runs of pairs, with the commas that separated them from what stays. */
function flowRemovals(pairs: readonly Pair[], gone: ReadonlySet<Pair>): TextEdit[] {
  const edits: TextEdit[] = [];
  let lastKept: Pair | undefined;
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i]!;
    if (!gone.has(pair)) {
      lastKept = pair;
      continue;
    }
    let next = i + 1;
    while (next < pairs.length && gone.has(pairs[next]!)) {
      next++;
    }
    const range =
      next < pairs.length
        ? { start: pair.start, end: pairs[next]!.start }
        : { start: lastKept!.end, end: pairs[next - 1]!.end };
    edits.push({ range, newText: '' });
    i = next - 1;
  }
  return edits;
}

/** The lines of pairs; of a mapping that begins behind a dash, the first pairs' own text up to what follows. */
function blockRemovals(text: string, mapping: Mapping, gone: ReadonlySet<Pair>): TextEdit[] {
  const { pairs } = mapping;
  const firstLine = lineStartOf(text, mapping.start);
  let behindDash = !/^\ufeff? *$/.test(text.slice(firstLine, pairs[0]!.start));
  const edits: TextEdit[] = [];
  pairs.forEach((pair, index) => {
    if (!gone.has(pair)) {
      behindDash = false;
      return;
    }
    const next = nextLineOf(text, pair.end);
    if (behindDash) {
      const end = next + /^\s*/.exec(text.slice(next))![0].length;
      edits.push({ range: { start: pair.start, end }, newText: '' });
      return;
    }
    const previous = pairs[index - 1];
    const swallows =
      keepsBlankLines(text, pair.value) || (previous !== undefined && keepsBlankLines(text, previous.value));
    const lineStart = lineStartOf(text, pair.start);
    const start = text[lineStart] === '\ufeff' ? lineStart + 1 : lineStart;
    edits.push({ range: { start, end: swallows ? behindBlankLines(text, next) : next }, newText: '' });
  });
  return edits;
}

/** Whether a node ends in a block scalar with `+`, to which blank lines behind it belong. */
function keepsBlankLines(text: string, node: Node): boolean {
  let last: Node | undefined = node;
  while (last !== undefined && last.type !== 'scalar') {
    last =
      last.type === 'mapping' ? last.pairs.at(-1)?.value : last.type === 'sequence' ? last.items.at(-1) : undefined;
  }
  return (
    last !== undefined &&
    (last.style === 'literal' || last.style === 'folded') &&
    /^[|>][0-9]?\+/.test(text.slice(last.start, last.start + 3))
  );
}

function behindBlankLines(text: string, from: number): number {
  let line = from;
  while (line < text.length && text.slice(line, lineEndOf(text, line)).trim() === '') {
    line = nextLineOf(text, line);
  }
  return line;
}

function isScalar(value: NewValue): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

/** Whether a pair says this already, to every reader. */
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

/** A scalar's start with the tag in front of it, which was for the old value. */
function withTag(text: string, scalar: Scalar): number {
  if (scalar.tag === undefined) {
    return scalar.start;
  }
  const tag = /![^ \t\r\n]*[ \t]+$/.exec(text.slice(0, scalar.start));
  return tag === null ? scalar.start : tag.index;
}
