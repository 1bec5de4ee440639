import type { Functions, TemplateFunction } from '../function.ts';
import { encodeBase64 } from '../library/baseEncoding.ts';
import { floatText } from '../numberText.ts';
import { Text } from '../text.ts';
import { list, map, string, type Value } from '../value.ts';
import { fixed, textAt } from './declare.ts';
import { jsonFields, jsonNumber, marshaledText, writeJson } from './json.ts';
import { readJson } from './readJson.ts';
import { readToml } from './readToml.ts';
import { readYaml } from './readYaml.ts';
import { writeToml } from './toml.ts';
import { orderedEntries, type Written, writeYaml } from './writeYaml.ts';
import type { YamlVersion } from './yamlStyle.ts';

/**
 * The functions that Helm adds to sprig's, without those that execute templates. Source: funcMap in
 * pkg/engine/funcs.go and initFunMap in engine.go.
 */
export const helmFunctions: Functions = new Map<string, TemplateFunction>([
  ['toYaml', fixed(['any'], (args) => yamlText(args[0]!))],
  ['toYamlPretty', fixed(['any'], (args) => withoutLastBreak(writeYaml(writtenOf(args[0]!, 3), 3)))],
  ['fromYaml', fixed(['string'], (args) => mapOrError(readYaml(textAt(args, 0)), textAt(args, 0), yamlReason))],
  ['fromYamlArray', fixed(['string'], (args) => listOrError(readYaml(textAt(args, 0)), textAt(args, 0), yamlReason))],
  ['toJson', json({ escapesHtml: true }, 'empty')],
  ['mustToJson', json({ escapesHtml: true }, 'fails')],
  ['toPrettyJson', json({ escapesHtml: true, indent: '  ' }, 'empty')],
  ['mustToPrettyJson', json({ escapesHtml: true, indent: '  ' }, 'fails')],
  ['toRawJson', json({ escapesHtml: false }, 'fails')],
  ['mustToRawJson', json({ escapesHtml: false }, 'fails')],
  ['fromJson', fixed(['string'], (args) => mapOrError(readJson(textAt(args, 0)), textAt(args, 0), sameReason))],
  ['fromJsonArray', fixed(['string'], (args) => listOrError(readJson(textAt(args, 0)), textAt(args, 0), sameReason))],
  ['mustFromJson', fixed(['string'], (args) => readJson(textAt(args, 0)))],
  [
    'toToml',
    fixed(['any'], (args) => {
      const text = writeToml(args[0]!);
      return text.kind === 'failure' ? string(text.message, args[0]!.origin) : text;
    }),
  ],
  ['fromToml', fixed(['string'], (args) => mapOrError(readToml(textAt(args, 0)), textAt(args, 0), sameReason))],
  [
    'required',
    fixed(['string', 'any'], (args) => {
      const value = args[1]!;
      return value.kind === 'nil' || (value.kind === 'string' && value.text === '')
        ? { kind: 'failure', message: textAt(args, 0).text, refusal: true }
        : value;
    }),
  ],
  ['fail', fixed(['string'], (args) => ({ kind: 'failure', message: textAt(args, 0).text, refusal: true }))],
  // Without a cluster there is nothing. In a cluster there may be something.
  [
    'lookup',
    fixed(['string', 'string', 'string', 'string'], (_, call) =>
      map([], undefined, { ...call.made([]), unknown: 'lookup reads objects of the cluster' }),
    ),
  ],
]);

function json(style: Parameters<typeof writeJson>[1], onError: 'empty' | 'fails'): TemplateFunction {
  return fixed(['any'], (args) => {
    const text = writeJson(args[0]!, style);
    return text.kind === 'failure' && onError === 'empty' ? string('') : text;
  });
}

/** toYaml: what cannot be written is an empty string. */
export function yamlText(value: Value): Text {
  const written = writtenOf(value, 2);
  return isWritable(written) ? withoutLastBreak(writeYaml(written, 2)) : string('');
}

function withoutLastBreak(text: Text): Text {
  return text.text.endsWith('\n') ? text.slice(0, text.text.length - 1) : text;
}

/**
 * The tree that is written. Version 2 gets it through JSON, so that 1e6 is the integer 1000000 there; version 3 writes
 * the values themselves.
 */
