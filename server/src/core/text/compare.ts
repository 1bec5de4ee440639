/**
 * Orders strings by UTF-16 code units, for `sort`. The order is the same on every machine, whatever its
 * language.
 */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
