import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { deref, isMerge } from './access.ts';
import { excessiveAliasing } from './aliasing.ts';
import type { Alias, Node, Pair, Scalar, Tree, YamlError } from './node.ts';
import { aliasBeforeColon, maxErrors, type Parsed, parse } from './parse.ts';
import { unescaped } from './quoted.ts';

/**
 * Reads one document with the package `yaml`: everything that the plain reader does not read, and every error.
 * Never throws. If there are errors, the root holds the readable part of the text. It is good enough for
 * completion, but not for judging.
 */
export function readFull(text: string): Tree {
  // A byte order mark makes the library miscount columns. A line break in its place changes no offset.
  return compose(text.startsWith('\ufeff') ? `\n${text.slice(1)}` : text);
}

function compose(text: string): Tree {
  const strict = parse(text, false);
  const isOtherwiseToLibyaml =
    aliasBeforeColon.test(text) ||
    strict.errors.some(({ message }) => /is not closed|must be sufficiently indented/.test(message));
  if (!isOtherwiseToLibyaml) {
    return treeOf(text, strict);
  }
  // The strict parse is first, because after an error it recovers at the next line.
  const lenient = parse(text, true);
  return treeOf(text, lenient.errors.length === 0 ? lenient : strict);
}

function treeOf(text: string, { contents, errors }: Parsed): Tree {
  const all = [...errors];
  addControlCharacterError(text, all);
  if (contents === undefined || contents === null) {
    return { errors: firstOfEachLine(text, all) };
  }
  const anchors: Conversion['anchors'] = new Map();
  const root = nodeOf(contents, 0, { text, errors: all, anchors });
  const excess = anchors.size > 0 ? excessiveAliasing(root) : undefined;
  all.push(...(excess ? [excess] : []));
  return isNothing(root) ? { errors: firstOfEachLine(text, all) } : { root, errors: firstOfEachLine(text, all) };
}

/**
 * Errors in the order of the text, one for each line, because the errors after the first are mostly its
 * consequences.
 */
function firstOfEachLine(text: string, errors: readonly YamlError[]): readonly YamlError[] {
  const ordered = errors.toSorted((a, b) => a.start - b.start);
  return ordered.filter(
    ({ start }, index) => index === 0 || text.slice(ordered[index - 1]!.start, start).includes('\n'),
  );
}

interface Conversion {
  readonly text: string;
  readonly errors: YamlError[];
  /** The node of each anchor so far. It is undefined while the node is being read. */
  readonly anchors: Map<string, Exclude<Node, Alias> | undefined>;
}

/** `fallback` is the offset of an empty node that has no position in the library. */
function nodeOf(source: unknown, fallback: number, conversion: Conversion): Node {
  if (isAlias(source)) {
    return aliasOf(source.source, rangeOf(source.range, fallback), conversion);
  }
  const { anchors } = conversion;
  const properties = propertiesOf(source as { tag?: string; anchor?: string });
  if (properties.anchor !== undefined) {
    anchors.set(properties.anchor, undefined);
  }
  let node: Exclude<Node, Alias>;
  if (isMap(source)) {
    const pairs = source.items.map((pair) => pairOf(pair, conversion));
    const [start, end] = rangeOf(source.range, fallback);
    node = {
      type: 'mapping',
      flow: source.flow === true,
      // For a broken mapping without braces, `[? }`, the library places the pair before its mapping.
      start: source.flow ? Math.min(start, pairs[0]?.start ?? start) : (pairs[0]?.start ?? start),
      end: source.flow ? Math.max(end, pairs.at(-1)?.end ?? end) : (pairs.at(-1)?.end ?? start),
      pairs,
      ...properties,
    };
  } else if (isSeq(source)) {
    const [start, end] = rangeOf(source.range, fallback);
    const items = source.items.map((item) => nodeOf(item, start, conversion));
    node = {
      type: 'sequence',
      flow: source.flow === true,
      start,
      // For a broken text, `[]| a`, the library places an item after its sequence.
      end: source.flow ? Math.max(end, items.at(-1)?.end ?? end) : (items.at(-1)?.end ?? start),
      items,
      ...properties,
    };
  } else if (isScalar(source)) {
    node = scalarOf(source, fallback, conversion.text, properties);
    addUnclosedError(node, conversion);
  } else {
    node = { type: 'scalar', text: '', style: 'plain', start: fallback, end: fallback };
  }
  if (properties.anchor !== undefined) {
    anchors.set(properties.anchor, node);
  }
  return node;
}

function aliasOf(name: string, [start, end]: Range, { anchors, errors }: Conversion): Alias {
  const target = anchors.get(name);
  if (target === undefined && errors.length < maxErrors) {
    const message = anchors.has(name)
      ? `The alias *${name} is inside the node that it names.`
      : `There is no anchor &${name} before this alias.`;
    errors.push({ start, end, message });
  }
  return { type: 'alias', name, start, end, ...(target === undefined ? {} : { target }) };
}

