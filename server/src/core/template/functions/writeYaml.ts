import { keyOrder } from '../../yaml/keyOrder.ts';
import { Text } from '../text.ts';
import type { Entry, GoMap } from '../value.ts';
import { escapeOf, isBreak, isLowSurrogate, isSimpleKey, needsEscape, styleOf, type YamlVersion } from './yamlStyle.ts';

/** What is written: a tree of strings, other scalars and collections. */
export type Written =
  | { readonly kind: 'string'; readonly text: Text }
  /** A number, a boolean or null in its final spelling. */
  | { readonly kind: 'plain'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Written[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: Text, value: Written])[] };

/** The text that go-yaml's encoder writes, with the origins of all scalars and keys. It ends with a line break. */
export function writeYaml(root: Written, version: YamlVersion): Text {
  const writer = new YamlWriter(version);
  writer.document(root);
  return writer.result();
}

/** The pairs of a map in the order in which the encoder writes them. */
export function orderedEntries(map: GoMap, version: YamlVersion): [string, Entry][] {
  const order = version === 2 ? order2 : order3;
  return [...map.entries].sort(([a], [b]) => order(a, b));
}

const order2 = keyOrder(2);
const order3 = keyOrder(3);

/** Where a node is. */
type Context = 'root' | 'item' | 'value' | 'key';

/** Source: emitterc.go. The names of the fields and of the steps are those of libyaml. */
class YamlWriter {
  private readonly parts: (Text | string)[] = [];
  private readonly version: YamlVersion;
  private column = 0;
  private indent = -1;
  private whitespace = true;
  private indention = true;

  constructor(version: YamlVersion) {
    this.version = version;
  }

  result(): Text {
    return Text.join(this.parts);
  }

  document(root: Written): void {
    this.node(root, 'root');
    this.writeIndent();
  }

  private node(node: Written, context: Context): void {
    switch (node.kind) {
      case 'plain':
        this.inScalar(() => this.plain(node.text, false));
        break;
      case 'string':
        this.scalar(node.text, context);
        break;
      case 'list':
        this.list(node.items, context);
        break;
      case 'map':
        this.map(node.entries);
        break;
    }
  }

  private list(items: readonly Written[], context: Context): void {
    if (items.length === 0) {
      this.indicator('[', true, true, false);
      this.indicator(']', false, false, false);
      return;
    }
    const before = this.indent;
    const indentless = this.version === 2 && context === 'value' && !this.indention;
    this.indent = before < 0 ? 0 : indentless ? before : before + 2;
    for (const item of items) {
      this.writeIndent();
      this.indicator('-', true, false, true);
      this.node(item, 'item');
    }
    this.indent = before;
  }

  private map(entries: readonly (readonly [Text, Written])[]): void {
    if (entries.length === 0) {
      this.indicator('{', true, true, false);
      this.indicator('}', false, false, false);
      return;
    }
    const before = this.indent;
    this.indent = before < 0 ? 0 : before + 2;
    for (const [key, value] of entries) {
      this.writeIndent();
      if (isSimpleKey(key.text)) {
        this.scalar(key, 'key');
        this.indicator(':', false, false, false);
      } else {
        this.indicator('?', true, false, true);
        this.scalar(key, 'value');
        this.writeIndent();
        this.indicator(':', true, false, true);
      }
      this.node(value, 'value');
    }
    this.indent = before;
  }

  private scalar(text: Text, context: Context): void {
    const style = styleOf(text.text, context === 'key', this.version);
    const mayFold = context !== 'key' && this.version === 2;
    this.inScalar(() => {
      switch (style) {
        case 'plain':
          this.plain(text, mayFold);
          break;
        case 'single':
          this.single(text, mayFold);
          break;
        case 'double':
          this.double(text, mayFold);
          break;
        case 'literal':
          this.literal(text);
          break;
      }
    });
  }

  private inScalar(write: () => void): void {
    const before = this.indent;
    this.indent = before < 0 ? 2 : before + 2;
    write();
    this.indent = before;
  }

  private plain(text: Text, mayFold: boolean): void {
    if (!this.whitespace && (this.version === 2 || text.text !== '')) {
      this.put(' ');
    }
    this.folded(text, mayFold, undefined);
    this.whitespace = false;
    this.indention = false;
  }

  private single(text: Text, mayFold: boolean): void {
    this.indicator("'", true, false, false);
    this.folded(text, mayFold, "'");
    this.indicator("'", false, false, false);
  }

