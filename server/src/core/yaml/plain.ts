import { readBlockScalar } from './blockScalar.ts';
import {
  advance,
  COLON,
  DASH,
  endOfLine,
  HASH,
  isBlank,
  isFlowIndicator,
  isLineEnd,
  type Lines,
  linesOf,
  NEWLINE,
  RETURN,
  SPACE,
  TAB,
} from './lines.ts';
import type { Mapping, Node, Pair, Scalar, Sequence, Tree } from './node.ts';
import { unescaped } from './quoted.ts';

/**
 * Reads one document of the plain subset, which is what nearly all manifests are written in: block mappings and
 * sequences, flow collections without comments, quoted and plain scalars of one line, block scalars.
 *
 * @returns undefined for everything else and for everything doubtful: anchors, aliases, tags, merge keys, scalars over
 * several lines, complex keys, tabs as indentation, directives, markers, any error. Where it answers, it answers as
 * `full.ts` does; a differential test says so.
 */
export function readPlain(text: string): Tree | undefined {
  if (doubtfulCharacter.test(text) || text.indexOf('\ufeff', 1) > 0) {
    return undefined;
  }
  const lines = linesOf(text);
  if (!advance(lines, text.charCodeAt(0) === 0xfeff ? 1 : 0)) {
    return lines.doubt ? undefined : { errors: [] };
  }
  const root = blockNode(lines, -1);
  return root === undefined || lines.more || lines.doubt ? undefined : { root, errors: [] };
}

/**
 * Control characters (kubectl refuses them), a carriage return that is no part of CRLF, and the line ends that
 * YAML 1.1 has and YAML 1.2 has not.
 */
const doubtfulCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\r(?!\n)/;

/** Nesting beyond this is left to the full reader, which bounds it. Real manifests stay below forty. */
const maxDepth = 400;

/** A key longer than this is no implicit key (YAML 1.2.2, 7.4: 1024 characters to the colon). */
const maxKeyLength = 1000;

/** A node that begins at a line's first content. `parent` is the indentation it has to exceed. */
function blockNode(lines: Lines, parent: number): Node | undefined {
  const column = lines.indent;
  const { text, at } = lines;
  const first = text.charCodeAt(at);
  if (first === DASH && isBlank(text.charCodeAt(at + 1))) {
    return sequence(lines, column);
  }
  if (first === 123 || first === 91 || first === 124 || first === 62) {
    return value(lines, parent);
  }
  const scalar = lineScalar(lines);
  if (scalar === undefined) {
    return undefined;
  }
  if (passColon(lines)) {
    return mapping(lines, column, scalar);
  }
  return endLine(lines) ? scalar : undefined;
}

/** The mapping whose first key was just read; `lines.at` is behind its colon. */
function mapping(lines: Lines, column: number, firstKey: Scalar): Mapping | undefined {
  if (++lines.depth > maxDepth) {
    return undefined;
  }
  const pairs: Pair[] = [];
  let key = firstKey;
  let end = 0;
  for (;;) {
    if (key.end - key.start > maxKeyLength || (key.style === 'plain' && key.text === '<<')) {
      return undefined;
    }
    const node = pairValue(lines, column);
    if (node === undefined) {
      return undefined;
    }
    end = node.end;
    pairs.push({ start: key.start, end, key, value: node });
    if (lines.indent < column) {
      break;
    }
    if (lines.indent > column || isSequenceDash(lines)) {
      return undefined;
    }
    const next = lineScalar(lines);
    if (next === undefined || !passColon(lines)) {
      return undefined;
    }
    key = next;
  }
  lines.depth--;
  return { type: 'mapping', flow: false, start: firstKey.start, end, pairs };
}

/** What stands behind a key's colon, on the same line or below it. Leaves `lines` at the next content line. */
function pairValue(lines: Lines, column: number): Node | undefined {
  const behindColon = lines.at;
  if (skipToContent(lines)) {
    return value(lines, column);
  }
  advance(lines, lines.end);
  if (lines.indent > column) {
    return blockNode(lines, column);
  }
  if (lines.indent === column && isSequenceDash(lines)) {
    return sequence(lines, column);
  }
  return emptyScalar(behindColon);
}

/** The block sequence at `column`, whose first dash `lines.at` is at. */
function sequence(lines: Lines, column: number): Sequence | undefined {
  if (++lines.depth > maxDepth) {
    return undefined;
  }
  const { text } = lines;
  const start = lines.at;
  const items: Node[] = [];
  let end = start;
  do {
    lines.at++;
    const item = sequenceItem(lines, column);
    if (item === undefined) {
      return undefined;
    }
    items.push(item);
    end = item.end;
    if (lines.indent > column) {
      return undefined;
    }
  } while (lines.indent === column && text.charCodeAt(lines.at) === DASH && isBlank(text.charCodeAt(lines.at + 1)));
  lines.depth--;
  return { type: 'sequence', flow: false, start, end, items };
}

