import {
  type ClusterFacts,
  type Known,
  mapKnown,
  type NamespaceFacts,
  notReadYet,
  serviceKey,
} from '../core/live/facts.ts';
import { type LiveWorkload, livePodOf, liveServiceOf, liveSliceOf } from '../core/live/objects.ts';
import type { Connection } from './connection.ts';
import type { ClusterFailure } from './failure.ts';
import { reasonOf } from './informers.ts';
import { endpointSlices, listAll, podMetadata, type ServedKind, services } from './list.ts';
import { scalableKinds } from './scalableKinds.ts';
import { otherWorkloadKinds, type WorkloadKind, workloadKinds } from './workloadKinds.ts';

// How many namespaces are read at once, each with nine kinds.
const atOnce = 4;

/**
 * The objects that decide about endpoints in some namespaces, read once. A kind that the user may not read is
 * unknown. If the server does not answer at all, the reason.
 */
export async function readFacts(
  connection: Connection,
  namespaces: ReadonlySet<string>,
): Promise<{ readonly facts: ClusterFacts } | { readonly failure: ClusterFailure }> {
  const found = new Map<string, NamespaceFacts>();
  const waiting = [...namespaces].sort();
  let failure: ClusterFailure | undefined;
  const failed = (each: ClusterFailure) => {
    failure ??= each;
  };
  const kindsOfOthers = scalableKinds(connection);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && !failure; next = waiting.shift()) {
      found.set(next, await readNamespace(connection, next, kindsOfOthers, failed));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (failure) return { failure };
  return { facts: { context: connection.context, namespace: connection.namespace, namespaces: found } };
}

async function readNamespace(
  connection: Connection,
  namespace: string,
  kindsOfOthers: Promise<readonly WorkloadKind[] | undefined>,
  failed: (failure: ClusterFailure) => void,
): Promise<NamespaceFacts> {
  const read = async <T>(kind: ServedKind, reduce: (object: unknown) => T): Promise<Known<readonly T[]>> => {
    const listed = await listAll(connection, kind, { namespace, isPatient: true, reduce });
    if (listed.ok) return { state: 'current', value: listed.items };
    const { failure } = listed;
    const isOfKind = failure.type === 'status' && (failure.code === 403 || failure.code === 404);
    if (!isOfKind) failed(failure);
    return { state: 'unknown', because: reasonOf(failure, kind) };
  };
  const readEach = async (kinds: readonly WorkloadKind[]): Promise<Known<readonly LiveWorkload[]>> => {
    const all = await Promise.all(kinds.map(({ served, reduce }) => read(served, reduce)));
    const unread = all.find(({ state }) => state === 'unknown');
    const value = all.flatMap((known) => (known.state === 'unknown' ? [] : known.value));
    return unread ?? { state: 'current', value };
  };
  const [ofServices, ofSlices, pods, workloads, otherWorkloads] = await Promise.all([
    read(services, liveServiceOf),
    read(endpointSlices, liveSliceOf),
    read(podMetadata, livePodOf),
    readEach(workloadKinds),
    kindsOfOthers.then((kinds) => (kinds ? readEach([...otherWorkloadKinds, ...kinds]) : notReadYet)),
  ]);
  return {
    services: mapKnown(ofServices, (all) => new Map(all.map((each) => [serviceKey(each.namespace, each.name), each]))),
    slices: mapKnown(ofSlices, (all) => Map.groupBy(all, (each) => serviceKey(each.namespace, each.service))),
    pods,
    workloads,
    otherWorkloads,
  };
}
