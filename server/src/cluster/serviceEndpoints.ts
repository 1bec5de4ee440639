import { type Endpoints, endpointsOfService, hasEndpoints } from '../core/live/endpoints.ts';
import { serviceKey } from '../core/live/facts.ts';
import { nothingKnown, notReadyReason, type PodEvidence } from '../core/live/notReadyReason.ts';
import { type LiveService, type LiveSlice, liveServiceOf, liveSliceOf, selectorText } from '../core/live/objects.ts';
import { type PodState, podStateOf } from '../core/live/podState.ts';
import { compareText } from '../core/text/compare.ts';
import { parseJson } from '../core/text/json.ts';
import { optional } from '../core/text/optional.ts';
import type { Connection } from './connection.ts';
import type { ClusterFailure } from './failure.ts';
import { endpointSlices, listAll, objectPath, services, wholePods } from './list.ts';

/** A Service of the cluster, its endpoints, and why one of its ports has no ready endpoint. */
export interface CountedService {
  readonly service: LiveService;
  readonly endpoints: Endpoints;
  readonly because: string | undefined;
}

export type Counted =
  | { readonly ok: true; readonly services: readonly CountedService[] }
  | { readonly ok: false; readonly failure: ClusterFailure };

/**
 * The most Services without endpoints for which pods are read. The first ones usually show what is wrong with
 * the rest.
 */
const mostExplained = 50;
/** The most pods that are read of one Service. Three are shown. */
const mostPods = 20;
/** The most additional pods, by name, that are known not to be ready. */
const mostNamed = 5;
const atOnce = 4;

/** Lists the Services of one namespace, or of all, with their endpoints, in the order of namespaces and names. */
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
  const slices = Map.groupBy(listedSlices.items, ({ namespace, service }) => serviceKey(namespace, service));
  const explain = createExplainer(connection);
  return { ok: true, services: await explain(listedServices.items, slices, options.signal) };
}

/**
 * Counts the endpoints of Services, and reads the pods of those that lack ready endpoints. It keeps what it has
 * read as long as the Service and its slices stay the same, for at most `keep` milliseconds.
 */
export function createExplainer(
  connection: Connection,
  { now = Date.now, keep = 30_000 }: { readonly now?: () => number; readonly keep?: number } = {},
): (
  all: Iterable<LiveService>,
  slices: ReadonlyMap<string, readonly LiveSlice[]>,
  signal?: AbortSignal,
) => Promise<readonly CountedService[]> {
  let kept = new Map<string, Kept>();
  return async (all, slices, signal) => {
    const found = [...all].sort(inOrder).map((service): Unexplained => {
      const key = serviceKey(service.namespace, service.name);
      const own = slices.get(key) ?? [];
      return { key, service, slices: own, endpoints: endpointsOfService(service, own) };
    });
    const time = now();
    const next = new Map<string, Kept>();
    const waiting: Unexplained[] = [];
    for (const each of found.filter(isUnexplained).slice(0, mostExplained)) {
      const before = kept.get(each.key);
      if (
        before &&
        before.service === each.service &&
        isSame(before.slices, each.slices) &&
        Math.abs(time - before.at) < keep
      ) {
        next.set(each.key, before);
      } else {
        waiting.push(each);
      }
    }
    const work = async () => {
      for (let each = waiting.shift(); each; each = waiting.shift()) {
        const unready = unreadyPods(each.service, each.slices);
        const evidence = await readPodEvidence(connection, each.service, { unready, ...optional('signal', signal) });
        next.set(each.key, { ...each, evidence, at: time });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    kept = next;
    return found.map(({ key, service, endpoints }) => ({
      service,
      endpoints,
      because: notReadyReason(service, endpoints, next.get(key)?.evidence ?? nothingKnown),
    }));
  };
}

/**
 * Why the pods of one Service are not ready; unknown if the user may not read them. Of a Service with many
 * pods, the first ones and some of the `unready`, by their names, are read.
 */
export async function readPodEvidence(
  connection: Connection,
  { namespace, selector }: LiveService,
  { unready = [], signal }: { readonly unready?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<PodEvidence> {
  if (selector === undefined) return nothingKnown;
  const listed = await listAll<PodState>(connection, wholePods, {
    namespace,
    labelSelector: selectorText(selector),
    most: mostPods,
    isPatient: true,
    ...optional('signal', signal),
    reduce: podStateOf,
  });
  if (!listed.ok) return nothingKnown;
  const unseen = unready.filter((name) => listed.items.every((each) => each.name !== name)).slice(0, mostNamed);
  const named = await Promise.all(
    unseen.map((name) => connection.get(objectPath(wholePods, namespace, name), optional('signal', signal))),
  );
  const states = named.flatMap((answer) => (answer.ok ? [podStateOf(parseJson(answer.body))] : []));
  return { matching: listed.items.length, isCut: listed.isCut, states: [...states, ...listed.items] };
}

/** The names of the existing pods of a Service that are not ready. */
export function unreadyPods(service: LiveService, slices: readonly LiveSlice[]): readonly string[] {
  return endpointsOfService(service, slices).notReady.flatMap(({ pod }) => pod ?? []);
}

interface Unexplained {
  readonly key: string;
  readonly service: LiveService;
  readonly slices: readonly LiveSlice[];
  readonly endpoints: Endpoints;
}

interface Kept {
  readonly service: LiveService;
  readonly slices: readonly LiveSlice[];
  readonly evidence: PodEvidence;
  /** When it was read. */
  readonly at: number;
}

function isUnexplained({ service, endpoints }: Unexplained): boolean {
  if (service.selector === undefined || !hasEndpoints(service)) return false;
  return endpoints.ready.length === 0 || endpoints.ports.some(({ ready }) => ready === 0);
}

function isSame(a: readonly LiveSlice[], b: readonly LiveSlice[]): boolean {
  return a.length === b.length && a.every((slice, place) => slice === b[place]);
}

function inOrder(a: LiveService, b: LiveService): number {
  return compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}
