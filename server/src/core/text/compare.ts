/**
 * Orders strings by UTF-16 code units, for `sort`. The order is the same on every machine, whatever its
 * language.
 */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders strings by their code points, which neither `<` nor a locale does. */
export function compareCodePoints(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) {
    at++;
  }
  if (at === a.length || at === b.length) {
    return a.length - b.length;
  }
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
  // A surrogate belongs to a code point that is greater than all single units, including U+E000 to U+FFFF.
  return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Whether two lists have the same items in the same order. */
export function isSameList<T>(a: readonly T[] = [], b: readonly T[] = []): boolean {
  return a.length === b.length && a.every((each, position) => each === b[position]);
}
