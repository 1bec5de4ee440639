import { lineEndOf, nextLineOf } from '../yaml/layout.ts';
import { deepest, type Open, type OpenCollections, openCollection } from './openCollections.ts';
import { contentOf, emptyToken, flowToken, isBlank, type Token } from './tokens.ts';

/** Reads flow collections into the open collections. */
export class FlowReader {
  readonly #text: string;
  readonly #documentEnd: number;
  readonly #cursor: number;
  /** Where reading ends, at the latest. */
  readonly #end: number;
  readonly #open: OpenCollections;

  constructor(
    text: string,
    ends: { readonly document: number; readonly reading: number },
    cursor: number,
    open: OpenCollections,
  ) {
    this.#text = text;
    this.#documentEnd = ends.document;
    this.#end = ends.reading;
    this.#cursor = cursor;
    this.#open = open;
  }

  /**
   * Reads a flow collection and returns where the line after it starts. It ends with its last bracket. If that is
   * missing, it ends before a line that is not indented deeper than the key of the collection.
   */
  read(from: number, column: number): number {
    const text = this.#text;
    const cursor = this.#cursor;
    const depth = this.#open.stack.length;
    const end = this.#documentEnd;
    let at = from;
    let lastContent = from;
    const isTyped = () => this.#open.place === undefined && cursor > from;
    do {
      const space = at;
      at = this.#skipSpace(at, column);
      if (this.#open.place === 'nothing') {
        return this.#end;
      }
      const isOver = at < 0 || at >= end || at > this.#end;
      const token = isOver ? undefined : flowToken(text, at, end);
      if (isTyped() && cursor >= space && cursor <= (isOver ? this.#lineEndAfter(space, lastContent) : at)) {
        const isOnToken = cursor === at && token !== undefined;
        if (!isOnToken) {
          this.#takeInFlow(emptyToken(cursor), text[cursor - 1] === ':');
        }
      }
      if (isOver) {
        break;
      }
      const top = this.#open.stack.length > depth ? this.#open.top()! : undefined;
      if (token) {
        if (isTyped() && cursor >= token.range.start && cursor <= token.range.end) {
          this.#takeInFlow(token, false);
        } else if (isTyped() && cursor > token.outer.start && cursor < token.outer.end) {
          return this.#nothing();
        }
        takeFlowToken(top, token, this.#isTyped(token));
        at = token.outer.end;
      } else {
        at++;
        this.#takeBracket(text[at - 1]!, top);
      }
      lastContent = at;
    } while (this.#open.stack.length > depth && this.#open.stack.length <= deepest);
    if (isTyped() && cursor <= lineEndOf(text, lastContent)) {
      return this.#nothing();
    }
    if (this.#open.stack.length > depth) {
      this.#closeFlow(depth, lastContent);
    }
    return nextLineOf(text, lineEndOf(text, Math.max(lastContent - 1, from)));
  }

  #isTyped(token: Token): boolean {
    return this.#open.place !== undefined && this.#open.place !== 'nothing' && this.#open.place.token === token;
  }

  #lineEndAfter(space: number, lastContent: number): number {
    return Math.max(space, lineEndOf(this.#text, lastContent));
  }

  /** The next token of a flow collection; -1 if the collection is abandoned before it. */
  #skipSpace(from: number, column: number): number {
    const text = this.#text;
    const cursor = this.#cursor;
    let at = from;
    while (at < this.#documentEnd) {
      const code = text[at]!;
      if (code === '#' && (at === from ? isBlank(text, at - 1) : true)) {
        const end = lineEndOf(text, at);
        if (this.#open.place === undefined && cursor > at && cursor <= end) {
          this.#nothing();
          return -1;
        }
        at = end;
      } else if (code === '\n' || code === '\r') {
        const line = nextLineOf(text, at);
        const content = contentOf(text, line, lineEndOf(text, line));
        const isShallow = content - line <= column && !isBlank(text, content) && !/[}\]]/.test(text[content]!);
        if (isShallow && text[content] !== '#') {
          return -1;
        }
        at = line;
      } else if (code === ' ' || code === '\t') {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  #takeInFlow(token: Token, needsSpace: boolean): void {
    const top = this.#open.top();
    if (!top?.isFlow || (top.next !== 'key' && top.next !== 'value')) {
      this.#nothing();
      return;
    }
    if (top.type === 'sequence') {
      top.index++;
    }
    const removed = token.outer.end > token.outer.start ? token.outer : undefined;
    this.#open.found({ part: top.next, token, needsSpace, hasColon: false, removed });
  }

  #takeBracket(bracket: string, top: Open | undefined): void {
    switch (bracket) {
      case '{':
      case '[': {
        if (top?.type === 'sequence') {
          top.index++;
        }
        this.#open.stack.push(openCollection(bracket === '{' ? 'mapping' : 'sequence', -1, true));
        break;
      }
      case '}':
      case ']':
        this.#open.pop();
        if (this.#open.top()?.isFlow) {
          this.#open.top()!.next = 'comma';
        }
        break;
      case ',':
        if (top) {
          top.next = top.type === 'mapping' ? 'key' : 'value';
        }
        break;
      case ':':
        if (top?.type === 'mapping') {
          top.next = 'value';
          const place = this.#open.place;
          if (place !== undefined && place !== 'nothing' && place.part === 'key' && place.steps.at(-1)?.open === top) {
            place.hasColon ||= top.key === undefined;
          }
        }
        break;
      default:
        break;
    }
  }

  /** Closes what is left open, in the stack and in the text. */
  #closeFlow(depth: number, at: number): void {
    let brackets = '';
    while (this.#open.stack.length > depth) {
      brackets += this.#open.top()!.type === 'mapping' ? '}' : ']';
      this.#open.pop();
    }
    const place = this.#open.place;
    if (place !== undefined && place !== 'nothing' && place.steps.length > depth) {
      place.closing = { range: { start: at, end: at }, newText: brackets };
    }
  }

  #nothing(): number {
    this.#open.place = 'nothing';
    return this.#end;
  }
}

function takeFlowToken(top: Open | undefined, token: Token, isTyped: boolean): void {
  if (!top) {
    return;
  }
  if (top.type === 'sequence') {
    top.index += isTyped ? 0 : 1;
    top.next = 'comma';
  } else if (top.next === 'key') {
    top.key = isTyped ? undefined : token.text;
    top.isJson ||= token.quote === '"';
    if (!isTyped) {
      top.pairs.set(token.text, undefined);
    }
    top.next = 'colon';
  } else if (top.next === 'value') {
    if (isTyped) {
      top.pairs.delete(top.key ?? '');
    } else if (top.key !== undefined) {
      top.pairs.set(top.key, token.text);
    }
    top.next = 'comma';
  }
}
