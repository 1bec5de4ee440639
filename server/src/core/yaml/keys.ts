import { COLON, endOfLine, HASH, isBlank, isKeyCharacter, isLineEnd, lineAfter, SPACE } from './lines.ts';
import type { Node, Pair, Scalar } from './node.ts';

/**
 * Stands for a value that was not read. It has the form of a placeholder, so that a renderer which copies the value
 * makes an unknown one.
 */
const unreadValue = '${unread}';

export function isUnreadValue(node: Node): boolean {
  return node.type === 'scalar' && node.text === unreadValue;
}

/**
 * Reads the keys of a map at the root of a document, and nothing of their values except whether they are null. The
 * range of an unread value is its first character, so that a text that ends there gives the same keys.
 *
 * @param start of the line with the key of the map.
 * @param end of its block.
 * @returns undefined if the map is not in plain block style.
 */
export function readKeys(text: string, start: number, end: number, field: string): Pair | undefined {
  const key = scalarAt(start, field);
  const behind = firstContent(text, key.end + 1);
  if (behind !== undefined && !isLineEnd(text.charCodeAt(behind))) {
    return undefined;
  }
  const pairs: Pair[] = [];
  let indent = 0;
  for (let line = lineAfter(text, endOfLine(text, start)); line < end; line = lineAfter(text, endOfLine(text, line))) {
    let at = line;
    while (text.charCodeAt(at) === SPACE) {
      at++;
    }
    const isComment = text.charCodeAt(at) === HASH;
    if (at >= end || isLineEnd(text.charCodeAt(at)) || (isComment && (indent === 0 || at - line <= indent))) {
      continue;
    }
    indent ||= at - line;
    if (at - line > indent) {
      continue;
    }
    const pair = at - line === indent && indent > 0 ? pairAt(text, at, end, indent) : undefined;
    if (pair === undefined) {
      return undefined;
    }
    pairs.push(pair);
  }
  const last = pairs.at(-1)?.end ?? key.end + 1;
  const value =
    pairs.length > 0
      ? ({ type: 'mapping', flow: false, start: pairs[0]!.start, end: last, pairs } as const)
      : ({ type: 'scalar', text: '', style: 'plain', start: last, end: last } as const);
  return { start, end: last, key, value };
}

function scalarAt(start: number, text: string): Scalar {
  return { type: 'scalar', text, style: 'plain', start, end: start + text.length };
}

function pairAt(text: string, start: number, end: number, indent: number): Pair | undefined {
  const key = keyAt(text, start);
  const colon = key?.end ?? 0;
  if (!key || text.charCodeAt(colon) !== COLON || !(colon + 1 >= end || isBlank(text.charCodeAt(colon + 1)))) {
    return undefined;
  }
  const value = valueAt(text, colon + 1, end, indent);
  return { start, end: value.end, key, value };
}

/** A plain key, or a quoted one without escapes. Keys of ConfigMaps and Secrets consist of these characters. */
function keyAt(text: string, start: number): Scalar | undefined {
  const quote = text[start];
  const isQuoted = quote === '"' || quote === "'";
  const from = isQuoted ? start + 1 : start;
  let at = from;
  while (isKeyCharacter(text.charCodeAt(at))) {
    at++;
  }
  if (at === from || (isQuoted && text[at] !== quote)) {
    return undefined;
  }
  const style = !isQuoted ? 'plain' : quote === '"' ? 'double' : 'single';
  return { type: 'scalar', text: text.slice(from, at), style, start, end: isQuoted ? at + 1 : at };
}

/** The value behind a colon: null, or a value that is not read. */
function valueAt(text: string, from: number, end: number, indent: number): Scalar {
  const at = firstContent(text, from);
  const first = at === undefined || at >= end ? undefined : at;
  if (first !== undefined && !isLineEnd(text.charCodeAt(first))) {
    const nothing = /^(?:null|Null|NULL|~)(?=[ \t]*(?:[ \t]#.*)?(?:[\r\n]|$))/.exec(
      text.slice(first, first + 100),
    )?.[0];
    return nothing
      ? { type: 'scalar', text: nothing, style: 'plain', start: first, end: first + nothing.length }
      : { type: 'scalar', text: unreadValue, style: 'double', start: first, end: first + 1 };
  }
  for (let line = lineAfter(text, endOfLine(text, from)); line < end; line = lineAfter(text, endOfLine(text, line))) {
    let content = line;
    while (text.charCodeAt(content) === SPACE) {
      content++;
    }
    if (content >= end || isLineEnd(text.charCodeAt(content)) || text.charCodeAt(content) === HASH) {
      continue;
    }
    if (content - line > indent) {
      return { type: 'scalar', text: unreadValue, style: 'double', start: content, end: content + 1 };
    }
    break;
  }
  return { type: 'scalar', text: '', style: 'plain', start: from, end: from };
}

/** The first character behind blanks and a comment in the rest of a line, which may be its end. */
function firstContent(text: string, from: number): number | undefined {
  let at = from;
  while (isBlank(text.charCodeAt(at)) && !isLineEnd(text.charCodeAt(at)) && at < text.length) {
    at++;
  }
  return at >= text.length ? undefined : text.charCodeAt(at) === HASH && at > from ? endOfLine(text, at) : at;
}
