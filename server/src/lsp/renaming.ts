import {
  type ChangeAnnotation,
  type Connection,
  LSPErrorCodes,
  type PrepareRenameParams,
  type RenameParams,
  ResponseError,
} from 'vscode-languageserver/node';
import { prepareRename, type Rename, rename } from '../core/features/rename.ts';
import { none } from '../core/text/emptyList.ts';
import type { Boundary } from './boundary.ts';
import type { ClientCapabilities } from './clientCapabilities.ts';
import { cursorAt, placeConverter } from './cursor.ts';
import type { Workspace } from './workspace.ts';
import { type EditGroup, workspaceEditConverter } from './workspaceEdits.ts';

/**
 * Answers `textDocument/prepareRename` and `textDocument/rename`. A rename that would change more than a name is
 * refused with the reason, which editors show.
 */
export function answerRename(
  connection: Connection,
  boundary: Boundary,
  workspace: Workspace,
  editor: ClientCapabilities,
): void {
  connection.onPrepareRename(
    boundary.request('textDocument/prepareRename', (params: PrepareRenameParams) => {
      const cursor = cursorAt(params, workspace, editor);
      const found = cursor && prepareRename(cursor.analysis, cursor.path, cursor.number, cursor.offset);
      if (!cursor || !found) {
        return null;
      }
      if ('because' in found) {
        return refused(found.because);
      }
      const { rangeOf } = placeConverter(cursor, workspace, editor);
      return { range: rangeOf(cursor.document, found.range), placeholder: found.value };
    }),
  );
  connection.onRenameRequest(
    boundary.request('textDocument/rename', (params: RenameParams) => {
      const cursor = cursorAt(params, workspace, editor);
      const found = cursor && rename(cursor.analysis, cursor.path, cursor.number, cursor.offset, params.newName);
      if (!cursor || !found) {
        return null;
      }
      if ('because' in found) {
        return refused(found.because);
      }
      // Without annotations a user could not leave out what is uncertain.
      const certain = editor.annotatesEdits ? found : { ...found, addresses: none };
      return workspaceEditConverter(cursor, workspace, editor)(groupsOf(certain));
    }),
  );
}

function refused(because: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, `Cannot be renamed: ${because}.`);
}

/** An editor that can shows the edits before it applies them, if they concern several files or need a decision. */
function groupsOf({ changes, addresses, warning }: Rename): readonly EditGroup[] {
  const isOfSeveral = new Set(changes.map(({ document }) => document.file)).size > 1;
  const references: ChangeAnnotation = {
    label: 'References',
    needsConfirmation: true,
    ...(warning === undefined ? {} : { description: warning }),
  };
  const main = isOfSeveral || warning !== undefined ? { changes, annotation: references } : { changes };
  return [main, ...(addresses.length > 0 ? [{ changes: addresses, annotation: addressesInTexts }] : [])];
}

const addressesInTexts: ChangeAnnotation = { label: 'Addresses in texts', needsConfirmation: true };
