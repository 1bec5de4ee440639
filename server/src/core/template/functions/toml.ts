import { compareCodePoints } from '../../text/compare.ts';
import { type Failure, failure } from '../function.ts';
import { floatText } from '../numberText.ts';
import { Text } from '../text.ts';
import { sortedKeys, type Value } from '../value.ts';
import { jsonFields } from './json.ts';

/** The text that github.com/BurntSushi/toml encodes, with the origins of all scalars and keys. */
export function writeToml(value: Value): Text | Failure {
  const writer = new TomlWriter();
  writer.encode([], value);
  return writer.problem ?? Text.join(writer.parts);
}

type Key = readonly Text[];

class TomlWriter {
  readonly parts: (Text | string)[] = [];
  problem: Failure | undefined;

  encode(key: Key, value: Value): void {
    switch (value.kind) {
      case 'nil':
        return;
      case 'list':
        if (this.isTableArray(value)) {
          this.arrayOfTables(key, value.items);
        } else {
          this.keyValue(key, value);
        }
        return;
      case 'map':
      case 'struct':
        this.table(key, value);
        return;
      default:
        this.keyValue(key, value);
    }
  }

  private isTableArray(value: Value): boolean {
    if (value.kind !== 'list' || value.items.length === 0) {
      return false;
    }
    if (value.items.some(({ kind }) => kind === 'nil')) {
      this.refuse('toml: cannot encode array with nil element');
    }
    return value.items.every((item) => item.kind === 'map' || item.kind === 'struct');
  }

  private arrayOfTables(key: Key, items: readonly Value[]): void {
    if (key.length === 0) {
      this.refuse('toml: top-level values must be Go maps or structs');
      return;
    }
    for (const item of items) {
      this.newline();
      this.parts.push(indentation(key), '[[', dotted(key), ']]', '\n');
      this.members(key, item);
    }
  }

  private table(key: Key, value: Value): void {
    if (key.length === 1) {
      this.newline();
    }
    if (key.length > 0) {
      this.parts.push(indentation(key), '[', dotted(key), ']', '\n');
    }
    this.members(key, value);
  }

  private members(key: Key, value: Value): void {
    for (const [name, member] of this.ordered(value)) {
      this.encode([...key, name], member);
    }
  }

  /** The members by key, tables after all else. */
  private ordered(value: Value): [Text, Value][] {
    const entries: [Text, Value][] =
      value.kind === 'map'
        ? sortedKeys(value).map((key) => {
            const entry = value.entries.get(key)!;
            return [Text.of(key, entry.key), entry.value];
          })
        : value.kind === 'struct'
          ? jsonFields(value).map(([name, entry]) => [Text.of(name), entry.value])
          : [];
    const isTable = (member: Value) => member.kind === 'map' || member.kind === 'struct' || this.isTableArray(member);
    return entries
      .filter(([, member]) => member.kind !== 'nil')
      .sort(([a, x], [b, y]) => Number(isTable(x)) - Number(isTable(y)) || compareCodePoints(a.text, b.text));
  }

  private keyValue(key: Key, value: Value): void {
    const name = key.at(-1);
    if (name === undefined) {
      this.element(value);
      return;
    }
    this.parts.push(indentation(key), quotedKey(name), ' = ');
    this.element(value);
    this.parts.push('\n');
  }

  private element(value: Value): void {
    switch (value.kind) {
      case 'nil':
        this.refuse('toml: cannot encode array with nil element');
        return;
      case 'string':
        this.parts.push(quoted(value));
        return;
      case 'bool':
      case 'int':
        this.parts.push(Text.of(String(value.value), value.origin));
        return;
      case 'float':
        this.parts.push(Text.of(tomlFloat(value.value), value.origin));
        return;
      case 'bytes':
        this.parts.push(Text.of(`[${value.bytes.join(', ')}]`, value.origin));
        return;
      case 'list':
        this.parts.push('[');
        for (const [index, item] of value.items.entries()) {
          this.parts.push(index > 0 ? ', ' : '');
          this.element(item);
        }
        this.parts.push(']');
        return;
      default:
        this.parts.push('{');
        for (const [index, [name, member]] of this.ordered(value).entries()) {
          this.parts.push(index > 0 ? ', ' : '', quotedKey(name), ' = ');
          this.element(member);
        }
        this.parts.push('}');
    }
  }

  private newline(): void {
    if (this.parts.length > 0) {
      this.parts.push('\n');
    }
  }

  private refuse(message: string): void {
    this.problem ??= failure(message);
  }
}

function indentation(key: Key): string {
  return '  '.repeat(key.length - 1);
}

function dotted(key: Key): Text {
  return Text.join(key.map(quotedKey), '.');
}

function quotedKey(name: Text): Text {
  return /^[A-Za-z0-9_-]+$/.test(name.text) ? name : quoted(name);
}

function quoted(text: Text): Text {
  if (!/["\\\0-\x1f\x7f]/.test(text.text)) {
    return Text.join(['"', text, '"']);
  }
  const escaped = text.text.replace(/["\\\0-\x1f\x7f]/g, (character) => {
    const short = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' }[
      character
    ];
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return Text.of(`"${escaped}"`, text.origin);
}

function tomlFloat(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  }
  const text = floatText(value, 'g', -1);
  return /[e.]/.test(text) ? text : `${text}.0`;
}
