import type { Range } from '../text/range.ts';
import { isTrue } from './builtins.ts';
import { CallContext, sizeOf, withArgumentOrigins } from './call.ts';
import type { Frame, UndefinedTemplate } from './frame.ts';
import type { Failure, Functions, TemplateFunction } from './function.ts';
import type { Chain, Command, Field, Identifier, Operand, Pipe, Variable } from './nodes.ts';
import { literalAt, noOrigins, type Origin } from './origin.ts';
import { parameterName, refusedArgument } from './parameters.ts';
import type { Template, Templates } from './templates.ts';
import { Text } from './text.ts';
import { float, int, type Nil, nil, nothing, type Value } from './value.ts';

/**
 * Executes the templates that the current one calls.
 *
 * @throws {ExecutionStop} at the first error in them
 */
export interface TemplateCaller {
  /** `{{template}}` */
  execute(template: Template, data: Value, templates: Templates): Text;
  /** `include` */
  include(name: Value, data: Value, templates: Templates): Text | Failure;
  /** `tpl` */
  evaluate(text: Text, data: Value, templates: Templates): Text | Failure;
}

/** Evaluates the pipelines of one template. Source: text/template exec.go evalPipeline. */
export class Evaluator {
  readonly #frame: Frame;
  readonly #functions: Functions;
  readonly #caller: TemplateCaller;
  readonly #templates: Templates;

  constructor(frame: Frame, functions: Functions, caller: TemplateCaller, templates: Templates) {
    this.#frame = frame;
    this.#functions = functions;
    this.#caller = caller;
    this.#templates = templates;
  }

