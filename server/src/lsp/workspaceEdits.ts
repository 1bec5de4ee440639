import type { AnnotatedTextEdit, ChangeAnnotation, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { DocumentChange } from '../core/model/problem.ts';
import { placeConverter } from './cursor.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** Edits with a common purpose. */
export interface EditGroup {
  readonly changes: readonly DocumentChange[];
  /** Shown with the edits, by editors that can. */
  readonly annotation?: ChangeAnnotation;
}

/** Turns edits of one analysis into edits of the files as they are in it, with their versions. */
export function workspaceEditConverter(
  known: AnalysedFile,
  workspace: Workspace,
): (groups: readonly EditGroup[]) => WorkspaceEdit {
  const { placeIn, rangeOf } = placeConverter(known, workspace);
  const versions = new Map([...workspace.documents()].map((document) => [document.uri, document.version]));
  return (groups) => {
    const changes: Record<string, (TextEdit | AnnotatedTextEdit)[]> = {};
    const annotations: Record<string, ChangeAnnotation> = {};
    for (const { changes: documents, annotation } of groups) {
      const isShown = annotation !== undefined && workspace.editor.annotatesEdits;
      if (isShown) {
        annotations[annotation.label] = annotation;
      }
      for (const { document, edits } of documents) {
        const place = placeIn(document);
        const uri = workspace.uriOf(known.root, document.file);
        for (const { range, newText } of place ? edits : []) {
          changes[uri] ??= [];
          const edit = { range: rangeOf(place!, range), newText };
          changes[uri].push(isShown ? { ...edit, annotationId: annotation.label } : edit);
        }
      }
    }
    return workspace.editor.versionedEdits
      ? {
          documentChanges: Object.entries(changes).map(([uri, edits]) => ({
            textDocument: { uri, version: versions.get(uri) ?? null },
            edits,
          })),
          ...(Object.keys(annotations).length > 0 ? { changeAnnotations: annotations } : {}),
        }
      : { changes };
  };
}
