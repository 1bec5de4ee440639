import type { Answer, Connection } from '../cluster/connection.ts';
import type { ClusterFailure } from '../cluster/failure.ts';
import {
  endpointSlices,
  listAll,
  networkPolicies,
  nodes as nodeKind,
  objectPath,
  type ServedKind,
  services,
  unfinishedPods,
} from '../cluster/list.ts';
import {
  type AppliedService,
  containersOf,
  endpointsOf,
  nodeOf,
  podOf,
  samePort,
  serviceOf,
} from '../core/probe/clusterObjects.ts';
import type { LiveFacts, Node, ProbedPort, ProxyAnswer, Seen } from '../core/probe/facts.ts';
import { policiesOf } from '../core/probe/policies.ts';
import type { AskedContainer, ProbeRequest } from '../core/probe/request.ts';
import { choosePort } from '../core/probe/serviceInFiles.ts';
import { isName } from '../core/probe/withoutNodePort.ts';
import { parseJson, textAt } from '../core/text/json.ts';
import { oneLine } from './words.ts';

export interface EvidenceQuery {
  readonly namespace: string;
  readonly name: string;
  /** The port in the file; absent if there is no file. */
  readonly port?: ProbedPort;
  /** The person's choice: the name, the number or the node port of a port. */
  readonly wanted?: string;
}

/** The cluster's facts about a Service, and a function to send a request to it. */
export interface Evidence {
  readonly service: Seen<AppliedService | undefined>;
  /** The probed port as it is applied. */
  readonly port?: ProbedPort;
  readonly containers: readonly AskedContainer[];
  readonly nodes: Seen<readonly Node[]>;
  /** All facts but the answer of the service proxy, which depends on the request. */
  live(proxy: Seen<ProxyAnswer>): LiveFacts;
  /** Sends a request to the Service through the API server, without its node port. */
  askProxy(request: ProbeRequest, signal: AbortSignal): Promise<Seen<ProxyAnswer>>;
}

/** For one request: a person waits for the report, and facts that arrive later count as not seen. */
const requestMilliseconds = 5000;

/**
 * Reads the facts that a probe needs, in two rounds of concurrent requests. Never rejects; nothing is written.
 *
 * @returns why nothing could be read, if no API server answers
 */
export async function gatherEvidence(
  connection: Connection,
  query: EvidenceQuery,
  signal: AbortSignal,
): Promise<Evidence | { readonly because: string }> {
  const { namespace, name } = query;
  const list = (kind: ServedKind, where: { readonly namespace?: string; readonly labelSelector?: string } = {}) =>
    listSeen(connection, kind, { ...where, signal, timeout: requestMilliseconds });
  const inNamespace = `namespaces/${encodeURIComponent(namespace)}`;
  const [serviceAnswer, slices, nodeObjects, policyObjects] = await Promise.all([
    connection.get(objectPath(services, namespace, name), {
      signal,
      timeout: requestMilliseconds,
    }),
    list(endpointSlices, { namespace, labelSelector: `kubernetes.io/service-name=${name}` }),
    list(nodeKind),
    list(networkPolicies, { namespace }),
  ]);
  if (!serviceAnswer.ok && serviceAnswer.failure.type !== 'status') {
    return { because: wordsOf(serviceAnswer.failure) };
  }
  const service = serviceIn(serviceAnswer);
  const applied = 'seen' in service ? service.seen : undefined;
  const port = applied && (query.port ? samePort(applied.ports, query.port) : choosePort(applied.ports, query.wanted));
  const isAbsent = 'seen' in service && applied === undefined;
  const [podObjects, elsewhere] = await Promise.all([
    applied?.labelSelector
      ? list(unfinishedPods, { namespace, labelSelector: applied.labelSelector })
      : unlisted(service),
    isAbsent ? namespacesWith(list, name, namespace) : [],
  ]);
  const targetPort = port?.targetPort ?? query.port?.targetPort ?? '';
  const pods = 'seen' in podObjects ? podObjects.seen : [];
  const unhealthy = await lastUnhealthy(list, namespace, pods);
  const nodes = mapSeen(nodeObjects, (objects) => objects.map(nodeOf));
  const facts: Omit<LiveFacts, 'proxy'> = {
    context: connection.context,
    namespace,
    service: mapSeen(service, (found) => found && { ...found, ...(port ? { port } : {}) }),
    elsewhere,
    endpoints: mapSeen(slices, (objects) => endpointsOf(objects, port ?? query.port ?? unnamedPort)),
    pods: mapSeen(podObjects, (objects) =>
      objects.map((object) => podOf(object, targetPort, unhealthy.get(textAt(object, 'metadata', 'name') ?? ''))),
    ),
    nodes,
    policies:
      'seen' in podObjects
        ? mapSeen(policyObjects, (objects) => policiesOf(objects, pods, targetPort, 'seen' in nodes ? nodes.seen : []))
        : podObjects,
  };
  return {
    service,
    ...(port ? { port } : {}),
    containers: answering(pods).flatMap(containersOf),
    nodes,
    live: (proxy) => ({ ...facts, proxy }),
    askProxy: async (request, within) => {
      const number = (port ?? query.port)?.port;
      if (isAbsent || number === undefined) {
        return { unseen: isAbsent ? 'the Service is not there' : 'its port is not known' };
      }
      if (applied && isName(applied)) {
        return { unseen: 'a name has no endpoints' };
      }
      if (request.type !== 'http' || (port ?? query.port)?.protocol !== 'TCP') {
        return { unseen: 'it speaks HTTP only' };
      }
      const scheme = request.scheme === 'https' ? 'https:' : '';
      const place = `/api/v1/${inNamespace}/services/${scheme}${encodeURIComponent(name)}:${number}/proxy${request.path}`;
      return proxyAnswer(
        await connection.get(place, { signal: within, timeout: requestMilliseconds, maximumBytes: 1_000_000 }),
      );
    },
  };
}