  /**
   * Writes the content of a plain scalar or of one in single quotes. A single space beyond the width becomes a line
   * break. The only line breaks in it are those of Unicode.
   */
  private folded(text: Text, mayFold: boolean, mark: "'" | undefined): void {
    const content = text.text;
    const folds = mayFold && this.column + content.length > bestWidth && content.includes(' ');
    if (!folds && (mark === undefined || (!content.includes(mark) && !/[\u2028\u2029]/.test(content)))) {
      this.put(text);
      return;
    }
    let from = 0;
    let spaces = false;
    let column = this.column;
    for (let at = 0; at < content.length; at++) {
      const character = content[at]!;
      if (isBreak(character)) {
        this.put(text.slice(from, at));
        this.putLineEnd(text.slice(at, at + 1));
        from = at + 1;
        if (from < content.length && !isBreak(content[from]!)) {
          this.writeIndent();
        }
        column = this.column;
        continue;
      }
      if (character === ' ') {
        const inside = mark === undefined || (at > 0 && at < content.length - 1);
        if (folds && !spaces && column > bestWidth && inside && content[at + 1] !== ' ') {
          this.put(text.slice(from, at));
          this.writeIndent();
          from = at + 1;
          column = this.column;
        } else {
          column++;
        }
        spaces = true;
        continue;
      }
      spaces = false;
      if (character === mark) {
        this.put(text.slice(from, at));
        this.put(mark);
        from = at;
        column++;
      }
      this.indention = false;
      column += isLowSurrogate(content, at) ? 0 : 1;
    }
    this.put(text.slice(from));
  }

  private double(text: Text, mayFold: boolean): void {
    this.indicator('"', true, false, false);
    const content = text.text;
    // is_bom looks at the start of the string, whatever character it is asked about.
    const escapesAll = content.startsWith('\ufeff');
    let from = 0;
    let spaces = false;
    for (let at = 0; at < content.length; ) {
      const code = content.codePointAt(at)!;
      const size = code > 0xffff ? 2 : 1;
      if (escapesAll || needsEscape(code)) {
        this.put(text.slice(from, at));
        this.put(Text.join([escapeOf(code)]), text.slice(at, at + size));
        from = at + size;
        spaces = false;
      } else if (code === 32) {
        const column = this.column + characters(content, from, at);
        if (mayFold && !spaces && column > bestWidth && at > 0 && at < content.length - 1) {
          this.put(text.slice(from, at));
          this.writeIndent();
          if (content[at + 1] === ' ') {
            this.put('\\');
          }
          from = at + 1;
        }
        spaces = true;
      } else {
        spaces = false;
      }
      at += size;
    }
    this.put(text.slice(from));
    this.indicator('"', false, false, false);
  }

  private literal(text: Text): void {
    const content = text.text;
    this.indicator('|', true, false, false);
    if (content[0] === ' ' || isBreak(content[0]!)) {
      this.indicator('2', false, false, false);
    }
    const chomping = !isBreak(content.at(-1)!) ? '-' : content.length === 1 || isBreak(content.at(-2)!) ? '+' : '';
    if (chomping !== '') {
      this.indicator(chomping, false, false, false);
    }
    this.putBreak();
    this.whitespace = true;
    let from = 0;
    let breaks = true;
    for (let at = 0; at < content.length; at++) {
      if (isBreak(content[at]!)) {
        this.put(text.slice(from, at));
        this.putLineEnd(text.slice(at, at + 1));
        breaks = true;
        from = at + 1;
      } else {
        if (breaks) {
          this.writeIndent();
        }
        this.indention = false;
        breaks = false;
      }
    }
    this.put(text.slice(from));
  }

  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) {
      this.putBreak();
    }
    if (this.column < indent) {
      this.put(' '.repeat(indent - this.column));
    }
    this.whitespace = true;
    this.indention = true;
  }

  private indicator(text: string, needsSpace: boolean, isWhitespace: boolean, isIndention: boolean): void {
    if (needsSpace && !this.whitespace) {
      this.put(' ');
    }
    this.put(text);
    this.whitespace = isWhitespace;
    this.indention = this.indention && isIndention;
  }

  /** Writes text without line breaks. `source` gives the origin if the text is an escape of it. */
  private put(text: Text | string, source?: Text): void {
    const content = typeof text === 'string' ? text : text.text;
    if (content === '' && (typeof text === 'string' || text.pieces.length === 0)) {
      return;
    }
    const origin = source?.origin;
    this.parts.push(origin === undefined ? text : Text.of(content, origin));
    this.column += characters(content, 0, content.length);
  }

  private putBreak(): void {
    this.parts.push('\n');
    this.column = 0;
    this.indention = true;
  }

  private putLineEnd(text: Text): void {
    this.parts.push(text);
    this.column = 0;
    this.indention = true;
  }
}

const bestWidth = 80;

/** The number of characters between two offsets. */
function characters(text: string, from: number, to: number): number {
  let count = to - from;
  for (let at = from; at < to; at++) {
    count -= isLowSurrogate(text, at) ? 1 : 0;
  }
  return count;
}
