import { compareCodePoints } from '../text/compare.ts';
import { byteLength, bytesOfText } from './bytes.ts';
import { printed, sprint, sprintf, sprintln } from './format.ts';
import { type Failure, type Functions, failure, type TemplateFunction } from './function.ts';
import { Text } from './text.ts';
import { bool, int, nil, typeName, unknownReason, type Value } from './value.ts';

/**
 * The functions of text/template itself, except `slice`, which sprig
 * replaces, and except `and` and `or`, which evaluate only some of their arguments. Source: funcs.go.
 */
export const builtinFunctions: Functions = new Map<string, TemplateFunction>([
  ['and', variadic(() => failure('unreachable'))],
  ['or', variadic(() => failure('unreachable'))],
  ['not', { parameters: ['any'], call: ([value]) => bool(!isTrue(value!)) }],
  ['call', { parameters: ['any'], variadic: 'any', call: ([value]) => calledValue(value!) }],
  ['len', { parameters: ['any'], call: ([value]) => length(value!) }],
  ['index', { parameters: ['any'], variadic: 'any', call: ([item, ...indexes]) => indexed(item!, indexes) }],
  ['html', variadic((values) => escaped(values, htmlEscaped))],
  ['js', variadic((values) => escaped(values, jsEscaped))],
  ['urlquery', variadic((values) => escaped(values, queryEscaped))],
  ['print', variadic(sprint)],
  ['println', variadic(sprintln)],
  [
    'printf',
    { parameters: ['string'], variadic: 'any', call: ([format, ...values]) => sprintf(format as Text, values) },
  ],
  ['eq', { parameters: ['any'], variadic: 'any', call: ([first, ...others]) => comparison(equal(first!, others)) }],
  ['ne', compare((a, b) => negated(equal(a, [b])))],
  ['lt', compare(less)],
  ['le', compare(lessOrEqual)],
  ['gt', compare((a, b) => negated(lessOrEqual(a, b)))],
  ['ge', compare((a, b) => negated(less(a, b)))],
]);

function variadic(call: (values: readonly Value[]) => Value | Failure): TemplateFunction {
  return { parameters: [], variadic: 'any', call };
}

function compare(call: (a: Value, b: Value) => boolean | Failure): TemplateFunction {
  return { parameters: ['any', 'any'], call: ([a, b]) => comparison(call(a!, b!)) };
}

function comparison(result: boolean | Failure): Value | Failure {
  return typeof result === 'boolean' ? bool(result) : result;
}

function negated(result: boolean | Failure): boolean | Failure {
  return typeof result === 'boolean' ? !result : result;
}

/** What `if`, `with`, `and`, `or` and `not` take for true. Source: exec.go isTrue. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'nil':
      return false;
    case 'bool':
      return value.value;
    case 'int':
      return value.value !== 0n;
    case 'float':
      return value.value !== 0;
    case 'string':
      return value.text !== '';
    case 'bytes':
      return value.bytes.length > 0;
    case 'list':
      return value.items.length > 0;
    case 'map':
      return value.entries.size > 0;
    case 'struct':
      return true;
  }
}

function calledValue(value: Value): Failure {
  return failure(value.kind === 'nil' ? 'call of nil' : `non-function of type ${typeName(value)}`);
}

function length(value: Value): Value | Failure {
  switch (value.kind) {
    case 'string':
      return int(byteLength(value.text));
    case 'bytes':
      return int(value.bytes.length);
    case 'list':
      return int(value.items.length);
    case 'map':
      return int(value.entries.size);
    case 'nil':
      return failure('len of nil pointer');
    default:
      return failure(`len of type ${typeName(value)}`);
  }
}

function indexed(item: Value, indexes: readonly Value[]): Value | Failure {
  if (item.kind === 'nil') {
    return failure('index of untyped nil');
  }
  let current: Value = item;
  for (const index of indexes) {
    switch (current.kind) {
      case 'nil':
        return failure('index of nil pointer');
      case 'map': {
        if (index.kind !== 'string') {
          return failure(
            index.kind === 'nil'
              ? 'value is nil; should be of type string'
              : `value has type ${typeName(index)}; should be string`,
          );
        }
        current = current.entries.get(index.text)?.value ?? zeroOfMap(current.type);
        break;
      }
      case 'list': {
        const at = position(index, current.items.length);
        if (typeof at !== 'number') {
          return at;
        }
        const found: Value | undefined = current.items[at];
        if (found === undefined) {
          return failure(`reflect: slice index out of range`);
        }
        current = found;
        break;
      }
      case 'string':
      case 'bytes': {
        const content: Uint8Array = current.kind === 'string' ? bytesOfText(current.text) : current.bytes;
        const at = position(index, content.length);
        if (typeof at !== 'number') {
          return at;
        }
        if (at >= content.length) {
          return failure('reflect: string index out of range');
        }
        current = int(content[at]!, 'uint8');
        break;
      }
      default:
        return failure(`can't index item of type ${typeName(current)}`);
    }
  }
  return current;
}

function zeroOfMap(type: string): Value {
  if (type === 'map[string]string') {
    return Text.empty;
  }
  return type === 'engine.files' ? { kind: 'bytes', bytes: new Uint8Array() } : nil;
}

function position(index: Value, capacity: number): number | Failure {
  if (index.kind === 'nil') {
    return failure('cannot index slice/array with nil');
  }
  if (index.kind !== 'int') {
    return failure(`cannot index slice/array with type ${typeName(index)}`);
  }
  return index.value < 0n || index.value > BigInt(capacity)
    ? failure(`index out of range: ${index.value}`)
    : Number(index.value);
}

/** The arguments as one text. Source: funcs.go evalArgs. */
function escaped(values: readonly Value[], change: (text: string) => string): Value {
  // Source: evalArgs and printableValue, for which nil is a string.
  const text = sprint(values.map((value) => (value.kind === 'nil' ? Text.of('<no value>', value.origin) : value)));
  const changed = change(text.text);
  return changed === text.text ? text : Text.of(changed, text.origin);
}

