import type { LineEnd } from './layout.ts';
import type { Scalar } from './node.ts';
import { readPlain } from './plain.ts';
import { type Reader, resolveKey, resolveScalar } from './scalar.ts';

/**
 * A value that an edit writes into a document. A string stays a string for every reader. Numbers and null are
 * written plain.
 */
export type NewValue = string | number | null | NewMapping;

/** The pairs in their order. */
export type NewMapping = readonly (readonly [key: string, value: NewValue])[];

/** The style of the place at which a value is written. */
export interface WritingStyle {
  /** Inside a flow collection. */
  readonly flow: boolean;
  /** Inside JSON: strings and keys are always in double quotes. */
  readonly json: boolean;
  /** JSON without a space after colons and commas. */
  readonly minified: boolean;
  readonly lineEnd: LineEnd;
}

/**
 * The text of a scalar, in the style of the scalar that it replaces, if that style can hold the value and keeps
 * a string a string.
 */
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

/**
 * The text of a pair whose key is at `column`. A mapping as its value is on the lines below, or in flow context
 * after the colon.
 */
export function pairText(key: string, value: NewValue, place: WritingStyle, column: number): string {
  return `${keyText(key, place)}:${valueText(value, place, column)}`;
}

/** The text after the colon of a key at `column`, including white space. */
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

/** The text of a mapping in flow style. */
export function flowText(value: NewMapping, place: WritingStyle): string {
  const inFlow: WritingStyle = { ...place, flow: true };
  const separator = place.minified ? ',' : ', ';
  return `{${value.map(([key, inner]) => pairText(key, inner, inFlow, 0)).join(separator)}}`;
}

const readers: readonly Reader[] = ['kubectl', 'kustomize'];

/**
 * Whether a string can be written plain. The reader itself decides: the result of reading it has to be the same
 * string.
 */
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

/**
 * The escapes of JSON are valid in YAML too. The line ends and the byte order mark, which JSON does not escape,
 * are escaped as well.
 */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
