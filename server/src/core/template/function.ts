import type { Origin } from './origin.ts';
import type { Value } from './value.ts';

/**
 * A function or a method that a template can call. The executor evaluates the arguments, checks their number and types
 * as Go's text/template does, with its error texts, and calls it.
 *
 * **Origins.** A function keeps origins by returning what it was given: an argument itself, an item, a value of a map,
 * or a string that `Text` made of the parts of another. Of everything else it returns (a string piece, number or bool
 * without an origin) the executor sets the origin: *made by this call from all arguments*. So a function that ignores
 * origins is correct and only less exact, and an unknown argument makes an unknown result. Bools stay without an
 * origin.
 *
 * **Unknown results.** For randomness, real cryptography, the clock and the network a function returns a value of the
 * right type whose origin has `unknown`: `call.unknown('x'.repeat(8), 'randAlphaNum makes random text')`.
 *
 * **Errors** are returned as a `Failure`, never thrown. The executor adds the template, line and action, as Go does.
 */
export interface TemplateFunction {
  /** The types of the parameters as Go declares them, e.g. `['int', 'string']`. */
  readonly parameters: readonly ParameterType[];
  /** The type of the last, variadic parameter, e.g. `any` for `...interface{}`. */
  readonly variadic?: ParameterType;
  /**
   * @param args of the declared types: for `string` a `Text`, for `any` any value. They must not be changed, except
   * maps, where the Go function changes its argument.
   */
  readonly call: (args: readonly Value[], call: Call) => Value | Failure;
}

/**
 * A type of Go. The executor accepts for each what reflection accepts: a float64 for `int` is an error, a literal `2`
 * for `float64` is not, nil is an error for all but `any`, `list`, `map` and `bytes`.
 * - `any`: interface{}
 * - `map`: map[string]interface{}; `list`: []interface{}; `strings`: []string; `bytes`: []byte
 * - `struct`: one particular type of object, checked by the function itself
 */
export type ParameterType =
  | 'any'
  | 'string'
  | 'bool'
  | 'int'
  | 'int64'
  | 'float64'
  | 'map'
  | 'list'
  | 'strings'
  | 'bytes'
  | 'struct';

/** An error of a function: the text of Go's error. */
export interface Failure {
  readonly kind: 'failure';
  readonly message: string;
  /** Set by `required` and `fail`: a chart's own refusal, not a mistake of the template. */
  readonly refusal?: true;
}

export function failure(message: string): Failure {
  return { kind: 'failure', message };
}

/** What a function may use besides its arguments. */
export interface Call {
  /** The action that calls. */
  readonly place: Origin;
  /** An origin for a value that this call makes of others, when the default (all arguments) is not exact enough. */
  made(from: readonly (Value | undefined)[]): Origin;
  /** A string that nobody can know before the chart is installed. */
  unknown(placeholder: string, because: string): Value;
  /**
   * Counts work against the bound of the render. Call it with the number of items or bytes that a call is going to
   * make, before it makes them, where this is not bounded by the size of its arguments (`repeat`, `until`, `seq`,
   * `indent`).
   *
   * @returns a failure to return if the bound is hit
   */
  spend(amount: number): Failure | undefined;
}

/** Functions by name. */
export type Functions = ReadonlyMap<string, TemplateFunction>;
