import type { LineEnd } from './layout.ts';
import type { Scalar } from './node.ts';
import { readPlain } from './plain.ts';
import { type Reader, resolveKey, resolveScalar } from './scalar.ts';

/** What an edit puts into a document. A string stays one for every reader; numbers and null are written plain. */
export type NewValue = string | number | null | NewMapping;

/** Pairs in their order. */
export type NewMapping = readonly (readonly [key: string, value: NewValue])[];

/** Where a value is written. */
export interface WritingStyle {
  /** Inside a flow collection. */
  readonly flow: boolean;
  /** Among JSON: strings and keys in double quotes, whatever they hold. */
  readonly json: boolean;
  /** JSON without a space behind colons and commas. */
  readonly minified: boolean;
  readonly lineEnd: LineEnd;
}

/** A scalar, in the style of the one it replaces where that can hold it and keeps a string a string. */
export function scalarText(
  value: string | number | null,
  place: WritingStyle,
  style: Scalar['style'] = 'plain',
): string {
  if (value === null || typeof value === 'number') {
    return String(value);
  }
  if (style === 'single' && !place.json && !/[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff]/.test(value)) {
    return `'${value.replaceAll("'", "''")}'`;
  }
  if (style !== 'double' && style !== 'single' && !place.json && staysAsIs(value, place.flow, false)) {
    return value;
  }
  return doubleQuoted(value);
}

export function keyText(key: string, place: WritingStyle, style: Scalar['style'] = 'plain'): string {
  if (style === 'single' && !place.json && !/[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff]/.test(key)) {
    return `'${key.replaceAll("'", "''")}'`;
  }
  if (style === 'plain' && !place.json && staysAsIs(key, place.flow, true)) {
    return key;
  }
  return doubleQuoted(key);
}

/** A pair whose key stands at `column`. A mapping goes on the lines below, in flow context behind the colon. */
export function pairText(key: string, value: NewValue, place: WritingStyle, column: number): string {
  return `${keyText(key, place)}:${valueText(value, place, column)}`;
}

/** What stands behind the colon of a key at `column`, white space included. */
export function valueText(value: NewValue, place: WritingStyle, column: number): string {
  const space = place.minified ? '' : ' ';
  if (value === null || typeof value === 'string' || typeof value === 'number') {
    return space + scalarText(value, place);
  }
  if (place.flow || value.length === 0) {
    return space + flowText(value, place);
  }
  const indent = ' '.repeat(column + 2);
  return value.map(([key, inner]) => `${place.lineEnd}${indent}${pairText(key, inner, place, column + 2)}`).join('');
}

/** A mapping in flow style. */
export function flowText(value: NewMapping, place: WritingStyle): string {
  const inFlow: WritingStyle = { ...place, flow: true };
  const separator = place.minified ? ',' : ', ';
  return `{${value.map(([key, inner]) => pairText(key, inner, inFlow, 0)).join(separator)}}`;
}

const readers: readonly Reader[] = ['kubectl', 'kustomize'];

/** Whether a text can stand plain, asked of the reader itself: it comes back the same, and as a string. */
function staysAsIs(text: string, flow: boolean, key: boolean): boolean {
  const pair = key ? `${text}: x` : `x: ${text}`;
  const root = readPlain(flow ? `{${pair}}` : `${pair}\n`)?.root;
  const found = root?.type === 'mapping' && root.pairs.length === 1 ? root.pairs[0] : undefined;
  const scalar = key ? found?.key : found?.value;
  if (scalar?.type !== 'scalar' || scalar.style !== 'plain' || scalar.text !== text) {
    return false;
  }
  const resolve = key ? resolveKey : resolveScalar;
  return readers.every((reader) => resolve(scalar, reader).type === 'string');
}

/** JSON's escapes are YAML's too; the line ends and the mark that JSON leaves alone are escaped as well. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
