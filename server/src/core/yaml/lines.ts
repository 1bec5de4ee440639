/** A cursor over the content lines of a text, which are neither blank nor only a comment. */
export interface Lines {
  readonly text: string;
  /** The start of the current line. */
  start: number;
  /** The end of the current line, without its line break. */
  end: number;
  /** The reading position. After `advance` it is the first content of the line. */
  at: number;
  /** The column of the first content, or -1 if there is no further line. */
  indent: number;
  /** Whether there is a current line. */
  more: boolean;
  /** Whether the cursor has met a line that only the full reader reads: a marker, or a tab as indentation. */
  doubt: boolean;
  /** The nesting depth of collections at the cursor. */
  depth: number;
}

export function linesOf(text: string): Lines {
  return { text, start: 0, end: 0, at: 0, indent: -1, more: false, doubt: false, depth: 0 };
}

/** Moves to the next content line. `from` is the start of a line or the end of the current one. */
export function advance(lines: Lines, from: number): boolean {
  const { text } = lines;
  let start = from;
  for (;;) {
    let at = start;
    while (text.charCodeAt(at) === SPACE) {
      at++;
    }
    const code = text.charCodeAt(at);
    if (code === NEWLINE) {
      start = at + 1;
    } else if (code === RETURN) {
      start = at + 2;
    } else if (code === HASH) {
      start = endOfLine(text, at);
    } else if (Number.isNaN(code) || code === TAB || isMarker(text, start)) {
      lines.doubt ||= !Number.isNaN(code);
      lines.more = false;
      lines.indent = -1;
      return false;
    } else {
      lines.start = start;
      lines.at = at;
      lines.indent = at - start;
      lines.end = endOfLine(text, at);
      lines.more = true;
      return true;
    }
  }
}

/** The end of the line of `from`, without its line break. */
export function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline < 0) {
    return text.length;
  }
  return text.charCodeAt(newline - 1) === RETURN && newline > from ? newline - 1 : newline;
}

/** The start of the line after a line end, or the end of the text. */
export function lineAfter(text: string, lineEnd: number): number {
  const code = text.charCodeAt(lineEnd);
  return code === NEWLINE ? lineEnd + 1 : code === RETURN ? lineEnd + 2 : text.length;
}

/** Whether the line is a document marker: `---` or `...` at column 0, with white space after it. */
function isMarker(text: string, start: number): boolean {
  const code = text.charCodeAt(start);
  return (
    (code === DASH || code === DOT) &&
    text.charCodeAt(start + 1) === code &&
    text.charCodeAt(start + 2) === code &&
    isBlank(text.charCodeAt(start + 3))
  );
}

/** Whether the code is a space, a tab, a line end or the end of the text. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === NEWLINE || code === RETURN || code === TAB || Number.isNaN(code);
}

export function isLineEnd(code: number): boolean {
  return code === NEWLINE || code === RETURN || Number.isNaN(code);
}

/** `,` `[` `]` `{` `}` */
export function isFlowIndicator(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

/**
 * Whether the code is a letter, a digit or one of `-./_`. An apiVersion, a kind and the usual top-level keys
 * consist of these characters.
 */
export function isKeyCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 45 && code <= 57) || code === 95;
}

export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const HASH = 35;
export const DASH = 45;
export const DOT = 46;
export const COLON = 58;
