import {
  COLON,
  DASH,
  endOfLine,
  HASH,
  isBlank,
  isFlowIndicator,
  isLineEnd,
  type Lines,
  lineAfter,
  SPACE,
  TAB,
} from './lines.ts';
import type { Scalar } from './node.ts';
import { unescaped } from './quoted.ts';

// Plain and quoted scalars: YAML calls them flow scalars, in block and in flow context.

/** Reads a plain or quoted scalar that ends on its first line. */
export function lineScalar(lines: Lines): Scalar | undefined {
  const first = lines.text.charCodeAt(lines.at);
  return first === DOUBLE_QUOTE || first === SINGLE_QUOTE ? quotedScalar(lines, first) : plainScalar(lines, first);
}

/**
 * Reads a scalar that may continue on lines with more indentation than `parent`. A key cannot continue, and at
 * the root (`parent` -1) a continuation is doubtful.
 */
export function scalarOverLines(lines: Lines, parent: number): Scalar | undefined {
  const first = lines.text.charCodeAt(lines.at);
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
    return quotedScalar(lines, first) ?? (parent < 0 ? undefined : quotedOverLines(lines, first, parent));
  }
  const scalar = plainScalar(lines, first);
  return scalar === undefined || parent < 0 ? scalar : continuedPlain(lines, scalar, parent);
}

function plainScalar(lines: Lines, first: number): Scalar | undefined {
  const { text, at: start } = lines;
  const indicator = first === DASH || first === COLON || first === QUESTION;
  if (!mayBeginPlain(first) && !(indicator && !isBlank(text.charCodeAt(start + 1)))) {
    return undefined;
  }
  const end = plainEnd(lines, start);
  lines.at = end;
  return { type: 'scalar', text: text.slice(start, end), style: 'plain', start, end };
}

/**
 * The end of the plain text that starts at `from` in this line: before `: ` and ` #`, without trailing white
 * space.
 */
function plainEnd({ text, end: lineEnd }: Lines, from: number): number {
  let end = from;
  for (let at = from; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) {
      if (at + 1 === lineEnd || isBlank(text.charCodeAt(at + 1))) {
        break;
      }
      end = at + 1;
    } else if (code === SPACE || code === TAB) {
      if (text.charCodeAt(at + 1) === HASH) {
        break;
      }
    } else {
      end = at + 1;
    }
  }
  return end;
}

/** Adds the continuation lines of a plain scalar. */
function continuedPlain(lines: Lines, first: Scalar, parent: number): Scalar | undefined {
  const { text } = lines;
  // Nearly every scalar has only one line.
  let parts: string[] | undefined;
  let end = first.end;
  while (isLineEnd(text.charCodeAt(behindBlanks(text, end)))) {
    let line = lineAfter(text, lines.end);
    let blankLines = 0;
    let at = line;
    for (;;) {
      at = line;
      while (text.charCodeAt(at) === SPACE) {
        at++;
      }
      if (!isLineEnd(text.charCodeAt(at)) || at >= text.length) {
        break;
      }
      line = lineAfter(text, at);
      blankLines++;
    }
    const code = text.charCodeAt(at);
    if (code === TAB) {
      return undefined;
    }
    if (at - line <= parent || at >= text.length || code === HASH) {
      break;
    }
    lines.start = line;
    lines.end = endOfLine(text, at);
    end = plainEnd(lines, at);
    lines.at = end;
    parts ??= [first.text];
    for (let i = 0; i < blankLines; i++) {
      parts.push('');
    }
    parts.push(text.slice(at, end));
  }
  return parts === undefined ? first : { ...first, text: folded(parts), end };
}

/**
 * Whether a plain scalar may begin with the character, for characters that do not depend on the next one (YAML
 * 1.2.2, 7.3.3).
 */
function mayBeginPlain(code: number): boolean {
  switch (code) {
    case 33: // !
    case 34: // "
    case 35: // #
    case 37: // %
    case 38: // &
    case 39: // '
    case 42: // *
    case 44: // ,
    case 45: // -
    case 58: // :
    case 62: // >
    case 63: // ?
    case 64: // @
    case 91: // [
    case 93: // ]
    case 96: // `
    case 123: // {
    case 124: // |
    case 125: // }
      return false;
    default:
      return true;
  }
}

