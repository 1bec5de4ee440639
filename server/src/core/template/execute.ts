import type { Range } from '../text/range.ts';
import { builtinFunctions, isTrue } from './builtins.ts';
import { printed } from './format.ts';
import { type Call, type Failure, type Functions, failure, type TemplateFunction } from './function.ts';
import type {
  Action,
  Command,
  Identifier,
  If,
  List,
  Operand,
  ParsedTemplate,
  Pipe,
  RangeLoop,
  TemplateCall,
  TextNode,
  With,
} from './nodes.ts';
import { literalAt, madeAt, type Origin } from './origin.ts';
import { parameterName, refusedArgument } from './parameters.ts';
import { addTemplate, type Template, type Templates } from './templates.ts';
import { Text, type TextPiece } from './text.ts';
import { float, int, type Nil, nil, nothing, sortedKeys, type Value } from './value.ts';

/** What an execution may use, counted down while it runs. All executions of one render share it. */
export interface Budget {
  /** Commands and statements. */
  steps: number;
  /** UTF-16 code units that are made. */
  size: number;
}

export interface ExecutionOptions {
  readonly functions: Functions;
  readonly budget: Budget;
  /** Reads the text of `tpl`. The owner may keep the trees. */
  readonly parse: (text: string) => ParsedTemplate;
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
}

/** Deeper calls are refused. Helm refuses 1,000 calls of one name. A real chart stays far below. */
const deepestCall = 150;

/** Executes templates as Go's text/template does with Helm's options (`missingkey=zero`). Not reentrant. */
export class Execution {
  readonly #options: ExecutionOptions;
  readonly #functions: Map<string, TemplateFunction>;
  #depth = 0;

  constructor(options: ExecutionOptions) {
    this.#options = options;
    this.#functions = new Map([...builtinFunctions, ...options.functions]);
  }

