import type { DocumentFacts } from '../model/document.ts';
import type { Range } from '../text/range.ts';
import type { Node, Scalar } from '../yaml/node.ts';
import { read } from '../yaml/read.ts';
import { scan } from '../yaml/scan.ts';
import type { RenderDocument } from './source.ts';
import { withoutAliases } from './tree.ts';

/**
 * The documents of the text in a scalar, e.g. of an inline patch. Their ranges refer to `document`: in a
 * literal block scalar every character has its own position, and in any other style the position is the whole
 * scalar.
 * @returns undefined if the text is not YAML.
 */
export function inlineDocuments(scalar: Scalar, document: DocumentFacts): readonly RenderDocument[] | undefined {
  const place = placing(scalar, document.text);
  const documents: RenderDocument[] = [];
  for (const { start, end, empty } of scan(scalar.text)) {
    if (empty) {
      continue;
    }
    const tree = read(scalar.text.slice(start, end));
    if (tree.errors.length > 0) {
      return undefined;
    }
    if (tree.root !== undefined) {
      const root = moved(withoutAliases(tree.root), (range) => place(range.start + start, range.end + start));
      documents.push({ facts: document, errors: [], root });
    }
  }
  return documents;
}

type Placing = (start: number, end: number) => Range;

function placing(scalar: Scalar, text: string): Placing {
  const whole = { start: scalar.start, end: scalar.end };
  if (scalar.style !== 'literal') {
    return () => whole;
  }
  const source = text.slice(scalar.start, scalar.end).split('\n').slice(1);
  const content = scalar.text.split('\n');
  const first = content.findIndex((line) => line.trim() !== '');
  const written = source[first]?.replace(/\r$/, '');
  if (written === undefined || !written.endsWith(content[first]!)) {
    return () => whole;
  }
  const indent = written.length - content[first]!.length;
  const starts: number[] = [];
  let offset = text.indexOf('\n', scalar.start) + 1;
  for (const line of source) {
    starts.push(offset);
    offset += line.length + 1;
  }
  const contentStarts: number[] = [];
  let at = 0;
  for (const line of content) {
    contentStarts.push(at);
    at += line.length + 1;
  }
  const move = (position: number) => {
    const line = lineAt(contentStarts, position);
    const start = starts[line];
    return start === undefined ? whole.end : Math.min(start + indent + position - contentStarts[line]!, whole.end);
  };
  return (start, end) => ({ start: move(start), end: move(end) });
}

function lineAt(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= position) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

function moved<T extends Node>(node: T, place: (range: Range) => Range): T {
  const range = place(node);
  switch (node.type) {
    case 'mapping': {
      const pairs = node.pairs.map((pair) => ({
        ...place(pair),
        key: moved(pair.key, place),
        value: moved(pair.value, place),
      }));
      return { ...node, ...range, pairs };
    }
    case 'sequence':
      return { ...node, ...range, items: node.items.map((item) => moved(item, place)) };
    default:
      return { ...node, ...range };
  }
}
