/**
 * The content of a double-quoted scalar of one line, from the text between its quotes (YAML 1.2.2, 5.7).
 *
 * @returns undefined for an escape that YAML does not define.
 */
export function unescaped(raw: string): string | undefined {
  let text = '';
  let copied = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', at)) {
    text += raw.slice(copied, at);
    const letter = raw[at + 1];
    const simple = letter === undefined ? undefined : simpleEscapes[letter];
    if (simple !== undefined) {
      text += simple;
      at += 2;
    } else {
      const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
      const code = raw.slice(at + 2, at + 2 + digits);
      if (digits === 0 || code.length < digits || !/^[0-9a-fA-F]+$/.test(code)) {
        return undefined;
      }
      const point = Number.parseInt(code, 16);
      if (point > 0x10ffff) {
        return undefined;
      }
      text += String.fromCodePoint(point);
      at += 2 + digits;
    }
    copied = at;
  }
  return text + raw.slice(copied);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  __proto__: null as unknown as string,
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  // Not in YAML 1.2, but in libyaml and so in kubectl.
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
