/** The parts of a template. Source: text/template/parse lex.go. */
export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'characterConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'end of text'
  | 'field'
  | 'identifier'
  | 'left delimiter'
  | '('
  | 'number'
  | 'pipe'
  | 'raw string'
  | 'right delimiter'
  | ')'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'keyword'
  | 'dot'
  | 'nil';

export interface Token {
  readonly type: TokenType;
  /** UTF-16 offsets in the text. For an error, the place where it begins. */
  readonly start: number;
  readonly end: number;
  /** The text of the token, or the message of an error. */
  readonly text: string;
}

const keywords: ReadonlySet<string> = new Set([
  ...['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'],
]);

/** All tokens of a text, without comments. The last one is the end of the text or an error. */
export function tokensOf(text: string): Token[] {
  const lexer = new Lexer(text);
  lexer.run();
  return lexer.tokens;
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    while (this.#readText() && this.#readAction()) {
      // Each round reads the text before an action and the action.
    }
  }

  #emit(type: TokenType, start: number): true {
    this.tokens.push({ type, start, end: this.#at, text: this.#text.slice(start, this.#at) });
    return true;
  }

  #fail(message: string, start: number): false {
    this.tokens.push({ type: 'error', start, end: Math.max(start, this.#at), text: message });
    return false;
  }

  /** Reads up to the next action, over comments. Returns whether there is one. */
  #readText(): boolean {
    const text = this.#text;
    for (;;) {
      const start = this.#at;
      const open = text.indexOf('{{', start);
      if (open < 0) {
        this.#at = text.length;
        if (start < text.length) {
          this.#emit('text', start);
        }
        this.#emit('end of text', text.length);
        return false;
      }
      const trims = hasLeftTrim(text, open + 2);
      let end = open;
      while (trims && end > start && isSpace(text.charCodeAt(end - 1))) {
        end--;
      }
      this.#at = end;
      if (end > start) {
        this.#emit('text', start);
      }
      const inside = open + (trims ? 4 : 2);
      if (!text.startsWith('/*', inside)) {
        this.#at = open + 2;
        this.#emit('left delimiter', open);
        this.#at = inside;
        return true;
      }
      const close = text.indexOf('*/', inside + 2);
      if (close < 0) {
        this.#at = text.length;
        return this.#fail('unclosed comment', open);
      }
      this.#at = close + 2;
      const delimiter = this.#rightDelimiter();
      if (delimiter === 0) {
        return this.#fail('comment ends before closing delimiter', open);
      }
      this.#at += delimiter;
      if (delimiter > 2) {
        this.#skipSpaces();
      }
    }
  }

  /** The length of the right delimiter at the position: 4 with a trim marker, 2 without, 0 for none. */
  #rightDelimiter(): number {
    const text = this.#text;
    if (text.startsWith('}}', this.#at)) {
      return 2;
    }
    return isSpace(text.charCodeAt(this.#at)) && text.startsWith('-}}', this.#at + 1) ? 4 : 0;
  }

  #skipSpaces(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) {
      this.#at++;
    }
  }

  /** Reads an action up to its right delimiter. Returns whether it is complete. */
  #readAction(): boolean {
    const text = this.#text;
    let depth = 0;
    for (;;) {
      const delimiter = this.#rightDelimiter();
      const start = this.#at;
      if (delimiter > 0) {
        if (depth > 0) {
          return this.#fail('unclosed left paren', start);
        }
        this.#at += delimiter;
        this.#emit('right delimiter', start);
        if (delimiter > 2) {
          this.#skipSpaces();
        }
        return true;
      }
      if (start >= text.length) {
        return this.#fail('unclosed action', start);
      }
      const code = text.charCodeAt(start);
      if (code === 0x28 || code === 0x29) {
        this.#at++;
        depth += code === 0x28 ? 1 : -1;
        if (depth < 0) {
          return this.#fail('unexpected right paren', start);
        }
        this.#emit(code === 0x28 ? '(' : ')', start);
      } else if (!this.#readElement(code, start)) {
        return false;
      }
    }
  }

  #readElement(code: number, start: number): boolean {
    if (isSpace(code)) {
      return this.#readSpaces(start);
    }
    switch (code) {
      case 0x3d:
        this.#at++;
        return this.#emit('assign', start);
      case 0x3a:
        this.#at += 2;
        return this.#text[start + 1] === '=' ? this.#emit('declare', start) : this.#fail('expected :=', start);
      case 0x7c:
        this.#at++;
        return this.#emit('pipe', start);
      case 0x22:
        return this.#readQuoted(0x22, 'string', 'unterminated quoted string', start);
      case 0x27:
        return this.#readQuoted(0x27, 'characterConstant', 'unterminated character constant', start);
      case 0x60:
        return this.#readRaw(start);
      case 0x24:
        return this.#readFieldOrVariable('variable', start);
      case 0x2e: {
        const next = this.#text.charCodeAt(start + 1);
        return isDigit(next) ? this.#readNumber(start) : this.#readFieldOrVariable('field', start);
      }
      default:
        if (code === 0x2b || code === 0x2d || isDigit(code)) {
          return this.#readNumber(start);
        }
        if (isWord(this.#text, start)) {
          return this.#readIdentifier(start);
        }
        if (code > 0x20 && code < 0x7f) {
          this.#at++;
          return this.#emit('char', start);
        }
        return this.#fail(`unrecognized character in action: ${described(this.#text, start)}`, start);
    }
  }

  /** A run of spaces, without the one that belongs to a right delimiter with a trim marker. */
  #readSpaces(start: number): boolean {
    this.#skipSpaces();
    if (this.#text.startsWith('-}}', this.#at)) {
      this.#at--;
      if (this.#at === start) {
        return true;
      }
    }
    return this.#emit('space', start);
  }

  #readQuoted(quote: number, type: TokenType, unterminated: string, start: number): boolean {
    for (this.#at++; ; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      const next = this.#text.charCodeAt(this.#at + 1);
      if (Number.isNaN(code) || code === 0x0a || (code === 0x5c && (Number.isNaN(next) || next === 0x0a))) {
        return this.#fail(unterminated, start);
      }
      if (code === 0x5c) {
        this.#at++;
      } else if (code === quote) {
        this.#at++;
        return this.#emit(type, start);
      }
    }
  }

  #readRaw(start: number): boolean {
    const close = this.#text.indexOf('`', start + 1);
    if (close < 0) {
      return this.#fail('unterminated raw quoted string', start);
    }
    this.#at = close + 1;
    return this.#emit('raw string', start);
  }

  #readWord(): void {
    while (isWord(this.#text, this.#at)) {
      this.#at += this.#text.codePointAt(this.#at)! > 0xffff ? 2 : 1;
    }
  }

  #readFieldOrVariable(type: 'field' | 'variable', start: number): boolean {
    this.#at++;
    if (this.#isTerminated()) {
      return this.#emit(type === 'variable' ? 'variable' : 'dot', start);
    }
    this.#readWord();
    return this.#isTerminated()
      ? this.#emit(type, start)
      : this.#fail(`bad character ${described(this.#text, this.#at)}`, start);
  }

  #readIdentifier(start: number): boolean {
    this.#readWord();
    if (!this.#isTerminated()) {
      return this.#fail(`bad character ${described(this.#text, this.#at)}`, start);
    }
    const word = this.#text.slice(start, this.#at);
    if (keywords.has(word)) {
      return this.#emit('keyword', start);
    }
    return this.#emit(word === 'nil' ? 'nil' : word === 'true' || word === 'false' ? 'bool' : 'identifier', start);
  }

  /** Whether a word can end here. */
  #isTerminated(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return (
      Number.isNaN(code) ||
      isSpace(code) ||
      '.,|:)('.includes(this.#text[this.#at]!) ||
      this.#text.startsWith('}}', this.#at)
    );
  }

  #readNumber(start: number): boolean {
    const bad = () => this.#fail(`bad number syntax: ${JSON.stringify(this.#text.slice(start, this.#at))}`, start);
    if (!this.#scanNumber()) {
      return bad();
    }
    const sign = this.#text[this.#at];
    if (sign === '+' || sign === '-') {
      return this.#scanNumber() && this.#text[this.#at - 1] === 'i' ? this.#emit('complex', start) : bad();
    }
    return this.#emit('number', start);
  }

  /** It accepts more than numbers. What reads the number finds the rest. */
  #scanNumber(): boolean {
    const number =
      /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;
    number.lastIndex = this.#at;
    number.test(this.#text);
    this.#at = number.lastIndex;
    if (isWord(this.#text, this.#at)) {
      this.#at++;
      return false;
    }
    return true;
  }
}

function hasLeftTrim(text: string, at: number): boolean {
  return text[at] === '-' && isSpace(text.charCodeAt(at + 1));
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a letter, a digit or an underscore is at the position. */
function isWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) {
    return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || isDigit(code) || code === 0x5f;
  }
  return code >= 0x80 && /^[\p{L}\p{Nd}]/u.test(String.fromCodePoint(text.codePointAt(at)!));
}

/** A character as Go's %#U prints it, e.g. `U+007D '}'`. */
function described(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined
    ? 'U+FFFFFFFFFFFFFFFF'
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`;
}
