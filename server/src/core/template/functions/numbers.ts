import { printed } from '../format.ts';
import { type Functions, failure, type TemplateFunction } from '../function.ts';
import { integerOf } from '../literals.ts';
import { float, int, list, string, type Value } from '../value.ts';
import { addDecimal, decimalResult, divideDecimal, multiplyDecimal, subtractDecimal } from './decimal.ts';
import { fixed, intAt, textAt, variadic } from './declare.ts';

/** Sprig's functions on numbers. Source: numeric.go and functions.go. */
export const numberFunctions: Functions = new Map<string, TemplateFunction>([
  ['atoi', fixed(['string'], (args) => int(atoi(textAt(args, 0).text)))],
  ['int', fixed(['any'], (args) => int(toInt64(args[0]!)))],
  ['int64', fixed(['any'], (args) => int(toInt64(args[0]!), 'int64'))],
  ['float64', fixed(['any'], (args) => float(toFloat64(args[0]!)))],
  ['toDecimal', fixed(['any'], (args) => int(octal(printed(args[0]!).text), 'int64'))],
  ['add1', fixed(['any'], (args) => wrapped(toInt64(args[0]!) + 1n))],
  ['add', variadic([], 'any', (args) => wrapped(args.reduce((sum, each) => sum + toInt64(each), 0n)))],
  ['sub', fixed(['any', 'any'], (args) => wrapped(toInt64(args[0]!) - toInt64(args[1]!)))],
  [
    'mul',
    variadic(['any'], 'any', (args) =>
      wrapped(args.reduce((product, each) => BigInt.asIntN(64, product * toInt64(each)), 1n)),
    ),
  ],
  ['div', fixed(['any', 'any'], (args) => divided(args, (a, b) => a / b))],
  ['mod', fixed(['any', 'any'], (args) => divided(args, (a, b) => a % b))],
  ['max', variadic(['any'], 'any', (args) => int(args.map(toInt64).reduce(larger), 'int64'))],
  ['biggest', variadic(['any'], 'any', (args) => int(args.map(toInt64).reduce(larger), 'int64'))],
  ['min', variadic(['any'], 'any', (args) => int(args.map(toInt64).reduce(smaller), 'int64'))],
  ['maxf', variadic(['any'], 'any', (args) => float(args.map(toFloat64).reduce((a, b) => Math.max(a, b))))],
  ['minf', variadic(['any'], 'any', (args) => float(args.map(toFloat64).reduce((a, b) => Math.min(a, b))))],
  ['add1f', fixed(['any'], (args) => float(decimalResult(toFloat64(args[0]!), [1], addDecimal)))],
  ['addf', variadic([], 'any', (args) => float(decimalResult(0, args.map(toFloat64), addDecimal)))],
  ['subf', variadic(['any'], 'any', (args) => decimals(args, subtractDecimal))],
  ['mulf', variadic(['any'], 'any', (args) => decimals(args, multiplyDecimal))],
  [
    'divf',
    variadic(['any'], 'any', (args) =>
      args.slice(1).some((each) => toFloat64(each) === 0)
        ? failure('decimal division by 0')
        : decimals(args, divideDecimal),
    ),
  ],
  ['floor', fixed(['any'], (args) => float(Math.floor(toFloat64(args[0]!))))],
  ['ceil', fixed(['any'], (args) => float(Math.ceil(toFloat64(args[0]!))))],
  [
    'round',
    variadic(['any', 'int'], 'float64', (args) => {
      const on = args[2];
      return float(round(toFloat64(args[0]!), intAt(args, 1), on?.kind === 'float' ? on.value : 0.5));
    }),
  ],
  [
    'until',
    fixed(['int'], (args, call) => {
      const count = intAt(args, 0);
      return call.spend(Math.abs(count)) ?? ints(steps(0, count, count < 0 ? -1 : 1));
    }),
  ],
  [
    'untilStep',
    fixed(['int', 'int', 'int'], (args, call) => {
      const [start, stop, step] = [intAt(args, 0), intAt(args, 1), intAt(args, 2)];
      return call.spend(stepCount(start, stop, step)) ?? ints(steps(start, stop, step));
    }),
  ],
  [
    'seq',
    variadic([], 'int', (args, call) => {
      const [start, stop, step] = seqOf(args.map((_, index) => intAt(args, index)));
      return call.spend(stepCount(start, stop, step)) ?? string(steps(start, stop, step).join(' '));
    }),
  ],
]);