/** Reads a quoted scalar of one line. */
export function quotedScalar(lines: Lines, quote: number): Scalar | undefined {
  const { text, at: start, end: lineEnd } = lines;
  const close = closingQuote(text, start + 1, lineEnd, quote);
  if (close < 0) {
    return undefined;
  }
  const content = unquoted(text.slice(start + 1, close), quote);
  if (content === undefined) {
    return undefined;
  }
  lines.at = close + 1;
  return { type: 'scalar', text: content, style: quote === SINGLE_QUOTE ? 'single' : 'double', start, end: close + 1 };
}

/** The offset of the closing quote before `end`, or -1. */
function closingQuote(text: string, from: number, end: number, quote: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote === DOUBLE_QUOTE || text.charCodeAt(at + 1) !== SINGLE_QUOTE) {
        return at;
      }
      at++;
    } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
      at++;
    }
  }
  return -1;
}

function unquoted(raw: string, quote: number): string | undefined {
  if (quote === SINGLE_QUOTE) {
    return raw.includes("'") ? raw.replaceAll("''", "'") : raw;
  }
  return raw.includes('\\') ? unescaped(raw) : raw;
}

/** Reads a quoted scalar whose closing quote is on a later line. */
function quotedOverLines(lines: Lines, quote: number, parent: number): Scalar | undefined {
  const { text, at: start } = lines;
  const parts: string[] = [];
  /** The text up to an escaped line break. The next line follows it without a space. */
  let joined = '';
  let from = start + 1;
  let lineEnd = lines.end;
  for (;;) {
    const close = closingQuote(text, from, lineEnd, quote);
    if (close >= 0) {
      parts.push(joined + text.slice(from, close));
      const content = unquoted(folded(parts), quote);
      if (content === undefined) {
        return undefined;
      }
      lines.at = close + 1;
      lines.end = endOfLine(text, close);
      const style = quote === SINGLE_QUOTE ? 'single' : 'double';
      return { type: 'scalar', text: content, style, start, end: close + 1 };
    }
    const raw = text.slice(from, lineEnd);
    const trimmed = raw.replace(/(?<![ \t])[ \t]+$/, '');
    const escapes = quote === DOUBLE_QUOTE && /(?<!\\)(?:\\\\)*\\$/.test(trimmed);
    if (escapes && trimmed !== raw) {
      // An escaped space at the end of the line.
      return undefined;
    }
    const blank = trimmed === '' && parts.length + joined.length > 0;
    if (blank && joined !== '') {
      return undefined;
    }
    if (escapes) {
      joined += trimmed.slice(0, -1);
    } else {
      parts.push(joined + trimmed);
      joined = '';
    }
    const line = lineAfter(text, lineEnd);
    let at = line;
    while (text.charCodeAt(at) === SPACE) {
      at++;
    }
    const code = text.charCodeAt(at);
    if (at >= text.length || code === TAB || (!isLineEnd(code) && at - line <= parent)) {
      return undefined;
    }
    from = at;
    lineEnd = endOfLine(text, at);
    lines.start = line;
  }
}

/**
 * Folds the lines of a flow scalar (YAML 1.2.2, 7.4): a line break becomes a space, and of several line breaks
 * the first is dropped. An empty first or last part is a line, and an empty part between them is a blank line.
 */
function folded(parts: readonly string[]): string {
  let text = parts[0] ?? '';
  let blankLines = 0;
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i]!;
    if (part === '' && i < parts.length - 1) {
      blankLines++;
    } else {
      text += (blankLines > 0 ? '\n'.repeat(blankLines) : ' ') + part;
      blankLines = 0;
    }
  }
  return text;
}

/** Reads a plain scalar inside a flow collection, within its line. */
export function flowPlainScalar(lines: Lines): Scalar | undefined {
  const { text, at: start, end: lineEnd } = lines;
  const first = text.charCodeAt(start);
  if (!mayBeginPlain(first)) {
    const next = text.charCodeAt(start + 1);
    if (first !== DASH || isBlank(next) || isFlowIndicator(next)) {
      return undefined;
    }
  }
  let end = start;
  for (let at = start; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (isFlowIndicator(code)) {
      break;
    }
    if (code === COLON) {
      const next = text.charCodeAt(at + 1);
      if (isBlank(next) || isFlowIndicator(next)) {
        break;
      }
      end = at + 1;
    } else if (code === SPACE || code === TAB) {
      if (text.charCodeAt(at + 1) === HASH) {
        break;
      }
    } else {
      end = at + 1;
    }
  }
  if (end === start) {
    return undefined;
  }
  lines.at = end;
  return { type: 'scalar', text: text.slice(start, end), style: 'plain', start, end };
}

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) {
    at++;
  }
  return at;
}

export const DOUBLE_QUOTE = 34;
export const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const QUESTION = 63;
