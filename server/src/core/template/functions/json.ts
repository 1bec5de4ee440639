import { type Failure, failure } from '../function.ts';
import { encodeBase64 } from '../library/baseEncoding.ts';
import { floatText } from '../numberText.ts';
import { Text, type TextPiece } from '../text.ts';
import { type Entry, type Struct, sortedKeys, type Value } from '../value.ts';

/** How JSON is written. */
export interface JsonStyle {
  /** Whether `<`, `>` and `&` are escaped, as encoding/json does by default. */
  readonly escapesHtml: boolean;
  /** The indentation of each level. Absent for one line. */
  readonly indent?: string;
}

/** The text that encoding/json writes, with the origins of all scalars and keys. */
export function writeJson(value: Value, style: JsonStyle): Text | Failure {
  const parts: (Text | string)[] = [];
  const problem = write(value, '\n', style, parts);
  return problem ?? Text.join(parts);
}

function write(value: Value, lineEnd: string, style: JsonStyle, parts: (Text | string)[]): Failure | undefined {
  switch (value.kind) {
    case 'nil':
      parts.push(Text.of('null', value.origin));
      return undefined;
    case 'bool':
      parts.push(Text.of(String(value.value), value.origin));
      return undefined;
    case 'int':
      parts.push(Text.of(String(value.value), value.origin));
      return undefined;
    case 'float':
      if (!Number.isFinite(value.value)) {
        return failure(`json: unsupported value: ${floatText(value.value, 'g', -1)}`);
      }
      parts.push(Text.of(jsonNumber(value.value), value.origin));
      return undefined;
    case 'string':
      parts.push('"', escapedText(value, style.escapesHtml), '"');
      return undefined;
    case 'bytes':
      parts.push(Text.of(`"${encodeBase64(value.bytes)}"`, value.origin));
      return undefined;
    case 'list':
      return writeMembers(value.items, '[', ']', lineEnd, style, parts, (item, below) =>
        write(item, below, style, parts),
      );
    case 'map':
      return writeEntries(
        sortedKeys(value).map((key) => [key, value.entries.get(key)!]),
        lineEnd,
        style,
        parts,
      );
    case 'struct':
      {
        const text = marshaledText(value);
        if (text !== undefined) {
          parts.push('"', escapedText(text, style.escapesHtml), '"');
          return undefined;
        }
      }
      return writeEntries(jsonFields(value), lineEnd, style, parts);
  }
}

function writeEntries(
  entries: readonly (readonly [string, Entry])[],
  lineEnd: string,
  style: JsonStyle,
  parts: (Text | string)[],
): Failure | undefined {
  return writeMembers(entries, '{', '}', lineEnd, style, parts, ([key, entry], below) => {
    parts.push('"', escapedText(Text.of(key, entry.key), style.escapesHtml), style.indent === undefined ? '":' : '": ');
    return write(entry.value, below, style, parts);
  });
}

function writeMembers<T>(
  members: readonly T[],
  open: string,
  close: string,
  lineEnd: string,
  style: JsonStyle,
  parts: (Text | string)[],
  writeMember: (member: T, lineEnd: string) => Failure | undefined,
): Failure | undefined {
  parts.push(open);
  const below = style.indent === undefined ? '' : lineEnd + style.indent;
  for (const [index, member] of members.entries()) {
    parts.push(index > 0 ? `,${below}` : below);
    const problem = writeMember(member, below);
    if (problem !== undefined) {
      return problem;
    }
  }
  parts.push(members.length > 0 && style.indent !== undefined ? `${lineEnd}${close}` : close);
  return undefined;
}

/**
 * The fields of an object as encoding/json names them. Those of the chart's metadata have tags that name them in lower
 * camel case and leave out what is empty.
 */
export function jsonFields({ type, fields }: Struct): [string, Entry][] {
  const isTagged = /chart\.|struct \{/.test(type);
  return [...fields]
    .filter(([name, value]) => !isTagged || name === 'IsRoot' || !isOmitted(value))
    .map(([name, value]) => [
      isTagged && name !== 'IsRoot' ? name.replace(/^(?:API(?=V)|[A-Z])/, (start) => start.toLowerCase()) : name,
      { value },
    ]);
}

/** The string of an object that encodes itself as one. */
export function marshaledText({ type, text, fields }: Struct): Text | undefined {
  if (type === '*semver.Version') {
    return text;
  }
  const rfc3339 = type === 'time.Time' ? fields.get('rfc3339') : undefined;
  return rfc3339?.kind === 'string' ? rfc3339 : undefined;
}

function isOmitted(value: Value): boolean {
  return (
    value.kind === 'nil' ||
    (value.kind === 'bool' && !value.value) ||
    (value.kind === 'string' && value.text === '') ||
    (value.kind === 'list' && value.items.length === 0) ||
    (value.kind === 'map' && value.entries.size === 0)
  );
}

/** A float64 as encoding/json writes it: with an exponent below 1e-6 and from 1e21 on. */
export function jsonNumber(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-6 || size >= 1e21)
    ? floatText(value, 'e', -1).replace(/e-0(\d)$/, 'e-$1')
    : floatText(value, 'f', -1);
}

/** The content of a JSON string. Only what is escaped becomes a piece of its own. */
function escapedText(text: Text, escapesHtml: boolean): Text {
  const special = escapesHtml ? specialWithHtml : specialOnly;
  if (!special.test(text.text)) {
    return text;
  }
  const pieces: TextPiece[] = [];
  for (const piece of text.pieces) {
    let at = 0;
    for (const { 0: special, index } of piece.text.matchAll(escapesHtml ? allWithHtml : allSpecial)) {
      if (index > at) {
        pieces.push({ ...piece, text: piece.text.slice(at, index), offset: piece.offset + at });
      }
      pieces.push({ ...piece, text: escapeOf(special), offset: piece.offset + index });
      at = index + special.length;
    }
    if (at < piece.text.length || piece.text === '') {
      pieces.push({ ...piece, text: piece.text.slice(at), offset: piece.offset + at });
    }
  }
  return new Text(pieces, pieces.map((piece) => piece.text).join(''));
}

const specialOnly = /["\\\0-\x1f\u2028\u2029]|[\ud800-\udfff]/u;
const specialWithHtml = /["\\\0-\x1f\u2028\u2029<>&]|[\ud800-\udfff]/u;
const allSpecial = new RegExp(specialOnly.source, 'gu');
const allWithHtml = new RegExp(specialWithHtml.source, 'gu');

function escapeOf(character: string): string {
  const short = shortEscapes.get(character);
  if (short !== undefined) {
    return short;
  }
  const code = character.charCodeAt(0);
  // A byte that is no UTF-8.
  return code >= 0xd800 && code <= 0xdfff ? '\\ufffd' : `\\u${code.toString(16).padStart(4, '0')}`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
