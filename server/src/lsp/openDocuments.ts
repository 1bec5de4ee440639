import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { optional } from '../core/text/optional.ts';
import { linesOf, offsetAt, type PositionEncoding, type TextLines, withEdit } from './positions.ts';

/** The text of a document in the editor. */
export interface OpenDocument {
  /** As the editor spells it. Diagnostics use exactly this URI. */
  readonly uri: string;
  /** The identifier of its language, e.g. `yaml`, `helm`. */
  readonly language: string;
  readonly version: number;
  readonly lines: TextLines;
  /** The offset behind the last change, where the person types; absent if the whole text was replaced. */
  readonly editedTo?: number;
}

export function openDocument(uri: string, language: string, version: number, text: string): OpenDocument {
  return { uri, language, version, lines: linesOf(text) };
}

/** The document after the changes. Each change refers to the text after the previous change. */
export function withContentChanges(
  document: OpenDocument,
  version: number,
  changes: readonly TextDocumentContentChangeEvent[],
  encoding: PositionEncoding,
): OpenDocument {
  let { lines } = document;
  let editedTo: number | undefined;
  for (const change of changes) {
    if ('range' in change && change.range) {
      const start = offsetAt(lines, change.range.start, encoding);
      const end = offsetAt(lines, change.range.end, encoding);
      lines = withEdit(lines, { start: Math.min(start, end), end: Math.max(start, end) }, change.text);
      editedTo = Math.min(start, end) + change.text.length;
    } else {
      lines = linesOf(change.text);
      editedTo = undefined;
    }
  }
  return { uri: document.uri, language: document.language, version, lines, ...optional('editedTo', editedTo) };
}
