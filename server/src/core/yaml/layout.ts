// Lines of a text, as edits need them. A line ends at `\n`, `\r\n` or `\r`.

export function lineStartOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && (text[start - 1] !== '\r' || text[start] === '\n')) {
    start--;
  }
  return start;
}

/** The end of the line that the offset is in, without its line break. */
export function lineEndOf(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') {
    end++;
  }
  return end;
}

/** The start of the line behind the one that the offset is in; the end of the text if there is none. */
export function nextLineOf(text: string, offset: number): number {
  const end = lineEndOf(text, offset);
  return Math.min(text.length, text.startsWith('\r\n', end) ? end + 2 : end + 1);
}

/** The column of an offset in UTF-16 code units, a byte order mark not counted. */
export function columnOf(text: string, offset: number): number {
  const start = lineStartOf(text, offset);
  return offset - start - (text[start] === '\ufeff' ? 1 : 0);
}

/** The line ends that a text uses, by its first. */
export function lineEndsOf(text: string): LineEnd {
  const end = lineEndOf(text, 0);
  return text.startsWith('\r\n', end) ? '\r\n' : text[end] === '\r' ? '\r' : '\n';
}

export type LineEnd = '\n' | '\r\n' | '\r';
