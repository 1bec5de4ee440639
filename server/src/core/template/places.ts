import type { Range } from '../text/range.ts';
import type { Origin, SourceText } from './origin.ts';
import type { Text, TextPiece } from './text.ts';

/** Where a person changes a part of a rendered text. */
export interface TextPlace extends Range {
  readonly source: SourceText;
  /**
   * - `literal`: the place contains the text as it is rendered
   * - `value`: it is the value of a key, in a file of values
   * - `given`: it is stated in Chart.yaml
   * - `action`: the action makes it of several values, or of what neither the chart nor its values state
   */
  readonly sort: 'literal' | 'value' | 'given' | 'action';
  /** For `value` and `given`: the path of the key, e.g. `service.port`. */
  readonly key?: string;
  /** The action of the outermost template, through which the text got into the output. */
  readonly printed?: Place;
}

/** A range in a text. */
export interface Place extends Range {
  readonly source: SourceText;
}

/** Chains of origins are longer only where a chart is malicious. */
const deepestOrigin = 500;

/**
 * The place at which a piece of a rendered text is changed: the literal text of a template, the key of the values if
 * one decides it, else the innermost action that makes it. Undefined if no text leads to it.
 */
export function placeOf(piece: TextPiece): TextPlace | undefined {
  const { origin } = piece;
  if (origin === undefined) {
    return undefined;
  }
  const inner = innermost(origin, piece.offset, piece.text, 0);
  if (inner === undefined || origin.sort !== 'made' || origin.source === undefined) {
    return inner;
  }
  return { ...inner, printed: { source: origin.source, start: origin.start, end: origin.end } };
}

function innermost(origin: Origin, offset: number, text: string, depth: number): TextPlace | undefined {
  const { source, start, end } = origin;
  if (depth > deepestOrigin) {
    return undefined;
  }
  if (source?.inner !== undefined) {
    return insideText(source.inner, origin, offset, text, depth);
  }
  switch (origin.sort) {
    case 'text':
      // Of what a function made of a literal, the whole literal is the place.
      return source?.text.startsWith(text, start + offset)
        ? { sort: 'literal', source, start: start + offset, end: Math.min(start + offset + text.length, end) }
        : source && { sort: 'literal', source, start, end };
    case 'key':
    case 'given':
      return source && { sort: origin.sort === 'key' ? 'value' : 'given', source, start, end, ...named(origin) };
    case 'made': {
      const decisive = decisiveOrigin(origin.from ?? []);
      const found = decisive && innermost(decisive, offset, text, depth + 1);
      return found ?? (source && { sort: 'action', source, start, end });
    }
  }
}

function named({ name }: Origin): { readonly key?: string } {
  return name === undefined ? {} : { key: name };
}

/** The text of `tpl` is itself a string with origins. */
function insideText(
  inner: Text,
  { start, end, sort, from }: Origin,
  offset: number,
  text: string,
  depth: number,
): TextPlace | undefined {
  const decisive = sort === 'made' ? decisiveOrigin(from ?? []) : undefined;
  const found = decisive && innermost(decisive, offset, text, depth + 1);
  if (found !== undefined) {
    return found;
  }
  const [first] = inner.slice(sort === 'text' ? start + offset : start, end).pieces;
  return first?.origin && innermost(first.origin, first.offset, text, depth + 1);
}

/** The only origin, or the only one that is a key where all others are literal. */
function decisiveOrigin(from: readonly Origin[]): Origin | undefined {
  if (from.length <= 1) {
    return from[0];
  }
  const keys = new Set<string>();
  let decisive: Origin | undefined;
  for (const each of from) {
    const leaf = leafOf(each);
    if (leaf === undefined) {
      return undefined;
    }
    if (leaf.sort === 'key') {
      keys.add(`${leaf.source?.path} ${leaf.start}`);
      decisive = each;
    } else if (leaf.sort === 'given') {
      return undefined;
    }
  }
  return keys.size === 1 ? decisive : undefined;
}

/** The end of a chain of origins. Undefined if it branches. */
function leafOf(origin: Origin): Origin | undefined {
  let current = origin;
  for (let depth = 0; depth < deepestOrigin && current.sort === 'made'; depth++) {
    const next: Origin | undefined = decisiveOrigin(current.from ?? []);
    if (next === undefined) {
      return undefined;
    }
    current = next;
  }
  return current;
}

/**
 * The place of a range of a text: that of its last piece with a place that is not blank. A value comes after its key.
 */
export function placeOfRange(text: Text, start: number, end: number): TextPlace | undefined {
  const { pieces } = text.slice(start, end);
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = withoutSpace(pieces[index]!);
    const place = piece && placeOf(piece);
    if (place !== undefined) {
      return place;
    }
  }
  return undefined;
}

function withoutSpace(piece: TextPiece): TextPiece | undefined {
  const trimmed = piece.text.trimStart();
  const removed = piece.text.length - trimmed.length;
  const text = trimmed.trimEnd();
  return text === '' && piece.origin?.absent !== true ? undefined : { ...piece, text, offset: piece.offset + removed };
}