  /**
   * What a template prints. An absent value is printed as nothing, as Helm does.
   *
   * @param templates the templates that it can call
   */
  run(template: Template, data: Value, templates: Templates): Text | ExecutionError {
    try {
      return withoutNoValue(this.#execute(template, data, templates));
    } catch (error) {
      if (error instanceof Stop) {
        return error.error;
      }
      if (error instanceof RangeError) {
        return {
          message: 'the template is nested too deeply',
          at: literalAt(template.source, 0, 0),
          callers: [],
          bound: true,
        };
      }
      throw error;
    } finally {
      this.#depth = 0;
    }
  }

  #execute(template: Template, data: Value, templates: Templates): Text {
    const frame = new Frame(this, this.#options, this.#functions, template, data, templates);
    if (++this.#depth > deepestCall) {
      frame.stop(`exceeded maximum template depth (${deepestCall})`, template.root, { bound: true });
    }
    frame.walk(template.root, data);
    this.#depth--;
    return frame.output();
  }

  /** `include` */
  include(name: Value, data: Value, templates: Templates): Text | Failure {
    const template = name.kind === 'string' ? templates.get(name.text) : undefined;
    if (template === undefined) {
      return failure(`template: no template ${JSON.stringify(printed(name).text)} associated with template "gotpl"`);
    }
    return this.#execute(template, data, templates);
  }

  /** `tpl` */
  evaluate(text: Text, data: Value, templates: Templates): Text | Failure {
    if (!text.text.includes('{{')) {
      return withoutNoValue(text);
    }
    const parsed = this.#options.parse(text.text);
    if (parsed.error !== undefined) {
      return failure(`cannot parse template ${JSON.stringify(text.text)}: ${parsed.error.message}`);
    }
    // Definitions in the text are visible only to what it calls.
    const source = { path: 'gotpl', text: text.text, inner: text };
    const visible = parsed.definitions.length === 0 ? templates : new Map(templates);
    if (visible !== templates) {
      addTemplate(visible, 'gotpl', parsed, source);
    }
    return withoutNoValue(this.#execute({ name: 'gotpl', root: parsed.root, source }, data, visible));
  }
}

/** Unwinds an execution at the first error, as the panic in Go's does. */
class Stop {
  error: ExecutionError;

  constructor(error: ExecutionError) {
    this.error = error;
  }
}

interface VariableSlot {
  readonly name: string;
  value: Value;
}

type Jump = 'break' | 'continue' | undefined;

/** The execution of one template. */
class Frame {
  readonly #execution: Execution;
  readonly #options: ExecutionOptions;
  readonly #functions: ReadonlyMap<string, TemplateFunction>;
  readonly #template: Template;
  readonly #templates: Templates;
  readonly #variables: VariableSlot[];
  readonly #pieces: TextPiece[] = [];
  readonly #texts: string[] = [];

  constructor(
    execution: Execution,
    options: ExecutionOptions,
    functions: ReadonlyMap<string, TemplateFunction>,
    template: Template,
    data: Value,
    templates: Templates,
  ) {
    this.#execution = execution;
    this.#options = options;
    this.#functions = functions;
    this.#template = template;
    this.#templates = templates;
    this.#variables = [{ name: '$', value: data }];
  }

  output(): Text {
    return new Text(this.#pieces, this.#texts.join(''));
  }

  stop(message: string, at: Range, more: { readonly bound?: true; readonly refusal?: true } = {}): never {
    throw new Stop({ message, at: this.#place(at), callers: [], ...more });
  }

  /** An origin for what is made at a part of the template. */
  #place({ start, end }: Range): Origin {
    return { sort: 'made', source: this.#template.source, start, end, from: noOrigins };
  }

  #step(at: Range): void {
    if (--this.#options.budget.steps < 0) {
      this.stop('the template takes too many steps', at, { bound: true });
    }
  }

  #spend(size: number, at: Range): void {
    this.#options.budget.size -= size;
    if (this.#options.budget.size < 0) {
      this.stop('the template makes too much text', at, { bound: true });
    }
  }

  walk(list: List, dot: Value): Jump {
    for (const node of list.nodes) {
      this.#step(node);
      let jump: Jump;
      switch (node.type) {
        case 'text':
          this.#writeLiteral(node);
          break;
        case 'action': {
          const value = this.#pipeline(node.pipe, dot);
          if (node.pipe.variables.length === 0) {
            this.#print(value, node);
          }
          break;
        }
        case 'if':
        case 'with':
          jump = this.#ifOrWith(node, dot);
          break;
        case 'range':
          this.#range(node, dot);
          break;
        case 'template':
          this.#templateCall(node, dot);
          break;
        default:
          return node.type;
      }
      if (jump !== undefined) {
        return jump;
      }
    }
    return undefined;
  }

  #writeLiteral(node: TextNode): void {
    const { inner } = this.#template.source;
    if (inner === undefined) {
      this.#write({ text: node.text, origin: this.#literal(node), offset: 0 }, node);
      return;
    }
    for (const piece of inner.slice(node.start, node.end).pieces) {
      this.#write(piece, node);
    }
  }

  #literal({ start, end }: Range): Origin {
    return literalAt(this.#template.source, start, end);
  }

  #write(piece: TextPiece, at: Range): void {
    this.#spend(piece.text.length, at);
    this.#pieces.push(piece);
    this.#texts.push(piece.text);
  }

  #print(value: Value, action: Action): void {
    if (value.kind === 'nil') {
      const { start, end } = action;
      const from = value.origin === undefined ? noOrigins : [value.origin];
      const origin: Origin = { sort: 'made', source: this.#template.source, start, end, from, absent: true };
      this.#write({ text: noValue, origin, offset: 0 }, action);
      return;
    }
    const text = value.kind === 'struct' && value.text !== undefined ? value.text : printed(value);
    const place = this.#place(action);
    let inner: Origin | undefined;
    let outer = place;
    for (const piece of text.pieces) {
      if (piece.origin !== inner) {
        inner = piece.origin;
        outer = inner === undefined ? place : madeAt(place, [inner]);
      }
      this.#write({ text: piece.text, origin: outer, offset: piece.offset }, action);
    }
  }

  #ifOrWith(node: If | With, dot: Value): Jump {
    const mark = this.#variables.length;
    const value = this.#pipeline(node.pipe, dot);
    let jump: Jump;
    if (isTrue(value)) {
      jump = this.walk(node.list, node.type === 'with' ? value : dot);
    } else if (node.otherwise !== undefined) {
      jump = this.walk(node.otherwise, dot);
    }
    this.#variables.length = mark;
    return jump;
  }

