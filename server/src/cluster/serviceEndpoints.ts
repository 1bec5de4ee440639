import { becauseNotReady, nothingKnown, type PodEvidence } from '../core/live/because.ts';
import { type Endpoints, endpointsOfService, hasEndpoints } from '../core/live/endpoints.ts';
import { type LiveService, type LiveSlice, liveServiceOf, liveSliceOf, selectorText } from '../core/live/objects.ts';
import { type PodState, podStateOf } from '../core/live/podState.ts';
import type { Connection } from './connection.ts';
import type { ClusterFailure } from './failure.ts';
import { endpointSlices, listAll, services, wholePods } from './list.ts';

/** A Service of the cluster, its endpoints, and why a port has none that is ready. */
export interface CountedService {
  readonly service: LiveService;
  readonly endpoints: Endpoints;
  readonly because: string | undefined;
}

export type Counted =
  | { readonly ok: true; readonly services: readonly CountedService[] }
  | { readonly ok: false; readonly failure: ClusterFailure };

/** Pods are read for at most so many Services that have no endpoint: the first ones tell what is wrong with the rest. */
const mostExplained = 50;
/** Of one Service so many are read: three are shown. */
const mostPods = 20;
const atOnce = 4;

/** Lists the Services of a namespace, or of all, with their endpoints, in the order of namespaces and names. */
export async function countEndpoints(
  connection: Connection,
  options: { readonly namespace?: string | undefined; readonly signal?: AbortSignal },
): Promise<Counted> {
  const [listedServices, listedSlices] = await Promise.all([
    listAll(connection, services, { ...options, isPatient: true, reduce: liveServiceOf }),
    listAll(connection, endpointSlices, { ...options, isPatient: true, reduce: liveSliceOf }),
  ]);
  if (!listedServices.ok) return listedServices;
  if (!listedSlices.ok) return listedSlices;
  const slices = Map.groupBy(listedSlices.items, sliceKey);
  const found = [...listedServices.items].sort(inOrder).map((service) => ({
    service,
    endpoints: endpointsOfService(service, slices.get(keyOf(service)) ?? []),
  }));
  const evidence = await evidenceFor(connection, found.filter(isUnexplained).slice(0, mostExplained), options.signal);
  return {
    ok: true,
    services: found.map(({ service, endpoints }) => ({
      service,
      endpoints,
      because: becauseNotReady(service, endpoints, evidence.get(keyOf(service)) ?? nothingKnown),
    })),
  };
}

/** Why the pods of one Service are not ready; nothing is known where they may not be read. */
export async function readPodEvidence(
  connection: Connection,
  service: LiveService,
  signal?: AbortSignal,
): Promise<PodEvidence> {
  if (service.selector === undefined) return nothingKnown;
  const listed = await listAll<PodState>(connection, wholePods, {
    namespace: service.namespace,
    labelSelector: selectorText(service.selector),
    most: mostPods,
    isPatient: true,
    ...(signal ? { signal } : {}),
    reduce: podStateOf,
  });
  return listed.ok ? { matching: listed.items.length, isCut: listed.isCut, states: listed.items } : nothingKnown;
}

async function evidenceFor(
  connection: Connection,
  unexplained: readonly Unexplained[],
  signal: AbortSignal | undefined,
): Promise<Map<string, PodEvidence>> {
  const evidence = new Map<string, PodEvidence>();
  const waiting = [...unexplained];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      evidence.set(keyOf(next.service), await readPodEvidence(connection, next.service, signal));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return evidence;
}

interface Unexplained {
  readonly service: LiveService;
  readonly endpoints: Endpoints;
}

function isUnexplained({ service, endpoints }: Unexplained): boolean {
  if (service.selector === undefined || !hasEndpoints(service)) return false;
  return endpoints.ready.length === 0 || endpoints.ports.some(({ ready }) => ready === 0);
}

function keyOf({ namespace, name }: LiveService): string {
  return `${namespace}/${name}`;
}

function sliceKey({ namespace, service }: LiveSlice): string {
  return `${namespace}/${service}`;
}

function inOrder(a: LiveService, b: LiveService): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
