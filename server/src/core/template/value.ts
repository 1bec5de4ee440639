import { compareCodePoints } from '../text/compare.ts';
import type { TemplateFunction } from './function.ts';
import type { Origin } from './origin.ts';
import { Text } from './text.ts';

/**
 * A value as Go's templates have it. Every value is an object with its own origin, so a function that returns one of
 * its arguments, an item of a list or a value of a map keeps the origin without doing anything.
 */
export type Value = Nil | Bool | Int | Float | Text | Bytes | List | GoMap | Struct;

/**
 * Go's templates have two kinds of nil. A key that is absent, or that has the value null, gives a nil `interface`: a
 * further field of it is an error (`nil pointer evaluating interface {}.b`). At the end of a pipeline, in parentheses
 * and in a variable the interface is taken off, and nothing is left (`untyped`): a further field of that is again
 * nothing. Source: text/template exec.go evalPipeline, evalField. Functions get the two alike.
 */
export interface Nil {
  readonly kind: 'nil';
  readonly untyped: boolean;
  /** The place that reads the absent key, or the key that states null. */
  readonly origin?: Origin;
}

export interface Bool {
  readonly kind: 'bool';
  readonly value: boolean;
  readonly origin?: Origin;
}

/**
 * Any integer of Go. Arithmetic wraps: `BigInt.asIntN(64, …)`. Numbers of values and of fromYaml are floats; literals,
 * `len` and `int` make `int`; sprig's arithmetic makes `int64`.
 */
export interface Int {
  readonly kind: 'int';
  readonly value: bigint;
  /** Default `int`. */
  readonly type: IntType;
  readonly origin?: Origin;
}

export type IntType = 'int' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint' | 'uint8' | 'uint32' | 'uint64';

/** A float64. */
export interface Float {
  readonly kind: 'float';
  readonly value: number;
  readonly origin?: Origin;
}

/** A `[]byte`, e.g. of `.Files.GetBytes`. */
export interface Bytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly origin?: Origin;
}

/** A slice. It is immutable here, because no function of sprig or Helm changes a slice in place. */
export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** The type of the slice, for `%T`, `typeOf` and `deepEqual`. */
  readonly type: '[]interface {}' | '[]string' | '[]int' | '[]int64' | '[]float64' | string;
  /** E.g. `Has` of `.Capabilities.APIVersions`. */
  readonly methods?: ReadonlyMap<string, TemplateFunction>;
  readonly origin?: Origin;
}

/**
 * A map with keys that are strings. It is mutable: `set`, `unset`, `merge` and others change it in place, and that can
 * be observed. The order of `entries` means nothing: Go's templates and encoders sort keys (`sortedKeys`).
 */
export interface GoMap {
  readonly kind: 'map';
  readonly entries: Map<string, Entry>;
  /** `map[string]interface {}`, `chartutil.Values`, `map[string]string`, `engine.files`. */
  readonly type: string;
  /** E.g. `Get` of `.Files`. A method hides a key of its name. */
  readonly methods?: ReadonlyMap<string, TemplateFunction>;
  readonly origin?: Origin;
}

/** A value of a map. Entries are immutable: a change replaces the entry. */
export interface Entry {
  readonly value: Value;
  /** The place of the key: in a file of values, or the literal that `dict` or `set` received. */
  readonly key?: Origin;
}

/**
 * An object of Go with fields and methods, e.g. `.Files`, `.Capabilities`, `.Chart` or the result of `semver`. A
 * template reads both by name.
 */
export interface Struct {
  readonly kind: 'struct';
  /** The type, e.g. `*chart.Metadata`. */
  readonly type: string;
  readonly fields: ReadonlyMap<string, Value>;
  readonly methods: ReadonlyMap<string, TemplateFunction>;
  /** What its method `String` returns, if it has one: `print`, `printf` and actions use it. */
  readonly text?: Text;
  /**
   * Only a pointer to it has the method `String`, so that actions print the text, and `print` and `printf` the fields.
   */
  readonly hasTextByPointer?: true;
  readonly origin?: Origin;
}

export const nil: Nil = { kind: 'nil', untyped: false };
export const nothing: Nil = { kind: 'nil', untyped: true };
const isTrue: Bool = { kind: 'bool', value: true };
const isFalse: Bool = { kind: 'bool', value: false };

export function bool(value: boolean, origin?: Origin): Bool {
  return origin === undefined ? (value ? isTrue : isFalse) : { kind: 'bool', value, origin };
}

export function int(value: bigint | number, type: IntType = 'int', origin?: Origin): Int {
  const exact = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  return origin === undefined ? { kind: 'int', value: exact, type } : { kind: 'int', value: exact, type, origin };
}

export function float(value: number, origin?: Origin): Float {
  return origin === undefined ? { kind: 'float', value } : { kind: 'float', value, origin };
}

/** A string. Without an origin the caller of the function gives it one: that of all arguments. */
export function string(text: string, origin?: Origin): Text {
  return Text.of(text, origin);
}

export function bytes(content: Uint8Array, origin?: Origin): Bytes {
  return origin === undefined ? { kind: 'bytes', bytes: content } : { kind: 'bytes', bytes: content, origin };
}

export function list(items: readonly Value[], type: List['type'] = '[]interface {}', origin?: Origin): List {
  return origin === undefined ? { kind: 'list', items, type } : { kind: 'list', items, type, origin };
}

export function map(
  entries: Iterable<readonly [string, Entry]> = [],
  type: string = 'map[string]interface {}',
  origin?: Origin,
): GoMap {
  return origin === undefined
    ? { kind: 'map', entries: new Map(entries), type }
    : { kind: 'map', entries: new Map(entries), type, origin };
}

/** @param key the place of the key */
export function entryOf(value: Value, key: Origin | undefined): Entry {
  return key === undefined ? { value } : { value, key };
}

export function struct(
  type: string,
  fields: Iterable<readonly [string, Value]>,
  methods: Iterable<readonly [string, TemplateFunction]> = [],
): Struct {
  return { kind: 'struct', type, fields: new Map(fields), methods: new Map(methods) };
}

/** The keys of a map as Go sorts them: by their UTF-8 bytes, which is the order of code points. */
export function sortedKeys({ entries }: GoMap): string[] {
  return [...entries.keys()].sort(compareCodePoints);
}

/** The name of the type of a value, as `%T` prints it. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return '<nil>';
    case 'float':
      return 'float64';
    case 'bytes':
      return '[]uint8';
    case 'bool':
    case 'string':
      return value.kind;
    default:
      return value.type;
  }
}

/** Why nobody can know the value before the chart is installed. Such a value equals nothing. */
export function unknownReason(value: Value): string | undefined {
  return value.kind === 'string' ? value.unknown : value.origin?.unknown;
}

/** The value with another origin. Strings keep the origins of their pieces and get it where they have none. */
export function withOrigin(value: Value, origin: Origin): Value {
  if (value.kind !== 'string') {
    return { ...value, origin };
  }
  return value.pieces.length === 0
    ? Text.of(value.text, origin)
    : new Text(
        value.pieces.map((piece) => (piece.origin === undefined ? { ...piece, origin } : piece)),
        value.text,
      );
}