function sequenceItem(lines: Lines, column: number): Node | undefined {
  const { text } = lines;
  const behindDash = lines.at;
  let at = behindDash;
  while (text.charCodeAt(at) === SPACE) {
    at++;
  }
  lines.at = at;
  const code = text.charCodeAt(at);
  if (code === TAB) {
    return undefined;
  }
  if (code === HASH || isLineEnd(code)) {
    advance(lines, lines.end);
    return lines.indent > column ? blockNode(lines, column) : emptyScalar(behindDash);
  }
  // Compact: the item's own first line stands behind the dash, its column is where it begins.
  lines.indent = at - lines.start;
  return blockNode(lines, column);
}

/** A value that begins behind a key's colon: anything but a block collection. */
function value(lines: Lines, parent: number): Node | undefined {
  const { text, at } = lines;
  const first = text.charCodeAt(at);
  if (first === 124 || first === 62) {
    return readBlockScalar(lines, parent);
  }
  let node: Node | undefined;
  if (first === 123 || first === 91) {
    node = flowNode(lines, parent);
  } else {
    node = lineScalar(lines);
  }
  return node !== undefined && endLine(lines) ? node : undefined;
}

/** A plain or quoted scalar within this line. */
function lineScalar(lines: Lines): Scalar | undefined {
  const first = lines.text.charCodeAt(lines.at);
  return first === 34 || first === 39 ? quotedScalar(lines, first) : plainScalar(lines, first);
}

function plainScalar(lines: Lines, first: number): Scalar | undefined {
  const { text, at: start, end: lineEnd } = lines;
  if (!mayBeginPlain(first) && !(first === DASH && !isBlank(text.charCodeAt(start + 1)))) {
    return undefined;
  }
  let at = start;
  let end = start;
  for (; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) {
      if (at + 1 === lineEnd || isBlank(text.charCodeAt(at + 1))) {
        break;
      }
      end = at + 1;
    } else if (code === SPACE || code === TAB) {
      if (text.charCodeAt(at + 1) === HASH) {
        break;
      }
    } else {
      end = at + 1;
    }
  }
  lines.at = end;
  return { type: 'scalar', text: text.slice(start, end), style: 'plain', start, end };
}

/** Whether a plain scalar may begin with it, where it needs no look at the character behind (YAML 1.2.2, 7.3.3). */
function mayBeginPlain(code: number): boolean {
  switch (code) {
    case 33: // !
    case 34: // "
    case 35: // #
    case 37: // %
    case 38: // &
    case 39: // '
    case 42: // *
    case 44: // ,
    case 45: // -
    case 58: // :
    case 62: // >
    case 63: // ?
    case 64: // @
    case 91: // [
    case 93: // ]
    case 96: // `
    case 123: // {
    case 124: // |
    case 125: // }
      return false;
    default:
      return true;
  }
}

function quotedScalar(lines: Lines, quote: number): Scalar | undefined {
  const { text, at: start, end: lineEnd } = lines;
  let at = start + 1;
  let special = false;
  for (; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote !== 39 || text.charCodeAt(at + 1) !== 39) {
        break;
      }
      special = true;
      at++;
    } else if (code === 92 && quote === 34) {
      special = true;
      at++;
    }
  }
  if (at >= lineEnd) {
    return undefined;
  }
  lines.at = at + 1;
  const raw = text.slice(start + 1, at);
  const content = !special ? raw : quote === 39 ? raw.replaceAll("''", "'") : unescaped(raw);
  if (content === undefined) {
    return undefined;
  }
  return { type: 'scalar', text: content, style: quote === 39 ? 'single' : 'double', start, end: at + 1 };
}

/**
 * A flow collection. It may run over several lines, as JSON does, if every line is indented more than `parent` and
 * holds no comment.
 */
