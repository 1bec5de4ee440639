import { isDeepStrictEqual } from 'node:util';
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { fixAll, fixesFor } from '../core/features/fixes.ts';
import { ignoreHere } from '../core/features/ignoreHere.ts';
import { refactorings } from '../core/features/refactorings.ts';
import type { Fix, Problem } from '../core/model/problem.ts';
import { documentsNow, problemsOf } from '../core/problems.ts';
import { cancelled } from './boundary.ts';
import { cursorAt } from './cursor.ts';
import { createRangeConverter, type PositionRange } from './positions.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';
import { workspaceEditConverter } from './workspaceEdits.ts';

/** The kinds of actions that the server offers. */
export const codeActionKinds: readonly CodeActionKind[] = [
  CodeActionKind.QuickFix,
  `${CodeActionKind.SourceFixAll}.podwire`,
  CodeActionKind.RefactorRewrite,
];

/** The most problems of one request whose fixes are verified: an editor may request a whole file at once. */
const mostProblems = 30;

/**
 * Fixes for the problems in a range, the preferred ones first, and actions that ignore them; on request, the
 * fix of the whole file. Problems are found in the analysis by place and code, never by data that the editor
 * kept.
 */
export async function codeActionsOf(
  params: CodeActionParams,
  known: AnalysedFile,
  workspace: Workspace,
  token: CancellationToken,
): Promise<CodeAction[]> {
  if (!workspace.editor.codeActionLiterals) {
    return [];
  }
  const { analysis, path } = known;
  const { only, diagnostics } = params.context;
  const edits = workspaceEditConverter(known, workspace);
  const actions: CodeAction[] = [];
  if (wants(only, CodeActionKind.QuickFix)) {
    for (const { problem, range } of problemsIn(params.range, known, workspace)) {
      const published = diagnostics.filter((each) => isTheSame(each, problem, range));
      for (const fix of fixesFor(analysis, problem)) {
        actions.push(quickFix(fix, published, edits([fix])));
      }
      const ignore = ignoreHere(analysis, problem);
      if (ignore) {
        actions.push(quickFix(ignore, published, edits([ignore])));
      }
      // Each fix computed an analysis, so edits and cancellations get a turn.
      await new Promise(setImmediate);
      if (token.isCancellationRequested) {
        throw cancelled();
      }
    }
  }
  if (wants(only, CodeActionKind.RefactorRewrite)) {
    for (const fix of refactoringsIn(params, known, workspace)) {
      const edit = edits([fix]);
      // A fix of a problem does the same.
      if (!actions.some((each) => isDeepStrictEqual(each.edit, edit))) {
        actions.push({ title: fix.title, kind: CodeActionKind.RefactorRewrite, edit });
      }
    }
  }
  // Only on request, because it processes the whole file, and a light bulb requests actions at every move of
  // the cursor.
  if (only && wants(only, codeActionKinds[1]!)) {
    const fixes = fixAll(analysis, path);
    if (fixes) {
      actions.push({ title: 'Fix all safe Podwire problems', kind: codeActionKinds[1]!, edit: edits([fixes]) });
    }
  }
  return workspace.editor.preferredCodeActions ? actions : actions.map(({ isPreferred: _, ...action }) => action);
}

/** What can be changed at a place although nothing is wrong there. */
function refactoringsIn(
  { textDocument, range }: CodeActionParams,
  { analysis, path }: AnalysedFile,
  workspace: Workspace,
): readonly Fix[] {
  const start = cursorAt({ textDocument, position: range.start }, workspace);
  const end = cursorAt({ textDocument, position: range.end }, workspace);
  return start && end && start.number === end.number
    ? refactorings(analysis, path, start.number, { start: start.offset, end: end.offset })
    : [];
}

function quickFix(fix: Fix, diagnostics: Diagnostic[], edit: WorkspaceEdit): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    ...(fix.preferred ? { isPreferred: true } : {}),
    edit,
  };
}

/** Whether a kind was requested: `source` requests `source.fixAll` too. No list requests everything. */
function wants(only: readonly CodeActionKind[] | undefined, kind: CodeActionKind): boolean {
  return only === undefined || only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
}

function problemsIn(
  range: Range,
  known: AnalysedFile,
  workspace: Workspace,
): { problem: Problem; range: PositionRange }[] {
  const { analysis, path } = known;
  const convert = createRangeConverter(workspace.editor.positionEncoding);
  const placeIn = documentsNow(analysis);
  const found: { problem: Problem; range: PositionRange }[] = [];
  for (const problem of problemsOf(analysis, path)) {
    const place = placeIn(problem.at.document);
    const own = place && convert(place, problem.at.range);
    if (own && !isBefore(own.end, range.start) && !isBefore(range.end, own.start) && found.length < mostProblems) {
      found.push({ problem, range: own });
    }
  }
  return found;
}

function isBefore(a: PositionRange['start'], b: PositionRange['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function isTheSame(diagnostic: Diagnostic, problem: Problem, range: PositionRange): boolean {
  const { start, end } = diagnostic.range;
  return (
    diagnostic.code === problem.code &&
    start.line === range.start.line &&
    start.character === range.start.character &&
    end.line === range.end.line &&
    end.character === range.end.character
  );
}