/** The pod whose containers decide the request: one that receives traffic, if there is one. */
function answering(pods: readonly unknown[]): readonly unknown[] {
  const ready = pods.find((pod) => podOf(pod, '').ready);
  return ready === undefined ? pods.slice(0, 1) : [ready];
}

/** The pods of a Service that has no selector to list them by. */
function unlisted(service: Seen<AppliedService | undefined>): Seen<readonly unknown[]> {
  return 'seen' in service ? { seen: [] } : { unseen: 'the applied selector was not seen' };
}

/** The objects of a list of one kind. */
type List = (
  kind: ServedKind,
  where?: { readonly namespace?: string; readonly labelSelector?: string },
) => Promise<Seen<readonly unknown[]>>;

const unnamedPort = { protocol: 'TCP' };
/** The most objects of a kind. If there are more, the report says that they were not all read. */
const mostObjects = 5000;

async function listSeen(
  connection: Connection,
  kind: ServedKind,
  options: {
    readonly namespace?: string;
    readonly labelSelector?: string;
    readonly signal: AbortSignal;
    readonly timeout: number;
  },
): Promise<Seen<readonly unknown[]>> {
  const listed = await listAll(connection, kind, { ...options, most: mostObjects, reduce: (object) => object });
  if (!listed.ok) return { unseen: wordsOf(listed.failure) };
  return listed.isCut ? { unseen: 'there are more than 5,000' } : { seen: listed.items };
}

function serviceIn(answer: Answer): Seen<AppliedService | undefined> {
  if (answer.ok) {
    return { seen: serviceOf(parseJson(answer.body)) };
  }
  const { failure } = answer;
  return failure.type === 'status' && failure.code === 404 && failure.reason === 'NotFound'
    ? { seen: undefined }
    : { unseen: wordsOf(failure) };
}

/** Other namespaces with a Service of that name; empty if the user may not list them. */
async function namespacesWith(list: List, name: string, namespace: string): Promise<readonly string[]> {
  const found = await list({ ...services, fieldSelector: `metadata.name=${name}` });
  return 'seen' in found
    ? found.seen.flatMap((each) => textAt(each, 'metadata', 'namespace') ?? []).filter((each) => each !== namespace)
    : [];
}

/**
 * The kubelet's last message about pods that are not ready. Only a few are read, because one reason usually
 * applies to all.
 */
async function lastUnhealthy(
  list: List,
  namespace: string,
  pods: readonly unknown[],
): Promise<ReadonlyMap<string, string>> {
  const names = pods
    .filter((pod) => !podOf(pod, '').ready)
    .slice(0, 3)
    .flatMap((pod) => textAt(pod, 'metadata', 'name') ?? []);
  const messages = await Promise.all(
    names.map(async (name): Promise<[string, string][]> => {
      const fieldSelector = `involvedObject.kind=Pod,involvedObject.name=${name},reason=Unhealthy`;
      const found = await list({ root: '/api/v1', plural: 'events', fieldSelector }, { namespace });
      const last = 'seen' in found ? found.seen.at(-1) : undefined;
      const message = last === undefined ? undefined : textAt(last, 'message');
      return message === undefined ? [] : [[name, oneLine(message, 150)]];
    }),
  );
  return new Map(messages.flat());
}

/**
 * The meaning of the proxy's answer. A 503 with a Status comes from the API server, one without it from the
 * application. Sources: k8s.io/kubernetes/pkg/registry/core/service/storage ResourceLocation,
 * k8s.io/apimachinery/pkg/util/proxy.
 */
function proxyAnswer(answer: Answer): Seen<ProxyAnswer> {
  if (answer.ok) {
    return { seen: { type: 'answered', status: answer.status } };
  }
  const { failure } = answer;
  if (failure.type !== 'status') {
    return { unseen: wordsOf(failure) };
  }
  if (failure.reason === '') {
    return { seen: { type: 'answered', status: failure.code } };
  }
  if (/no endpoints available/.test(failure.message)) {
    return { seen: { type: 'no endpoints' } };
  }
  const reached = /error trying to reach service: (.*)/s.exec(failure.message);
  if (failure.code === 503 && reached) {
    const words = oneLine(reached[1] ?? '', 150);
    return { seen: { type: 'failed', how: howOf(words), words } };
  }
  return { unseen: wordsOf(failure) };
}

function howOf(words: string): 'refused' | 'timeout' | 'other' {
  return /refused/.test(words) ? 'refused' : /timeout|timed out|deadline/.test(words) ? 'timeout' : 'other';
}

/** E.g. `403: nodes is forbidden: User "viewer" cannot list …`. */
function wordsOf(failure: ClusterFailure): string {
  return oneLine(failure.type === 'status' ? `${failure.code}: ${failure.message}` : failure.message, 200);
}

function mapSeen<T, U>(fact: Seen<T>, change: (value: T) => U): Seen<U> {
  return 'seen' in fact ? { seen: change(fact.seen) } : fact;
}
