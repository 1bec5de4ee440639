import { commands, Position, Range, Uri, ViewColumn, window } from 'vscode';
import type { ProbeCause } from '../../server/src/lsp/protocol.ts';
import { tellFailure } from './tellFailure.ts';

/** Goes to the line where the cause of a verdict stands, and offers the fixes that there are for it. */
export async function openCause({ location, isFixable }: ProbeCause): Promise<void> {
  const { start, end } = location.range;
  try {
    await window.showTextDocument(Uri.parse(location.uri, true), {
      // The report lies beside the manifests.
      viewColumn: ViewColumn.One,
      selection: new Range(new Position(start.line, start.character), new Position(end.line, end.character)),
    });
    if (isFixable) await commands.executeCommand('editor.action.quickFix');
  } catch (error) {
    tellFailure(error);
  }
}