  /** The value of a pipeline, which its variables also receive. */
  pipeline(pipe: Pipe, dot: Value): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) {
      this.#frame.step(command);
      value = this.#command(command, dot, value);
      // What is left of an interface without a value is nothing.
      if (value.kind === 'nil' && !value.untyped) {
        value = value.origin === undefined ? nothing : { kind: 'nil', untyped: true, origin: value.origin };
      }
    }
    for (const name of pipe.variables) {
      if (pipe.assigns) {
        this.#frame.assign(name, value!, pipe);
      } else {
        this.#frame.declare(name, value!);
      }
    }
    return value!;
  }

  /** As `pipeline`, and notes the keys of values that decide by being `false`, in templates that it calls too. */
  condition(pipe: Pipe, dot: Value): Value {
    const { budget } = this.#frame;
    budget.conditions++;
    const value = this.pipeline(pipe, dot);
    budget.conditions--;
    return value;
  }

  /** @param final the value of the command before, which is the last argument */
  #command(command: Command, dot: Value, final: Value | undefined): Value {
    const { operands } = command;
    const first = operands[0]!;
    switch (first.type) {
      case 'identifier':
        return this.#function(first, command, operands, dot, final);
      case 'field':
      case 'variable':
      case 'chain':
        return this.#access(first, operands, dot, final);
      case 'nil':
        return this.#frame.stop('nil is not a command', first);
      default:
        this.#refuseArguments(operands, final);
        return this.#operand(first, dot);
    }
  }

  #refuseArguments(operands: readonly Operand[], final: Value | undefined): void {
    if (operands.length > 1 || final !== undefined) {
      const [first] = operands;
      this.#frame.stop(`can't give argument to non-function ${this.#frame.written(first!)}`, first!);
    }
  }

  /** The value of an operand where nothing says which type is needed. */
  #operand(operand: Operand, dot: Value): Value {
    switch (operand.type) {
      case 'dot':
        return dot;
      case 'nil':
        return nothing;
      case 'bool':
        return { kind: 'bool', value: operand.value, origin: this.#frame.literal(operand) };
      case 'number':
        if (operand.isFloat) {
          return float(operand.float!, this.#frame.literal(operand));
        }
        return operand.integer === undefined
          ? this.#frame.stop(`${operand.text} overflows int`, operand)
          : int(operand.integer, 'int', this.#frame.literal(operand));
      case 'string': {
        // The origin covers the text between the quotes.
        const origin = literalAt(this.#frame.source, operand.start + 1, operand.end - 1);
        return Text.of(operand.text, origin);
      }
      case 'field':
      case 'variable':
      case 'chain':
        return this.#access(operand, noOperands, dot, undefined);
      case 'pipe':
        return this.pipeline(operand, dot);
      case 'identifier':
        return this.#function(operand, operand, noOperands, dot, undefined);
    }
  }

  /** `.a.b.c`, `$x.a` or `(…).a`. The last name may be a method with arguments. */
  #access(node: Field | Variable | Chain, operands: readonly Operand[], dot: Value, final: Value | undefined): Value {
    let value =
      node.type === 'field'
        ? dot
        : node.type === 'variable'
          ? this.#frame.variable(node.name)
          : this.#operand(node.operand, dot);
    const { names } = node;
    if (names.length === 0) {
      this.#refuseArguments(operands, final);
      return value;
    }
    const last = names.length - 1;
    for (let index = 0; index < last; index++) {
      value = this.#field(value, names[index]!, node, noOperands, dot, undefined);
    }
    return this.#field(value, names[last]!, node, operands, dot, final);
  }

  /** A method of the receiver, an entry of a map, or a field of an object. Source: text/template exec.go evalField. */
  #field(
    receiver: Value,
    name: string,
    node: Range,
    operands: readonly Operand[],
    dot: Value,
    final: Value | undefined,
  ): Value {
    if (receiver.kind === 'nil') {
      return receiver.untyped ? receiver : this.#frame.stop(`nil pointer evaluating interface {}.${name}`, node);
    }
    if (receiver.kind === 'map' || receiver.kind === 'struct' || receiver.kind === 'list') {
      const method = receiver.methods?.get(name);
      if (method !== undefined) {
        if (name === 'YAML') {
          this.#frame.budget.record?.readsAll(receiver);
        }
        return this.#call(method, name, node, operands, dot, final);
      }
    }
    const hasArguments = operands.length > 1 || final !== undefined;
    if (receiver.kind === 'map') {
      if (hasArguments) {
        this.#frame.stop(`${name} is not a method but has arguments`, node);
      }
      const value = receiver.entries.get(name)?.value ?? this.#absent(receiver.type, name, node);
      if (this.#frame.budget.conditions > 0 && value.kind === 'bool' && !value.value && value.origin?.sort === 'key') {
        this.#frame.budget.decidedBy.add(value.origin);
      }
      this.#frame.budget.record?.yields(value);
      return value;
    }
    if (receiver.kind === 'struct') {
      const field = receiver.fields.get(name);
      if (field !== undefined) {
        return hasArguments ? this.#frame.stop(`${name} has arguments but cannot be invoked as function`, node) : field;
      }
    }
    const type = receiver.kind === 'struct' || receiver === dot ? typeText(receiver) : 'interface {}';
    return this.#frame.stop(`can't evaluate field ${name} in type ${type}`, node);
  }

  /** The zero of the type of a map's values. */
  #absent(type: string, name: string, { start, end }: Range): Value {
    const source = this.#frame.source;
    const origin: Origin = { sort: 'made', source, start, end, name, from: noOrigins, absent: true };
    if (type === 'map[string]string') {
      return Text.of('', origin);
    }
    return type === 'engine.files'
      ? { kind: 'bytes', bytes: new Uint8Array(), origin }
      : ({ kind: 'nil', untyped: false, origin } satisfies Nil);
  }

  #function(
    { name, start, end }: Identifier,
    node: Range,
    operands: readonly Operand[],
    dot: Value,
    final: Value | undefined,
  ): Value {
    if (name === 'and' || name === 'or') {
      return this.#andOr(name, node, operands, dot, final);
    }
    if (name === 'include' || name === 'tpl') {
      const args = this.#arguments(textAndData, name, node, operands, dot, final);
      const made = this.#frame.calling(node, () =>
        name === 'include'
          ? this.#caller.include(args[0]!, args[1]!, this.#templates)
          : this.#caller.evaluate(args[0] as Text, args[1]!, this.#templates),
      );
      return made.kind === 'failure'
        ? this.#frame.stop(`error calling ${name}: ${made.message}`, node, {
            ...(name === 'include' && { undefinedTemplate: undefinedTemplate(args[0]!) }),
          })
        : made;
    }
    const called = this.#functions.get(name);
    if (called === undefined) {
      this.#frame.stop(`${JSON.stringify(name)} is not a defined function`, { start, end });
    }
    return this.#call(called, name, node, operands, dot, final);
  }

  /** Evaluates only as many arguments as decide. */
  #andOr(name: 'and' | 'or', node: Range, operands: readonly Operand[], dot: Value, final: Value | undefined): Value {
    if (operands.length < 2 && final === undefined) {
      this.#frame.stop(`wrong number of args for ${name}: want at least 1 got 0`, node);
    }
    let value: Value = nothing;
    for (let index = 1; index < operands.length; index++) {
      value = this.#operand(operands[index]!, dot);
      if (isTrue(value) === (name === 'or')) {
        return value;
      }
    }
    return final ?? value;
  }

  #call(
    called: TemplateFunction,
    name: string,
    node: Range,
    operands: readonly Operand[],
    dot: Value,
    final: Value | undefined,
  ): Value {
    const args = this.#arguments(called, name, node, operands, dot, final);
    const place = this.#frame.place(node);
    const result = called.call(args, new CallContext(place, this.#frame.budget));
    if (result.kind === 'failure') {
      return this.#frame.stop(`error calling ${name}: ${result.message}`, node, {
        ...(result.refusal && { refusal: true }),
        ...(this.#frame.budget.size < 0 && { bound: true }),
      });
    }
    this.#frame.budget.record?.calls(name, args, result);
    this.#frame.spend(sizeOf(result), node);
    return withArgumentOrigins(result, args, place);
  }

  /** Source: text/template exec.go evalCall. */
  #arguments(
    { parameters, variadic }: Pick<TemplateFunction, 'parameters' | 'variadic'>,
    name: string,
    node: Range,
    operands: readonly Operand[],
    dot: Value,
    final: Value | undefined,
  ): Value[] {
    const given = Math.max(operands.length - 1, 0);
    const count = given + (final === undefined ? 0 : 1);
    if (variadic === undefined ? count !== parameters.length : count < parameters.length) {
      const [wanted, got] =
        variadic === undefined ? [parameters.length, count] : [`at least ${parameters.length}`, given];
      this.#frame.stop(`wrong number of args for ${name}: want ${wanted} got ${got}`, node);
    }
    const args: Value[] = [];
    for (let index = 0; index < given; index++) {
      args.push(this.#argument(operands[index + 1]!, parameters[index] ?? variadic!, dot));
    }
    if (final !== undefined) {
      const refused = refusedArgument(final, parameters[given] ?? variadic!);
      if (refused !== undefined) {
        this.#frame.stop(refused, node);
      }
      args.push(final);
    }
    return args;
  }

  #argument(operand: Operand, type: TemplateFunction['parameters'][number], dot: Value): Value {
    switch (operand.type) {
      case 'nil':
        return type === 'any' || refusedArgument(nothing, type) === undefined
          ? nil
          : this.#frame.stop(`cannot assign nil to ${parameterName(type)}`, operand);
      case 'number':
        if ((type === 'int' || type === 'int64') && operand.integer !== undefined) {
          return int(operand.integer, type, this.#frame.literal(operand));
        }
        if (type === 'float64' && operand.float !== undefined) {
          return float(operand.float, this.#frame.literal(operand));
        }
        break;
      default:
    }
    const isLiteral = operand.type === 'number' || operand.type === 'bool' || operand.type === 'string';
    const value = this.#operand(operand, dot);
    const refused = refusedArgument(value, type);
    if (refused !== undefined) {
      this.#frame.stop(
        isLiteral ? `expected ${parameterName(type)}; found ${this.#frame.written(operand)}` : refused,
        operand,
      );
    }
    return value;
  }
}

/** @param name the argument of `include` */
function undefinedTemplate(name: Value): UndefinedTemplate {
  const [piece, ...others] = name.kind === 'string' ? name.pieces : [];
  const origin = others.length === 0 ? piece?.origin : undefined;
  const isWhole = origin?.sort === 'text' && origin.end - origin.start === piece?.text.length;
  return { name: name.kind === 'string' ? name.text : '', ...(isWhole && { at: origin }) };
}

const noOperands: readonly Operand[] = [];
const textAndData = { parameters: ['string', 'any'] } as const;

/** The type of a value, as an error about a missing field names it. */
function typeText(value: Value): string {
  return value.kind === 'nil' || value.kind === 'float' || value.kind === 'bytes' || value.kind === 'bool'
    ? value.kind
    : value.kind === 'string'
      ? 'string'
      : value.type;
}
