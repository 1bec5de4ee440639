import type { Range } from '../text/range.ts';

export type Quote = '"' | "'";

/** A scalar on one line. */
export interface Token {
  /** Without quotes. */
  readonly range: Range;
  /** With quotes. */
  readonly outer: Range;
  readonly quote: Quote | undefined;
  /** Whether the closing quote is missing. */
  readonly isOpen: boolean;
  /** The value; escapes are not resolved, because names and labels need none. */
  readonly text: string;
}

/** A key with its colon. */
export interface KeyToken extends Omit<Token, 'isOpen'> {
  readonly colon: number;
}

/** The key at the start of the content of a line; undefined if it has none. */
export function keyIn(text: string, at: number, end: number): KeyToken | undefined {
  const first = text[at]!;
  if (first === '"' || first === "'") {
    const close = quoteEnd(text, at, end);
    let colon = close + 1;
    while (colon < end && isBlank(text, colon)) {
      colon++;
    }
    return text[close] === first && close < end && text[colon] === ':' && colon < end && isBlank(text, colon + 1)
      ? {
          range: { start: at + 1, end: close },
          outer: { start: at, end: close + 1 },
          quote: first,
          text: text.slice(at + 1, close),
          colon,
        }
      : undefined;
  }
  if ('{}[],&*!|>%@`#'.includes(first)) {
    return undefined;
  }
  for (let colon = at; colon < end; colon++) {
    if (text[colon] === '#' && colon > at && isBlank(text, colon - 1)) {
      return undefined;
    }
    if (text[colon] === ':' && isBlank(text, colon + 1)) {
      let to = colon;
      while (to > at && isBlank(text, to - 1)) {
        to--;
      }
      const range = { start: at, end: to };
      return { range, outer: range, quote: undefined, text: text.slice(at, to), colon };
    }
  }
  return undefined;
}

/**
 * The scalar at a place, up to a comment or the end of the line. A quoted one that is not closed ends with the line.
 */
export function tokenAt(text: string, at: number, end: number): Token {
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const close = quoteEnd(text, at, end);
    const isOpen = close >= end || text[close] !== quote;
    return {
      range: { start: at + 1, end: close },
      outer: { start: at, end: isOpen ? close : close + 1 },
      quote,
      isOpen,
      text: text.slice(at + 1, close),
    };
  }
  let to = at;
  while (to < end && !(text[to] === '#' && to > at && isBlank(text, to - 1))) {
    to++;
  }
  while (to > at && isBlank(text, to - 1)) {
    to--;
  }
  const range = { start: at, end: to };
  return { range, outer: range, quote: undefined, isOpen: false, text: text.slice(at, to) };
}

/** The place of the closing quote; if the line has none, the end of the line or `end`. */
function quoteEnd(text: string, at: number, end: number): number {
  const quote = text[at];
  for (let to = at + 1; to < end; to++) {
    if (text[to] === '\n' || text[to] === '\r') {
      return to;
    }
    if (quote === '"' && text[to] === '\\') {
      to++;
    } else if (text[to] === quote) {
      if (quote === "'" && text[to + 1] === "'" && to + 1 < end) {
        to++;
      } else {
        return to;
      }
    }
  }
  return end;
}

/** Whether there is a space, a tab, a line end or nothing at a place. */
export function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9 || code === 10 || code === 13 || Number.isNaN(code);
}

/** A scalar of a flow collection; undefined at a bracket, a comma or a colon. */
export function flowToken(text: string, at: number, end: number): Token | undefined {
  const first = text[at]!;
  if (first === '"' || first === "'") {
    return tokenAt(text, at, end);
  }
  if ('{}[],'.includes(first) || first === ':') {
    return undefined;
  }
  let to = at;
  while (to < end && !'{}[],\n\r'.includes(text[to]!)) {
    if (text[to] === ':' && (isBlank(text, to + 1) || ',{}[]'.includes(text[to + 1]!))) {
      break;
    }
    if (text[to] === '#' && isBlank(text, to - 1)) {
      break;
    }
    to++;
  }
  while (to > at && isBlank(text, to - 1)) {
    to--;
  }
  const range = { start: at, end: Math.max(to, at + 1) };
  return { range, outer: range, quote: undefined, isOpen: false, text: text.slice(range.start, range.end) };
}

/** Nothing is typed yet at a place. */
export function emptyToken(at: number): Token {
  const range = { start: at, end: at };
  return { range, outer: range, quote: undefined, isOpen: false, text: '' };
}

/** Where the content after spaces and tabs begins. */
export function contentOf(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) {
    at++;
  }
  return at;
}

/** Whether an item of a block sequence begins at a place. */
export function isDash(text: string, at: number): boolean {
  return text[at] === '-' && isBlank(text, at + 1);
}
