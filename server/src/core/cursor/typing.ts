import { optional } from '../text/optional.ts';
import type { Range, TextEdit } from '../text/range.ts';
import { lineEndOf, lineEndsOf, nextLineOf } from '../yaml/layout.ts';
import { scalarText, type WritingStyle } from '../yaml/write.ts';
import { LineReader } from './lineReader.ts';
import type { Place, Step } from './openCollections.ts';
import { isBlank, type Quote } from './tokens.ts';

/** Keys and list indices from the root of a document. */
export type DocumentPath = readonly (string | number)[];

/** What a person is typing, and where. All offsets are UTF-16 code units from the start of the whole text. */
export interface Typing {
  /**
   * For a key, the path of its mapping. For a value, the path of the value. For a word, the path of the value that
   * it may be or, if it becomes a key, of the mapping that it begins.
   */
  readonly path: DocumentPath;
  /**
   * `word`: a single word without a colon, or nothing at all, below a key without a value or in a new list item.
   * Its text may become a value or the first key of a mapping.
   */
  readonly part: 'key' | 'value' | 'word';
  /** The text of the token up to the cursor, without its opening quote. */
  readonly prefix: string;
  /** The text of the token, without its quotes. The cursor is in it. */
  readonly replaced: Range;
  readonly quote: Quote | undefined;
  /** Whether the closing quote is missing. */
  readonly isQuoteOpen: boolean;
  /** Whether a colon follows the key. */
  readonly hasColon: boolean;
  /** Whether a space is missing before the token: it is directly after a colon or a dash. */
  readonly needsSpace: boolean;
  /** The end of the colon before the value. Absent for a key, for a word, and in flow collections. */
  readonly afterColon?: number;
  /** Whether the lines below already hold the value: a mapping or a list. */
  readonly hasBlock: boolean;
  /** The mappings on the path, the outermost first; the last one holds the typed key or the key of the typed value. */
  readonly levels: readonly Level[];
  /** The Kubernetes object around the cursor, as far as its header can be read. */
  readonly object: TypedObject | undefined;
  readonly style: WritingStyle;
  /** The column of the keys of the last level. */
  readonly column: number;
  /** By how many columns the document indents a level. */
  readonly step: number;
  /** The whole document in the text. */
  readonly document: Range;
  /** Edits that remove what is typed and complete what is unclosed, so that the rest of the document may parse. */
  readonly withoutTyped: readonly TextEdit[];
}

/** A mapping on the path of the cursor. */
export interface Level {
  readonly path: DocumentPath;
  /** Its pairs without the typed one. The value is undefined if it is not a scalar on the line of its key. */
  readonly pairs: ReadonlyMap<string, string | undefined>;
}

