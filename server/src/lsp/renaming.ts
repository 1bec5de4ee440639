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
import { cursorAt, placeConverter } from './cursor.ts';
import type { Workspace } from './workspace.ts';
import { type EditGroup, workspaceEditConverter } from './workspaceEdits.ts';

/**
 * Answers `textDocument/prepareRename` and `textDocument/rename`. A rename that would change more than a name is
 * refused with the reason, which editors show.
 */
export function answerRename(connection: Connection, boundary: Boundary, workspace: Workspace): void {
  connection.onPrepareRename(
    boundary.request('textDocument/prepareRename', (params: PrepareRenameParams) => {
      const cursor = cursorAt(params, workspace);
      const found = cursor && prepareRename(cursor.analysis, cursor.path, cursor.number, cursor.offset);
      if (!cursor || !found) {
        return null;
      }
      if ('because' in found) {
        return refused(found.because);
      }
      const { rangeOf } = placeConverter(cursor, workspace);
      return { range: rangeOf(cursor.document, found.range), placeholder: found.value };
    }),
  );
  connection.onRenameRequest(
    boundary.request('textDocument/rename', async (params: RenameParams) => {
      const cursor = cursorAt(params, workspace);
      const found = cursor && rename(cursor.analysis, cursor.path, cursor.number, cursor.offset, params.newName);
      if (!cursor || !found) {
        return null;
      }
      if ('because' in found) {
        return refused(found.because);
      }
      if (found.warning !== undefined && !(await isConfirmed(found.warning, connection))) {
        return null;
      }
      // Without annotations a user could not leave out what is uncertain.
      const certain = workspace.editor.annotatesEdits ? found : { ...found, addresses: none };
      return workspaceEditConverter(cursor, workspace)(groupsOf(certain));
    }),
  );
}

/** Asks before the files change. An editor that cannot ask gets the edits. */
async function isConfirmed(warning: string, connection: Connection): Promise<boolean> {
  const yes = { title: 'Rename' };
  try {
    const answer = await connection.window.showWarningMessage(`${warning}.`, yes, { title: 'Cancel' });
    return answer?.title === yes.title;
  } catch {
    return true;
  }
}

function refused(because: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, `Cannot be renamed: ${because}.`);
}

/**
 * An editor shows the edits before it applies them if a user has to choose: edits that need a confirmation are left
 * out until the user takes them in.
 */
function groupsOf({ changes, addresses }: Rename): readonly EditGroup[] {
  return [{ changes }, ...(addresses.length > 0 ? [{ changes: addresses, annotation: addressesInTexts }] : [])];
}

const addressesInTexts: ChangeAnnotation = { label: 'Addresses in texts', needsConfirmation: true };
