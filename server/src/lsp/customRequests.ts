import { type PodLabels, podLabels } from '../core/features/podLabels.ts';
import { verifyService } from '../core/features/verifyService.ts';
import { statedNamespace } from '../core/model/namespace.ts';
import type { Resource } from '../core/model/resource.ts';
import { probedNodePort } from '../core/probe/serviceInFiles.ts';
import { documentNow, resourcesOf } from '../core/problems.ts';
import { writtenResource } from '../core/resolve/describe.ts';
import { pageOf } from '../core/rules/page.ts';
import { optional } from '../core/text/optional.ts';
import type { Boundary } from './boundary.ts';
import { cursorAt } from './cursor.ts';
import { createRangeConverter } from './positions.ts';
import {
  type ExplainParams,
  explainRequest,
  type PlaceParams,
  podLabelsRequest,
  type ServiceItem,
  servicesRequest,
  type VerifiedService,
  type VerifyServiceParams,
  verifyServiceRequest,
} from './protocol.ts';
import { causeOfChecklist, reportForEditor } from './reports.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** The requests that are not a part of LSP; see `protocol.ts`. */
export function answerCustomRequests(boundary: Boundary, workspace: Workspace): void {
  boundary.answer(explainRequest, ({ code }: ExplainParams): string | null => pageOf(code) ?? null);
  boundary.answer(podLabelsRequest, (params: PlaceParams): readonly PodLabels[] => {
    const found = resourceAt(params, workspace);
    return found ? podLabels(found.known.analysis, found.resource) : [];
  });
  boundary.answer(verifyServiceRequest, (params: VerifyServiceParams): VerifiedService | null => {
    const found = params.service ? serviceOf(params, params.service, workspace) : resourceAt(params, workspace);
    const checklist = found && verifyService(found.known.analysis, found.resource);
    const service = found && serviceItem(found.known, found.resource, workspace);
    if (!checklist || !service) {
      return null;
    }
    return {
      report: reportForEditor(checklist, found.known, workspace),
      service,
      ...optional('nodePort', probedNodePort(found.resource)),
      ...optional('cause', causeOfChecklist(checklist, found.known, workspace)),
    };
  });
  boundary.answer(servicesRequest, (): ServiceItem[] => servicesOf(workspace));
}

/** The resource at the position, or the nearest one above it in the document. */
export function resourceAt(
  params: PlaceParams,
  workspace: Workspace,
): { known: AnalysedFile; resource: Resource } | undefined {
  const known = cursorAt(params, workspace);
  if (!known) {
    return undefined;
  }
  const { resources } = known.document.facts;
  const resource = resources.findLast((each) => each.start <= known.offset) ?? resources[0];
  return resource && { known, resource };
}

/**
 * The Service with that name: in the same file, as near as possible to the position, else the only one in the
 * workspace.
 */
export function serviceOf(
  { textDocument, position }: PlaceParams,
  { name, namespace }: Pick<ServiceItem, 'name' | 'namespace'>,
  workspace: Workspace,
): { known: AnalysedFile; resource: Resource } | undefined {
  const isWanted = (resource: Resource) => resource.service !== undefined && resource.name === name;
  const named = servicesOf(workspace, isWanted).filter((each) => each.namespace === namespace);
  const distance = ({ place }: ServiceItem) => Math.abs(place.position.line - position.line);
  const [nearest] = named
    .filter(({ place }) => place.textDocument.uri === textDocument.uri)
    .sort((a, b) => distance(a) - distance(b));
  const item = nearest ?? (named.length === 1 ? named[0] : undefined);
  return item && resourceAt(item.place, workspace);
}

const hasSelector = (resource: Resource) => resource.service?.selector !== undefined;

function servicesOf(workspace: Workspace, isWanted: (resource: Resource) => boolean = hasSelector): ServiceItem[] {
  const items: ServiceItem[] = [];
  for (const { analysis, root } of workspace.analyses()) {
    // All variants that bundles make of a Service have one place, and a person sees them as one Service.
    const written = new Set([...resourcesOf(analysis)].map(writtenResource));
    for (const resource of written) {
      // Nested workspace folders both hold the file. The innermost one reports it.
      const isOwn = () => workspace.lookUp(workspace.uriOf(root, resource.document.file))?.root === root;
      const item = isWanted(resource) && isOwn() && serviceItem({ analysis, root }, resource, workspace);
      if (item) {
        items.push(item);
      }
    }
  }
  const key = (item: ServiceItem) => `${item.name}\0${item.namespace ?? ''}\0${item.place.textDocument.uri}`;
  return items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export function serviceItem(
  { analysis, root }: Pick<AnalysedFile, 'analysis' | 'root'>,
  resource: Resource,
  workspace: Workspace,
): ServiceItem | undefined {
  const place = documentNow(analysis, resource.document);
  if (!place) {
    return undefined;
  }
  const namespace = statedNamespace(resource, analysis.settings.closedWorld);
  return {
    name: resource.name,
    ...(namespace === undefined ? {} : { namespace }),
    place: {
      textDocument: { uri: workspace.uriOf(root, resource.document.file) },
      position: createRangeConverter(workspace.editor.positionEncoding)(place, resource.nameRange).start,
    },
  };
}
