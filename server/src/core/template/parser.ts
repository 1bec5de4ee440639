import type { Token } from './lexer.ts';
import type {
  Action,
  Definition,
  If,
  List,
  ParsedTemplate,
  RangeLoop,
  Statement,
  TemplateSyntaxError,
  With,
} from './nodes.ts';
import { PipelineParser } from './pipelineParser.ts';
import { isKeyword, SyntaxStop, TokenReader } from './tokenReader.ts';

/**
 * Reads a template as Go's text/template does. Never throws. After a syntax error the result has what was read before
 * it.
 *
 * @param hasFunction whether a function exists: Go refuses a template that names another one
 */
export function parseTemplate(text: string, hasFunction: (name: string) => boolean): ParsedTemplate {
  const parser = new Parser(text, hasFunction);
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof SyntaxStop) {
      return parser.partial(error.error);
    }
    throw error;
  }
}

type Ending = 'end' | 'else';

class Parser {
  readonly #tokens: TokenReader;
  readonly #pipelines: PipelineParser;
  readonly #definitions: Definition[] = [];
  readonly #statements: Statement[] = [];
  /** How many loops of the current body enclose the next token. */
  #loops = 0;

  constructor(text: string, hasFunction: (name: string) => boolean) {
    this.#tokens = new TokenReader(text);
    this.#pipelines = new PipelineParser(this.#tokens, hasFunction);
  }

  parse(): ParsedTemplate {
    while (this.#tokens.peek().type !== 'end of text') {
      if (this.#tokens.isAtAction('define')) {
        this.#parseDefinition();
        continue;
      }
      const node = this.#textOrAction();
      if (node === 'end' || node === 'else') {
        this.#tokens.fail(`unexpected {{${node}}}`);
      }
      this.#statements.push(node);
    }
    return this.partial();
  }

  partial(error?: TemplateSyntaxError): ParsedTemplate {
    const root: List = { type: 'list', start: 0, end: this.#tokens.text.length, nodes: this.#statements };
    return { root, definitions: this.#definitions, ...(error === undefined ? {} : { error }) };
  }

  /** `{{define "name"}} … {{end}}` */
  #parseDefinition(): void {
    const start = this.#tokens.next().start;
    this.#tokens.nextNonSpace();
    const name = this.#tokens.templateName('define clause');
    const text = this.#tokens.unquote(name);
    this.#tokens.expect('right delimiter', 'define clause');
    this.#parseBody(text, name, start, 'define clause');
  }

  /** The body of `define` or `block`, which sees no variables from outside. */
  #parseBody(name: string, nameToken: Token, start: number, context: string): void {
    const { variables } = this.#pipelines;
    const loops = this.#loops;
    this.#pipelines.variables = ['$'];
    this.#loops = 0;
    const [root, ending] = this.#itemList();
    this.#pipelines.variables = variables;
    this.#loops = loops;
    if (ending === 'else') {
      this.#tokens.fail(`unexpected {{else}} in ${context}`);
    }
    const nameRange = { start: nameToken.start, end: nameToken.end };
    const made: Definition = { name, nameRange, root, start, end: this.#tokens.previousEnd };
    const before = this.#definitions.findIndex((each) => each.name === name);
    if (before < 0) {
      this.#definitions.push(made);
    } else if (isEmpty(this.#definitions[before]!.root)) {
      this.#definitions.splice(before, 1, made);
    } else if (!isEmpty(root)) {
      this.#tokens.fail(`template: multiple definition of template ${JSON.stringify(name)}`, nameRange);
    }
  }

  /** Statements up to `end` or `else`. */
  #itemList(): [List, Ending] {
    return this.#tokens.nested(() => {
      const { start } = this.#tokens.peekNonSpace();
      const nodes: Statement[] = [];
      for (;;) {
        if (this.#tokens.peekNonSpace().type === 'end of text') {
          this.#tokens.fail('unexpected EOF', this.#tokens.peek());
        }
        const node = this.#textOrAction();
        if (node === 'end' || node === 'else') {
          return [{ type: 'list', start, end: this.#tokens.previousEnd, nodes }, node];
        }
        nodes.push(node);
      }
    });
  }

  #textOrAction(): Statement | Ending {
    const token = this.#tokens.nextNonSpace();
    switch (token.type) {
      case 'text':
        return { type: 'text', start: token.start, end: token.end, text: token.text };
      case 'left delimiter':
        return this.#action(token.start);
      default:
        return this.#tokens.unexpected(token, 'input');
    }
  }

