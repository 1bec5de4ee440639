import { readKeys } from './keys.ts';
import { COLON, DASH, endOfLine, HASH, isBlank, isKeyCharacter, isLineEnd, lineAfter, SPACE } from './lines.ts';
import type { Node, Pair, Scalar, Tree } from './node.ts';
import { readPlain } from './plain.ts';

/**
 * Reads only the header of a document: `apiVersion`, `kind` and `metadata`. For an 8 MB ConfigMap it costs one
 * pass over the lines and the metadata. Ranges refer to the whole document. Errors after the header stay
 * unknown.
 *
 * @param maps fields at the root whose keys are read too, without their values (`readKeys`).
 * @returns a tree whose root holds only these pairs, or undefined if one of them is not in plain block style:
 * then the whole document has to be read.
 */
export function readHeader(text: string, maps: readonly string[] = []): Tree | undefined {
  const pairs: Pair[] = [];
  const found = new Set<string>();
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    const key = keyAt(text, start);
    if (key === undefined) {
      return undefined;
    }
    const end = endOfBlock(text, start);
    if (headerKeys.has(key)) {
      const root = found.has(key) ? undefined : readPlain(text.slice(start, end))?.root;
      if (root?.type !== 'mapping' || root.pairs.length !== 1) {
        return undefined;
      }
      found.add(key);
      pairs.push(shiftedPair(root.pairs[0]!, start));
    } else if (maps.includes(key)) {
      const pair = found.has(key) ? undefined : readKeys(text, start, end, key);
      if (pair === undefined) {
        return undefined;
      }
      found.add(key);
      pairs.push(pair);
    }
    start = end;
  }
  const [first] = pairs;
  if (first === undefined) {
    return undefined;
  }
  return { root: { type: 'mapping', flow: false, start: first.start, end: pairs.at(-1)!.end, pairs }, errors: [] };
}

const headerKeys: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The plain key of the line, or '' for a line without content. Undefined for any other line at column 0. */
function keyAt(text: string, start: number): string | undefined {
  const first = text.charCodeAt(start);
  if (first === HASH || isLineEnd(first)) {
    return '';
  }
  let at = start;
  while (isKeyCharacter(text.charCodeAt(at))) {
    at++;
  }
  return at > start && first !== DASH && text.charCodeAt(at) === COLON && isBlank(text.charCodeAt(at + 1))
    ? text.slice(start, at)
    : undefined;
}

/** The start of the next line at column 0 that is neither blank, a comment, nor an item of a sequence. */
function endOfBlock(text: string, from: number): number {
  let line = lineAfter(text, endOfLine(text, from));
  while (line < text.length) {
    const code = text.charCodeAt(line);
    const goesOn =
      code === SPACE || code === HASH || isLineEnd(code) || (code === DASH && isBlank(text.charCodeAt(line + 1)));
    if (!goesOn) {
      return line;
    }
    line = lineAfter(text, endOfLine(text, line));
  }
  return text.length;
}

function shiftedPair({ start, end, key, value }: Pair, by: number): Pair {
  return { start: start + by, end: end + by, key: shifted(key, by) as Scalar, value: shifted(value, by) };
}

/** Returns the node with its range moved by `by` characters. */
function shifted(node: Node, by: number): Node {
  const range = { start: node.start + by, end: node.end + by };
  switch (node.type) {
    case 'mapping':
      return { ...node, ...range, pairs: node.pairs.map((pair) => shiftedPair(pair, by)) };
    case 'sequence':
      return { ...node, ...range, items: node.items.map((item) => shifted(item, by)) };
    default:
      return { ...node, ...range };
  }
}
