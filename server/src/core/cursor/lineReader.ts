import type { Range, TextEdit } from '../text/range.ts';
import { lineEndOf, nextLineOf } from '../yaml/layout.ts';
import { isBlank, keyIn, type Token, tokenAt } from './tokens.ts';

/** A collection around the line that is being read. */
export interface Open {
  readonly type: 'mapping' | 'sequence';
  /** The column of its keys or dashes; -1 in a flow collection. */
  readonly column: number;
  readonly isFlow: boolean;
  readonly pairs: Map<string, string | undefined>;
  /** The last key. */
  key: string | undefined;
  /** The number of the last item. */
  index: number;
  /** Whether the last key or item has a value. */
  isFilled: boolean;
  /** In a flow collection, what comes next. */
  next: 'key' | 'colon' | 'value' | 'comma';
  /** The scalars in a mapping under the key `metadata`. */
  metadata: ReadonlyMap<string, string | undefined> | undefined;
  /** Whether a key is in double quotes, as in JSON. */
  isJson: boolean;
}

function openCollection(type: Open['type'], column: number, isFlow = false): Open {
  return {
    type,
    column,
    isFlow,
    pairs: new Map(),
    key: undefined,
    index: -1,
    isFilled: true,
    next: type === 'mapping' ? 'key' : 'value',
    metadata: undefined,
    isJson: false,
  };
}

/** A collection on the path of the cursor. Its pairs grow with the lines after the cursor; the step stays. */
export interface Step {
  readonly open: Open;
  readonly key: string | undefined;
  readonly index: number;
}

/** The token at the cursor, and the collections around it. */
export interface Place {
  /** As in `Typing`. */
  readonly part: 'key' | 'value' | 'word';
  readonly token: Token;
  readonly steps: readonly Step[];
  readonly needsSpace: boolean;
  hasColon: boolean;
  /** Whether removing the token leaves no text that is read wrongly. A key with a value is only removed with it. */
  readonly removed: Range | undefined;
  readonly afterColon?: number;
  hasBlock?: boolean;
  /** What closes the flow collections that are not closed, and where it belongs. */
  closing?: TextEdit;
}

/** The lines after the cursor matter only for the other keys of the mappings around it. */
const longestAfter = 64 * 1024;
/** More levels than any manifest has. */
const deepest = 100;

/** Reads lines into a stack of open collections, up to the cursor and some way beyond. */
export class LineReader {
  readonly text: string;
  readonly document: Range;
  readonly cursor: number;
  readonly #end: number;
  #stack: Open[] = [];
  /** The lines that are indented deeper than this belong to a block scalar. */
  #scalarColumn: number | undefined;
  #place: Place | 'nothing' | undefined;

  constructor(text: string, document: Range, cursor: number) {
    this.text = text;
    this.document = document;
    this.cursor = cursor;
    this.#end = Math.min(document.end, cursor + longestAfter);
  }

  read(): Place | undefined {
    for (let line = this.document.start; line <= this.#end; ) {
      const end = Math.min(lineEndOf(this.text, line), this.document.end);
      const isHere = this.#place === undefined && this.cursor >= line && this.cursor <= end;
      const next = isHere ? this.#readCursorLine(line, end) : this.#readLine(line, end);
      if (this.#place === 'nothing' || this.#stack.length > deepest) {
        return undefined;
      }
      const isDone = this.#place !== undefined && (next >= this.#end || this.#isEnough());
      if (isDone || next <= line) {
        break;
      }
      line = next;
    }
    return this.#place === 'nothing' ? undefined : this.#place;
  }

