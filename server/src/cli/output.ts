import { closeSync, fstatSync, openSync, rmSync } from 'node:fs';
import { writeAll } from './io.ts';

/**
 * Writes parts of a text to a file, replacing its content. Also writes to pipes and devices. Returns why it could
 * not be written, as a system error code; then a part of the text is not left behind in a file.
 */
export function writeOutput(file: string, parts: Iterable<string>): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'w');
    for (const piece of inPieces(parts)) {
      writeAll(descriptor, piece);
    }
    return undefined;
  } catch (error) {
    if (descriptor !== undefined && fstatSync(descriptor).isFile()) {
      rmSync(file, { force: true });
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) {
      throw error;
    }
    return code;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

/** Joins short parts, because each write costs a system call, but never to a text of unbounded length. */
export function* inPieces(parts: Iterable<string>): Iterable<string> {
  let piece = '';
  for (const part of parts) {
    piece += part;
    if (piece.length >= enough) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') {
    yield piece;
  }
}

/** In UTF-16 code units. */
const enough = 65_536;
