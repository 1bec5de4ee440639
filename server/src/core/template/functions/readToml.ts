import { type Failure, failure } from '../function.ts';
import { Text } from '../text.ts';
import { bool, entryOf, float, type GoMap, int, type List, list, map, string, type Value } from '../value.ts';

/**
 * Decodes TOML as github.com/BurntSushi/toml does: integers are int64. The texts of errors are not those of the
 * library.
 */
export function readToml(text: Text): Value | Failure {
  return new TomlReader(text).document();
}

/** A mistake. Thrown only inside of this file. */
class TomlError extends Error {}

class TomlReader {
  private readonly source: Text;
  private readonly text: string;
  private at = 0;

  constructor(source: Text) {
    this.source = source;
    this.text = source.text.replaceAll('\r\n', ' \n');
  }

  document(): Value | Failure {
    const root = map();
    let current = root;
    try {
      for (this.skip(true); this.at < this.text.length; this.skip(true)) {
        if (this.text.startsWith('[[', this.at)) {
          this.at += 2;
          current = this.appendTable(root, this.keys());
          this.expect(']]');
        } else if (this.text[this.at] === '[') {
          this.at++;
          current = this.tableAt(root, this.keys());
          this.expect(']');
        } else {
          this.pair(current);
        }
        this.skip(false);
        if (this.at < this.text.length && this.text[this.at] !== '\n') {
          this.refuse('expected the end of the line');
        }
      }
      return root;
    } catch (error) {
      return failure(error instanceof TomlError ? error.message : 'toml: the document is nested too deeply');
    }
  }

  private skip(throughLines: boolean): void {
    const space = throughLines ? /(?:[ \t\n]|#[^\n]*)*/y : /(?:[ \t]|#[^\n]*)*/y;
    space.lastIndex = this.at;
    this.at += space.exec(this.text)![0].length;
  }

  private keys(): Text[] {
    const keys: Text[] = [];
    do {
      this.skip(false);
      keys.push(this.key());
      this.skip(false);
    } while (this.take('.'));
    return keys;
  }

  private key(): Text {
    const mark = this.text[this.at];
    if (mark === '"' || mark === "'") {
      return this.string();
    }
    const bare = /[A-Za-z0-9_-]+/y;
    bare.lastIndex = this.at;
    const found = bare.exec(this.text);
    if (found === null) {
      this.refuse('expected a key');
    }
    this.at += found[0].length;
    return this.source.slice(found.index, this.at);
  }

  private pair(table: GoMap): void {
    const keys = this.keys();
    this.expect('=');
    this.skip(false);
    const value = this.value();
    const last = keys.pop()!;
    const target = this.tableAt(table, keys);
    if (target.entries.has(last.text)) {
      this.refuse(`key '${last.text}' has already been defined`);
    }
    target.entries.set(last.text, entryOf(value, last.origin));
  }

  private tableAt(root: GoMap, keys: readonly Text[]): GoMap {
    let table = root;
    for (const key of keys) {
      const found: Value | undefined = table.entries.get(key.text)?.value;
      const inner: Value | undefined = found?.kind === 'list' ? found.items.at(-1) : found;
      if (inner !== undefined && inner.kind !== 'map') {
        this.refuse(`key '${key.text}' has already been defined`);
      }
      const next = inner ?? map([], undefined, key.origin);
      if (inner === undefined) {
        table.entries.set(key.text, entryOf(next, key.origin));
      }
      table = next as GoMap;
    }
    return table;
  }

  private appendTable(root: GoMap, keys: readonly Text[]): GoMap {
    const last = keys.at(-1)!;
    const parent = this.tableAt(root, keys.slice(0, -1));
    const found = parent.entries.get(last.text)?.value;
    if (found !== undefined && found.kind !== 'list') {
      this.refuse(`key '${last.text}' has already been defined`);
    }
    const table = map([], undefined, last.origin);
    const items = [...((found as List | undefined)?.items ?? []), table];
    parent.entries.set(last.text, entryOf(list(items, '[]map[string]interface {}', last.origin), last.origin));
    return table;
  }

  private value(): Value {
    const start = this.at;
    const mark = this.text[start];
    if (mark === '"' || mark === "'") {
      return this.string();
    }
    if (mark === '[') {
      this.at++;
      const items: Value[] = [];
      for (this.skip(true); !this.take(']'); this.skip(true)) {
        items.push(this.value());
        this.skip(true);
        if (!this.take(',') && this.text[this.at] !== ']') {
          this.refuse('expected a comma or the end of the array');
        }
      }
      return list(items, undefined, this.source.slice(start, start + 1).origin);
    }
    if (mark === '{') {
      this.at++;
      const table = map([], undefined, this.source.slice(start, start + 1).origin);
      for (this.skip(true); !this.take('}'); this.skip(true)) {
        this.pair(table);
        this.skip(true);
        if (!this.take(',') && this.text[this.at] !== '}') {
          this.refuse('expected a comma or the end of the table');
        }
      }
      return table;
    }
    return this.scalar();
  }

  private scalar(): Value {
    const word = /[^\s,\]}#]+(?: [0-9]{2}:[0-9:.]+\S*)?/y;
    word.lastIndex = this.at;
    const found = word.exec(this.text)?.[0] ?? '';
    const { origin } = this.source.slice(this.at, this.at + found.length);
    this.at += found.length;
    if (found === 'true' || found === 'false') {
      return bool(found === 'true', origin);
    }
    const plain = found.replaceAll(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, '');
    if (/^(?:[+-]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$/.test(plain)) {
      const magnitude = BigInt(plain.replace(/^[+-]/, ''));
      return int(plain.startsWith('-') ? -magnitude : magnitude, 'int64', origin);
    }
    if (/^[+-]?(?:[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)$/.test(plain)) {
      return float(Number(plain), origin);
    }
    if (/^[+-]?(?:inf|nan)$/.test(plain)) {
      return float(plain.endsWith('nan') ? Number.NaN : plain.startsWith('-') ? -Infinity : Infinity, origin);
    }
    if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}|^[0-9]{2}:[0-9]{2}/.test(plain)) {
      return string(found, origin);
    }
    this.refuse('expected a value');
  }

