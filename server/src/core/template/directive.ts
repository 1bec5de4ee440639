import type { Value } from './value.ts';

/** The flags, the width and the precision of a directive. */
export interface Flags {
  readonly minus: boolean;
  readonly plus: boolean;
  /** Whether fields of objects are written with their names. */
  readonly names: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** In characters. */
  readonly width?: number;
  readonly precision?: number;
}

export const noFlags: Flags = { minus: false, plus: false, names: false, sharp: false, space: false, zero: false };

/** The longest width or precision that counts. Go refuses more than 1e6. */
const widest = 1e6;

/** One directive of a format, e.g. `%-8.3f`. */
export interface Directive {
  readonly flags: Flags;
  readonly verb?: string;
  /** The offset after the verb. */
  readonly end: number;
  /** The index of the argument. */
  readonly next: number;
  readonly reordered: boolean;
  readonly isBadIndex: boolean;
  readonly problems: readonly string[];
}

/**
 * Reads a directive. Source: fmt print.go doPrintf.
 *
 * @param start the offset after `%`
 * @param values the arguments, of which `*` takes the width or the precision
 * @param first the index of the next argument
 */
export function readDirective(text: string, start: number, values: readonly Value[], first: number): Directive {
  const flags: { -readonly [K in keyof Flags]: Flags[K] } = { ...noFlags };
  let at = start;
  let next = first;
  let reordered = false;
  let isBadIndex = false;
  const problems: string[] = [];
  for (let isFlag = true; isFlag; ) {
    switch (text[at]) {
      case '#':
        flags.sharp = true;
        break;
      case '0':
        flags.zero = true;
        break;
      case '+':
        flags.plus = true;
        break;
      case '-':
        flags.minus = true;
        break;
      case ' ':
        flags.space = true;
        break;
      default:
        isFlag = false;
        at--;
    }
    at++;
  }
  const readIndex = () => {
    if (text[at] === '[') {
      const close = text.indexOf(']', at);
      const index = Number(text.slice(at + 1, close < 0 ? undefined : close));
      reordered = true;
      if (close < 0 || !Number.isInteger(index) || index < 1 || index > values.length) {
        isBadIndex = true;
      } else {
        next = index - 1;
      }
      at = close < 0 ? at + 1 : close + 1;
    }
  };
  const readNumber = (bad: string): number | undefined => {
    if (text[at] === '*') {
      at++;
      const value = values[next++];
      if (value?.kind === 'int' && value.value <= widest && value.value >= -widest) {
        return Number(value.value);
      }
      problems.push(bad);
      return undefined;
    }
    const digits = /\d*/y;
    digits.lastIndex = at;
    const found = digits.exec(text)![0];
    at += found.length;
    return found === '' || Number(found) > widest ? undefined : Number(found);
  };
  readIndex();
  const width = readNumber('%!(BADWIDTH)');
  if (width !== undefined) {
    flags.width = Math.abs(width);
    flags.minus ||= width < 0;
  }
  if (text[at] === '.') {
    at++;
    readIndex();
    const precision = readNumber('%!(BADPREC)');
    flags.precision = precision === undefined || precision < 0 ? 0 : precision;
  }
  readIndex();
  const code = text.codePointAt(at);
  const verb = code === undefined ? undefined : String.fromCodePoint(code);
  const end = at + (verb?.length ?? 0);
  return { flags, ...(verb === undefined ? {} : { verb }), end, next, reordered, isBadIndex, problems };
}