  /** @param start of the left delimiter, which is past */
  #action(start: number): Statement | Ending {
    const token = this.#tokens.peekNonSpace();
    if (token.type !== 'keyword') {
      const pipe = this.#pipelines.pipeline('command', 'right delimiter');
      return { type: 'action', start, end: this.#tokens.previousEnd, pipe } satisfies Action;
    }
    this.#tokens.next();
    switch (token.text) {
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(token.text, start);
      case 'end':
        this.#tokens.expect('right delimiter', 'end');
        return 'end';
      case 'else': {
        const next = this.#tokens.peekNonSpace();
        // `else if` and `else with` are read by the branch that they belong to.
        if (!isKeyword(next, 'if') && !isKeyword(next, 'with')) {
          this.#tokens.expect('right delimiter', 'else');
        }
        return 'else';
      }
      case 'template':
        return this.#templateCall(start);
      case 'block':
        return this.#block(start);
      case 'break':
      case 'continue':
        this.#tokens.expect('right delimiter', `{{${token.text}}}`);
        if (this.#loops === 0) {
          this.#tokens.fail(`{{${token.text}}} outside {{range}}`);
        }
        return { type: token.text, start, end: this.#tokens.previousEnd };
      default:
        return this.#tokens.unexpected(token, 'command');
    }
  }

  #branch(type: 'if' | 'with' | 'range', start: number): If | With | RangeLoop {
    const { variables } = this.#pipelines;
    const visible = variables.length;
    const pipe = this.#pipelines.pipeline(type, 'right delimiter');
    this.#loops += type === 'range' ? 1 : 0;
    const [list, ending] = this.#itemList();
    this.#loops -= type === 'range' ? 1 : 0;
    const otherwise = ending === 'else' ? this.#elseList(type) : undefined;
    variables.length = visible;
    return { type, start, end: this.#tokens.previousEnd, pipe, list, ...(otherwise && { otherwise }) };
  }

  #elseList(type: 'if' | 'with' | 'range'): List {
    const token = this.#tokens.peek();
    if (type !== 'range' && isKeyword(token, type)) {
      this.#tokens.next();
      // A long chain of `else if` nests here as it does in Go.
      const node = this.#tokens.nested(() => this.#branch(type, token.start));
      return { type: 'list', start: node.start, end: node.end, nodes: [node] };
    }
    const [list, ending] = this.#itemList();
    if (ending === 'else') {
      this.#tokens.fail('expected end; found {{else}}');
    }
    return list;
  }

  #templateCall(start: number): Statement {
    const token = this.#tokens.templateName('template clause');
    const name = this.#tokens.unquote(token);
    const nameRange = { start: token.start, end: token.end };
    if (this.#tokens.peekNonSpace().type === 'right delimiter') {
      this.#tokens.next();
      return { type: 'template', start, end: this.#tokens.previousEnd, name, nameRange };
    }
    const pipe = this.#pipelines.pipeline('template clause', 'right delimiter');
    return { type: 'template', start, end: this.#tokens.previousEnd, name, nameRange, pipe };
  }

  #block(start: number): Statement {
    const token = this.#tokens.templateName('block clause');
    const name = this.#tokens.unquote(token);
    const pipe = this.#pipelines.pipeline('block clause', 'right delimiter');
    this.#parseBody(name, token, start, 'block clause');
    const nameRange = { start: token.start, end: token.end };
    return { type: 'template', start, end: this.#tokens.previousEnd, name, nameRange, pipe };
  }
}

/** Whether a definition prints nothing but space, so that it does not replace another one. */
export function isEmpty({ nodes }: List): boolean {
  return nodes.every((node) => node.type === 'text' && node.text.trim() === '');
}
