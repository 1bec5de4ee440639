import type { Range } from '../text/range.ts';
import { isKeyCharacter } from './lines.ts';

/**
 * One document of a file, seen from outside. The range is in UTF-16 code units of the text that was scanned (bytes, when
 * a file was read as latin1); it begins at the start of a line, behind the `---` line where that line holds nothing but a
 * comment, at it where content stands on it (`--- {a: b}`) or directives before it. It ends where the next marker line
 * begins.
 */
export interface ScannedDocument extends Range {
  /** The line of `start` in the file, from 0; `\n`, `\r\n` and `\r` end a line, as in LSP. */
  readonly startLine: number;
  /** As it stands in plain view at column 0. Only to be trusted where `certain`. */
  readonly apiVersion?: string;
  readonly kind?: string;
  /**
   * Whether `apiVersion` and `kind`, or their absence, are sure. False for everything that is not an ordinary block
   * mapping beginning at column 0: flow style and JSON, an indented root, anchors and tags there, tabs, templates. Such a
   * document has to be read to be known.
   */
  readonly certain: boolean;
  /** Whether the text holds `containers:` or `"containers"`. Not looked for in a CustomResourceDefinition. */
  readonly containers: boolean;
  /** Nothing but comments and white space. */
  readonly empty: boolean;
}

/**
 * Where the documents of a file are, and what they are, before anything is parsed. Splits as YAML does: a line `---`
 * or `...` at column 0 ends a document even inside a scalar (YAML 1.2.2, c-forbidden), and
 * k8s.io/apimachinery/pkg/util/yaml (YAMLReader) splits at the same lines. JSON objects that follow each other without
 * a marker are documents too, as kubectl's YAMLOrJSONDecoder takes them.
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
      // By far the most frequent line: content at depth. Only a document that has no content yet wants to know more.
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
          // This marker ends the directives; the next one ends the document.
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

/** Whether a document is a CustomResourceDefinition, which wires nothing: 87 % of the bytes in real repositories. */
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
  /** The last content line was `apiVersion:` or `kind:`; the next must not be indented. */
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

/** Takes in a line that begins at column 0 with neither blank, comment nor document marker. */
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
      // A sequence at the root has neither apiVersion nor kind, but nothing Kubernetes reads looks so either.
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

/** A one-line scalar, plain or quoted, with nothing but a comment behind it. */
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
  // `kind:` with nothing behind it may have its value on the next line.
  if (end === position || !isWordStart(first) || hasContent(text, end)) {
    return undefined;
  }
  const behind = text.charCodeAt(end);
  return isBlank(behind) ? unsliced(text.slice(position, end)) : undefined;
}

/** A copy that does not keep the whole file's text alive, as a slice of thirteen or more characters does in V8. */
function unsliced(slice: string): string {
  return slice.length < 13 ? slice : slice.split('').join('');
}

/** Whether anything but white space and a comment stands between here and the end of the line. */
function hasContent(text: string, from: number): boolean {
  for (let position = from; ; position++) {
    const code = text.charCodeAt(position);
    if (code !== SPACE && code !== TAB) {
      if (Number.isNaN(code) || code === NEWLINE || code === RETURN) {
        return false;
      }
      // A number sign begins a comment only behind white space.
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

/** U+FEFF, or its three bytes where UTF-8 was read as latin1. */
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
  // A slice costs nothing and keeps the search inside the document.
  const slice = start === 0 && end === text.length ? text : text.slice(start, end);
  return slice.includes('containers') && /containers["']?[ \t]*:/.test(slice);
}

/** Space, tab, line end or the end of the text. */
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
