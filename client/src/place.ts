import { type Position, type Uri, window } from 'vscode';
import type { PlaceParams } from '../../server/src/lsp/protocol.ts';

/** The cursor of the active editor as an LSP position; undefined if no text editor is active. */
export function placeOfCursor(): PlaceParams | undefined {
  const editor = window.activeTextEditor;
  return editor && placeParamsOf(editor.document.uri, editor.selection.active);
}

export function placeParamsOf(uri: Uri, { line, character }: Position): PlaceParams {
  return { textDocument: { uri: uri.toString() }, position: { line, character } };
}