function pairOf(source: { key: unknown; value: unknown }, conversion: Conversion): Pair {
  const key = keyOf(source.key, conversion);
  const value =
    source.value === null || source.value === undefined
      ? emptyScalar(key.end)
      : nodeOf(source.value, key.end, conversion);
  const pair = { start: key.start, end: Math.max(key.end, value.end), key, value };
  if (isMerge(pair) && !isMergeable(value) && conversion.errors.length < maxErrors) {
    const { start, end } = value;
    conversion.errors.push({ start, end, message: 'A merge key needs a mapping or a list of mappings.' });
  }
  return pair;
}

function isMergeable(value: Node): boolean {
  const node = deref(value);
  return (
    node?.type === 'mapping' ||
    (node?.type === 'sequence' && node.items.every((item) => deref(item)?.type === 'mapping'))
  );
}

/**
 * A key as a scalar. The key from an alias has the text of the alias's target. The key from a collection has
 * its source text, and an error.
 */
function keyOf(source: unknown, conversion: Conversion): Scalar {
  const node = nodeOf(source, 0, conversion);
  if (node.type === 'scalar') {
    return node;
  }
  const { start, end } = node;
  if (node.type === 'alias' && node.target?.type === 'scalar') {
    const { anchor: _, ...target } = node.target;
    return { ...target, start, end };
  }
  if (conversion.errors.length < maxErrors) {
    conversion.errors.push({ start, end, message: 'A key must be a scalar.' });
  }
  return { type: 'scalar', text: conversion.text.slice(start, end), style: 'plain', start, end };
}

type Range = readonly [start: number, end: number];

function rangeOf(range: readonly number[] | null | undefined, fallback: number): Range {
  return [range?.[0] ?? fallback, range?.[1] ?? fallback];
}

function propertiesOf(source: { tag?: string | undefined; anchor?: string | undefined }): {
  tag?: string;
  anchor?: string;
} {
  return {
    ...(source.tag === undefined ? {} : { tag: source.tag }),
    ...(source.anchor === undefined ? {} : { anchor: source.anchor }),
  };
}

const styles: Readonly<Record<string, Scalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function scalarOf(
  source: { source?: string; value: unknown; type?: string; range?: readonly number[] | null },
  fallback: number,
  text: string,
  properties: { tag?: string; anchor?: string },
): Scalar {
  const style = styles[source.type ?? 'PLAIN'] ?? 'plain';
  let content = source.source ?? '';
  let [start, end] = rangeOf(source.range, fallback);
  if (style === 'double' && text.slice(start, end).includes("\\'")) {
    content = unescaped(text.slice(start + 1, end - 1)) ?? content;
  } else if (style === 'literal' || style === 'folded') {
    end = blockScalarEnd(text, start, end);
    if (end === text.length && content.endsWith('\n')) {
      // The library adds a line break if the text ends without one, and libyaml does not.
      content = content.slice(0, -1);
    }
  } else if (start === end) {
    // The library places an empty node after the white space, if there is any.
    while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) {
      start--;
    }
    end = start;
  }
  return { type: 'scalar', text: content, style, start, end, ...properties };
}

/** The library accepts `"a\"` at the end of a text as a closed scalar. */
function addUnclosedError({ style, start, end }: Scalar, { text, errors }: Conversion): void {
  if (style !== 'double') {
    return;
  }
  let backslashes = 0;
  while (text[end - 2 - backslashes] === '\\') {
    backslashes++;
  }
  if (backslashes % 2 === 1 && end - 2 - backslashes >= start) {
    errors.push({ start: end, end, message: 'This string is not closed: its " is missing.' });
  }
}

/**
 * The end of the last line that is not blank, or of the header. Line breaks and blank lines after it are not in
 * the range.
 */
function blockScalarEnd(text: string, start: number, end: number): number {
  let headerEnd = start + 1;
  while (/[0-9+-]/.test(text[headerEnd] ?? '')) {
    headerEnd++;
  }
  const lineEnd = text.indexOf('\n', headerEnd);
  let last = Math.min(end, text.length);
  while (last > headerEnd && /\s/.test(text[last - 1]!)) {
    last--;
  }
  if (lineEnd < 0 || last <= lineEnd) {
    return headerEnd;
  }
  const newline = text.indexOf('\n', last);
  const behind = newline < 0 ? text.length : newline;
  return text[behind - 1] === '\r' ? behind - 1 : behind;
}

function emptyScalar(at: number): Scalar {
  return { type: 'scalar', text: '', style: 'plain', start: at, end: at };
}

function isNothing(node: Node): boolean {
  return (
    node.type === 'scalar' &&
    node.style === 'plain' &&
    node.text === '' &&
    node.tag === undefined &&
    node.anchor === undefined
  );
}

/**
 * kubectl's reader rejects control characters (readerc.go, `control characters are not allowed`), and the
 * library accepts them.
 */
function addControlCharacterError(text: string, errors: YamlError[]): void {
  const at = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/);
  if (at >= 0) {
    const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
    errors.push({ start: at, end: at + 1, message: `The control character U+${code} is not allowed in YAML.` });
  }
}