function flowNode(lines: Lines, parent: number): Node | undefined {
  const { text, at: start } = lines;
  const first = text.charCodeAt(start);
  if (first === 34 || first === 39) {
    return quotedScalar(lines, first);
  }
  if (first !== 123 && first !== 91) {
    return flowPlainScalar(lines, first);
  }
  if (++lines.depth > maxDepth) {
    return undefined;
  }
  lines.at++;
  const close = first + 2;
  const pairs: Pair[] = [];
  const items: Node[] = [];
  if (!skipInFlow(lines, parent)) {
    return undefined;
  }
  if (text.charCodeAt(lines.at) !== close) {
    for (;;) {
      if (first === 123) {
        const pair = flowPair(lines, parent);
        if (pair === undefined) {
          return undefined;
        }
        pairs.push(pair);
      } else {
        const item = flowNode(lines, parent);
        if (item === undefined) {
          return undefined;
        }
        items.push(item);
      }
      if (!skipInFlow(lines, parent)) {
        return undefined;
      }
      const code = text.charCodeAt(lines.at);
      if (code === close) {
        break;
      }
      if (code !== 44) {
        return undefined;
      }
      lines.at++;
      if (!skipInFlow(lines, parent)) {
        return undefined;
      }
    }
  }
  const end = ++lines.at;
  lines.depth--;
  return first === 123
    ? { type: 'mapping', flow: true, start, end, pairs }
    : { type: 'sequence', flow: true, start, end, items };
}

function flowPair(lines: Lines, parent: number): Pair | undefined {
  const { text } = lines;
  const first = text.charCodeAt(lines.at);
  const quoted = first === 34 || first === 39;
  const key = quoted ? quotedScalar(lines, first) : flowPlainScalar(lines, first);
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
  // Behind a quoted key the colon needs no space (YAML 1.2.2, c-ns-flow-map-adjacent-value).
  if (!quoted && !isBlank(text.charCodeAt(lines.at))) {
    return undefined;
  }
  if (!skipInFlow(lines, parent)) {
    return undefined;
  }
  const node = flowNode(lines, parent);
  return node && { start: key.start, end: node.end, key, value: node };
}

function flowPlainScalar(lines: Lines, first: number): Scalar | undefined {
  const { text, at: start, end: lineEnd } = lines;
  if (!mayBeginPlain(first)) {
    const next = text.charCodeAt(start + 1);
    if (first !== DASH || isBlank(next) || isFlowIndicator(next)) {
      return undefined;
    }
  }
  let end = start;
  for (let at = start; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (isFlowIndicator(code)) {
      break;
    }
    if (code === COLON) {
      const next = text.charCodeAt(at + 1);
      if (isBlank(next) || isFlowIndicator(next)) {
        break;
      }
      end = at + 1;
    } else if (code === SPACE || code === TAB) {
      if (text.charCodeAt(at + 1) === HASH) {
        return undefined;
      }
    } else {
      end = at + 1;
    }
  }
  if (end === start) {
    return undefined;
  }
  lines.at = end;
  return { type: 'scalar', text: text.slice(start, end), style: 'plain', start, end };
}

/** Passes white space and line ends inside a flow collection. False where a doubtful line follows. */
function skipInFlow(lines: Lines, parent: number): boolean {
  const { text } = lines;
  for (;;) {
    const code = text.charCodeAt(lines.at);
    if (code === SPACE || code === TAB) {
      lines.at++;
    } else if (code === NEWLINE || code === RETURN) {
      const start = lines.at + (code === RETURN ? 2 : 1);
      let at = start;
      while (text.charCodeAt(at) === SPACE) {
        at++;
      }
      const content = text.charCodeAt(at);
      const empty = content === NEWLINE || content === RETURN;
      if (!empty && (at - start <= parent || (content === TAB && parent >= 0) || text.startsWith('...', start))) {
        return false;
      }
      if (text.startsWith('---', start)) {
        return false;
      }
      lines.at = at;
      lines.start = start;
      lines.end = endOfLine(text, at);
    } else {
      return code !== HASH;
    }
  }
}

/** Passes white space and the colon of a block mapping's key. False where none follows. */
function passColon(lines: Lines): boolean {
  const { text } = lines;
  let at = lines.at;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) {
    at++;
  }
  if (text.charCodeAt(at) !== COLON || !isBlank(text.charCodeAt(at + 1))) {
    return false;
  }
  lines.at = at + 1;
  return true;
}

/** Passes white space behind a colon. False where the rest of the line is empty or a comment. */
function skipToContent(lines: Lines): boolean {
  const { text } = lines;
  let at = lines.at;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) {
    at++;
  }
  lines.at = at;
  const code = text.charCodeAt(at);
  return !isLineEnd(code) && code !== HASH;
}

/** Goes on to the next content line. False where something else than a comment stands behind the node. */
function endLine(lines: Lines): boolean {
  const behind = lines.at;
  if (skipToContent(lines) || (lines.at === behind && lines.text.charCodeAt(behind) === HASH)) {
    return false;
  }
  advance(lines, lines.end);
  return true;
}

function isSequenceDash(lines: Lines): boolean {
  return lines.text.charCodeAt(lines.at) === DASH && isBlank(lines.text.charCodeAt(lines.at + 1));
}

function emptyScalar(at: number): Scalar {
  return { type: 'scalar', text: '', style: 'plain', start: at, end: at };
}
