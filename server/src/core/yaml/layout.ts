// Lines of a text for edits. A line ends at `\n`, `\r\n` or `\r`.

export function lineStartOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && (text[start - 1] !== '\r' || text[start] === '\n')) {
    start--;
  }
  return start;
}

/** The end of the line of the offset, without its line break. */
export function lineEndOf(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') {
    end++;
  }
  return end;
}

/** The start of the line after the line of the offset, or the end of the text. */
export function nextLineOf(text: string, offset: number): number {
  const end = lineEndOf(text, offset);
  return Math.min(text.length, text.startsWith('\r\n', end) ? end + 2 : end + 1);
}

/** The column of an offset in UTF-16 code units, a byte order mark not counted. */
export function columnOf(text: string, offset: number): number {
  const start = lineStartOf(text, offset);
  return offset - start - (text[start] === '\ufeff' ? 1 : 0);
}

/** The line ends of a text, decided by its first line end. */
export function lineEndsOf(text: string): LineEnd {
  const end = lineEndOf(text, 0);
  return text.startsWith('\r\n', end) ? '\r\n' : text[end] === '\r' ? '\r' : '\n';
}

export type LineEnd = '\n' | '\r\n' | '\r';