  #range(node: RangeLoop, dot: Value): void {
    const outside = this.#variables.length;
    const value = this.#pipeline(node.pipe, dot);
    const mark = this.#variables.length;
    let isEmpty = true;
    const iterate = (key: Value, item: Value): boolean => {
      isEmpty = false;
      this.#step(node);
      this.#setLoopVariables(node.pipe, key, item);
      const jump = this.walk(node.list, item);
      this.#variables.length = mark;
      return jump !== 'break';
    };
    this.#iterate(node, value, iterate);
    if (isEmpty && node.otherwise !== undefined) {
      this.walk(node.otherwise, dot);
    }
    this.#variables.length = outside;
  }

  #setLoopVariables(pipe: Pipe, key: Value, item: Value): void {
    const { variables, assigns } = pipe;
    const [first, second] = variables;
    if (first === undefined) {
      return;
    }
    const values = second === undefined ? [item] : [key, item];
    for (const [index, name] of variables.entries()) {
      if (assigns) {
        this.#assign(name, values[index]!, pipe);
      } else {
        const slot = this.#variables.length - variables.length + index;
        this.#variables[slot] = { name, value: values[index]! };
      }
    }
  }

  #iterate(node: RangeLoop, value: Value, iterate: (key: Value, item: Value) => boolean): void {
    switch (value.kind) {
      case 'nil':
        return;
      case 'list':
        for (const [index, item] of value.items.entries()) {
          if (!iterate(int(index), item)) {
            return;
          }
        }
        return;
      case 'bytes':
        for (const [index, item] of value.bytes.entries()) {
          if (!iterate(int(index), int(item, 'uint8', value.origin))) {
            return;
          }
        }
        return;
      case 'map':
        for (const key of sortedKeys(value)) {
          const entry = value.entries.get(key);
          if (entry !== undefined && !iterate(Text.of(key, entry.key), entry.value)) {
            return;
          }
        }
        return;
      case 'int':
        if (node.pipe.variables.length > 1) {
          this.stop(`can't use ${value.value} to iterate over more than one variable`, node.pipe);
        }
        for (let count = 0n; count < value.value; count++) {
          if (!iterate(nothing, int(count, value.type, value.origin))) {
            return;
          }
        }
        return;
      default:
        this.stop(`range can't iterate over ${printed(value).text}`, node.pipe);
    }
  }

  #templateCall(node: TemplateCall, dot: Value): void {
    const template = this.#templates.get(node.name);
    if (template === undefined) {
      this.stop(`template ${JSON.stringify(node.name)} not defined`, node);
    }
    const data = node.pipe === undefined ? nothing : this.#pipeline(node.pipe, dot);
    const made = this.#calling(node, () => this.#execution.include(Text.of(node.name), data, this.#templates));
    if (made.kind === 'failure') {
      this.stop(made.message, node);
    }
    const place = this.#place(node);
    for (const piece of made.pieces) {
      const origin = piece.origin === undefined ? place : madeAt(place, [piece.origin]);
      this.#pieces.push({ text: piece.text, origin, offset: piece.offset });
    }
    this.#texts.push(made.text);
  }

  /** Runs what executes another template, and notes this call in its error. */
  #calling<T>(at: Range, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof Stop) {
        error.error = { ...error.error, callers: [...error.error.callers, this.#place(at)] };
      }
      throw error;
    }
  }

  #assign(name: string, value: Value, at: Pipe): void {
    for (let index = this.#variables.length - 1; index >= 0; index--) {
      if (this.#variables[index]!.name === name) {
        this.#variables[index]!.value = value;
        return;
      }
    }
    this.stop(`undefined variable: ${name}`, at);
  }

  #pipeline(pipe: Pipe, dot: Value): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) {
      this.#step(command);
      value = this.#command(command, dot, value);
      // What is left of an interface without a value is nothing.
      if (value.kind === 'nil' && !value.untyped) {
        value = value.origin === undefined ? nothing : { kind: 'nil', untyped: true, origin: value.origin };
      }
    }
    for (const name of pipe.variables) {
      if (pipe.assigns) {
        this.#assign(name, value!, pipe);
      } else {
        this.#variables.push({ name, value: value! });
      }
    }
    return value!;
  }

  /** @param final the value of the command before, which is the last argument */
  #command(command: Command, dot: Value, final: Value | undefined): Value {
    const { operands } = command;
    const first = operands[0]!;
    switch (first.type) {
      case 'identifier':
        return this.#function(first, command, operands, dot, final);
      case 'field':
        return this.#fields(dot, first.names, first, operands, dot, final);
      case 'variable':
        if (first.names.length > 0) {
          return this.#fields(this.#variable(first.name), first.names, first, operands, dot, final);
        }
        this.#refuseArguments(operands, final);
        return this.#variable(first.name);
      case 'chain':
        return this.#fields(this.#operand(first.operand, dot), first.names, first, operands, dot, final);
      case 'nil':
        return this.stop('nil is not a command', first);
      default:
        this.#refuseArguments(operands, final);
        return this.#operand(first, dot);
    }
  }

  #refuseArguments(operands: readonly Operand[], final: Value | undefined): void {
    if (operands.length > 1 || final !== undefined) {
      const [first] = operands;
      this.stop(`can't give argument to non-function ${this.#written(first!)}`, first!);
    }
  }

  #written({ start, end }: Range): string {
    return this.#template.source.text.slice(start, end);
  }

  #variable(name: string): Value {
    for (let index = this.#variables.length - 1; index >= 0; index--) {
      if (this.#variables[index]!.name === name) {
        return this.#variables[index]!.value;
      }
    }
    return nothing;
  }

  /** The value of an operand where nothing says which type is needed. */
  #operand(operand: Operand, dot: Value): Value {
    switch (operand.type) {
      case 'dot':
        return dot;
      case 'nil':
        return nothing;
      case 'bool':
        return { kind: 'bool', value: operand.value, origin: this.#literal(operand) };
      case 'number':
        if (operand.isFloat) {
          return float(operand.float!, this.#literal(operand));
        }
        return operand.integer === undefined
          ? this.stop(`${operand.text} overflows int`, operand)
          : int(operand.integer, 'int', this.#literal(operand));
      case 'string': {
        // The origin covers the text between the quotes.
        const origin = literalAt(this.#template.source, operand.start + 1, operand.end - 1);
        return Text.of(operand.text, origin);
      }
      case 'field':
        return this.#fields(dot, operand.names, operand, noOperands, dot, undefined);
      case 'variable': {
        const value = this.#variable(operand.name);
        return operand.names.length === 0
          ? value
          : this.#fields(value, operand.names, operand, noOperands, dot, undefined);
      }
      case 'chain':
        return operand.operand.type === 'nil'
          ? this.stop('indirection through explicit nil', operand)
          : this.#fields(this.#operand(operand.operand, dot), operand.names, operand, noOperands, dot, undefined);
      case 'pipe':
        return this.#pipeline(operand, dot);
      case 'identifier':
        return this.#function(operand, operand, noOperands, dot, undefined);
    }
  }

  /** `.a.b.c` of a receiver. The last name may be a method with arguments. */
  #fields(
    receiver: Value,
    names: readonly string[],
    node: Range,
    operands: readonly Operand[],
    dot: Value,
    final: Value | undefined,
  ): Value {
    let value = receiver;
    const last = names.length - 1;
    for (let index = 0; index < last; index++) {
      value = this.#field(value, names[index]!, node, noOperands, dot, undefined);
    }
    return this.#field(value, names[last]!, node, operands, dot, final);
  }

  #field(
    receiver: Value,
    name: string,
    node: Range,
    operands: readonly Operand[],
    dot: Value,
    final: Value | undefined,
  ): Value {
    if (receiver.kind === 'nil') {
      return receiver.untyped ? receiver : this.stop(`nil pointer evaluating interface {}.${name}`, node);
    }
    if (receiver.kind === 'map' || receiver.kind === 'struct' || receiver.kind === 'list') {
      const method = receiver.methods?.get(name);
      if (method !== undefined) {
        return this.#call(method, name, node, operands, dot, final);
      }
    }
    const hasArguments = operands.length > 1 || final !== undefined;
    if (receiver.kind === 'map') {
      if (hasArguments) {
        this.stop(`${name} is not a method but has arguments`, node);
      }
      return receiver.entries.get(name)?.value ?? this.#absent(receiver.type, name, node);
    }
    if (receiver.kind === 'struct') {
      const field = receiver.fields.get(name);
      if (field !== undefined) {
        return hasArguments ? this.stop(`${name} has arguments but cannot be invoked as function`, node) : field;
      }
    }
    const type = receiver.kind === 'struct' || receiver === dot ? typeText(receiver) : 'interface {}';
    return this.stop(`can't evaluate field ${name} in type ${type}`, node);
  }

  /** The zero of the type of a map's values. */
  #absent(type: string, name: string, { start, end }: Range): Value {
    const source = this.#template.source;
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
      const made = this.#calling(node, () =>
        name === 'include'
          ? this.#execution.include(args[0]!, args[1]!, this.#templates)
          : this.#execution.evaluate(args[0] as Text, args[1]!, this.#templates),
      );
      return made.kind === 'failure' ? this.stop(`error calling ${name}: ${made.message}`, node) : made;
    }
    const called = this.#functions.get(name);
    if (called === undefined) {
      this.stop(`${JSON.stringify(name)} is not a defined function`, { start, end });
    }
    return this.#call(called, name, node, operands, dot, final);
  }

  /** Evaluates only as many arguments as decide. */
  #andOr(name: 'and' | 'or', node: Range, operands: readonly Operand[], dot: Value, final: Value | undefined): Value {
    if (operands.length < 2 && final === undefined) {
      this.stop(`wrong number of args for ${name}: want at least 1 got 0`, node);
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
    const place = this.#place(node);
    const result = called.call(args, new CallContext(place, this.#options.budget));
    if (result.kind === 'failure') {
      return this.stop(`error calling ${name}: ${result.message}`, node, {
        ...(result.refusal && { refusal: true }),
        ...(this.#options.budget.size < 0 && { bound: true }),
      });
    }
    this.#spend(sizeOf(result), node);
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
      this.stop(`wrong number of args for ${name}: want ${wanted} got ${got}`, node);
    }
    const args: Value[] = [];
    for (let index = 0; index < given; index++) {
      args.push(this.#argument(operands[index + 1]!, parameters[index] ?? variadic!, dot));
    }
    if (final !== undefined) {
      const refused = refusedArgument(final, parameters[given] ?? variadic!);
      if (refused !== undefined) {
        this.stop(refused, node);
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
          : this.stop(`cannot assign nil to ${parameterName(type)}`, operand);
      case 'number':
        if ((type === 'int' || type === 'int64') && operand.integer !== undefined) {
          return int(operand.integer, type, this.#literal(operand));
        }
        if (type === 'float64' && operand.float !== undefined) {
          return float(operand.float, this.#literal(operand));
        }
        break;
      default:
    }
    const isLiteral = operand.type === 'number' || operand.type === 'bool' || operand.type === 'string';
    const value = this.#operand(operand, dot);
    const refused = refusedArgument(value, type);
    if (refused !== undefined) {
      this.stop(isLiteral ? `expected ${parameterName(type)}; found ${this.#written(operand)}` : refused, operand);
    }
    return value;
  }
}

const noOperands: readonly Operand[] = [];
const noOrigins: readonly Origin[] = [];
const textAndData = { parameters: ['string', 'any'] } as const;

/** What Go prints for nothing. Helm takes it out of the output of a file and of `tpl`, but not of `include`. */
const noValue = '<no value>';

/** Leaves an empty piece where an absent value was, so that a reader of the output can see it. */
function withoutNoValue(text: Text): Text {
  if (!text.text.includes(noValue)) {
    return text;
  }
  const parts: Text[] = [];
  let at = 0;
  for (let found = text.text.indexOf(noValue); found >= 0; found = text.text.indexOf(noValue, at)) {
    parts.push(text.slice(at, found));
    parts.push(Text.of('', text.slice(found, found + noValue.length).origin));
    at = found + noValue.length;
  }
  parts.push(text.slice(at));
  return Text.join(parts);
}

function typeText(value: Value): string {
  return value.kind === 'nil' || value.kind === 'float' || value.kind === 'bytes' || value.kind === 'bool'
    ? value.kind
    : value.kind === 'string'
      ? 'string'
      : value.type;
}

class CallContext implements Call {
  readonly place: Origin;
  readonly #budget: Budget;

  constructor(place: Origin, budget: Budget) {
    this.place = place;
    this.#budget = budget;
  }

  made(from: readonly (Value | undefined)[]): Origin {
    return madeAt(this.place, originsOf(from));
  }

  unknown(placeholder: string, because: string): Value {
    return Text.of(placeholder, madeAt(this.place, noOrigins, because));
  }

  spend(amount: number): Failure | undefined {
    this.#budget.size -= amount;
    return this.#budget.size < 0 ? failure('the template makes too much text') : undefined;
  }
}

/** More origins than this are not listed. */
const mostOrigins = 32;

function originsOf(values: readonly (Value | undefined)[]): Origin[] {
  const origins: Origin[] = [];
  for (const value of values) {
    if (value?.kind === 'string') {
      for (const { origin } of value.pieces) {
        if (origin !== undefined && origin !== origins.at(-1) && origins.length < mostOrigins) {
          origins.push(origin);
        }
      }
    } else if (value?.origin !== undefined) {
      origins.push(value.origin);
    }
  }
  return origins;
}

/** What a result costs. Where a function makes much of little, it has counted that itself before. */
function sizeOf(value: Value): number {
  switch (value.kind) {
    case 'string':
      return value.text.length + value.pieces.length;
    case 'list':
      return value.items.length;
    case 'map':
      return value.entries.size;
    default:
      return 1;
  }
}

/** Gives a result that has no origin one that is made of the arguments. */
function withArgumentOrigins(result: Value, args: readonly Value[], place: Origin): Value {
  switch (result.kind) {
    case 'string': {
      if (result.pieces.length > 0 && result.pieces.every(hasOrigin)) {
        return result;
      }
      const origin = madeAt(place, originsOf(args));
      if (result.pieces.length === 0) {
        return Text.of('', origin);
      }
      return new Text(
        result.pieces.map((piece) => (hasOrigin(piece) ? piece : { ...piece, origin })),
        result.text,
      );
    }
    case 'int':
    case 'float':
    case 'bytes':
      return result.origin === undefined ? { ...result, origin: madeAt(place, originsOf(args)) } : result;
    default:
      return result;
  }
}

/** Space that a function adds needs no origin. */
function hasOrigin({ origin, text }: TextPiece): boolean {
  return origin !== undefined || (text !== '' && text.trim() === '');
}
