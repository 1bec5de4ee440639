import { resolveScalar } from '../../yaml/scalar.ts';
import { byteLength } from '../bytes.ts';
import { Text } from '../text.ts';
import type { Entry, GoMap } from '../value.ts';
import { keyOrder } from './keyOrder.ts';

/** What is written: a tree of strings, other scalars and collections. */
export type Written =
  | { readonly kind: 'string'; readonly text: Text }
  /** A number, a boolean or null in its final spelling. */
  | { readonly kind: 'plain'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Written[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: Text, value: Written])[] };

/**
 * - 2: go.yaml.in/yaml/v2, which folds at 80 columns and does not indent a sequence in a mapping
 * - 3: go.yaml.in/yaml/v3 with an indentation of 2, which indents it and never folds
 */
export type YamlVersion = 2 | 3;

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
   * Writes the content of a plain scalar or of one in single quotes. A single space beyond the width becomes a line break.
   * The only line breaks in it are those of Unicode.
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

function styleOf(text: string, isKey: boolean, version: YamlVersion): 'plain' | 'single' | 'double' | 'literal' {
  if (text === '') {
    return 'double';
  }
  const facts = analyze(text, version);
  if (text.includes('\n')) {
    return isKey || !facts.block ? 'double' : 'literal';
  }
  if (isKey && facts.breaks) {
    return 'double';
  }
  if (!mayBePlain(text, version)) {
    return 'double';
  }
  return facts.plain ? 'plain' : facts.single ? 'single' : 'double';
}

/** Whether a reader takes the plain text for a string. Source: stringv in encode.go, resolve in resolve.go. */
function mayBePlain(text: string, version: YamlVersion): boolean {
  const first = text.charCodeAt(0);
  // Most strings begin with a letter that begins no other scalar.
  if (((first >= 97 && first <= 122) || (first >= 65 && first <= 90)) && !wordStarts.includes(text[0]!)) {
    return true;
  }
  const scalar = { type: 'scalar', start: 0, end: 0, text, style: 'plain' } as const;
  if (resolveScalar(scalar, 'kustomize').type !== 'string') {
    return false;
  }
  const isString = version === 2 ? resolveScalar(scalar, 'kubectl').type === 'string' : !oldBooleans.test(text);
  return isString && (version === 2 || text !== '<<') && !base60.test(text);
}

const wordStarts = 'yYnNtTfFoO';
const oldBooleans = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** The styles that a string allows in block context. Source: yaml_emitter_analyze_scalar. */
function analyze(
  text: string,
  version: YamlVersion,
): { plain: boolean; single: boolean; block: boolean; breaks: boolean } {
  if (/^[A-Za-z0-9_./][A-Za-z0-9_./=+-]*$/.test(text) && !text.startsWith('...')) {
    return { plain: true, single: true, block: true, breaks: false };
  }
  const breaks = /[\r\n\u0085\u2028\u2029]/.test(text);
  const indicators =
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?:[ \t\r\n\u0085\u2028\u2029]|$)/.test(text) ||
    /:(?:[ \t\r\n\u0085\u2028\u2029]|$)/.test(text) ||
    /[ \t\r\n\u0085\u2028\u2029]#/.test(text);
  const trailingSpace = text.endsWith(' ');
  const outer = /^[ \r\n\u0085\u2028\u2029]|[ \r\n\u0085\u2028\u2029]$/.test(text);
  const breakSpace = /[\r\n\u0085\u2028\u2029] /.test(text);
  const spaceBreak = / [\r\n\u0085\u2028\u2029]/.test(text);
  const tab = version === 3 && text.includes('\t');
  const special = hasSpecial(version === 3 ? text.replaceAll('\t', '') : text);
  return {
    plain: !(outer || breakSpace || spaceBreak || special || tab || breaks || indicators),
    single: !(breakSpace || spaceBreak || special || tab),
    block: !(trailingSpace || spaceBreak || special),
    breaks,
  };
}

/** Whether a character is not printable to the encoder: a tab and everything beyond U+FFFF is not. */
function hasSpecial(text: string): boolean {
  return /[^\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
}

function needsEscape(code: number): boolean {
  const isPrintable =
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
  return !isPrintable || code === 0x22 || code === 0x5c || code === 0x2028 || code === 0x2029;
}

function escapeOf(code: number): string {
  const short = shortEscapes.get(code);
  if (short !== undefined) {
    return `\\${short}`;
  }
  const digits = code.toString(16).toUpperCase();
  return code <= 0xff
    ? `\\x${digits.padStart(2, '0')}`
    : code <= 0xffff
      ? `\\u${digits.padStart(4, '0')}`
      : `\\U${digits.padStart(8, '0')}`;
}

const shortEscapes: ReadonlyMap<number, string> = new Map([
  [0x00, '0'],
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

/** Source: yaml_emitter_check_simple_key. The length is in bytes. */
function isSimpleKey(key: string): boolean {
  return !/[\r\n\u0085\u2028\u2029]/.test(key) && byteLength(key) <= 128;
}

function isBreak(character: string): boolean {
  return character === '\n' || character === '\r' || /^[\u0085\u2028\u2029]$/.test(character);
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

/** The number of characters between two offsets. */
function characters(text: string, from: number, to: number): number {
  let count = to - from;
  for (let at = from; at < to; at++) {
    count -= isLowSurrogate(text, at) ? 1 : 0;
  }
  return count;
}
