import { byteLength } from '../bytes.ts';
import { printed } from '../format.ts';
import { type Functions, failure, type TemplateFunction } from '../function.ts';
import { toLower, toUpper } from '../library/unicode.ts';
import { quoteGo } from '../quote.ts';
import { Text, type TextPiece } from '../text.ts';
import { bool, type Entry, list, map, string, type Value } from '../value.ts';
import { replaceAll, sliceBytes, splitText, splitTextLimited, trimSet, trimSpace } from './cut.ts';
import { fixed, intAt, textAt, variadic } from './declare.ts';
import { itemsOf } from './inspect.ts';
import { textOfValue } from './textOfValue.ts';
import { lowerCaseWords, pascalCase } from './wordCase.ts';
import { abbreviate, initials, swapCase, title, untitle, withoutSpace, wrap } from './words.ts';

/** A function of one string that changes letters at their places. */
function mapped(change: (text: string) => string): TemplateFunction {
  return fixed(['string'], (args) => textAt(args, 0).mapped(change));
}

/** A test of two strings: the second parameter is the string that is tested. */
function test(holds: (text: string, part: string) => boolean): TemplateFunction {
  return fixed(['string', 'string'], (args) => bool(holds(textAt(args, 1).text, textAt(args, 0).text)));
}

/** What Go panics with when a slice is out of range. */
const outOfRange = failure('runtime error: slice bounds out of range');

/** Sprig's functions on strings. Source: strings.go and functions.go. */
export const stringFunctions: Functions = new Map<string, TemplateFunction>([
  ['trim', fixed(['string'], (args) => trimSpace(textAt(args, 0)))],
  ['trimAll', fixed(['string', 'string'], (args) => trimSet(textAt(args, 1), textAt(args, 0).text))],
  ['trimall', fixed(['string', 'string'], (args) => trimSet(textAt(args, 1), textAt(args, 0).text))],
  ['trimSuffix', fixed(['string', 'string'], (args) => trimSuffix(textAt(args, 1), textAt(args, 0).text))],
  ['trimPrefix', fixed(['string', 'string'], (args) => trimPrefix(textAt(args, 1), textAt(args, 0).text))],
  ['upper', mapped(toUpper)],
  ['lower', mapped(toLower)],
  ['title', mapped(title)],
  ['untitle', mapped(untitle)],
  ['swapcase', mapped(swapCase)],
  ['initials', fixed(['string'], (args) => string(initials(textAt(args, 0).text), textAt(args, 0).origin))],
  ['nospace', fixed(['string'], (args) => string(withoutSpace(textAt(args, 0).text), textAt(args, 0).origin))],
  ['snakecase', fixed(['string'], (args) => string(lowerCaseWords(textAt(args, 0).text, '_'), textAt(args, 0).origin))],
  ['kebabcase', fixed(['string'], (args) => string(lowerCaseWords(textAt(args, 0).text, '-'), textAt(args, 0).origin))],
  ['camelcase', fixed(['string'], (args) => string(pascalCase(textAt(args, 0).text), textAt(args, 0).origin))],
  [
    'substr',
    fixed(['int', 'int', 'string'], (args) => {
      const [start, end, text] = [intAt(args, 0), intAt(args, 1), textAt(args, 2)];
      if (start < 0) {
        return sliceBytes(text, 0, end) ?? outOfRange;
      }
      return sliceBytes(text, start, end < 0 || end > byteLength(text.text) ? undefined : end) ?? outOfRange;
    }),
  ],
  [
    'trunc',
    fixed(['int', 'string'], (args) => {
      const [count, text] = [intAt(args, 0), textAt(args, 1)];
      const length = byteLength(text.text);
      if (count < 0 && length + count > 0) {
        return sliceBytes(text, length + count)!;
      }
      return count >= 0 && length > count ? sliceBytes(text, 0, count)! : text;
    }),
  ],
  [
    'abbrev',
    fixed(['int', 'string'], (args) => {
      const [width, text] = [intAt(args, 0), textAt(args, 1)];
      return width < 4 ? text : string(abbreviate(text.text, 0, width), text.origin);
    }),
  ],
  [
    'abbrevboth',
    fixed(['int', 'int', 'string'], (args) => {
      const [left, right, text] = [intAt(args, 0), intAt(args, 1), textAt(args, 2)];
      return right < 4 || (left > 0 && right < 7) ? text : string(abbreviate(text.text, left, right), text.origin);
    }),
  ],
  ['wrap', fixed(['int', 'string'], (args) => string(wrap(textAt(args, 1).text, intAt(args, 0), '', false)))],
  [
    'wrapWith',
    fixed(['int', 'string', 'string'], (args) =>
      string(wrap(textAt(args, 2).text, intAt(args, 0), textAt(args, 1).text, true)),
    ),
  ],
  [
    'repeat',
    fixed(['int', 'string'], (args, call) => {
      const [count, text] = [intAt(args, 0), textAt(args, 1)];
      if (count < 0) {
        return failure('strings: negative Repeat count');
      }
      return (
        call.spend(count * (text.text.length + 1)) ??
        Text.join(text.text === '' ? [] : Array.from({ length: count }, () => text))
      );
    }),
  ],
  ['contains', test((text, part) => text.includes(part))],
  ['hasPrefix', test((text, part) => text.startsWith(part))],
  ['hasSuffix', test((text, part) => text.endsWith(part))],
  [
    'quote',
    variadic([], 'any', (args) =>
      Text.join(
        args.filter(({ kind }) => kind !== 'nil').map((value) => quoted(textOfValue(value))),
        ' ',
      ),
    ),
  ],
  [
    'squote',
    variadic([], 'any', (args) =>
      Text.join(
        args.filter(({ kind }) => kind !== 'nil').map((value) => Text.join(["'", printed(value), "'"])),
        ' ',
      ),
    ),
  ],
  ['cat', variadic([], 'any', (args) => Text.join(args.filter(({ kind }) => kind !== 'nil').map(printed), ' '))],
  [
    'indent',
    fixed(['int', 'string'], (args, call) => {
      const width = intAt(args, 0);
      return width < 0
        ? failure('strings: negative Repeat count')
        : (call.spend(width * lineCount(textAt(args, 1))) ?? indented(textAt(args, 1), width));
    }),
  ],
  [
    'nindent',
    fixed(['int', 'string'], (args, call) => {
      const width = intAt(args, 0);
      return width < 0
        ? failure('strings: negative Repeat count')
        : (call.spend(width * lineCount(textAt(args, 1))) ?? Text.join(['\n', indented(textAt(args, 1), width)]));
    }),
  ],
  [
    'replace',
    fixed(['string', 'string', 'string'], (args) => replaceAll(textAt(args, 2), textAt(args, 0).text, textAt(args, 1))),
  ],
  ['plural', fixed(['string', 'string', 'int'], (args) => (intAt(args, 2) === 1 ? textAt(args, 0) : textAt(args, 1)))],
  ['toString', fixed(['any'], (args) => textOfValue(args[0]!))],
  ['toStrings', fixed(['any'], (args) => list(stringsOf(args[0]!), '[]string', args[0]!.origin))],
  ['join', fixed(['string', 'any'], (args) => Text.join(stringsOf(args[1]!), textAt(args, 0)))],
  ['split', fixed(['string', 'string'], (args) => numbered(splitText(textAt(args, 1), textAt(args, 0).text)))],
  [
    'splitn',
    fixed(['string', 'int', 'string'], (args) =>
      numbered(splitTextLimited(textAt(args, 2), textAt(args, 0).text, intAt(args, 1))),
    ),
  ],
  [
    'splitList',
    fixed(['string', 'string'], (args) => list(splitText(textAt(args, 1), textAt(args, 0).text), '[]string')),
  ],
]);

