import type { Token, TokenType } from './lexer.ts';
import { characterOf, numberOf } from './literals.ts';
import type { Command, Operand, Pipe } from './nodes.ts';
import type { TokenReader } from './tokenReader.ts';

/**
 * Reads pipelines: commands with their operands, and the variables that they declare. Source: text/template/parse
 * parse.go pipeline.
 */
export class PipelineParser {
  /** The variables that are in scope, to which declarations are added. Statements end their scope. */
  variables: string[] = ['$'];
  readonly #tokens: TokenReader;
  readonly #hasFunction: (name: string) => boolean;

  constructor(tokens: TokenReader, hasFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#hasFunction = hasFunction;
  }

  /**
   * A pipeline and the token that ends it.
   *
   * @param context what is being read, as Go names it in errors
   */
  pipeline(context: string, end: TokenType): Pipe {
    const { start } = this.#tokens.peekNonSpace();
    const { variables, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#tokens.peekNonSpace();
      if (token.type === end) {
        this.#tokens.next();
        break;
      }
      if (!startsOperand(token)) {
        this.#tokens.next();
        this.#tokens.unexpected(token, context);
      }
      commands.push(this.#command());
    }
    if (commands.length === 0) {
      this.#tokens.fail(`missing value for ${context}`);
    }
    for (const [index, command] of commands.entries()) {
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(command.operands[0]!.type)) {
        this.#tokens.fail(`non executable command in pipeline stage ${index + 1}`, command);
      }
    }
    return { type: 'pipe', start, end: commands.at(-1)!.end, variables, assigns, commands };
  }

  #declarations(context: string): { readonly variables: readonly string[]; readonly assigns: boolean } {
    const variables: string[] = [];
    for (;;) {
      const token = this.#tokens.peekNonSpace();
      if (token.type !== 'variable') {
        return { variables, assigns: false };
      }
      const before = this.#tokens.position;
      this.#tokens.next();
      const next = this.#tokens.peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        this.#tokens.next();
        variables.push(token.text);
        this.variables.push(token.text);
        return { variables, assigns: next.type === 'assign' };
      }
      if (next.type !== 'char' || next.text !== ',') {
        this.#tokens.rewind(before);
        return { variables, assigns: false };
      }
      this.#tokens.next();
      variables.push(token.text);
      this.variables.push(token.text);
      if (context !== 'range' || variables.length > 1) {
        this.#tokens.fail(`too many declarations in ${context}`);
      }
      const { type } = this.#tokens.peekNonSpace();
      if (type !== 'variable' && type !== 'right delimiter' && type !== ')') {
        this.#tokens.fail('range can only initialize variables');
      }
    }
  }

  #command(): Command {
    const { start } = this.#tokens.peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#tokens.peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) {
        operands.push(operand);
      }
      const token = this.#tokens.next();
      if (token.type === 'space') {
        continue;
      }
      if (token.type === 'right delimiter' || token.type === ')') {
        this.#tokens.rewind(this.#tokens.position - 1);
      } else if (token.type !== 'pipe') {
        this.#tokens.unexpected(token, 'operand');
      }
      break;
    }
    if (operands.length === 0) {
      this.#tokens.fail('empty command');
    }
    return { start, end: operands.at(-1)!.end, operands };
  }

  /** A term with the fields after it. Undefined if the next token begins none. */
  #operand(): Operand | undefined {
    const term = this.#term();
    if (term === undefined || this.#tokens.peek().type !== 'field') {
      return term;
    }
    const names: string[] = [];
    while (this.#tokens.peek().type === 'field') {
      names.push(this.#tokens.next().text.slice(1));
    }
    const end = this.#tokens.previousEnd;
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, end, names: [...term.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#tokens.fail(
          `unexpected . after term ${JSON.stringify(this.#tokens.text.slice(term.start, term.end))}`,
        );
      default:
        return { type: 'chain', start: term.start, end, operand: term, names };
    }
  }

  #term(): Operand | undefined {
    const token = this.#tokens.peekNonSpace();
    const { start, end, text } = token;
    this.#tokens.next();
    switch (token.type) {
      case 'identifier':
        return this.#hasFunction(text)
          ? { type: 'identifier', start, end, name: text }
          : this.#tokens.fail(`function ${JSON.stringify(text)} not defined`, token);
      case 'dot':
        return { type: 'dot', start, end };
      case 'nil':
        return { type: 'nil', start, end };
      case 'variable':
        return this.variables.includes(text)
          ? { type: 'variable', start, end, name: text, names: [] }
          : this.#tokens.fail(`undefined variable ${JSON.stringify(text)}`, token);
      case 'field':
        return { type: 'field', start, end, names: [text.slice(1)] };
      case 'bool':
        return { type: 'bool', start, end, value: text === 'true' };
      case 'characterConstant': {
        const code = characterOf(text) ?? this.#tokens.fail(`malformed character constant: ${text}`, token);
        return { type: 'number', start, end, text, integer: BigInt(code), float: code, isFloat: false };
      }
      case 'number': {
        const number = numberOf(text);
        return typeof number === 'string'
          ? this.#tokens.fail(number, token)
          : { type: 'number', start, end, text, ...number };
      }
      case 'complex':
        return this.#tokens.fail(`complex numbers are not supported: ${text}`, token);
      case '(': {
        const read = () => this.pipeline('parenthesized pipeline', ')');
        return this.#tokens.nested(read, 'max expression depth exceeded');
      }
      case 'string':
      case 'raw string': {
        const content = this.#tokens.unquote(token);
        return { type: 'string', start, end, text: content, verbatim: content.length === text.length - 2 };
      }
      default:
        this.#tokens.rewind(this.#tokens.position - 1);
        return undefined;
    }
  }
}

const operandStarts: ReadonlySet<TokenType> = new Set<TokenType>([
  ...(['bool', 'characterConstant', 'complex', 'dot', 'field', 'identifier', 'number', 'nil'] as const),
  ...(['raw string', 'string', 'variable', '('] as const),
]);

function startsOperand({ type }: Token): boolean {
  return operandStarts.has(type);
}
