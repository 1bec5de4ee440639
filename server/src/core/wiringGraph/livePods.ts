import { describeLiveView } from '../describe/liveEndpoints.ts';
import type { IndexReader } from '../index/reader.ts';
import type { LiveEndpoint } from '../live/objects.ts';
import type { Resource } from '../model/resource.ts';
import type { GraphState } from '../model/wiringGraph.ts';
import { liveViewOf } from '../resolve/liveService.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import type { Draft } from './draft.ts';

/**
 * Adds the endpoints of a Service in the connected cluster: each pod below the workload that creates it, or else below
 * the Service.
 *
 * @param workloads those that the Service selects by the files
 */
export function connectPods(
  service: Resource,
  workloads: readonly Resource[],
  draft: Draft,
  index: IndexReader,
  settings: Settings,
): void {
  const view = liveViewOf(service, index, settings);
  if (!view) {
    return;
  }
  const node = draft.nodeOf(service);
  const { text } = describeLiveView(view);
  if (text !== undefined) {
    node.details.push(text);
  }
  const { applied, context, namespace } = view;
  if (applied.state === 'unknown' || !applied.value) {
    return;
  }
  const { ready, notReady, terminating } = applied.value.endpoints;
  const stale = applied.state === 'stale' ? `the state of the cluster is stale since ${applied.since}` : undefined;
  const endpoints = [
    ...notReady.map((endpoint) => ({ endpoint, state: 'broken', because: 'the pod is not ready' }) as const),
    ...terminating.map((endpoint) => ({ endpoint, state: 'unknown', because: 'the pod is terminating' }) as const),
    ...ready.map((endpoint) => ({ endpoint, state: 'ok', because: undefined }) as const),
  ];
  const connect = (from: string, name: string, kind: string, state: GraphState, because: string | undefined): void => {
    const to = draft.nodeWith(`${context}: ${kind} ${namespace}/${name}`, () => ({
      role: 'pod',
      kind,
      name,
      namespace,
      state: stale === undefined ? state : 'unknown',
    }));
    const verdict =
      stale === undefined
        ? { state, ...(because === undefined ? {} : { because }) }
        : { state: 'unknown' as const, because: stale };
    draft.connect({ from, to: to.id, ...verdict });
  };
  const owner = ownersOf(workloads, namespace, index);
  for (const { endpoint, state, because } of endpoints.slice(0, mostPods)) {
    const workload = owner(endpoint);
    const from = workload ? draft.nodeOf(workload) : node;
    connect(from.id, endpoint.pod ?? endpoint.address, endpoint.pod === undefined ? 'Endpoint' : 'Pod', state, because);
  }
  const rest = endpoints.slice(mostPods);
  if (rest.length > 0) {
    const isBroken = rest.some(({ state }) => state === 'broken');
    const from = workloads.length === 1 ? draft.nodeOf(workloads[0]!) : node;
    const name = `${rest.length} more endpoints of ${service.name}`;
    connect(from.id, name, '', isBroken ? 'broken' : 'ok', isBroken ? 'not all are ready' : undefined);
  }
}

/** More pods of one Service are counted. Those that are not ready come first. */
const mostPods = 10;

/** The workload that creates a pod, by the labels of the pod. */
function ownersOf(
  workloads: readonly Resource[],
  namespace: string,
  index: IndexReader,
): (endpoint: LiveEndpoint) => Resource | undefined {
  const [only] = workloads;
  if (workloads.length <= 1) {
    return () => only;
  }
  const pods = index.livePods(namespace)?.pods;
  const labels = new Map((pods && pods.state !== 'unknown' ? pods.value : none).map((pod) => [pod.name, pod.labels]));
  // Of two workloads whose labels a pod has, the one with more labels is more likely to create it.
  const pairsOf = ({ podTemplate }: Resource) => podTemplate?.labels?.pairs ?? none;
  const specific = workloads.toSorted((a, b) => pairsOf(b).length - pairsOf(a).length);
  return ({ pod = '' }) => {
    const own = new Map(Object.entries(labels.get(pod) ?? {}));
    return specific.find(
      (each) => pairsOf(each).length > 0 && pairsOf(each).every(({ key, value }) => own.get(key.value) === value.value),
    );
  };
}