function trimSuffix(text: Text, suffix: string): Text {
  return text.text.endsWith(suffix) ? text.slice(0, text.text.length - suffix.length) : text;
}

function trimPrefix(text: Text, prefix: string): Text {
  return text.text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function lineCount({ text }: Text): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}

function indented(text: Text, width: number): Text {
  const pad = ' '.repeat(width);
  return Text.join([pad, text.replaced('\n', `\n${pad}`)]);
}

/** `%q`, in which each part keeps its origin. */
export function quoted(text: Text): Text {
  const quotedText = quoteGo(text.text);
  if (quotedText.length === text.text.length + 2) {
    return Text.join(['"', text, '"']);
  }
  const pieces: TextPiece[] = [{ text: '"', offset: 0 }];
  for (const piece of text.pieces) {
    let at = 0;
    // Only what is escaped becomes a piece of its own, so that the place of the rest stays exact.
    for (const { 0: part } of piece.text.matchAll(/[ !#-[\]-~]+|[^ !#-[\]-~]/gu)) {
      pieces.push({ ...piece, text: quoteGo(part).slice(1, -1), offset: piece.offset + at });
      at += part.length;
    }
    if (piece.text === '') {
      pieces.push(piece);
    }
  }
  pieces.push({ text: '"', offset: 0 });
  return new Text(pieces, pieces.map((piece) => piece.text).join(''));
}

/** Source: strslice in strings.go. */
export function stringsOf(value: Value): Text[] {
  const items = itemsOf(value);
  if (items !== undefined) {
    return items.filter(({ kind }) => kind !== 'nil').map(textOfValue);
  }
  return value.kind === 'nil' ? [] : [textOfValue(value)];
}

function numbered(parts: readonly Text[]): Value {
  return map(
    parts.map((part, index): [string, Entry] => [`_${index}`, { value: part }]),
    'map[string]string',
  );
}
