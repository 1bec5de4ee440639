import type { Range } from '../text/range.ts';
import { isKeyCharacter } from './lines.ts';

/**
 * One document of a file before parsing. The range is in UTF-16 code units of the scanned text (bytes, if a
 * file was read as latin1). It begins at the start of a line: after the `---` line if that line has nothing but
 * a comment, or at the `---` line if content follows on it (`--- {a: b}`) or directives are before it. It ends
 * at the start of the next marker line.
 */
export interface ScannedDocument extends Range {
  /** The zero-based line of `start` in the file. `\n`, `\r\n` and `\r` end a line, as in LSP. */
  readonly startLine: number;
  /** The value of a plain `apiVersion:` line at column 0. It is reliable only if `certain` is true. */
  readonly apiVersion?: string;
  readonly kind?: string;
  /**
   * Whether `apiVersion` and `kind`, or their absence, are certain. False for everything except an ordinary
   * block mapping at column 0: for flow style and JSON, an indented root, anchors and tags at the root, tabs,
   * templates. The kind of such a document is known only after it is read.
   */
  readonly certain: boolean;
  /**
   * Whether the text contains `containers:` or `"containers"`. False without a search for a
   * CustomResourceDefinition.
   */
  readonly containers: boolean;
  /** Whether the document has nothing but comments and white space. */
  readonly empty: boolean;
}

/**
 * Finds the documents of a file and their kinds without parsing. It splits as YAML does: a line `---` or `...`
 * at column 0 ends a document even inside a scalar (YAML 1.2.2, c-forbidden). k8s.io/apimachinery/pkg/util/yaml
 * (YAMLReader) splits at the same lines. Consecutive JSON objects without a marker are separate documents too,
 * as in kubectl's YAMLOrJSONDecoder.
 */
export function scan(text: string): readonly ScannedDocument[] {
  const documents: ScannedDocument[] = [];
  const lonelyReturn = hasLonelyReturn(text);
  const length = text.length;
  let position = byteOrderMarkLength(text);
  let line = 0;
  let document = newDocument(position, 0);

  while (position < length) {
    const first = text.charCodeAt(position);
    if (first === SPACE) {
      // By far the most frequent line is indented content. It matters only if the document has no content yet.
      if (!document.started && hasContent(text, position)) {
        document.started = true;
        document.certain = false;
      }
      if (document.awaitingEnd && hasContent(text, position)) {
        // An indented line below `kind: x` continues that scalar.
        document.certain = false;
        document.awaitingEnd = false;
      }
    } else if (
      first !== NEWLINE &&
      first !== RETURN &&
      first !== HASH &&
      (first !== TAB || hasContent(text, position))
    ) {
      const marker = markerAt(text, position, first);
      if (marker !== Marker.None) {
        const end = lineEnd(text, position, lonelyReturn);
        if (marker === Marker.Start && document.directives) {
          // This marker ends the directives, and the next one ends the document.
          document.directives = false;
          document.started = hasContent(text, position + 3);
        } else {
          finish(text, document, position, documents);
          document = newDocument(position, line);
          if (marker === Marker.Start && hasContent(text, position + 3)) {
            document.started = true;
            document.certain = false;
          } else {
            document.start = end;
            document.startLine = line + 1;
          }
        }
        position = end;
        line++;
        continue;
      }
      if (first === BRACE && document.flowRoot && lastCharacter(text, position) === CLOSING_BRACE) {
        finish(text, document, position, documents);
        document = newDocument(position, line);
      }
      atColumnZero(text, position, first, document);
    }
    position = lineEnd(text, position, lonelyReturn);
    line++;
  }
  finish(text, document, length, documents);
  return documents;
}

/**
 * Whether a document is a CustomResourceDefinition. It has no wiring, and 87 % of the bytes in real
 * repositories are of this kind.
 */
export function isCustomResourceDefinition(document: ScannedDocument): boolean {
  return (
    document.certain &&
    document.kind === 'CustomResourceDefinition' &&
    document.apiVersion?.startsWith('apiextensions.k8s.io/') === true
  );
}

interface OpenDocument {
  start: number;
  startLine: number;
  apiVersion: string | undefined;
  kind: string | undefined;
  certain: boolean;
  started: boolean;
  directives: boolean;
  flowRoot: boolean;
  /** The last content line was `apiVersion:` or `kind:`, so the next line must not be indented. */
  awaitingEnd: boolean;
}

function newDocument(start: number, startLine: number): OpenDocument {
  return {
    start,
    startLine,
    apiVersion: undefined,
    kind: undefined,
    certain: true,
    started: false,
    directives: false,
    flowRoot: false,
    awaitingEnd: false,
  };
}

function finish(text: string, document: OpenDocument, end: number, documents: ScannedDocument[]): void {
  if (document.start >= end) {
    return;
  }
  const { start, startLine, apiVersion, kind, certain, started } = document;
  const scanned = {
    start,
    end,
    startLine,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    certain,
    containers: false,
    empty: !started,
  };
  scanned.containers = started && !isCustomResourceDefinition(scanned) && hasContainers(text, start, end);
  documents.push(scanned);
}

