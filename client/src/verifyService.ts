import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import {
  type PlaceParams,
  type ServiceItem,
  servicesRequest,
  type VerifiedService,
  verifyServiceRequest,
} from '../../server/src/lsp/protocol.ts';
import { placeOfCursor } from './place.ts';
import type { ReportPage } from './reportPage.ts';
import type { Server } from './server.ts';
import { tellFailure } from './tellFailure.ts';

/**
 * Shows the checklist of a Service: the Service of a lens, else the Service at the cursor, else one that the
 * person chooses from a list.
 */
export async function verifyService(
  server: Server,
  page: Pick<ReportPage, 'show'>,
  lens: readonly unknown[],
): Promise<void> {
  try {
    const place = placeOfLens(lens) ?? placeOfCursor();
    const verified = place && (await verify(server, place));
    if (verified) return page.show(verified);
    const chosen = await chooseService(server, 'Verify Service', 'verify');
    if (!chosen) return;
    const chosenOne = await verify(server, chosen);
    if (chosenOne) page.show(chosenOne);
    else void window.showInformationMessage('The Service no longer exists.');
  } catch (error) {
    tellFailure(error);
  }
}

/**
 * A lens passes a URI as a string and a position; a menu passes an object of VS Code; a key binding may pass
 * anything.
 */
export function placeOfLens([uri, position]: readonly unknown[]): PlaceParams | undefined {
  if (typeof uri !== 'string' || typeof position !== 'object' || position === null) return undefined;
  return { textDocument: { uri }, position: position as PlaceParams['position'] };
}

function verify(server: Server, place: PlaceParams): Promise<VerifiedService | null> {
  return server.request<VerifiedService | null>(verifyServiceRequest, place);
}

/** @param verb continues "There is no Service to …" */
export async function chooseService(server: Server, title: string, verb: string): Promise<PlaceParams | undefined> {
  const services = await server.request<readonly ServiceItem[]>(servicesRequest);
  if (services.length === 0) {
    void window.showInformationMessage(`There is no Service to ${verb}, neither at the cursor nor in the workspace.`);
    return undefined;
  }
  const items = services.map((service): QuickPickItem & { place: PlaceParams } => ({
    label: service.name,
    description: service.namespace ?? '',
    detail: workspace.asRelativePath(Uri.parse(service.place.textDocument.uri, true)),
    place: service.place,
  }));
  const chosen = await window.showQuickPick(items, {
    title,
    placeHolder: 'Choose a Service',
    matchOnDetail: true,
  });
  return chosen?.place;
}
