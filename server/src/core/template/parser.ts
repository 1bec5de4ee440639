import type { Range } from '../text/range.ts';
import { type Token, type TokenType, tokensOf } from './lexer.ts';
import { characterOf, numberOf, unquoted } from './literals.ts';
import type {
  Action,
  Command,
  Definition,
  If,
  List,
  Operand,
  ParsedTemplate,
  Pipe,
  RangeLoop,
  Statement,
  TemplateSyntaxError,
  With,
} from './nodes.ts';

/**
 * Reads a template as Go's text/template does. Never throws. After a syntax error the result has what was read before it.
 *
 * @param hasFunction whether a function exists: Go refuses a template that names another one
 */
export function parseTemplate(text: string, hasFunction: (name: string) => boolean): ParsedTemplate {
  const parser = new Parser(text, hasFunction);
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof Stop) {
      return parser.partial(error.error);
    }
    throw error;
  }
}

/** Unwinds the parser at the first error, as the panic in Go's does. */
class Stop {
  readonly error: TemplateSyntaxError;

  constructor(error: TemplateSyntaxError) {
    this.error = error;
  }
}

/** More nesting than this is refused, so that the stack suffices. Go refuses parentheses at 10,000. */
const deepestNesting = 400;

type Ending = 'end' | 'else';

interface Scope {
  /** The variables that are visible. */
  readonly variables: string[];
  loops: number;
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #hasFunction: (name: string) => boolean;
  readonly #definitions: Definition[] = [];
  readonly #statements: Statement[] = [];
  #at = 0;
  #depth = 0;
  #scope: Scope = { variables: ['$'], loops: 0 };

