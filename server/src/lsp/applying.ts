import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Manifest, Planned } from '../cluster/apply.ts';
import type { Session } from '../cluster/session.ts';
import { fileOf } from '../core/analysis.ts';
import { describeLiveView, endpointsInWords } from '../core/describe/liveEndpoints.ts';
import { IndexReader } from '../core/index/reader.ts';
import type { Endpoints } from '../core/live/endpoints.ts';
import { nothingKnown, notReadyReason } from '../core/live/notReadyReason.ts';
import type { LiveService } from '../core/live/objects.ts';
import type { Resource } from '../core/model/resource.ts';
import { describeResource } from '../core/resolve/describe.ts';
import { liveViewOf } from '../core/resolve/liveService.ts';
import { deployabilityOf } from '../core/resolve/scope/deployability.ts';
import { bundleNames } from '../core/resolve/scope/overlayVariants.ts';
import { scan } from '../core/yaml/scan.ts';
import { type Boundary, signalOf } from './boundary.ts';
import {
  type Applied,
  type ApplyItem,
  type ApplyParams,
  type ApplyPlan,
  applyPlanRequest,
  applyRequest,
} from './protocol.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

// The time for a pod to start if its image is on the node already.
const waitForEndpoints = 60_000;
const lookEvery = 250;

/** The requests of *Apply Manifest*. Only `applyRequest` writes, and it follows the confirmation by a person. */
export function answerApplyRequests(
  boundary: Boundary,
  workspace: Workspace,
  session: () => Session | undefined,
): void {
  boundary.answer(applyPlanRequest, async (params: ApplyParams, token): Promise<ApplyPlan | string> => {
    const found = manifestsOf(params, workspace);
    const current = session();
    if (typeof found === 'string') return found;
    if (!current) return 'no cluster is connected';
    const items: ApplyItem[] = [];
    for (const { manifest, resource } of found) {
      const planned = await current.plan(manifest, { force: params.force, signal: signalOf(token) });
      items.push(itemOf(resource, planned));
    }
    return { context: current.context, items };
  });
  boundary.answer(applyRequest, async (params: ApplyParams, token): Promise<Applied> => {
    const found = manifestsOf(params, workspace);
    const current = session();
    if (typeof found === 'string') throw new ResponseError(LSPErrorCodes.RequestFailed, found);
    if (!current) throw new ResponseError(LSPErrorCodes.RequestFailed, 'no cluster is connected');
    const applied: Resource[] = [];
    const failed: string[] = [];
    for (const { manifest, resource } of found) {
      const failure = await current.apply(manifest, { force: params.force, signal: signalOf(token) });
      if (failure) failed.push(`${describeResource(resource)}: ${failure.message}`);
      else applied.push(resource);
    }
    return {
      applied: applied.map(describeResource),
      failed,
      endpoints: await endpointsOf(applied, params, workspace, current, token),
    };
  });
}

interface Found {
  readonly manifest: Manifest;
  readonly resource: Resource;
}

/** The manifests in a document, or the reason why it cannot be applied. */
function manifestsOf({ textDocument: { uri, version } }: ApplyParams, workspace: Workspace): readonly Found[] | string {
  const known = workspace.lookUp(uri);
  const documents = (known && fileOf(known.analysis, known.path)?.documents) ?? [];
  if (!known || documents.length === 0) return 'it contains no manifest';
  const open = workspace.documentAt(uri);
  if (open?.version !== version) return 'it has changed in the meantime';
  const index = new IndexReader(known.analysis.index);
  const bundles = index.bundlesReading(known.path);
  if (bundles.length > 0) {
    // Podwire renders only what decides about wiring, not everything that kustomize would write.
    const [names, changes] = [bundleNames(bundles), bundles.length === 1 ? 'changes' : 'change'];
    const one = bundles.length === 1 && bundles[0] !== undefined ? bundles[0] || '.' : 'DIRECTORY';
    return `${names} ${changes} it, and only the result belongs in the cluster: kubectl apply -k ${one}`;
  }
  // The facts hold neither the data of a ConfigMap nor the values of a Secret.
  const texts = scan(open.lines.text)
    .filter(({ empty }) => !empty)
    .map(({ start, end }) => open.lines.text.slice(start, end));
  if (texts.length !== documents.length) return 'it has changed in the meantime';
  const found: Found[] = [];
  for (const [number, { facts }] of documents.entries()) {
    if (facts.errors.length > 0) return 'it does not parse';
    const [resource, ...others] = facts.resources.filter(({ madeBy }) => madeBy === undefined);
    if (!resource) continue;
    if (others.length > 0) return 'it holds a list of objects';
    const deployability = deployabilityOf(resource, index);
    if (deployability.type === 'part') return deployability.because;
    const { apiVersion, kind, name, namespace } = resource;
    const stated = namespace ? { namespace: namespace.value } : {};
    found.push({ resource, manifest: { text: texts[number]!, apiVersion, kind, name, ...stated } });
  }
  return found.length > 0 ? found : 'it contains no manifest';
}