/** The header of an object: the document itself, or an item of a list of objects. */
export interface TypedObject {
  readonly path: DocumentPath;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/**
 * What is being typed at an offset; undefined in comments, block scalars, and everywhere that has no place in a
 * manifest. It reads lines and their indentation, so the document need not parse. Never throws.
 */
export function typingAt(text: string, offset: number): Typing | undefined {
  const document = documentAround(text, offset);
  if (!document || offset - document.start > longestBefore) {
    return undefined;
  }
  const reader = new LineReader(text, document, offset);
  const found = reader.read();
  return found && typingOf(found, reader);
}

/**
 * UTF-16 code units. A longer document is data that nobody types, and the lines before the cursor are read for
 * every request.
 */
const longestBefore = 512 * 1024;

/** The text to insert for a value, in the style of the place. */
export function textToInsert(value: string | number, typing: Typing): string {
  const { quote, isQuoteOpen, style } = typing;
  const space = typing.needsSpace ? ' ' : '';
  if (quote === undefined) {
    return space + scalarText(value, style);
  }
  const inner = quote === "'" ? `${value}`.replaceAll("'", "''") : JSON.stringify(`${value}`).slice(1, -1);
  return inner + (isQuoteOpen ? quote : '');
}

/** The document around an offset, without its markers; undefined on the line of a marker. */
function documentAround(text: string, offset: number): Range | undefined {
  const isMarker = (at: number) =>
    (at === 0 || isLineEnd(text, at - 1) || (at === 1 && text[0] === '\ufeff')) && isBlank(text, at + 3);
  let before = text.lastIndexOf('---', Math.max(0, offset - 1));
  while (before > 0 && !isMarker(before)) {
    before = text.lastIndexOf('---', before - 1);
  }
  let start = text.startsWith('\ufeff') ? 1 : 0;
  if (before >= 0 && isMarker(before)) {
    start = nextLineOf(text, before);
    if (offset <= lineEndOf(text, before)) {
      return undefined;
    }
  }
  let end = text.indexOf('---', Math.max(start, offset));
  while (end >= 0 && !isMarker(end)) {
    end = text.indexOf('---', end + 1);
  }
  return { start, end: end < 0 ? text.length : end };
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || text[at] === '\r';
}

function typingOf(place: Place, { text, document, cursor }: LineReader): Typing {
  const { token, steps, part } = place;
  const path: (string | number)[] = [];
  const levels: Level[] = [];
  for (const [at, { open, key, index }] of steps.entries()) {
    const isLast = at === steps.length - 1;
    if (open.type === 'sequence') {
      path.push(Math.max(index, 0));
      continue;
    }
    levels.push({ path: [...path], pairs: open.pairs });
    if (isLast && part === 'value') {
      open.pairs.delete(key ?? '');
    }
    if (key !== undefined && (!isLast || part === 'value')) {
      path.push(key);
    }
  }
  const holder = steps.findLast(({ open }) => open.type === 'mapping')?.open;
  const flows = steps.filter(({ open }) => open.isFlow);
  const json = flows.some(({ open }) => open.isJson);
  return {
    path,
    part,
    prefix: text.slice(token.range.start, Math.max(token.range.start, cursor)),
    replaced: token.range,
    quote: token.quote,
    isQuoteOpen: token.isOpen,
    hasColon: place.hasColon,
    needsSpace: place.needsSpace && !json,
    ...optional('afterColon', place.afterColon),
    hasBlock: place.hasBlock === true && flows.length === 0 && part === 'value' && token.text === '',
    levels,
    object: objectIn(steps, levels),
    style: { flow: flows.length > 0, json, minified: false, lineEnd: lineEndsOf(text) },
    column: Math.max(0, holder?.column ?? 0),
    step: stepOf(text, document),
    document,
    withoutTyped: [
      ...(place.removed ? [{ range: place.removed, newText: '' }] : []),
      ...(place.closing ? [place.closing] : []),
    ],
  };
}

/** The innermost object: the root, or an item of a list of objects. */
function objectIn(steps: readonly Step[], levels: readonly Level[]): TypedObject | undefined {
  const mappings = steps.filter(({ open }) => open.type === 'mapping');
  for (let at = levels.length - 1; at >= 0; at--) {
    const { path, pairs } = levels[at]!;
    const apiVersion = pairs.get('apiVersion');
    const kind = pairs.get('kind');
    const isObject =
      path.length === 0 || (typeof path.at(-1) === 'number' && /^(?:items|objects)$/.test(`${path.at(-2)}`));
    if (isObject && apiVersion !== undefined && kind !== undefined) {
      const inner = mappings[at]?.key === 'metadata' ? mappings[at + 1]?.open.pairs : undefined;
      const metadata = inner ?? mappings[at]?.open.metadata;
      return {
        path,
        apiVersion,
        kind,
        name: metadata?.get('name'),
        namespace: metadata?.get('namespace'),
      };
    }
  }
  return undefined;
}

/** The first indentation of the document. */
function stepOf(text: string, { start, end }: Range): number {
  const first = /(?:^|[\n\r])( {1,8})[^ \n\r#-]/.exec(text.slice(start, Math.min(end, start + longestHead)));
  return first?.[1]?.length ?? 2;
}

/** The header of an object is shorter. */
const longestHead = 4096;
