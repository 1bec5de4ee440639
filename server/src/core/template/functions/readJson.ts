import { type Failure, failure } from '../function.ts';
import type { Origin } from '../origin.ts';
import { Text } from '../text.ts';
import { bool, type Entry, entryOf, float, list, map, nil, type Value } from '../value.ts';

/** Decodes JSON as encoding/json does into an interface: every number is a float64. Scalars keep their origins. */
export function readJson(text: Text): Value | Failure {
  const reader = new JsonReader(text);
  return reader.document();
}

/** A mistake at an offset. Thrown only inside of this file. */
class JsonError extends Error {}

class JsonReader {
  private readonly source: Text;
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(source: Text) {
    this.source = source;
    this.text = source.text;
  }

  document(): Value | Failure {
    try {
      const value = this.value();
      this.space();
      if (this.at < this.text.length) {
        this.refuse('after top-level value');
      }
      return value;
    } catch (error) {
      return failure(error instanceof JsonError ? error.message : 'exceeded max depth');
    }
  }

  private space(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) {
      this.at++;
    }
  }

  private value(): Value {
    this.space();
    const start = this.at;
    if (++this.depth > 10_000) {
      throw new JsonError('exceeded max depth');
    }
    const value = this.valueAt(start);
    this.depth--;
    return value;
  }

  private valueAt(start: number): Value {
    switch (this.text[start]) {
      case '{':
        return this.object(start);
      case '[':
        return this.array(start);
      case '"':
        return this.string();
      case 't':
        return this.word('true', (origin) => bool(true, origin));
      case 'f':
        return this.word('false', (origin) => bool(false, origin));
      case 'n':
        return this.word('null', (origin) => (origin === undefined ? nil : { ...nil, origin }));
      default:
        return this.number();
    }
  }

  private object(start: number): Value {
    this.at++;
    const entries = new Map<string, Entry>();
    this.space();
    if (this.text[this.at] === '}') {
      this.at++;
      return map(entries, undefined, this.originOfFirst(start));
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') {
        this.refuse('looking for beginning of object key string');
      }
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') {
        this.refuse('after object key');
      }
      this.at++;
      const value = this.value();
      entries.set(key.text, entryOf(value, key.origin));
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== '}') {
        this.refuse('after object key:value pair');
      }
      this.at++;
      if (next === '}') {
        return map(entries, undefined, this.originOfFirst(start));
      }
    }
  }

  private array(start: number): Value {
    this.at++;
    const items: Value[] = [];
    this.space();
    if (this.text[this.at] === ']') {
      this.at++;
      return list(items, undefined, this.originOfFirst(start));
    }
    for (;;) {
      items.push(this.value());
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== ']') {
        this.refuse('after array element');
      }
      this.at++;
      if (next === ']') {
        return list(items, undefined, this.originOfFirst(start));
      }
    }
  }

  private string(): Text {
    const start = ++this.at;
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) {
        throw new JsonError('unexpected end of JSON input');
      }
      if (character === '"') {
        break;
      }
      if (character < ' ') {
        this.refuse('in string literal');
      }
      if (character === '\\') {
        this.at++;
        const letter = this.text[this.at] ?? '';
        if (!/["\\/bfnrtu]/.test(letter)) {
          this.refuse('in string escape code', ' ');
        }
        if (letter === 'u') {
          for (let digit = 0; digit < 4; digit++) {
            this.at++;
            if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) {
              this.refuse('in \\u hexadecimal character escape', ' ');
            }
          }
        }
      }
      this.at++;
    }
    const raw = this.source.slice(start, this.at);
    this.at++;
    if (!raw.text.includes('\\')) {
      return raw;
    }
    const decoded = String(JSON.parse(`"${raw.text}"`)).replace(/[\ud800-\udfff]/gu, '\ufffd');
    return Text.of(decoded, raw.origin);
  }

  private number(): Value {
    const match = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(this.text.slice(this.at, this.at + 400));
    if (match === null) {
      if (this.text[this.at] === '-') {
        this.at++;
        this.refuse('in numeric literal', ' ');
      }
      this.refuse('looking for beginning of value');
    }
    const start = this.at;
    this.at += match[0].length;
    const value = Number(match[0]);
    if (!Number.isFinite(value)) {
      throw new JsonError(`json: cannot unmarshal number ${match[0]} into Go value of type float64`);
    }
    return float(value, this.originFrom(start));
  }

  private word(word: string, make: (origin: Origin | undefined) => Value): Value {
    const start = this.at;
    for (const letter of word) {
      if (this.text[this.at] !== letter) {
        this.refuse(`in literal ${word} (expecting '${letter}')`, ' ');
      }
      this.at++;
    }
    return make(this.originFrom(start));
  }

  private originFrom(start: number): Origin | undefined {
    return this.source.pieces.length === 0 ? undefined : this.source.slice(start, this.at).origin;
  }

  /** A collection has the origin of its first character, so that nested ones cost no more than flat ones. */
  private originOfFirst(start: number): Origin | undefined {
    return this.source.pieces.length === 0 ? undefined : this.source.slice(start, start + 1).origin;
  }

  /** @param atEnd the character that Go's scanner takes for the end where it cannot end */
  private refuse(where: string, atEnd?: string): never {
    const code = this.text.codePointAt(this.at);
    const character = code === undefined ? atEnd : String.fromCodePoint(code);
    if (character === undefined) {
      throw new JsonError('unexpected end of JSON input');
    }
    const shown = character === "'" ? `'\\''` : character === '"' ? `'"'` : `'${character}'`;
    throw new JsonError(`invalid character ${shown} ${where}`);
  }
}
