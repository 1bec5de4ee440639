import type { Range } from '../text/range.ts';
import { type Token, type TokenType, tokensOf } from './lexer.ts';
import { unquoted } from './literals.ts';
import type { TemplateSyntaxError } from './nodes.ts';

/** Unwinds the parser at the first error, as the panic in Go's does. */
export class SyntaxStop {
  readonly error: TemplateSyntaxError;

  constructor(error: TemplateSyntaxError) {
    this.error = error;
  }
}

/** More nesting than this is refused, so that the stack suffices. Go refuses parentheses at 10,000. */
const deepestNesting = 400;

/** The tokens of a template, read one after the other. All methods that fail throw a `SyntaxStop`. */
export class TokenReader {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokensOf(text);
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  /** Skips space. The token after it stays the next one. */
  peekNonSpace(): Token {
    while (this.peek().type === 'space') {
      this.#at++;
    }
    return this.peek();
  }

  /** The next token that is no space. */
  nextNonSpace(): Token {
    this.peekNonSpace();
    return this.next();
  }

  /**
   * @param at the last token that was read, if nothing else is given
   * @throws {SyntaxStop} always
   */
  fail(message: string, at: Range = this.#tokens[Math.min(this.#at, this.#tokens.length) - 1] ?? this.peek()): never {
    const line = this.text.slice(0, at.start).split('\n').length;
    throw new SyntaxStop({ message, line, start: at.start, end: at.end });
  }

  /** @param context what was being read, as Go names it, e.g. `define clause` */
  unexpected(token: Token, context: string): never {
    if (token.type === 'error') {
      this.fail(token.text, token);
    }
    this.fail(`unexpected ${tokenText(token)} in ${context}`, token);
  }

  expect(type: TokenType, context: string): Token {
    const token = this.nextNonSpace();
    return token.type === type ? token : this.unexpected(token, context);
  }

  /** The name of a template, in quotes. */
  templateName(context: string): Token {
    const token = this.nextNonSpace();
    return token.type === 'string' || token.type === 'raw string' ? token : this.unexpected(token, context);
  }

  /** The content of a string in quotes. */
  unquote(token: Token): string {
    return unquoted(token.text) ?? this.fail('invalid syntax', token);
  }

  /** Whether the next token opens an action with the keyword. */
  isAtAction(keyword: string): boolean {
    if (this.peek().type !== 'left delimiter') {
      return false;
    }
    let at = this.#at + 1;
    while (this.#tokens[at]?.type === 'space') {
      at++;
    }
    return isKeyword(this.#tokens[at], keyword);
  }

  /** The number of tokens that were read. */
  get position(): number {
    return this.#at;
  }

  /** Goes back to an earlier position. */
  rewind(position: number): void {
    this.#at = position;
  }

  /** The offset after the last token that was read. */
  get previousEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  /**
   * Runs `read` one level deeper, and fails where that is too deep. Statements and parentheses count together, because
   * they share the stack.
   */
  nested<T>(read: () => T, tooDeep = 'nested too deeply'): T {
    if (++this.#depth > deepestNesting) {
      this.fail(tooDeep);
    }
    const result = read();
    this.#depth--;
    return result;
  }
}

export function isKeyword(token: Token | undefined, word: string): boolean {
  return token?.type === 'keyword' && token.text === word;
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
