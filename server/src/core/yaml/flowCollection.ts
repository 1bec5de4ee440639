import { DOUBLE_QUOTE, flowPlainScalar, quotedScalar, SINGLE_QUOTE } from './flowScalar.ts';
import { COLON, DASH, DOT, endOfLine, HASH, isBlank, isLineEnd, type Lines, lineAfter, SPACE, TAB } from './lines.ts';
import type { Node, Pair } from './node.ts';
import { maxDepth } from './plain.ts';

/**
 * Reads a flow collection, or a node inside one. It may continue on further lines, as JSON does, if each has
 * more indentation than `parent`. The outermost closing bracket may be at `parent`, as libyaml also allows.
 *
 * @returns undefined for pairs in sequences (`[a: b]`), missing keys or values, scalars over several lines, and
 * errors.
 */
export function flowNode(lines: Lines, parent: number, level = 0): Node | undefined {
  const { text, at: start } = lines;
  const first = text.charCodeAt(start);
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
    return quotedScalar(lines, first);
  }
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    return flowPlainScalar(lines);
  }
  if (lines.depth + level > maxDepth) {
    return undefined;
  }
  const isMapping = first === OPEN_BRACE;
  const close = first + 2;
  const closeAtParent = level === 0 ? close : 0;
  const pairs: Pair[] = [];
  const items: Node[] = [];
  lines.at++;
  if (!passWhiteSpace(lines, parent, closeAtParent)) {
    return undefined;
  }
  while (text.charCodeAt(lines.at) !== close) {
    if (isMapping) {
      const pair = flowPair(lines, parent, level);
      if (pair === undefined) {
        return undefined;
      }
      pairs.push(pair);
    } else {
      const item = flowNode(lines, parent, level + 1);
      if (item === undefined) {
        return undefined;
      }
      items.push(item);
    }
    if (!passWhiteSpace(lines, parent, closeAtParent)) {
      return undefined;
    }
    const code = text.charCodeAt(lines.at);
    if (code === COMMA) {
      lines.at++;
      if (!passWhiteSpace(lines, parent, closeAtParent)) {
        return undefined;
      }
    } else if (code !== close) {
      return undefined;
    }
  }
  const end = ++lines.at;
  return isMapping
    ? { type: 'mapping', flow: true, start, end, pairs }
    : { type: 'sequence', flow: true, start, end, items };
}

function flowPair(lines: Lines, parent: number, level: number): Pair | undefined {
  const { text } = lines;
  const first = text.charCodeAt(lines.at);
  const quoted = first === DOUBLE_QUOTE || first === SINGLE_QUOTE;
  const key = quoted ? quotedScalar(lines, first) : flowPlainScalar(lines);
  if (key === undefined || (!quoted && key.text === '<<')) {
    return undefined;
  }
  while (text.charCodeAt(lines.at) === SPACE) {
    lines.at++;
  }
  if (text.charCodeAt(lines.at) !== COLON) {
    return undefined;
  }
  lines.at++;
  // After a quoted key the colon needs no space (YAML 1.2.2, c-ns-flow-map-adjacent-value).
  if (!quoted && !isBlank(text.charCodeAt(lines.at))) {
    return undefined;
  }
  if (!passWhiteSpace(lines, parent, 0)) {
    return undefined;
  }
  const value = flowNode(lines, parent, level + 1);
  return value && { start: key.start, end: value.end, key, value };
}

/**
 * Skips white space, comments and line ends. Returns false before a doubtful line: a line with too little
 * indentation, except for the bracket `closeAtParent`; a tab as indentation, except at the root, where JSON has
 * it; a document marker.
 */
function passWhiteSpace(lines: Lines, parent: number, closeAtParent: number): boolean {
  const { text } = lines;
  for (;;) {
    const code = text.charCodeAt(lines.at);
    if (code === SPACE || code === TAB) {
      lines.at++;
    } else if (code === HASH) {
      if (!isBlank(text.charCodeAt(lines.at - 1))) {
        return false;
      }
      lines.at = endOfLine(text, lines.at);
    } else if (!isLineEnd(code)) {
      return true;
    } else if (lines.at >= text.length) {
      return false;
    } else {
      const start = lineAfter(text, lines.at);
      let at = start;
      while (text.charCodeAt(at) === SPACE) {
        at++;
      }
      const content = text.charCodeAt(at);
      const indent = at - start;
      const indentedEnough =
        indent > parent || isLineEnd(content) || (indent === parent && content === closeAtParent && parent >= 0);
      if (!indentedEnough || (content === TAB && parent >= 0) || (indent === 0 && isMarkerLike(text, start))) {
        return false;
      }
      lines.at = at;
      lines.start = start;
      lines.end = endOfLine(text, at);
    }
  }
}

function isMarkerLike(text: string, start: number): boolean {
  const code = text.charCodeAt(start);
  return (code === DASH || code === DOT) && text.charCodeAt(start + 1) === code && text.charCodeAt(start + 2) === code;
}

const COMMA = 44;
const OPEN_BRACKET = 91;
const OPEN_BRACE = 123;
