/** unicode.IsSpace. */
export function isSpace(character: string): boolean {
  return /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(character);
}

/** unicode.IsLetter. */
export function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

/** unicode.IsDigit. */
export function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}

export function isUpper(character: string): boolean {
  return /^\p{Lu}$/u.test(character);
}

export function isLower(character: string): boolean {
  return /^\p{Ll}$/u.test(character);
}

/** strings.ToUpper, which maps each character to one character: ß stays ß. */
export function toUpper(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toUpperCase() : [...text].map(upperOf).join('');
}

/** strings.ToLower. */
export function toLower(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : [...text].map(lowerOf).join('');
}

/** unicode.ToUpper. */
export function upperOf(character: string): string {
  const upper = character.toUpperCase();
  return [...upper].length === 1 ? upper : character;
}

/** unicode.ToLower. */
export function lowerOf(character: string): string {
  // The only character whose lower case is two characters in JavaScript.
  return character === '\u0130' ? 'i' : character.toLowerCase();
}
