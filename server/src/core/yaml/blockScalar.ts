import { advance, endOfLine, HASH, isLineEnd, type Lines, lineAfter, SPACE, TAB } from './lines.ts';
import type { Scalar } from './node.ts';

/**
 * Reads the block scalar whose `|` or `>` is at `lines.at`, inside a collection at column `parent` (YAML 1.2.2,
 * 8.1). Leaves `lines` at the next content line.
 *
 * @returns undefined at the root, for an invalid header, and if white space makes the content doubtful.
 */
export function readBlockScalar(lines: Lines, parent: number): Scalar | undefined {
  const { text, at: start } = lines;
  if (parent < 0) {
    return undefined;
  }
  const header = readHeader(lines);
  if (header === undefined) {
    return undefined;
  }
  let indent = header.indent > 0 ? parent + header.indent : 0;
  const content: string[] = [];
  let leadingSpaces = 0;
  /** The number of lines of `content` up to the last line that is not blank. */
  let filled = 0;
  let end = header.end;
  let lineBreaksBehind = 0;
  let line = lineAfter(text, lines.end);
  while (line < text.length) {
    let at = line;
    const limit = indent > 0 ? line + indent : text.length;
    while (at < limit && text.charCodeAt(at) === SPACE) {
      at++;
    }
    const code = text.charCodeAt(at);
    if (isLineEnd(code)) {
      leadingSpaces = Math.max(leadingSpaces, at - line);
      content.push('');
      lineBreaksBehind += Number.isNaN(code) ? 0 : 1;
      line = lineAfter(text, at);
      continue;
    }
    if (indent === 0) {
      if (at - line <= parent) {
        break;
      }
      indent = at - line;
      if (leadingSpaces > indent) {
        return undefined;
      }
    } else if (at < limit) {
      if (code === TAB) {
        return undefined;
      }
      break;
    }
    const lineEnd = endOfLine(text, at);
    if (isWhiteSpace(text, at, lineEnd)) {
      // A blank line that is longer than the indentation is content. It is doubtful at the end of the scalar,
      // and if it has tabs.
      if (text.slice(at, lineEnd).includes('\t')) {
        return undefined;
      }
      content.push(text.slice(at, lineEnd));
      lineBreaksBehind += lineEnd < text.length ? 1 : 0;
    } else {
      content.push(text.slice(at, lineEnd));
      filled = content.length;
      end = lineEnd;
      lineBreaksBehind = lineEnd < text.length ? 1 : 0;
    }
    line = lineAfter(text, lineEnd);
  }
  for (let i = filled; i < content.length; i++) {
    if (content[i] !== '') {
      return undefined;
    }
  }
  if (filled === 0) {
    if (header.chomping === '+') {
      return undefined;
    }
  }
  advance(lines, line);
  const body = content.slice(0, filled);
  const joined = filled === 0 ? '' : header.folded ? foldedText(body) : body.join('\n');
  // A text without a final line break gives a scalar without one, as in libyaml.
  const kept = header.chomping === '-' ? 0 : header.chomping === '+' ? lineBreaksBehind : Math.min(1, lineBreaksBehind);
  const chomped = filled === 0 ? '' : joined + '\n'.repeat(kept);
  return { type: 'scalar', text: chomped, style: header.folded ? 'folded' : 'literal', start, end };
}

interface Header {
  readonly folded: boolean;
  /** 0 if the header states none. */
  readonly indent: number;
  readonly chomping: '' | '-' | '+';
  readonly end: number;
}

function readHeader(lines: Lines): Header | undefined {
  const { text, at: start } = lines;
  let indent = 0;
  let chomping: '' | '-' | '+' = '';
  let at = start + 1;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (code >= 49 && code <= 57 && indent === 0) {
      indent = code - 48;
    } else if ((code === 43 || code === 45) && chomping === '') {
      chomping = code === 43 ? '+' : '-';
    } else {
      break;
    }
  }
  const end = at;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) {
    at++;
  }
  const code = text.charCodeAt(at);
  if (!isLineEnd(code) && !(code === HASH && at > end)) {
    return undefined;
  }
  return { folded: text.charCodeAt(start) === 62, indent, chomping, end };
}

/**
 * Folds lines (YAML 1.2.2, 8.1.3): a single line break between two lines becomes a space, and of several line
 * breaks the first is dropped. Next to lines with more indentation all line breaks are kept.
 */
function foldedText(lines: readonly string[]): string {
  let text = '';
  let separator = '';
  let first = 0;
  while (lines[first] === '') {
    text += '\n';
    first++;
  }
  let previousIndented = false;
  for (let i = first; i < lines.length; i++) {
    const line = lines[i]!;
    const code = line.charCodeAt(0);
    if (code === SPACE || code === TAB) {
      if (separator === ' ') {
        separator = '\n';
      } else if (!previousIndented && separator === '\n') {
        separator = '\n\n';
      }
      text += separator + line;
      separator = '\n';
      previousIndented = true;
    } else if (line === '') {
      if (separator === '\n') {
        text += '\n';
      } else {
        separator = '\n';
      }
    } else {
      text += separator + line;
      separator = ' ';
      previousIndented = false;
    }
  }
  return text;
}

function isWhiteSpace(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== TAB) {
      return false;
    }
  }
  return true;
}
