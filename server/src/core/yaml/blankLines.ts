import { lineEndOf, nextLineOf } from './layout.ts';
import type { Node } from './node.ts';

/** Whether a node ends in a block scalar with `+`. The blank lines after it belong to the scalar. */
export function keepsBlankLines(text: string, node: Node): boolean {
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

/** The start of the first line from this one on that is not blank. */
export function behindBlankLines(text: string, from: number): number {
  let line = from;
  while (line < text.length && text.slice(line, lineEndOf(text, line)).trim() === '') {
    line = nextLineOf(text, line);
  }
  return line;
}
