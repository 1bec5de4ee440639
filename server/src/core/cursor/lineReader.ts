import type { Range } from '../text/range.ts';
import { lineEndOf, nextLineOf } from '../yaml/layout.ts';
import { FlowReader } from './flowReader.ts';
import { deepest, type Open, OpenCollections, openCollection, type Place } from './openCollections.ts';
import { contentOf, emptyToken, isDash, keyIn, type Token, tokenAt } from './tokens.ts';

/** The lines after the cursor matter only for the other keys of the mappings around it. */
const longestAfter = 64 * 1024;

/** Reads lines into a stack of open collections, up to the cursor and some way beyond. */
export class LineReader {
  readonly text: string;
  readonly document: Range;
  readonly cursor: number;
  readonly #end: number;
  readonly #open = new OpenCollections();
  readonly #flow: FlowReader;
  /** The lines that are indented deeper than this belong to a block scalar. */
  #scalarColumn: number | undefined;

  constructor(text: string, document: Range, cursor: number) {
    this.text = text;
    this.document = document;
    this.cursor = cursor;
    this.#end = Math.min(document.end, cursor + longestAfter);
    this.#flow = new FlowReader(text, { document: document.end, reading: this.#end }, cursor, this.#open);
  }

  read(): Place | undefined {
    for (let line = this.document.start; line <= this.#end; ) {
      const end = Math.min(lineEndOf(this.text, line), this.document.end);
      const isHere = this.#open.place === undefined && this.cursor >= line && this.cursor <= end;
      const next = isHere ? this.#readCursorLine(line, end) : this.#readLine(line, end);
      if (this.#open.place === 'nothing' || this.#open.stack.length > deepest) {
        return undefined;
      }
      const isDone = this.#open.place !== undefined && (next >= this.#end || this.#isEnough());
      if (isDone || next <= line) {
        break;
      }
      line = next;
    }
    return this.#open.place === 'nothing' ? undefined : this.#open.place;
  }

  /** Whether the mappings around the cursor have ended, except one that already shows which object it is. */
  #isEnough(): boolean {
    const { steps } = this.#open.place as Place;
    const root = steps[0]?.open;
    return (
      this.#open.stack.length <= 1 &&
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
    const place = this.#open.place;
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
      const top = this.#open.top();
      if (text[at] === '{' || text[at] === '[') {
        return this.#flow.read(at, top?.column ?? -1);
      }
      if (top) {
        top.isFilled = true;
      }
      this.#beginScalar(at, top?.column ?? -1);
      return next;
    }
    const mapping = this.#open.openMapping(column);
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
      return this.#flow.read(value, column);
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
    if (this.#open.place === 'nothing' || cursor < at || text[at] === '#') {
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
      const mapping = this.#open.openMapping(at - start);
      mapping.isJson ||= key.quote === '"';
      const value = contentOf(text, key.colon + 1, end);
      const isPlain = value < end && !/[{[|>&*!#]/.test(text[value]!);
      mapping.isFilled = value < end;
      mapping.key = key.text;
      this.#open.found({
        part: 'key',
        token: { ...key, isOpen: false },
        needsSpace: false,
        hasColon: true,
        removed: isPlain ? { start: at, end: tokenAt(text, value, end).outer.end } : undefined,
      });
      return text[value] === '{' || text[value] === '[' ? this.#flow.read(value, at - start) : next;
    }
    if (key) {
      const mapping = this.#open.openMapping(at - start);
      mapping.key = key.text;
      mapping.isJson ||= key.quote === '"';
      return this.#readValueAtCursor(key.colon, at - start, end, next);
    }
    if (text[at] === '{' || text[at] === '[') {
      return this.#flow.read(at, this.#open.top()?.column ?? -1);
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
    const mapping = this.#open.top()!;
    const value = contentOf(text, colon + 1, end);
    const isComment = value < end && text[value] === '#' && value > colon + 1;
    if (value >= end || (isComment && cursor < value)) {
      mapping.isFilled = false;
      this.#open.found({
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
      return cursor <= value ? this.#nothing() : this.#flow.read(value, column);
    }
    const token = tokenAt(text, value, end);
    if (cursor < token.range.start || cursor > token.range.end || /[|>&*!#]/.test(text[value]!)) {
      return this.#nothing();
    }
    this.#open.found({
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
    this.#open.popDeeper(column);
    const top = this.#open.top();
    if (top?.type === 'sequence' && top.column === column) {
      // The mapping around a list may have the same column as the dashes.
      if (this.#open.stack.at(-2)?.column !== column) {
        this.#nothing();
        return;
      }
      this.#open.pop();
    }
    this.#takeWord(this.cursor - column, emptyToken(this.cursor), false, false);
  }

  /** A token without a colon: a key of the mapping with its column, or something below an empty key or in an item. */
  #takeWord(start: number, token: Token, isItem: boolean, needsSpace: boolean): void {
    const column = token.outer.start - start + (needsSpace ? 1 : 0);
    if (!isItem) {
      this.#open.popDeeper(column);
    }
    const top = this.#open.top();
    const isKey = top === undefined || (top.type === 'mapping' && top.column === column);
    if (!isKey && top.isFilled && !isItem) {
      this.#nothing();
      return;
    }
    const mapping = isKey && top ? top : openCollection('mapping', column);
    if (mapping !== top) {
      this.#open.stack.push(mapping);
    }
    const removed = token.outer.end > token.outer.start ? token.outer : undefined;
    this.#open.found({ part: isKey ? 'key' : 'word', token, needsSpace, hasColon: false, removed });
    mapping.isFilled = true;
  }

  /** Opens the sequences of the dashes at the start of a line, and returns where the content after them begins. */
  #openItems(start: number, from: number, end: number, cursor = Number.POSITIVE_INFINITY): number {
    const { text } = this;
    let at = from;
    while (at < end && isDash(text, at) && this.#open.stack.length <= deepest) {
      const column = at - start;
      if (cursor <= at) {
        this.#nothing();
        return at;
      }
      this.#open.popDeeper(column);
      let top = this.#open.top();
      if (top?.type !== 'sequence' || top.column !== column) {
        top = openCollection('sequence', column);
        this.#open.stack.push(top);
      }
      top.index++;
      top.isFilled = false;
      at = Math.min(contentOf(text, at + 1, end), end);
    }
    return at;
  }

  #nothing(): number {
    this.#open.place = 'nothing';
    return this.#end;
  }
}

/** Whether a line is the beginning of the value of the key at which a collection waits. */
function isBelow(mapping: Open | undefined, column: number, isItem: boolean): boolean {
  return mapping !== undefined && (column > mapping.column || (isItem && column === mapping.column));
}
