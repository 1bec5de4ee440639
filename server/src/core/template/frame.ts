import type { Range } from '../text/range.ts';
import { literalAt, noOrigins, type Origin, type SourceText } from './origin.ts';
import type { ReadRecord } from './readRecord.ts';
import { nothing, type Value } from './value.ts';

/** What an execution may use, counted down while it runs. All executions of one render share it. */
export interface Budget {
  /** Commands and statements. */
  steps: number;
  /** UTF-16 code units that are made. */
  size: number;
  /** How many conditions are being evaluated, one in the other. */
  conditions: number;
  /** The keys of values that are `false` and that a condition has read. */
  decidedBy: Set<Origin>;
  /** Present if it is needed what the templates read. */
  readonly record?: ReadRecord;
}

/** Why a template could not be executed to its end. */
export interface ExecutionError {
  /** As Go says it, without template and place, e.g. `nil pointer evaluating interface {}.port`. */
  readonly message: string;
  /** The part of a template at which it happened, the innermost one. */
  readonly at: Origin;
  /** The actions that called it, the innermost first. */
  readonly callers: readonly Origin[];
  /** The chart itself refuses, by `required` or `fail`. */
  readonly refusal?: true;
  /** A bound was hit, so that nothing is known. Helm may render it. */
  readonly bound?: true;
  /** The template is called and nothing defines it. */
  readonly undefinedTemplate?: UndefinedTemplate;
}

export interface UndefinedTemplate {
  readonly name: string;
  /** The literal that names it, without its quotes. Absent if the name is computed. */
  readonly at?: Origin;
}

/** Unwinds an execution at the first error, as the panic in Go's does. */
export class ExecutionStop {
  error: ExecutionError;

  constructor(error: ExecutionError) {
    this.error = error;
  }
}

interface VariableSlot {
  readonly name: string;
  value: Value;
}

/** The state of the execution of one template: its variables, what it may still use, and where its errors are. */
export class Frame {
  readonly source: SourceText;
  readonly budget: Budget;
  /** The innermost is the last. Variables that are out of scope are not in it. */
  readonly #variables: VariableSlot[];

  /** @param data the value of `$` */
  constructor(source: SourceText, budget: Budget, data: Value) {
    this.source = source;
    this.budget = budget;
    this.#variables = [{ name: '$', value: data }];
  }

  /** @throws {ExecutionStop} always */
  stop(message: string, at: Range, more: Pick<ExecutionError, 'bound' | 'refusal' | 'undefinedTemplate'> = {}): never {
    throw new ExecutionStop({ message, at: this.place(at), callers: [], ...more });
  }

  /** An origin for what is made at a part of the template. */
  place({ start, end }: Range): Origin {
    return { sort: 'made', source: this.source, start, end, from: noOrigins };
  }

  /** The origin of literal text of the template. */
  literal({ start, end }: Range): Origin {
    return literalAt(this.source, start, end);
  }

  /** A part of the template as it is written. */
  written({ start, end }: Range): string {
    return this.source.text.slice(start, end);
  }

  /** Counts a command or a statement. */
  step(at: Range): void {
    if (--this.budget.steps < 0) {
      this.stop('the template takes too many steps', at, { bound: true });
    }
  }

  /** @param size in UTF-16 code units, or what costs as much */
  spend(size: number, at: Range): void {
    this.budget.size -= size;
    if (this.budget.size < 0) {
      this.stop('the template makes too much text', at, { bound: true });
    }
  }

  /** Runs a function that executes another template, and adds the place of the call to an error in it. */
  calling<T>(at: Range, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof ExecutionStop) {
        error.error = { ...error.error, callers: [...error.error.callers, this.place(at)] };
      }
      throw error;
    }
  }

  /** How many variables are in scope. */
  get variableCount(): number {
    return this.#variables.length;
  }

  /** Takes variables out of scope that were declared since there were `count`. */
  leaveScope(count: number): void {
    this.#variables.length = count;
  }

  /** The value of a variable. The parser has refused names that are not in scope. */
  variable(name: string): Value {
    return this.#find(name)?.value ?? nothing;
  }

  declare(name: string, value: Value): void {
    this.#variables.push({ name, value });
  }

  /** Declares the variables that were declared last again, as each turn of a loop does. */
  redeclare(names: readonly string[], values: readonly Value[]): void {
    const first = this.#variables.length - names.length;
    for (const [index, name] of names.entries()) {
      this.#variables[first + index] = { name, value: values[index]! };
    }
  }

  assign(name: string, value: Value, at: Range): void {
    const slot = this.#find(name) ?? this.stop(`undefined variable: ${name}`, at);
    slot.value = value;
  }

  #find(name: string): VariableSlot | undefined {
    return this.#variables.findLast((slot) => slot.name === name);
  }
}
