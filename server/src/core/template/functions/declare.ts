import type { Call, Failure, ParameterType, TemplateFunction } from '../function.ts';
import type { Text } from '../text.ts';
import type { GoMap, Int, Value } from '../value.ts';

type Run = (args: readonly Value[], call: Call) => Value | Failure;

/** A function with a fixed number of parameters. */
export function fixed(parameters: readonly ParameterType[], call: Run): TemplateFunction {
  return { parameters, call };
}

/** A function whose last parameter takes any number of arguments. */
export function variadic(parameters: readonly ParameterType[], last: ParameterType, call: Run): TemplateFunction {
  return { parameters, variadic: last, call };
}

/** An argument whose parameter is declared as `string`. */
export function textAt(args: readonly Value[], index: number): Text {
  return args[index] as Text;
}

/** An argument whose parameter is declared as `int`. */
export function intAt(args: readonly Value[], index: number): number {
  return Number((args[index] as Int).value);
}

/** An argument whose parameter is declared as `map`. Undefined for a nil map. */
export function mapAt(args: readonly Value[], index: number): GoMap | undefined {
  const value = args[index]!;
  return value.kind === 'map' ? value : undefined;
}
