import { env, window } from 'vscode';
import { type PlaceParams, podLabelsRequest } from '../../server/src/lsp/protocol.ts';
import { placeOfCursor } from './place.ts';
import type { Server } from './server.ts';
import { tellFailure } from './tellFailure.ts';

/** Copies the stable labels of the pods that the workload at the cursor makes, as YAML. */
export async function copyPodLabels(server: Server): Promise<void> {
  const place = placeOfCursor();
  if (!place) return void window.showInformationMessage('Open a manifest and put the cursor on a workload.');
  try {
    const text = await server.request<string | null>(podLabelsRequest, place satisfies PlaceParams);
    if (text === null) {
      return void window.showInformationMessage(
        'Nothing at the cursor creates pods. Put the cursor on a Deployment, a Pod or another workload.',
      );
    }
    await env.clipboard.writeText(text);
    window.setStatusBarMessage(`Copied ${text.trim().split(/\r?\n/).join(', ')}`, 5000);
  } catch (error) {
    tellFailure(error);
  }
}
