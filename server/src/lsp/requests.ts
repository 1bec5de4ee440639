import type { Connection } from 'vscode-languageserver/node';
import { fileOf, placesIn } from '../core/analysis.ts';
import { podLabels } from '../core/features/podLabels.ts';
import { verifyService } from '../core/features/verifyService.ts';
import { entriesOf } from '../core/index/layeredMap.ts';
import { statedNamespace } from '../core/model/namespace.ts';
import type { Resource } from '../core/model/resource.ts';
import { pageOf } from '../core/rules/page.ts';
import type { Boundary } from './boundary.ts';
import type { Editor } from './editor.ts';
import { createRangeConverter, linesOf, offsetAt } from './positions.ts';
import {
  type ExplainParams,
  explainRequest,
  type PlaceParams,
  podLabelsRequest,
  type Report,
  type ServiceItem,
  servicesRequest,
  verifyServiceRequest,
} from './protocol.ts';
import type { Known, Workspace } from './workspace.ts';

/** The requests that are not LSP's; see `protocol.ts`. */
export function answerOwnRequests(
  connection: Connection,
  boundary: Boundary,
  workspace: Workspace,
  editor: Editor,
): void {
  connection.onRequest(
    explainRequest,
    boundary.request(explainRequest, ({ code }: ExplainParams): string | null => pageOf(code) ?? null),
  );
  connection.onRequest(
    podLabelsRequest,
    boundary.request(podLabelsRequest, (params: PlaceParams): string | null => {
      const found = resourceAt(params, workspace, editor);
      return (found && podLabels(found.resource)) ?? null;
    }),
  );
  connection.onRequest(
    verifyServiceRequest,
    boundary.request(verifyServiceRequest, (params: PlaceParams): Report | null => {
      const found = resourceAt(params, workspace, editor);
      return (found && verifyService(found.known.analysis, found.resource)) ?? null;
    }),
  );
  connection.onRequest(
    servicesRequest,
    boundary.request(servicesRequest, (): ServiceItem[] => servicesOf(workspace, editor)),
  );
}

/** The resource that the position is in, or that stands nearest above it in its document. */
function resourceAt(
  { textDocument, position }: PlaceParams,
  workspace: Workspace,
  editor: Editor,
): { known: Known; resource: Resource } | undefined {
  const known = workspace.lookUp(textDocument.uri);
  const documents = (known && fileOf(known.analysis, known.path)?.documents) ?? [];
  const document = documents.findLast((each) => each.line <= position.line);
  if (!known || !document) {
    return undefined;
  }
  const inDocument = { line: position.line - document.line, character: position.character };
  const offset = offsetAt(linesOf(document.facts.text), inDocument, editor.positionEncoding);
  const { resources } = document.facts;
  const resource = resources.findLast((each) => each.start <= offset) ?? resources[0];
  return resource && { known, resource };
}

function servicesOf(workspace: Workspace, editor: Editor): ServiceItem[] {
  const items: ServiceItem[] = [];
  for (const { analysis, home } of workspace.analyses()) {
    const convert = createRangeConverter(editor.positionEncoding);
    const placeIn = placesIn(analysis);
    for (const [resource] of entriesOf(analysis.judgements)) {
      const place = resource.service?.selector && placeIn(resource.document);
      if (place) {
        const namespace = statedNamespace(resource, analysis.settings.closedWorld);
        items.push({
          name: resource.name,
          ...(namespace === undefined ? {} : { namespace }),
          place: {
            textDocument: { uri: workspace.uriOf(home, resource.document.file) },
            position: convert(place, resource.nameRange).start,
          },
        });
      }
    }
  }
  const key = (item: ServiceItem) => `${item.name}\0${item.namespace ?? ''}\0${item.place.textDocument.uri}`;
  return items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
