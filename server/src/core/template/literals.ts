/** The value of a number as text/template/parse node.go newNumber reads it. */
export interface NumberValue {
  readonly integer?: bigint;
  readonly float?: number;
  readonly isFloat: boolean;
}

const lowestInt64 = -(2n ** 63n);
const highestInt64 = 2n ** 63n - 1n;

/** @returns the message of Go's error if the text is no number. */
export function numberOf(text: string): NumberValue | string {
  const integer = integerOf(text);
  if (integer !== undefined) {
    // An integer above the highest int64 is a uint64, which is no operand without a parameter of that type.
    return integer > highestInt64
      ? { float: Number(integer), isFloat: false }
      : { integer, float: Number(integer), isFloat: false };
  }
  const float = floatOf(text);
  if (float === undefined) {
    return `bad number syntax: ${JSON.stringify(text)}`;
  }
  if (!/[.eEpP]/.test(text)) {
    return `integer overflow: ${JSON.stringify(text)}`;
  }
  return Number.isInteger(float) && Math.abs(float) < 2 ** 63
    ? { integer: BigInt(float), float, isFloat: true }
    : { float, isFloat: true };
}

/** An int64 or a uint64 in the notation of Go. Source: strconv.ParseInt and ParseUint with base 0. */
export function integerOf(text: string): bigint | undefined {
  const found =
    /^([+-]?)(0[xX]_?[\da-fA-F]+(?:_[\da-fA-F]+)*|0[bB]_?[01]+(?:_[01]+)*|0[oO]?_?[0-7]+(?:_[0-7]+)*|0|[1-9]\d*(?:_\d+)*)$/.exec(
      text,
    );
  if (found === null) {
    return undefined;
  }
  const digits = found[2]!.replaceAll('_', '');
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const signed = found[1] === '-' ? -value : value;
  return signed < lowestInt64 || signed > 2n ** 64n - 1n ? undefined : signed;
}

function floatOf(text: string): number | undefined {
  const hexadecimal = /^([+-]?)0[xX]([\da-fA-F_]*)(?:\.([\da-fA-F_]*))?[pP]([+-]?[\d_]+)$/.exec(text);
  if (hexadecimal !== null) {
    const [, sign, whole = '', fraction = '', exponent] = hexadecimal.map((part) => part?.replaceAll('_', ''));
    if (whole + fraction === '') {
      return undefined;
    }
    const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
    return sign === '-' ? -value : value;
  }
  // Underscores are allowed only with a prefix of a base.
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * The text of a Go string with its quotes, or undefined if Go refuses it. Source: strconv.Unquote.
 */
export function unquoted(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1);
  if (quoted[0] === '`') {
    return inner.replaceAll('\r', '');
  }
  return inner.includes('\\') ? unescaped(inner, '"') : inner;
}

/** The code point of a character constant, e.g. `'a'`. */
export function characterOf(quoted: string): number | undefined {
  const inner = quoted.slice(1, -1);
  const text = inner.includes('\\') ? unescaped(inner, "'") : inner;
  return text !== undefined && [...text].length === 1 ? text.codePointAt(0) : undefined;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

function unescaped(text: string, quote: string): string | undefined {
  let isValid = true;
  const result = text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S])|$)/g,
    (_, byte?: string, short?: string, long?: string, octal?: string, other?: string) => {
      const code = byte ?? short ?? long;
      if (code !== undefined || octal !== undefined) {
        const value = octal === undefined ? Number.parseInt(code!, 16) : Number.parseInt(octal, 8);
        if (byte !== undefined || octal !== undefined) {
          isValid &&= value < 0x100;
          return value < 0x80 ? String.fromCharCode(value) : String.fromCharCode(0xdc00 | (value & 0xff));
        }
        isValid &&= value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
        return isValid ? String.fromCodePoint(value) : '';
      }
      const simple = other === quote ? quote : simpleEscapes[other ?? ''];
      isValid &&= simple !== undefined;
      return simple ?? '';
    },
  );
  return isValid ? result : undefined;
}
