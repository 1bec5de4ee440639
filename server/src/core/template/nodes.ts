import type { Range } from '../text/range.ts';

/**
 * The tree of a template, as Go's text/template/parse has it. Ranges are UTF-16 offsets in the text of the template. A
 * tree depends on the text alone, so it can be kept for as long as the text stays the same.
 */
export interface ParsedTemplate {
  /** What the text itself prints. It lacks what comes after a syntax error. */
  readonly root: List;
  /** What `define` and `block` define, in the order of their ends. */
  readonly definitions: readonly Definition[];
  /** The first syntax error, at which Go stops to read. */
  readonly error?: TemplateSyntaxError;
}

export interface Definition extends Range {
  readonly name: string;
  /** The place of the name, with its quotes. */
  readonly nameRange: Range;
  readonly root: List;
}

export interface TemplateSyntaxError extends Range {
  /** As Go says it, without template and line, e.g. `unexpected "}" in operand`. */
  readonly message: string;
  /** One-based. */
  readonly line: number;
}

export type Statement = TextNode | Action | If | With | RangeLoop | TemplateCall | Jump;

export interface List extends Range {
  readonly type: 'list';
  readonly nodes: readonly Statement[];
}

/** Literal text, after the trimming by `{{-` and `-}}`. */
export interface TextNode extends Range {
  readonly type: 'text';
  readonly text: string;
}

/** A pipeline that is printed, or that only sets variables. The range is the whole action with its braces. */
export interface Action extends Range {
  readonly type: 'action';
  readonly pipe: Pipe;
}

interface Branch extends Range {
  readonly pipe: Pipe;
  readonly list: List;
  readonly otherwise?: List;
}

export interface If extends Branch {
  readonly type: 'if';
}

export interface With extends Branch {
  readonly type: 'with';
}

export interface RangeLoop extends Branch {
  readonly type: 'range';
}

export interface TemplateCall extends Range {
  readonly type: 'template';
  readonly name: string;
  /** The range of the name, with its quotes. */
  readonly nameRange: Range;
  readonly pipe?: Pipe;
}

export interface Jump extends Range {
  readonly type: 'break' | 'continue';
}

export interface Pipe extends Range {
  readonly type: 'pipe';
  /** Names with `$`, of which a range can have two. */
  readonly variables: readonly string[];
  /** Whether the variables exist already (`=` instead of `:=`). */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Command extends Range {
  readonly operands: readonly Operand[];
}

export type Operand =
  | Dot
  | NilLiteral
  | BoolLiteral
  | NumberLiteral
  | StringLiteral
  | Field
  | Variable
  | Chain
  | Identifier
  | Pipe;

export interface Dot extends Range {
  readonly type: 'dot';
}

export interface NilLiteral extends Range {
  readonly type: 'nil';
}

export interface BoolLiteral extends Range {
  readonly type: 'bool';
  readonly value: boolean;
}

export interface NumberLiteral extends Range {
  readonly type: 'number';
  readonly text: string;
  /** The value as an int64, if it is one: `3`, `0x1f`, `'a'`, and `3.0` where a parameter needs an integer. */
  readonly integer?: bigint;
  /** The value as a float64, if it is one. */
  readonly float?: number;
  /** Whether it is a float where nothing says what is needed. */
  readonly isFloat: boolean;
}

export interface StringLiteral extends Range {
  readonly type: 'string';
  readonly text: string;
  /** Whether each character of the text stands in the template, so that positions in both correspond. */
  readonly verbatim: boolean;
}

/** `.a.b` */
export interface Field extends Range {
  readonly type: 'field';
  readonly names: readonly string[];
}

/** `$x.a.b`, with `$` in the name. */
export interface Variable extends Range {
  readonly type: 'variable';
  readonly name: string;
  readonly names: readonly string[];
}

/** `(…).a.b` */
export interface Chain extends Range {
  readonly type: 'chain';
  readonly operand: Operand;
  readonly names: readonly string[];
}

/** The name of a function. */
export interface Identifier extends Range {
  readonly type: 'identifier';
  readonly name: string;
}
