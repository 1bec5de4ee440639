import {
  type Disposable,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  env,
  languages,
  type Position,
  type TextDocument,
  window,
} from 'vscode';
import { type PlaceParams, type PodLabels, podLabelsRequest } from '../../server/src/lsp/protocol.ts';
import { labelsAtPlace } from './labelsAtPlace.ts';
import { placeOfCursor } from './place.ts';
import type { Server } from './server.ts';
import { tellFailure } from './tellFailure.ts';

/**
 * Copies the stable labels of pods as YAML: of the workload at the cursor, or of a workload that the person chooses for
 * the Service at the cursor.
 */
export async function copyPodLabels(server: Server): Promise<void> {
  const place = placeOfCursor();
  if (!place)
    return void window.showInformationMessage('Open a manifest and put the cursor on a workload or a Service.');
  try {
    const labels = await server.request<readonly PodLabels[]>(podLabelsRequest, place satisfies PlaceParams);
    if (labels.length === 0) {
      return void window.showInformationMessage(
        'Nothing at the cursor creates pods or could select any. Put the cursor on a Deployment, a Pod, another workload or a Service.',
      );
    }
    const chosen = labels.length === 1 ? labels[0] : await choose(labels);
    if (!chosen) return;
    await env.clipboard.writeText(chosen.text);
    copied.text = chosen.text;
    window.setStatusBarMessage(`Copied ${chosen.text.trim().split(/\r?\n/).join(', ')} of ${chosen.workload}`, 5000);
  } catch (error) {
    tellFailure(error);
  }
}

async function choose(labels: readonly PodLabels[]): Promise<PodLabels | undefined> {
  const items = labels.map((each) => ({
    label: each.workload,
    description: each.text.trim().split('\n').join(', '),
    detail: each.file,
    each,
  }));
  const options = { title: 'Copy Pod Labels', placeHolder: 'Choose a workload', matchOnDescription: true };
  return (await window.showQuickPick(items, options))?.each;
}

/** The last copied labels: only they are indented when they are pasted. */
const copied: { text?: string } = {};

/** Gives copied labels the indentation of the place where they are pasted. */
export function indentPastedLabels(): Disposable {
  const kind = DocumentDropOrPasteEditKind.Empty.append('podwire', 'labels');
  return languages.registerDocumentPasteEditProvider(
    [{ language: 'yaml' }],
    {
      async provideDocumentPasteEdits(document, [range], data) {
        const text = await data.get('text/plain')?.asString();
        if (!range || text === undefined || text !== copied.text) return undefined;
        const pasted = labelsAtPlace(text, linesUpTo(document, range.start));
        return pasted === undefined ? undefined : [new DocumentPasteEdit(pasted, 'Paste pod labels', kind)];
      },
    },
    { pasteMimeTypes: ['text/plain'], providedPasteEditKinds: [kind] },
  );
}

/** The lines above the position, and the part of its own line before it. */
function linesUpTo(document: TextDocument, { line, character }: Position): readonly string[] {
  const lines: string[] = [];
  for (let each = 0; each < line; each++) lines.push(document.lineAt(each).text);
  return [...lines, document.lineAt(line).text.slice(0, character)];
}
