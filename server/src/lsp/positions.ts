import type { FileDocument } from '../core/model/document.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';
import type { Range as OffsetRange } from '../core/text/range.ts';
import type { Position, PositionRange } from '../formats/positions.ts';

/**
 * The unit of `character` in a position, on which client and server agree. Source: LSP 3.17,
 * PositionEncodingKind.
 */
export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

/** Here `character` is in the units of the agreed encoding. */
export type { Position, PositionRange };

/** A text and the offsets at which its lines start, in UTF-16 code units; the first is 0. */
export interface TextLines {
  readonly text: string;
  readonly starts: Uint32Array;
}

/** `\n`, `\r\n` and a single `\r` end a line. Source: LSP, Text Documents, EOL. */
export function linesOf(text: string): TextLines {
  return { text, starts: Uint32Array.from(lineStarts(text, 0, text.length)) };
}

export function offsetAt(lines: TextLines, position: Position, encoding: PositionEncoding): number {
  const { text, starts } = lines;
  const start = starts[position.line];
  if (start === undefined) {
    return position.line < 0 ? 0 : text.length;
  }
  const end = endOfLine(lines, position.line);
  if (encoding === 'utf-16') {
    return Math.min(start + Math.max(position.character, 0), end);
  }
  let offset = start;
  for (let left = position.character; left > 0 && offset < end; ) {
    const code = text.codePointAt(offset)!;
    left -= encoding === 'utf-32' ? 1 : utf8Length(code);
    offset += code > 0xffff ? 2 : 1;
  }
  return offset;
}

export function positionAt(lines: TextLines, offset: number, encoding: PositionEncoding): Position {
  const { text, starts } = lines;
  const line = lineAt(starts, offset);
  return { line, character: countUnits(text, starts[line]!, offset, encoding) };
}

export function rangeAt(lines: TextLines, { start, end }: OffsetRange, encoding: PositionEncoding): PositionRange {
  return { start: positionAt(lines, start, encoding), end: positionAt(lines, end, encoding) };
}

/** The text with one range replaced. The lines before and after the change are not scanned again. */
export function withEdit(lines: TextLines, range: OffsetRange, newText: string): TextLines {
  const { text, starts } = lines;
  const next = text.slice(0, range.start) + newText + text.slice(range.end);
  const shift = newText.length - (range.end - range.start);
  // One more line on either side: a change may join or separate a `\r` and a `\n`.
  const first = Math.max(lineAt(starts, range.start) - 1, 0);
  const behind = lineAt(starts, range.end) + 2;
  const end = behind < starts.length ? starts[behind]! + shift : next.length;
  const changed = lineStarts(next, starts[first]!, end);
  if (behind < starts.length && changed.at(-1) === end) {
    changed.pop();
  }
  const shifted = starts.subarray(behind);
  const nextStarts = new Uint32Array(first + changed.length + shifted.length);
  nextStarts.set(starts.subarray(0, first));
  nextStarts.set(changed, first);
  for (let line = 0, at = first + changed.length; line < shifted.length; line++, at++) {
    nextStarts[at] = shifted[line]! + shift;
  }
  return { text: next, starts: nextStarts };
}

/**
 * Converts ranges in documents into ranges in their file. Create it for one answer only: it keeps the lines of
 * each document that it has converted.
 */
export function createRangeConverter(
  encoding: PositionEncoding,
): (document: FileDocument, range: OffsetRange) => PositionRange {
  const known = new Map<FileDocument, TextLines>();
  return (document, range) => {
    const lines = getOrInsertComputed(known, document, ({ facts }) => linesOf(facts.text));
    const inFile = (offset: number): Position => {
      const { line, character } = positionAt(lines, offset, encoding);
      return { line: document.line + line, character };
    };
    return { start: inFile(range.start), end: inFile(range.end) };
  };
}

/** The offsets at which lines start in a part of a text, including its own start. */
function lineStarts(text: string, from: number, to: number): number[] {
  const starts = [from];
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) {
      starts.push(at + 1);
    }
  }
  return starts;
}

function lineAt(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The end of a line's content, before its line end. */
function endOfLine({ text, starts }: TextLines, line: number): number {
  let end = starts[line + 1] ?? text.length;
  while (end > starts[line]! && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) {
    end--;
  }
  return end;
}

function countUnits(text: string, from: number, to: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-16') {
    return to - from;
  }
  let units = 0;
  for (let at = from; at < to; ) {
    const code = text.codePointAt(at)!;
    units += encoding === 'utf-32' ? 1 : utf8Length(code);
    at += code > 0xffff ? 2 : 1;
  }
  return units;
}

function utf8Length(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}