/** Handles a line at column 0 that is neither blank, a comment nor a document marker. */
function atColumnZero(text: string, position: number, first: number, document: OpenDocument): void {
  document.awaitingEnd = false;
  if (first === PERCENT && !document.started) {
    document.directives = true;
    document.certain = false;
    return;
  }
  if (!document.started) {
    document.started = true;
    document.flowRoot = first === BRACE;
    if (first === DASH) {
      // A sequence at the root has neither apiVersion nor kind, but no Kubernetes object has this form either.
      document.certain = false;
    }
  }
  if (!document.certain) {
    return;
  }
  if (first === DASH) {
    document.certain = isBlank(text.charCodeAt(position + 1));
    return;
  }
  if (!isWordStart(first)) {
    document.certain = false;
    return;
  }
  let colon = position + 1;
  while (isKeyCharacter(text.charCodeAt(colon))) {
    colon++;
  }
  if (text.charCodeAt(colon) !== COLON || !isBlank(text.charCodeAt(colon + 1))) {
    document.certain = false;
    return;
  }
  const keyLength = colon - position;
  if (keyLength === 4 && text.startsWith('kind', position)) {
    const value = valueInPlainView(text, colon + 1);
    document.certain = value !== undefined && document.kind === undefined;
    document.kind ??= value;
    document.awaitingEnd = true;
  } else if (keyLength === 10 && text.startsWith('apiVersion', position)) {
    const value = valueInPlainView(text, colon + 1);
    document.certain = value !== undefined && document.apiVersion === undefined;
    document.apiVersion ??= value;
    document.awaitingEnd = true;
  }
}

/** The value of a one-line scalar, plain or quoted, with nothing but a comment after it. */
function valueInPlainView(text: string, from: number): string | undefined {
  let position = from;
  while (text.charCodeAt(position) === SPACE) {
    position++;
  }
  const first = text.charCodeAt(position);
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
    let end = position + 1;
    while (isKeyCharacter(text.charCodeAt(end))) {
      end++;
    }
    return text.charCodeAt(end) === first && !hasContent(text, end + 1)
      ? unsliced(text.slice(position + 1, end))
      : undefined;
  }
  let end = position;
  while (isKeyCharacter(text.charCodeAt(end))) {
    end++;
  }
  // A `kind:` without a value on its line may have its value on the next line.
  if (end === position || !isWordStart(first) || hasContent(text, end)) {
    return undefined;
  }
  const behind = text.charCodeAt(end);
  return isBlank(behind) ? unsliced(text.slice(position, end)) : undefined;
}

/** Copies a slice. V8 keeps the whole file's text in memory for a slice of thirteen or more characters. */
function unsliced(slice: string): string {
  return slice.length < 13 ? slice : slice.split('').join('');
}

/** Whether anything except white space and a comment is between the offset and the end of the line. */
function hasContent(text: string, from: number): boolean {
  for (let position = from; ; position++) {
    const code = text.charCodeAt(position);
    if (code !== SPACE && code !== TAB) {
      if (Number.isNaN(code) || code === NEWLINE || code === RETURN) {
        return false;
      }
      // A number sign begins a comment only after white space.
      return code !== HASH || (position === from && !isBlank(text.charCodeAt(from - 1)));
    }
  }
}

const Marker = { None: 0, Start: 1, End: 2 } as const;

function markerAt(text: string, position: number, first: number): 0 | 1 | 2 {
  if (
    (first === DASH || first === DOT) &&
    text.charCodeAt(position + 1) === first &&
    text.charCodeAt(position + 2) === first &&
    isBlank(text.charCodeAt(position + 3))
  ) {
    return first === DASH ? Marker.Start : Marker.End;
  }
  return Marker.None;
}

/** The start of the next line. */
function lineEnd(text: string, from: number, lonelyReturn: boolean): number {
  if (lonelyReturn) {
    for (let position = from; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code === NEWLINE) {
        return position + 1;
      }
      if (code === RETURN) {
        return text.charCodeAt(position + 1) === NEWLINE ? position + 2 : position + 1;
      }
    }
    return text.length;
  }
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}

function hasLonelyReturn(text: string): boolean {
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
    if (text.charCodeAt(at + 1) !== NEWLINE) {
      return true;
    }
  }
  return false;
}

/** The length of U+FEFF, or of its three bytes if UTF-8 was read as latin1. */
function byteOrderMarkLength(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
}

function lastCharacter(text: string, before: number): number {
  let position = before - 1;
  while (position >= 0 && isBlank(text.charCodeAt(position))) {
    position--;
  }
  return text.charCodeAt(position);
}

function hasContainers(text: string, start: number, end: number): boolean {
  // A slice costs nothing and limits the search to the document.
  const slice = start === 0 && end === text.length ? text : text.slice(start, end);
  return slice.includes('containers') && /containers["']?[ \t]*:/.test(slice);
}

/** Whether the code is a space, a tab, a line end or the end of the text. */
function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === NEWLINE || code === RETURN || Number.isNaN(code);
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const PERCENT = 37;
const SINGLE_QUOTE = 39;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const BRACE = 123;
const CLOSING_BRACE = 125;