  private string(): Text {
    const mark = this.text[this.at]!;
    const isLong = this.text.startsWith(mark.repeat(3), this.at);
    const fence = isLong ? mark.repeat(3) : mark;
    let start = this.at + fence.length;
    if (isLong && this.text[start] === '\n') {
      start++;
    }
    let end = start;
    while (end < this.text.length && !this.text.startsWith(fence, end)) {
      if (!isLong && this.text[end] === '\n') {
        this.refuse('strings cannot contain newlines');
      }
      end += mark === '"' && this.text[end] === '\\' ? 2 : 1;
    }
    if (end >= this.text.length) {
      this.refuse('unexpected EOF; expected the end of a string');
    }
    while (isLong && this.text[end + fence.length] === mark) {
      end++;
    }
    this.at = end + fence.length;
    const raw = this.source.slice(start, end);
    return mark === '"' && raw.text.includes('\\') ? Text.of(this.unescaped(raw.text), raw.origin) : raw;
  }

  private unescaped(text: string): string {
    return text.replace(
      /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|[ \t]*\n\s*|([\s\S]))/g,
      (all, short, long, byte, letter) => {
        const code: string | undefined = short ?? long ?? byte;
        if (code !== undefined) {
          const value = Number.parseInt(code, 16);
          return value <= 0x10ffff ? String.fromCodePoint(value) : this.refuse('escape is not a valid character');
        }
        if (letter === undefined) {
          return '';
        }
        return simpleEscapes.get(letter) ?? this.refuse(`invalid escape character '${all}'`);
      },
    );
  }

  private take(text: string): boolean {
    if (this.text.startsWith(text, this.at)) {
      this.at += text.length;
      return true;
    }
    return false;
  }

  private expect(text: string): void {
    this.skip(false);
    if (!this.take(text)) {
      this.refuse(`expected ${text}`);
    }
  }

  private refuse(reason: string): never {
    const line = this.text.slice(0, this.at).split('\n').length;
    throw new TomlError(`toml: line ${line}: ${reason}`);
  }
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  ['"', '"'],
  ['\\', '\\'],
]);
