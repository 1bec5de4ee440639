import { commands, Position, Range, Uri, ViewColumn, window } from 'vscode';
import type { ReportCause, TargetLocation } from '../../server/src/lsp/protocol.ts';
import { tellFailure } from './tellFailure.ts';

/** Goes to the line with the cause of a verdict, and offers the fixes for it. */
export async function openCause({ location, isFixable }: ReportCause): Promise<void> {
  await openPlace(location);
  if (isFixable) await commands.executeCommand('editor.action.quickFix');
}

/** Goes to a place that a report names. */
export async function openPlace(location: TargetLocation): Promise<void> {
  const { start, end } = location.range;
  try {
    await window.showTextDocument(Uri.parse(location.uri, true), {
      // The report is in the column next to the manifests.
      viewColumn: ViewColumn.One,
      selection: new Range(new Position(start.line, start.character), new Position(end.line, end.character)),
    });
  } catch (error) {
    tellFailure(error);
  }
}