  /** Whether the mappings around the cursor have ended, except one that already shows which object it is. */
  #isEnough(): boolean {
    const { steps } = this.#place as Place;
    const root = steps[0]?.open;
    return (
      this.#stack.length <= 1 &&
      steps.length > 1 &&
      root?.metadata !== undefined &&
      root.pairs.has('apiVersion') &&
      root.pairs.has('kind')
    );
  }

  /** Reads a line without the cursor, and returns where the next one starts. */
  #readLine(start: number, end: number): number {
    const { text } = this;
    let at = contentOf(text, start, end);
    const next = nextLineOf(text, end);
    if (at >= end || text[at] === '#') {
      return next;
    }
    if (this.#scalarColumn !== undefined) {
      if (at - start > this.#scalarColumn) {
        return next;
      }
      this.#scalarColumn = undefined;
    }
    const place = this.#place;
    if (place !== undefined && place !== 'nothing' && place.hasBlock === undefined) {
      place.hasBlock = isBelow(place.steps.at(-1)?.open, at - start, isDash(text, at));
    }
    at = this.#openItems(start, at, end);
    if (at >= end || text[at] === '#') {
      return next;
    }
    const column = at - start;
    const key = keyIn(text, at, end);
    if (!key) {
      const top = this.#top();
      if (text[at] === '{' || text[at] === '[') {
        return this.#readFlow(at, top?.column ?? -1);
      }
      if (top) {
        top.isFilled = true;
      }
      this.#beginScalar(at, top?.column ?? -1);
      return next;
    }
    const mapping = this.#openMapping(column);
    mapping.key = key.text;
    mapping.isJson ||= key.quote === '"';
    const value = contentOf(text, key.colon + 1, end);
    if (value >= end || text[value] === '#') {
      mapping.isFilled = false;
      mapping.pairs.set(key.text, undefined);
      return next;
    }
    mapping.isFilled = true;
    if (text[value] === '{' || text[value] === '[') {
      mapping.pairs.set(key.text, undefined);
      return this.#readFlow(value, column);
    }
    const isScalar = !this.#beginScalar(value, column) && !/[&*!]/.test(text[value]!);
    mapping.pairs.set(key.text, isScalar ? tokenAt(text, value, end).text : undefined);
    return next;
  }

  /** Whether a block scalar begins at the value. */
  #beginScalar(value: number, column: number): boolean {
    const begins = this.text[value] === '|' || this.text[value] === '>';
    if (begins) {
      this.#scalarColumn = column;
    }
    return begins;
  }

  #readCursorLine(start: number, end: number): number {
    const { text, cursor } = this;
    const next = nextLineOf(text, end);
    let at = contentOf(text, start, end);
    const isEmpty = at >= end;
    const column = isEmpty ? cursor - start : at - start;
    if (this.#scalarColumn !== undefined) {
      if (column > this.#scalarColumn) {
        return this.#nothing();
      }
      this.#scalarColumn = undefined;
    }
    if (isEmpty) {
      this.#takeNewLine(column);
      return next;
    }
    if (cursor < at || text[at] === '#') {
      return this.#nothing();
    }
    const first = at;
    at = this.#openItems(start, at, end, cursor);
    if (this.#place === 'nothing' || cursor < at || text[at] === '#') {
      return this.#nothing();
    }
    const isItem = at > first;
    if (at >= end) {
      const needsSpace = text[cursor - 1] === '-';
      this.#takeWord(start, emptyToken(cursor), isItem, needsSpace);
      return next;
    }
    const key = keyIn(text, at, end);
    if (key && cursor <= key.colon) {
      if (cursor < key.range.start || cursor > key.range.end) {
        return this.#nothing();
      }
      const mapping = this.#openMapping(at - start);
      mapping.isJson ||= key.quote === '"';
      const value = contentOf(text, key.colon + 1, end);
      const isPlain = value < end && !/[{[|>&*!#]/.test(text[value]!);
      mapping.isFilled = value < end;
      mapping.key = key.text;
      this.#found({
        part: 'key',
        token: { ...key, isOpen: false },
        needsSpace: false,
        hasColon: true,
        removed: isPlain ? { start: at, end: tokenAt(text, value, end).outer.end } : undefined,
      });
      return text[value] === '{' || text[value] === '[' ? this.#readFlow(value, at - start) : next;
    }
    if (key) {
      const mapping = this.#openMapping(at - start);
      mapping.key = key.text;
      mapping.isJson ||= key.quote === '"';
      return this.#readValueAtCursor(key.colon, at - start, end, next);
    }
    if (text[at] === '{' || text[at] === '[') {
      return this.#readFlow(at, this.#top()?.column ?? -1);
    }
    const token = tokenAt(text, at, end);
    if (cursor < token.range.start || cursor > token.range.end || /[|>&*!%@`]/.test(text[at]!)) {
      return this.#nothing();
    }
    this.#takeWord(start, token, isItem, false);
    return next;
  }

  #readValueAtCursor(colon: number, column: number, end: number, next: number): number {
    const { text, cursor } = this;
    const mapping = this.#top()!;
    const value = contentOf(text, colon + 1, end);
    const isComment = value < end && text[value] === '#' && value > colon + 1;
    if (value >= end || (isComment && cursor < value)) {
      mapping.isFilled = false;
      this.#found({
        part: 'value',
        token: emptyToken(cursor),
        needsSpace: cursor === colon + 1,
        hasColon: false,
        removed: undefined,
        afterColon: colon + 1,
      });
      return next;
    }
    mapping.isFilled = true;
    if (text[value] === '{' || text[value] === '[') {
      return cursor <= value ? this.#nothing() : this.#readFlow(value, column);
    }
    const token = tokenAt(text, value, end);
    if (cursor < token.range.start || cursor > token.range.end || /[|>&*!#]/.test(text[value]!)) {
      return this.#nothing();
    }
    this.#found({
      part: 'value',
      token,
      needsSpace: false,
      hasColon: false,
      removed: token.outer,
      afterColon: colon + 1,
    });
    return next;
  }

  /** A blank line: what is typed there belongs to a collection by its column. */
  #takeNewLine(column: number): void {
    this.#popDeeper(column);
    const top = this.#top();
    if (top?.type === 'sequence' && top.column === column) {
      // The mapping around a list may have the same column as the dashes.
      if (this.#stack.at(-2)?.column !== column) {
        this.#nothing();
        return;
      }
      this.#pop();
    }
    this.#takeWord(this.cursor - column, emptyToken(this.cursor), false, false);
  }

  /** A token without a colon: a key of the mapping with its column, or something below an empty key or in an item. */
  #takeWord(start: number, token: Token, isItem: boolean, needsSpace: boolean): void {
    const column = token.outer.start - start + (needsSpace ? 1 : 0);
    if (!isItem) {
      this.#popDeeper(column);
    }
    const top = this.#top();
    const isKey = top === undefined || (top.type === 'mapping' && top.column === column);
    if (!isKey && top.isFilled && !isItem) {
      this.#nothing();
      return;
    }
    const mapping = isKey && top ? top : openCollection('mapping', column);
    if (mapping !== top) {
      this.#stack.push(mapping);
    }
    const removed = token.outer.end > token.outer.start ? token.outer : undefined;
    this.#found({ part: isKey ? 'key' : 'word', token, needsSpace, hasColon: false, removed });
    mapping.isFilled = true;
  }

  /** Opens the sequences of the dashes at the start of a line, and returns where the content after them begins. */
  #openItems(start: number, from: number, end: number, cursor = Number.POSITIVE_INFINITY): number {
    const { text } = this;
    let at = from;
    while (at < end && isDash(text, at) && this.#stack.length <= deepest) {
      const column = at - start;
      if (cursor <= at) {
        this.#nothing();
        return at;
      }
      this.#popDeeper(column);
      let top = this.#top();
      if (top?.type !== 'sequence' || top.column !== column) {
        top = openCollection('sequence', column);
        this.#stack.push(top);
      }
      top.index++;
      top.isFilled = false;
      at = Math.min(contentOf(text, at + 1, end), end);
    }
    return at;
  }

  /** The mapping with its keys at a column. */
  #openMapping(column: number): Open {
    this.#popDeeper(column);
    const top = this.#top();
    if (top?.type === 'sequence' && top.column === column) {
      this.#pop();
      return this.#openMapping(column);
    }
    if (top?.type === 'mapping' && top.column === column) {
      return top;
    }
    if (top) {
      top.isFilled = true;
    }
    const made = openCollection('mapping', column);
    this.#stack.push(made);
    return made;
  }

  #popDeeper(column: number): void {
    while (this.#top() !== undefined && this.#top()!.column > column) {
      this.#pop();
    }
  }

  #pop(): void {
    closeInto(this.#stack.pop(), this.#top());
  }

  #top(): Open | undefined {
    return this.#stack.at(-1);
  }

  #found(place: Omit<Place, 'steps'>): void {
    const steps = this.#stack.map((open): Step => ({ open, key: open.key, index: open.index }));
    this.#place ??= { ...place, steps };
  }

  #nothing(): number {
    this.#place = 'nothing';
    return this.#end;
  }

  /**
   * Reads a flow collection and returns where the line after it starts. It ends with its last bracket. If that is
   * missing, it ends before a line that is not indented deeper than the key of the collection.
   */
  #readFlow(from: number, column: number): number {
    const { text, cursor } = this;
    const depth = this.#stack.length;
    const end = this.document.end;
    let at = from;
    let lastContent = from;
    const isTyped = () => this.#place === undefined && cursor > from;
    do {
      const space = at;
      at = this.#skipSpace(at, column);
      if (this.#place === 'nothing') {
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
      const top = this.#stack.length > depth ? this.#top()! : undefined;
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
    } while (this.#stack.length > depth && this.#stack.length <= deepest);
    if (isTyped() && cursor <= lineEndOf(text, lastContent)) {
      return this.#nothing();
    }
    if (this.#stack.length > depth) {
      this.#closeFlow(depth, lastContent);
    }
    return nextLineOf(text, lineEndOf(text, Math.max(lastContent - 1, from)));
  }

  #isTyped(token: Token): boolean {
    return this.#place !== undefined && this.#place !== 'nothing' && this.#place.token === token;
  }

  #lineEndAfter(space: number, lastContent: number): number {
    return Math.max(space, lineEndOf(this.text, lastContent));
  }

  /** The next token of a flow collection; -1 if the collection is abandoned before it. */
  #skipSpace(from: number, column: number): number {
    const { text, cursor } = this;
    let at = from;
    while (at < this.document.end) {
      const code = text[at]!;
      if (code === '#' && (at === from ? isBlank(text, at - 1) : true)) {
        const end = lineEndOf(text, at);
        if (this.#place === undefined && cursor > at && cursor <= end) {
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
    const top = this.#top();
    if (!top?.isFlow || (top.next !== 'key' && top.next !== 'value')) {
      this.#nothing();
      return;
    }
    if (top.type === 'sequence') {
      top.index++;
    }
    const removed = token.outer.end > token.outer.start ? token.outer : undefined;
    this.#found({ part: top.next, token, needsSpace, hasColon: false, removed });
  }

  #takeBracket(bracket: string, top: Open | undefined): void {
    switch (bracket) {
      case '{':
      case '[': {
        if (top?.type === 'sequence') {
          top.index++;
        }
        this.#stack.push(openCollection(bracket === '{' ? 'mapping' : 'sequence', -1, true));
        break;
      }
      case '}':
      case ']':
        this.#pop();
        if (this.#top()?.isFlow) {
          this.#top()!.next = 'comma';
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
          const place = this.#place;
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
    while (this.#stack.length > depth) {
      brackets += this.#top()!.type === 'mapping' ? '}' : ']';
      this.#pop();
    }
    const place = this.#place;
    if (place !== undefined && place !== 'nothing' && place.steps.length > depth) {
      place.closing = { range: { start: at, end: at }, newText: brackets };
    }
  }
}

/** Whether a line is the beginning of the value of the key at which a collection waits. */
function isBelow(mapping: Open | undefined, column: number, isItem: boolean): boolean {
  return mapping !== undefined && (column > mapping.column || (isItem && column === mapping.column));
}

/** Notes the scalars of a collection that ends, if they are the metadata of an object. */
function closeInto(closed: Open | undefined, outer: Open | undefined): void {
  if (closed?.type === 'mapping' && outer?.type === 'mapping' && outer.key === 'metadata') {
    outer.metadata = closed.pairs;
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

/** A scalar of a flow collection; undefined at a bracket, a comma or a colon. */
function flowToken(text: string, at: number, end: number): Token | undefined {
  const first = text[at]!;
  if (first === '"' || first === "'") {
    return tokenAt(text, at, end);
  }
  if ('{}[],'.includes(first) || first === ':') {
    return undefined;
  }
  let to = at;
  while (to < end && !'{}[],\n\r'.includes(text[to]!)) {
    if (text[to] === ':' && (isBlank(text, to + 1) || ',{}[]'.includes(text[to + 1]!))) {
      break;
    }
    if (text[to] === '#' && isBlank(text, to - 1)) {
      break;
    }
    to++;
  }
  while (to > at && isBlank(text, to - 1)) {
    to--;
  }
  const range = { start: at, end: Math.max(to, at + 1) };
  return { range, outer: range, quote: undefined, isOpen: false, text: text.slice(range.start, range.end) };
}

function emptyToken(at: number): Token {
  const range = { start: at, end: at };
  return { range, outer: range, quote: undefined, isOpen: false, text: '' };
}

function contentOf(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) {
    at++;
  }
  return at;
}

function isDash(text: string, at: number): boolean {
  return text[at] === '-' && isBlank(text, at + 1);
}
