import { readBlockScalar } from './blockScalar.ts';
import { flowNode } from './flowCollection.ts';
import { lineScalar, scalarOverLines } from './flowScalar.ts';
import { advance, COLON, DASH, HASH, isBlank, isLineEnd, type Lines, linesOf, SPACE, TAB } from './lines.ts';
import type { Mapping, Node, Pair, Scalar, Sequence, Tree } from './node.ts';

/**
 * Reads one document in the plain subset of YAML, which nearly all manifests use: block mappings and sequences,
 * flow collections and JSON, plain, quoted and block scalars.
 *
 * @returns undefined for everything else and for everything doubtful: anchors, aliases, tags, merge keys,
 * complex keys, tabs as indentation, directives, markers, any error. If it returns a tree, the tree equals the
 * one of `full.ts`; a differential test checks that.
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
 * Control characters (kubectl rejects them), a carriage return outside CRLF, and the line ends that only YAML
 * 1.1 has.
 */
const doubtfulCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\r(?!\n)/;

/** The full reader reads deeper nesting, and bounds it. Real manifests have fewer than forty levels. */
export const maxDepth = 400;

/** A longer key is not an implicit key (YAML 1.2.2, 7.4: 1024 characters to the colon). */
const maxKeyLength = 1000;

/** Reads the node at the first content of a line. Its indentation has to exceed `parent`. */
function blockNode(lines: Lines, parent: number): Node | undefined {
  const column = lines.indent;
  const { text, at } = lines;
  const first = text.charCodeAt(at);
  if (first === DASH && isBlank(text.charCodeAt(at + 1))) {
    return sequence(lines, column);
  }
  if (first === OPEN_BRACE || first === OPEN_BRACKET || first === LITERAL || first === FOLDED) {
    return value(lines, parent);
  }
  const scalar = lineScalar(lines);
  if (scalar !== undefined && passColon(lines)) {
    return mapping(lines, column, scalar);
  }
  lines.at = at;
  return value(lines, parent);
}

/** Reads the mapping after its first key. `lines.at` is after the colon of that key. */
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

/**
 * Reads the value after the colon of a key, on the same line or below it. Leaves `lines` at the next content
 * line.
 */
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

/** Reads the block sequence at `column`. `lines.at` is at its first dash. */
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
  // Compact form: the first line of the item is after the dash, and its column is the column of its first
  // content.
  lines.indent = at - lines.start;
  return blockNode(lines, column);
}

/** Reads a node that is not a block collection, to the end of its last line. */
function value(lines: Lines, parent: number): Node | undefined {
  const first = lines.text.charCodeAt(lines.at);
  if (first === LITERAL || first === FOLDED) {
    return readBlockScalar(lines, parent);
  }
  const node =
    first === OPEN_BRACE || first === OPEN_BRACKET ? flowNode(lines, parent) : scalarOverLines(lines, parent);
  return node !== undefined && endLine(lines) ? node : undefined;
}

/** Skips white space and the colon after the key of a block mapping. Returns false if there is no colon. */
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

/** Skips white space after a colon. Returns false if the rest of the line is empty or a comment. */
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

/** Moves to the next content line. Returns false if anything except a comment follows the node. */
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

const OPEN_BRACKET = 91;
const OPEN_BRACE = 123;
const LITERAL = 124;
const FOLDED = 62;
