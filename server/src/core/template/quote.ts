const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/**
 * A string in double quotes, as strconv.Quote writes it.
 *
 * @param asciiOnly as strconv.QuoteToASCII
 */
export function quoteGo(text: string, asciiOnly = false): string {
  if (/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text)) {
    return `"${text}"`;
  }
  let result = '"';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const known = escapes[character];
    if (known !== undefined) {
      result += known;
    } else if (code >= 0xdc80 && code <= 0xdcff) {
      result += `\\x${(code & 0xff).toString(16)}`;
    } else if (code < 0x80 ? code >= 0x20 && code < 0x7f : !asciiOnly && isPrintable(character)) {
      result += character;
    } else if (code < 0x80) {
      result += `\\x${code.toString(16).padStart(2, '0')}`;
    } else {
      result += code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    }
  }
  return `${result}"`;
}

/** As unicode.IsPrint: letters, marks, numbers, punctuation, symbols. */
function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character);
}
