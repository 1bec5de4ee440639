import { isAscii } from 'node:buffer';
import type { Piece } from '../core/text/piece.ts';

/**
 * The parts of a UTF-8 file without its CustomResourceDefinitions, of which the engine keeps nothing. Undefined
 * if there are none, or if the bytes do not show them clearly.
 *
 * In real repositories they are most of the bytes, in files of up to megabytes. Decoding such a large file to a
 * string costs more than reading it, so the bytes are searched.
 */
export function piecesOf(bytes: Buffer): readonly Piece[] | undefined {
  if (bytes.indexOf('\nkind: CustomResourceDefinition') < 0 || hasLonelyReturn(bytes)) {
    return undefined;
  }
  const pieces: Piece[] = [];
  const ascii = isAscii(bytes);
  const measured = { at: 0, start: 0, line: 0 };
  let kept = 0;
  const keepUntil = (end: number) => {
    if (end > kept) {
      measure(bytes, kept, ascii, measured);
      pieces.push({
        text: bytes.toString(ascii ? 'latin1' : 'utf8', kept, end),
        start: measured.start,
        line: measured.line,
      });
    }
  };
  for (let start = 0; start < bytes.length; ) {
    const end = nextMarker(bytes, start);
    if (isDefinition(bytes.subarray(start, end), start === 0)) {
      keepUntil(start);
      kept = end;
    }
    start = end;
  }
  if (kept === 0) {
    return undefined;
  }
  keepUntil(bytes.length);
  return pieces;
}

/** The start of the next line that is a document marker. The rest of that line belongs to the new document. */
function nextMarker(bytes: Buffer, from: number): number {
  for (let found = bytes.indexOf('\n---', from); found >= 0; found = bytes.indexOf('\n---', found + 1)) {
    const behind = bytes[found + 4];
    if (behind === undefined || behind === NEWLINE || behind === RETURN || behind === SPACE || behind === TAB) {
      return found + 1;
    }
  }
  return bytes.length;
}

/** Whether a document states at column 0 that it is a CustomResourceDefinition, and states its kind once. */
function isDefinition(document: Buffer, first: boolean): boolean {
  const kind = document.indexOf('\nkind: CustomResourceDefinition');
  if (kind < 0) {
    return false;
  }
  const behind = document[kind + '\nkind: CustomResourceDefinition'.length];
  return (
    (behind === undefined || behind === NEWLINE || behind === RETURN) &&
    document.indexOf('\nkind:') === kind &&
    document.indexOf('\nkind:', kind + 1) < 0 &&
    (document.indexOf('\napiVersion: apiextensions.k8s.io/') >= 0 ||
      (first && document.indexOf('apiVersion: apiextensions.k8s.io/') === 0))
  );
}

/** Advances the count of UTF-16 code units and of lines to a place in the bytes. */
function measure(bytes: Buffer, to: number, ascii: boolean, count: { at: number; start: number; line: number }): void {
  for (let at = count.at; at < to; at++) {
    if (bytes[at] === NEWLINE) {
      count.line++;
    }
  }
  count.start += ascii ? to - count.at : bytes.toString('utf8', count.at, to).length;
  count.at = to;
}

/** Whether a carriage return ends a line without a line feed. */
function hasLonelyReturn(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(RETURN); at >= 0; at = bytes.indexOf(RETURN, at + 1)) {
    if (bytes[at + 1] !== NEWLINE) {
      return true;
    }
  }
  return false;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