function itemOf(resource: Resource, planned: Planned): ApplyItem {
  const none = { before: '', after: '', dropped: [], reasons: [] };
  const label = describeResource(resource);
  switch (planned.outcome) {
    case 'conflict':
      return {
        ...none,
        label,
        namespace: planned.namespace,
        outcome: planned.outcome,
        reasons: planned.conflicts.map(({ field, manager }) => `${field} is owned by ${manager}`),
      };
    case 'refused':
      return { ...none, label, namespace: planned.namespace, outcome: planned.outcome, reasons: [planned.message] };
    default:
      return { ...none, label, ...planned };
  }
}

/** Waits until each applied Service has a ready endpoint, at most one minute. Then reports why not. */
async function endpointsOf(
  applied: readonly Resource[],
  params: ApplyParams,
  workspace: Workspace,
  session: Session,
  token: CancellationToken,
): Promise<Applied['endpoints']> {
  const services = applied.filter(({ service }) => (service?.selector?.pairs.length ?? 0) > 0);
  const end = performance.now() + waitForEndpoints;
  for (;;) {
    const known = workspace.lookUp(params.textDocument.uri);
    const states = known ? services.map((service) => endpointsNow(service, known)) : [];
    const isOver = performance.now() > end || token.isCancellationRequested;
    if (states.every(({ isReady }) => isReady)) return states.map(({ live: _, ...each }) => each);
    if (isOver) return Promise.all(states.map((each) => explained(each, session, token)));
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
  }
}

type Waited = Applied['endpoints'][number] & {
  /** The state in the cluster. */
  readonly live?: { readonly service: LiveService; readonly endpoints: Endpoints };
};

/** Adds why its pods are not ready, which only the pods themselves show. */
async function explained(
  { live, ...state }: Waited,
  session: Session,
  token: CancellationToken,
): Promise<Applied['endpoints'][number]> {
  if (!live || state.isReady || token.isCancellationRequested) return state;
  const evidence = await session.podEvidence(live.service, signalOf(token));
  const because = notReadyReason(live.service, live.endpoints, evidence);
  return because === undefined ? state : { ...state, text: `${endpointsInWords(live.endpoints)}: ${because}` };
}

function endpointsNow(service: Resource, { analysis }: AnalysedFile): Waited {
  const label = describeResource(service);
  const index = new IndexReader(analysis.index);
  const view = liveViewOf(service, index, analysis.settings);
  const applied = view?.applied;
  if (applied?.state !== 'current' || !applied.value) {
    const text = view ? describeLiveView(view).text : undefined;
    return { service: label, isReady: false, text: text ?? 'its endpoints are not known' };
  }
  const { service: live, endpoints } = applied.value;
  const because = notReadyReason(live, endpoints, nothingKnown);
  const words = endpointsInWords(endpoints);
  // The facts may be older than the apply. The selector shows whether they are current.
  const isKnown = (service.service?.selector?.pairs ?? []).every(
    ({ key, value }) => live.selector?.[key.value] === value.value,
  );
  return {
    service: label,
    isReady: isKnown && endpoints.ready.length > 0,
    text: because === undefined ? words : `${words}: ${because}`,
    // Pods of an earlier selector explain nothing.
    ...(isKnown ? { live: applied.value } : {}),
  };
}