function writtenOf(value: Value, version: YamlVersion): Written {
  const plain = (text: string): Written => ({ kind: 'plain', text: Text.of(text, value.origin) });
  switch (value.kind) {
    case 'nil':
      return plain('null');
    case 'bool':
    case 'int':
      return plain(String(value.value));
    case 'float':
      return plain(version === 2 ? numberInYaml(value.value) : yamlFloat(value.value));
    case 'string':
      return { kind: 'string', text: throughJson(value) };
    case 'bytes':
      return version === 2
        ? { kind: 'string', text: Text.of(encodeBase64(value.bytes), value.origin) }
        : { kind: 'list', items: Array.from(value.bytes, (byte) => plain(String(byte))) };
    case 'list':
      return { kind: 'list', items: value.items.map((item) => writtenOf(item, version)) };
    case 'map':
      return {
        kind: 'map',
        entries: orderedEntries(value, version).map(([key, entry]) => [
          throughJson(Text.of(key, entry.key)),
          writtenOf(entry.value, version),
        ]),
      };
    case 'struct': {
      const text = marshaledText(value);
      return text === undefined ? writtenOf(map(jsonFields(value)), version) : { kind: 'string', text };
    }
  }
}

/**
 * A string that was written as JSON and read as YAML: a byte that is no UTF-8 is U+FFFD, and the line break of Unicode,
 * which JSON does not escape, is folded.
 */
function throughJson(text: Text): Text {
  return /[\u0085\udc80-\udcff]/u.test(text.text)
    ? text.mapped((whole) => whole.replace(/[\udc80-\udcff]/gu, '\ufffd').replaceAll('\u0085', ' '))
    : text;
}

/** A number that was written as JSON and read as YAML: an integer if it fits into 64 bits. */
function numberInYaml(value: number): string {
  const text = jsonNumber(value);
  if (/^-?[0-9]+$/.test(text)) {
    const integer = BigInt(text);
    if (integer >= -(2n ** 63n) && integer < 2n ** 64n) {
      return String(integer);
    }
  }
  return yamlFloat(value);
}

function yamlFloat(value: number): string {
  const text = floatText(value, 'g', -1);
  return text === '+Inf' ? '.inf' : text === '-Inf' ? '-.inf' : text === 'NaN' ? '.nan' : text;
}

/** Whether the encoder's reader accepts all strings: it refuses control characters that JSON does not escape. */
function isWritable(written: Written): boolean {
  switch (written.kind) {
    case 'plain':
      return !/^(?:-?\.inf|\.nan)$/.test(written.text.text);
    case 'string':
      return !refusedByReader.test(written.text.text);
    case 'list':
      return written.items.every(isWritable);
    case 'map':
      return written.entries.every(([key, value]) => !refusedByReader.test(key.text) && isWritable(value));
  }
}

const refusedByReader = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

type Read = ReturnType<typeof readYaml>;

/** The value if it is a map, else a map with the error, as fromYaml and fromJson return. */
function mapOrError(read: Read, source: Text, reason: (message: string) => string): Value {
  if (read.kind === 'map') {
    return read;
  }
  if (read.kind === 'nil') {
    return map([], undefined, read.origin ?? source.origin);
  }
  const message =
    read.kind === 'failure' ? reason(read.message) : mismatch(read, 'map[string]interface {}', reason === yamlReason);
  return map([['Error', { value: string(message, source.origin) }]], undefined, source.origin);
}

function listOrError(read: Read, source: Text, reason: (message: string) => string): Value {
  if (read.kind === 'list') {
    return read;
  }
  if (read.kind === 'nil') {
    return list([], undefined, read.origin ?? source.origin);
  }
  const message =
    read.kind === 'failure' ? reason(read.message) : mismatch(read, '[]interface {}', reason === yamlReason);
  return list([string(message, source.origin)], undefined, source.origin);
}

const yamlReason = (message: string) => `error converting YAML to JSON: ${message}`;
const sameReason = (message: string) => message;

function mismatch(value: Value, wanted: string, isYaml: boolean): string {
  const kind =
    value.kind === 'list' ? 'array' : value.kind === 'map' ? 'object' : value.kind === 'float' ? 'number' : value.kind;
  const message = `json: cannot unmarshal ${kind} into Go value of type ${wanted}`;
  return isYaml ? `error unmarshaling JSON: while decoding JSON: ${message}` : message;
}