/** Math.max and Math.min take no bigint. */
function larger(a: bigint, b: bigint): bigint {
  return a < b ? b : a;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function wrapped(value: bigint): Value {
  return int(BigInt.asIntN(64, value), 'int64');
}

function divided(args: readonly Value[], divide: (a: bigint, b: bigint) => bigint): Value | ReturnType<typeof failure> {
  const divisor = toInt64(args[1]!);
  return divisor === 0n
    ? failure('runtime error: integer divide by zero')
    : wrapped(divide(toInt64(args[0]!), divisor));
}

function decimals(args: readonly Value[], operate: Parameters<typeof decimalResult>[2]): Value {
  const [first = 0, ...rest] = args.map(toFloat64);
  return float(decimalResult(first, rest, operate));
}

function ints(values: readonly number[]): Value {
  return list(
    values.map((value) => int(value)),
    '[]int',
  );
}

/** Source: untilStep in numeric.go. A negative step that never ends there ends at once here: the bound was spent. */
function steps(start: number, stop: number, step: number): number[] {
  return Array.from({ length: stepCount(start, stop, step) }, (_, index) => start + index * step);
}

function stepCount(start: number, stop: number, step: number): number {
  return (stop < start && step < 0) || (stop > start && step > 0) ? Math.ceil((stop - start) / step) : 0;
}

/** Start, stop and step of `seq`. Source: seq in numeric.go. */
function seqOf(given: readonly number[]): [start: number, stop: number, step: number] {
  const [first = 0, second = 0, third = 0] = given;
  switch (given.length) {
    case 1: {
      const step = first < 1 ? -1 : 1;
      return [1, first + step, step];
    }
    case 2: {
      const step = second < first ? -1 : 1;
      return [first, second + step, step];
    }
    case 3:
      return third < first && second > 0 ? [0, 0, 1] : [first, third + (third < first ? -1 : 1), second];
    default:
      return [0, 0, 1];
  }
}

/** strconv.Atoi without its error: 0 for what is no number, the nearest int64 for what is too large. */
function atoi(text: string): bigint {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    return 0n;
  }
  const value = BigInt(text.replace('+', ''));
  return value > maxInt64 ? maxInt64 : value < minInt64 ? minInt64 : value;
}

const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);

function octal(text: string): bigint {
  if (!/^[+-]?[0-7]+$/.test(text)) {
    return 0n;
  }
  const value = BigInt(`0o${text.replace(/^[+-]/, '')}`) * (text.startsWith('-') ? -1n : 1n);
  return value > maxInt64 || value < minInt64 ? 0n : value;
}

/** cast.ToInt64: 0 for what is no number. Source: caste.go of github.com/spf13/cast. */
export function toInt64(value: Value): bigint {
  switch (value.kind) {
    case 'int':
      return BigInt.asIntN(64, value.value);
    case 'float':
      return truncated(value.value);
    case 'bool':
      return value.value ? 1n : 0n;
    case 'string':
      return parseInt64(withoutZeroFraction(value.text)) ?? 0n;
    default:
      return 0n;
  }
}

/** The conversion of a float64 on amd64, which gives the smallest int64 for what does not fit. */
function truncated(value: number): bigint {
  return Number.isFinite(value) && Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : minInt64;
}

/** Source: trimZeroDecimal in caste.go: `8.00` is 8, and `8.10` stays. */
function withoutZeroFraction(text: string): string {
  return /^[^.]*\.0+$/.test(text) ? text.slice(0, text.indexOf('.')) : text;
}

/** strconv.ParseInt with base 0 and 64 bits. */
function parseInt64(text: string): bigint | undefined {
  const value = integerOf(text);
  return value === undefined || value > maxInt64 ? undefined : value;
}

/** cast.ToFloat64: 0 for what is no number. */
export function toFloat64(value: Value): number {
  switch (value.kind) {
    case 'int':
      return Number(value.value);
    case 'float':
      return value.value;
    case 'bool':
      return value.value ? 1 : 0;
    case 'string':
      return parseFloat64(value.text) ?? 0;
    default:
      return 0;
  }
}

/** strconv.ParseFloat. What is too large is an error there. */
function parseFloat64(text: string): number | undefined {
  if (/^[+-]?(?:inf|infinity)$/i.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^nan$/i.test(text)) {
    return Number.NaN;
  }
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) {
    return undefined;
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Source: round in numeric.go, which rounds negative numbers away from what one expects. */
function round(value: number, places: number, on: number): number {
  const power = 10 ** places;
  const digit = power * value;
  const fraction = digit - Math.trunc(digit);
  return (fraction >= on ? Math.ceil(digit) : Math.floor(digit)) / power;
}
