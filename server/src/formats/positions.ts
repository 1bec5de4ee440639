import type { FileDocument } from '../core/model/document.ts';
import type { Range } from '../core/text/range.ts';

/** Zero-based; `character` counts UTF-16 code units. As in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** Converts a range in a document into lines and characters of its file. */
export function rangeInFile({ facts, line }: FileDocument, range: Range): PositionRange {
  const { start, end } = rangeIn(facts.text, range);
  return {
    start: { line: line + start.line, character: start.character },
    end: { line: line + end.line, character: end.character },
  };
}

/** Converts a range in a text into its lines and characters. */
export function rangeIn(text: string, { start, end }: Range): PositionRange {
  return { start: positionIn(text, start), end: positionIn(text, end) };
}

/** `\n`, `\r\n` and a single `\r` end a line. Source: LSP, Text Documents, EOL. */
export function positionIn(text: string, offset: number): Position {
  let line = 0;
  let start = 0;
  for (const match of text.slice(0, offset).matchAll(lineEnd)) {
    // A `\r` right before the offset and a `\n` right at it are one line end, and the offset is inside it.
    if (match[0] === '\r' && text[match.index + 1] === '\n') {
      break;
    }
    line++;
    start = match.index + match[0].length;
  }
  return { line, character: offset - start };
}

/** The content of one line of a text, without its line end. Undefined if the text has no such line. */
export function lineIn(text: string, line: number): string | undefined {
  return text.split(lineEnd, line + 1)[line];
}

const lineEnd = /\r\n|\r|\n/g;