const htmlCharacters: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

function htmlEscaped(text: string): string {
  return text.replace(/[\0"'&<>]/g, (character) => htmlCharacters[character]!);
}

function jsEscaped(text: string): string {
  return text.replace(/[\\'"<>&=\x00-\x1f\x7f]|[^\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}]/gu, (character) => {
    if (character === '\\' || character === "'" || character === '"') {
      return `\\${character}`;
    }
    return `\\u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** Source: net/url QueryEscape. */
function queryEscaped(text: string): string {
  return [...bytesOfText(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(character)
        ? character
        : character === ' '
          ? '+'
          : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

type BasicKind = 'bool' | 'int' | 'uint' | 'float' | 'string' | undefined;

function basicKind(value: Value): BasicKind {
  switch (value.kind) {
    case 'int':
      return value.type.startsWith('u') ? 'uint' : 'int';
    case 'bool':
    case 'float':
    case 'string':
      return value.kind;
    default:
      return undefined;
  }
}

/** Whether the first value equals one of the others. An unknown value equals nothing. Source: funcs.go eq. */
function equal(first: Value, others: readonly Value[]): boolean | Failure {
  if (others.length === 0) {
    return failure('missing argument for comparison');
  }
  for (const other of others) {
    const result = equalTo(first, other);
    if (result !== false) {
      return result;
    }
  }
  return false;
}

function equalTo(a: Value, b: Value): boolean | Failure {
  const [kind, other] = [basicKind(a), basicKind(b)];
  const isIntegers = a.kind === 'int' && b.kind === 'int';
  if (kind !== other && !isIntegers) {
    return a.kind === 'nil' || b.kind === 'nil'
      ? false
      : failure(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  }
  if (kind === undefined) {
    if (a.kind === 'nil' || b.kind === 'nil') {
      return a.kind === b.kind;
    }
    return a.kind === 'struct' && b.kind === 'struct'
      ? a === b
      : failure(`non-comparable type ${printed(b).text}: ${typeName(b)}`);
  }
  if (unknownReason(a) !== undefined || unknownReason(b) !== undefined) {
    return false;
  }
  return a.kind === 'string' ? a.text === (b as Text).text : comparable(a) === comparable(b);
}

function comparable(value: Value): unknown {
  return value.kind === 'bool' || value.kind === 'int' || value.kind === 'float' ? value.value : undefined;
}

function less(a: Value, b: Value): boolean | Failure {
  const [kind, other] = [basicKind(a), basicKind(b)];
  if (kind === undefined || other === undefined) {
    return failure('invalid type for comparison');
  }
  if (a.kind === 'int' && b.kind === 'int') {
    return a.value < b.value;
  }
  if (kind !== other) {
    return failure(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  }
  if (a.kind === 'string') {
    return compareCodePoints(a.text, (b as Text).text) < 0;
  }
  return a.kind === 'float' && b.kind === 'float' ? a.value < b.value : failure('invalid type for comparison');
}

function lessOrEqual(a: Value, b: Value): boolean | Failure {
  const result = less(a, b);
  return result === false ? equal(a, [b]) : result;
}