  constructor(text: string, hasFunction: (name: string) => boolean) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#hasFunction = hasFunction;
  }

  parse(): ParsedTemplate {
    while (this.#peek().type !== 'end of text') {
      if (this.#isDefine()) {
        this.#parseDefinition();
        continue;
      }
      const node = this.#textOrAction();
      if (node === 'end' || node === 'else') {
        this.#fail(`unexpected {{${node}}}`);
      }
      this.#statements.push(node);
    }
    return this.partial();
  }

  partial(error?: TemplateSyntaxError): ParsedTemplate {
    const root: List = { type: 'list', start: 0, end: this.#text.length, nodes: this.#statements };
    return { root, definitions: this.#definitions, ...(error === undefined ? {} : { error }) };
  }

  #isDefine(): boolean {
    if (this.#peek().type !== 'left delimiter') {
      return false;
    }
    let at = this.#at + 1;
    while (this.#tokens[at]?.type === 'space') {
      at++;
    }
    return isKeyword(this.#tokens[at], 'define');
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #peekNonSpace(): Token {
    while (this.#peek().type === 'space') {
      this.#at++;
    }
    return this.#peek();
  }

  #nextNonSpace(): Token {
    this.#peekNonSpace();
    return this.#next();
  }

  #fail(message: string, at: Range = this.#tokens[Math.min(this.#at, this.#tokens.length) - 1] ?? this.#peek()): never {
    const line = this.#text.slice(0, at.start).split('\n').length;
    throw new Stop({ message, line, start: at.start, end: at.end });
  }

  #unexpected(token: Token, context: string): never {
    if (token.type === 'error') {
      this.#fail(token.text, token);
    }
    this.#fail(`unexpected ${tokenText(token)} in ${context}`, token);
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    return token.type === type ? token : this.#unexpected(token, context);
  }

  /** `{{define "name"}} … {{end}}` */
  #parseDefinition(): void {
    const start = this.#next().start;
    this.#nextNonSpace();
    const name = this.#nextNonSpace();
    if (name.type !== 'string' && name.type !== 'raw string') {
      this.#unexpected(name, 'define clause');
    }
    const text = this.#unquote(name);
    this.#expect('right delimiter', 'define clause');
    this.#parseBody(text, name, start, 'define clause');
  }

  /** The body of `define` or `block`, which sees no variables from outside. */
  #parseBody(name: string, nameToken: Token, start: number, context: string): void {
    const outer = this.#scope;
    this.#scope = { variables: ['$'], loops: 0 };
    const [root, ending] = this.#itemList();
    this.#scope = outer;
    if (ending === 'else') {
      this.#fail(`unexpected {{else}} in ${context}`);
    }
    const nameRange = { start: nameToken.start, end: nameToken.end };
    const made: Definition = { name, nameRange, root, start, end: this.#previousEnd() };
    const before = this.#definitions.findIndex((each) => each.name === name);
    if (before < 0) {
      this.#definitions.push(made);
    } else if (isEmpty(this.#definitions[before]!.root)) {
      this.#definitions.splice(before, 1, made);
    } else if (!isEmpty(root)) {
      this.#fail(`template: multiple definition of template ${JSON.stringify(name)}`, nameRange);
    }
  }

  #previousEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  #unquote(token: Token): string {
    return unquoted(token.text) ?? this.#fail('invalid syntax', token);
  }

  /** Statements up to `end` or `else`. */
  #itemList(): [List, Ending] {
    if (++this.#depth > deepestNesting) {
      this.#fail('nested too deeply');
    }
    const { start } = this.#peekNonSpace();
    const nodes: Statement[] = [];
    for (;;) {
      if (this.#peekNonSpace().type === 'end of text') {
        this.#fail('unexpected EOF', this.#peek());
      }
      const node = this.#textOrAction();
      if (node === 'end' || node === 'else') {
        this.#depth--;
        return [{ type: 'list', start, end: this.#previousEnd(), nodes }, node];
      }
      nodes.push(node);
    }
  }

  #textOrAction(): Statement | Ending {
    const token = this.#nextNonSpace();
    switch (token.type) {
      case 'text':
        return { type: 'text', start: token.start, end: token.end, text: token.text };
      case 'left delimiter':
        return this.#action(token.start);
      default:
        return this.#unexpected(token, 'input');
    }
  }

  /** @param start of the left delimiter, which is past */
  #action(start: number): Statement | Ending {
    const token = this.#peekNonSpace();
    if (token.type !== 'keyword') {
      const pipe = this.#pipeline('command', 'right delimiter');
      return { type: 'action', start, end: this.#previousEnd(), pipe } satisfies Action;
    }
    this.#next();
    switch (token.text) {
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(token.text, start);
      case 'end':
        this.#expect('right delimiter', 'end');
        return 'end';
      case 'else': {
        const next = this.#peekNonSpace();
        // `else if` and `else with` are read by the branch that they belong to.
        if (!isKeyword(next, 'if') && !isKeyword(next, 'with')) {
          this.#expect('right delimiter', 'else');
        }
        return 'else';
      }
      case 'template':
        return this.#templateCall(start);
      case 'block':
        return this.#block(start);
      case 'break':
      case 'continue': {
        const next = this.#nextNonSpace();
        if (next.type !== 'right delimiter') {
          this.#unexpected(next, `{{${token.text}}}`);
        }
        if (this.#scope.loops === 0) {
          this.#fail(`{{${token.text}}} outside {{range}}`);
        }
        return { type: token.text, start, end: this.#previousEnd() };
      }
      default:
        return this.#unexpected(token, 'command');
    }
  }

  #branch(type: 'if' | 'with' | 'range', start: number): If | With | RangeLoop {
    const { variables } = this.#scope;
    const visible = variables.length;
    const pipe = this.#pipeline(type, 'right delimiter');
    this.#scope.loops += type === 'range' ? 1 : 0;
    const [list, ending] = this.#itemList();
    this.#scope.loops -= type === 'range' ? 1 : 0;
    const otherwise = ending === 'else' ? this.#elseList(type) : undefined;
    variables.length = visible;
    return { type, start, end: this.#previousEnd(), pipe, list, ...(otherwise && { otherwise }) };
  }

  #elseList(type: 'if' | 'with' | 'range'): List {
    const token = this.#peek();
    if (type !== 'range' && isKeyword(token, type)) {
      this.#next();
      // A long chain of `else if` nests here as it does in Go.
      if (++this.#depth > deepestNesting) {
        this.#fail('nested too deeply');
      }
      const node = this.#branch(type, token.start);
      this.#depth--;
      return { type: 'list', start: node.start, end: node.end, nodes: [node] };
    }
    const [list, ending] = this.#itemList();
    if (ending === 'else') {
      this.#fail('expected end; found {{else}}');
    }
    return list;
  }

  #templateName(context: string): Token {
    const token = this.#nextNonSpace();
    return token.type === 'string' || token.type === 'raw string' ? token : this.#unexpected(token, context);
  }

  #templateCall(start: number): Statement {
    const name = this.#unquote(this.#templateName('template clause'));
    if (this.#peekNonSpace().type === 'right delimiter') {
      this.#next();
      return { type: 'template', start, end: this.#previousEnd(), name };
    }
    const pipe = this.#pipeline('template clause', 'right delimiter');
    return { type: 'template', start, end: this.#previousEnd(), name, pipe };
  }

  #block(start: number): Statement {
    const token = this.#templateName('block clause');
    const name = this.#unquote(token);
    const pipe = this.#pipeline('block clause', 'right delimiter');
    this.#parseBody(name, token, start, 'block clause');
    return { type: 'template', start, end: this.#previousEnd(), name, pipe };
  }

  #pipeline(context: string, end: TokenType): Pipe {
    const { start } = this.#peekNonSpace();
    const { variables, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#peekNonSpace();
      if (token.type === end) {
        this.#next();
        break;
      }
      if (!startsOperand(token)) {
        this.#next();
        this.#unexpected(token, context);
      }
      commands.push(this.#command());
    }
    if (commands.length === 0) {
      this.#fail(`missing value for ${context}`);
    }
    for (const [index, command] of commands.entries()) {
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(command.operands[0]!.type)) {
        this.#fail(`non executable command in pipeline stage ${index + 1}`, command);
      }
    }
    return { type: 'pipe', start, end: commands.at(-1)!.end, variables, assigns, commands };
  }

  #declarations(context: string): { readonly variables: readonly string[]; readonly assigns: boolean } {
    const variables: string[] = [];
    for (;;) {
      const token = this.#peekNonSpace();
      if (token.type !== 'variable') {
        return { variables, assigns: false };
      }
      const before = this.#at;
      this.#next();
      const next = this.#peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        this.#next();
        variables.push(token.text);
        this.#scope.variables.push(token.text);
        return { variables, assigns: next.type === 'assign' };
      }
      if (next.type !== 'char' || next.text !== ',') {
        this.#at = before;
        return { variables, assigns: false };
      }
      this.#next();
      variables.push(token.text);
      this.#scope.variables.push(token.text);
      if (context !== 'range' || variables.length > 1) {
        this.#fail(`too many declarations in ${context}`);
      }
      const { type } = this.#peekNonSpace();
      if (type !== 'variable' && type !== 'right delimiter' && type !== ')') {
        this.#fail('range can only initialize variables');
      }
    }
  }

  #command(): Command {
    const { start } = this.#peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) {
        operands.push(operand);
      }
      const token = this.#next();
      if (token.type === 'space') {
        continue;
      }
      if (token.type === 'right delimiter' || token.type === ')') {
        this.#at--;
      } else if (token.type !== 'pipe') {
        this.#unexpected(token, 'operand');
      }
      break;
    }
    if (operands.length === 0) {
      this.#fail('empty command');
    }
    return { start, end: operands.at(-1)!.end, operands };
  }

  /** A term with the fields after it. Undefined if the next token begins none. */
  #operand(): Operand | undefined {
    const term = this.#term();
    if (term === undefined || this.#peek().type !== 'field') {
      return term;
    }
    const names: string[] = [];
    while (this.#peek().type === 'field') {
      names.push(this.#next().text.slice(1));
    }
    const end = this.#previousEnd();
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, end, names: [...term.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term ${JSON.stringify(this.#text.slice(term.start, term.end))}`);
      default:
        return { type: 'chain', start: term.start, end, operand: term, names };
    }
  }

  #term(): Operand | undefined {
    const token = this.#peekNonSpace();
    const { start, end, text } = token;
    this.#next();
    switch (token.type) {
      case 'identifier':
        return this.#hasFunction(text)
          ? { type: 'identifier', start, end, name: text }
          : this.#fail(`function ${JSON.stringify(text)} not defined`, token);
      case 'dot':
        return { type: 'dot', start, end };
      case 'nil':
        return { type: 'nil', start, end };
      case 'variable':
        return this.#scope.variables.includes(text)
          ? { type: 'variable', start, end, name: text, names: [] }
          : this.#fail(`undefined variable ${JSON.stringify(text)}`, token);
      case 'field':
        return { type: 'field', start, end, names: [text.slice(1)] };
      case 'bool':
        return { type: 'bool', start, end, value: text === 'true' };
      case 'characterConstant': {
        const code = characterOf(text) ?? this.#fail(`malformed character constant: ${text}`, token);
        return { type: 'number', start, end, text, integer: BigInt(code), float: code, isFloat: false };
      }
      case 'number': {
        const number = numberOf(text);
        return typeof number === 'string' ? this.#fail(number, token) : { type: 'number', start, end, text, ...number };
      }
      case 'complex':
        return this.#fail(`complex numbers are not supported: ${text}`, token);
      case '(': {
        if (++this.#depth > deepestNesting) {
          this.#fail('max expression depth exceeded', token);
        }
        const pipe = this.#pipeline('parenthesized pipeline', ')');
        this.#depth--;
        return pipe;
      }
      case 'string':
      case 'raw string': {
        const content = this.#unquote(token);
        return { type: 'string', start, end, text: content, verbatim: content.length === text.length - 2 };
      }
      default:
        this.#at--;
        return undefined;
    }
  }
}

function isKeyword(token: Token | undefined, word: string): boolean {
  return token?.type === 'keyword' && token.text === word;
}

const operandStarts: ReadonlySet<TokenType> = new Set<TokenType>([
  ...(['bool', 'characterConstant', 'complex', 'dot', 'field', 'identifier', 'number', 'nil'] as const),
  ...(['raw string', 'string', 'variable', '('] as const),
]);

function startsOperand({ type }: Token): boolean {
  return operandStarts.has(type);
}

/** Whether a definition prints nothing but space, so that it does not replace another one. */
export function isEmpty({ nodes }: List): boolean {
  return nodes.every((node) => node.type === 'text' && node.text.trim() === '');
}

/** A token as an error message of Go names it. */
function tokenText({ type, text }: Token): string {
  if (type === 'end of text') {
    return 'EOF';
  }
  return type === 'keyword'
    ? `<${text}>`
    : JSON.stringify(text.length > 10 ? `${text.slice(0, 10)}` : text) + (text.length > 10 ? '...' : '');
}
