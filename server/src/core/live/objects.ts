import { jsonText, listAt, objectAt } from '../text/json.ts';
/**
 * Objects of the API server, reduced to the facts that decide whether traffic reaches a pod. Each `…Of`
 * function takes a parsed object and accepts any value. Absent fields get the defaults of Kubernetes, and
 * unknown fields are ignored.
 */

/** Source: core/v1 Service. */
export interface LiveService {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Its applied selector; undefined if it selects nothing, so that its endpoints come from another source. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  /** E.g. `NodePort`. */
  readonly type: string;
  readonly isHeadless: boolean;
  readonly publishNotReadyAddresses: boolean;
  readonly ports: readonly LiveServicePort[];
}

/** Source: core/v1 ServicePort. */
export interface LiveServicePort {
  /** Empty if the port has no name. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly targetPort: number | string;
  readonly nodePort: number | undefined;
}

/** Source: discovery/v1 EndpointSlice. */
export interface LiveSlice {
  readonly namespace: string;
  readonly name: string;
  /** Its Service, from the label kubernetes.io/service-name. */
  readonly service: string;
  /** `IPv4`, `IPv6` or `FQDN`. */
  readonly addressType: string;
  readonly endpoints: readonly LiveEndpoint[];
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number | undefined }[];
}

export interface LiveEndpoint {
  /** The identity of the endpoint: the uid of its pod, else the name of the pod, else the address. */
  readonly id: string;
  /**
   * The first address. A pod with several addresses has one of them in each of several slices. Empty if there
   * is no address.
   */
  readonly address: string;
  /** The name of the pod; undefined if the endpoint is not a pod. */
  readonly pod: string | undefined;
  readonly node: string | undefined;
  /**
   * Absent conditions are resolved: a consumer has to read an unknown `ready` as true, and an unknown `serving`
   * as `ready`.
   */
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** The metadata of a pod. Source: meta/v1 PartialObjectMetadata. */
export interface LivePod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Kind and name of its controller, e.g. `ReplicaSet web-5d4f`. Empty if it has none. */
  readonly owner: string;
  readonly isTerminating: boolean;
}

/** A workload that creates pods: a Deployment, StatefulSet, CronJob. Sources: apps/v1, batch/v1. */
export interface LiveWorkload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** The labels of its pod template; undefined for a kind without a standard pod template. */
  readonly labels: Readonly<Record<string, string>> | undefined;
}

export function liveServiceOf(object: unknown): LiveService {
  const { metadata, spec } = objectAt(object);
  const { namespace, name, uid } = objectAt(metadata);
  const { selector, type, clusterIP, publishNotReadyAddresses, ports } = objectAt(spec);
  const pairs = labelsOf(selector);
  return {
    namespace: jsonText(namespace),
    name: jsonText(name),
    uid: jsonText(uid),
    selector: Object.keys(pairs).length > 0 ? pairs : undefined,
    type: jsonText(type) || 'ClusterIP',
    isHeadless: clusterIP === 'None',
    publishNotReadyAddresses: publishNotReadyAddresses === true,
    ports: listAt(ports).map(servicePortOf),
  };
}

export function liveSliceOf(object: unknown): LiveSlice {
  const { metadata, addressType, endpoints, ports } = objectAt(object);
  const { namespace, name, labels } = objectAt(metadata);
  return {
    namespace: jsonText(namespace),
    name: jsonText(name),
    service: labelsOf(labels)['kubernetes.io/service-name'] ?? '',
    addressType: jsonText(addressType),
    endpoints: listAt(endpoints).flatMap((endpoint) => endpointsOf(endpoint, jsonText(namespace))),
    ports: listAt(ports)
      .map((each) => objectAt(each))
      .map((port) => ({
        name: jsonText(port.name),
        protocol: jsonText(port.protocol) || 'TCP',
        port: typeof port.port === 'number' ? port.port : undefined,
      })),
  };
}

export function livePodOf(object: unknown): LivePod {
  const { namespace, name, uid, labels, ownerReferences, deletionTimestamp } = objectAt(objectAt(object).metadata);
  const owner = listAt(ownerReferences).map((each) => objectAt(each))[0];
  return {
    namespace: jsonText(namespace),
    name: jsonText(name),
    uid: jsonText(uid),
    labels: labelsOf(labels),
    owner: owner ? `${jsonText(owner.kind)} ${jsonText(owner.name)}` : '',
    isTerminating: typeof deletionTimestamp === 'string',
  };
}

/** The kind is a parameter because the objects in a list do not state it. */
export function liveWorkloadOf(kind: string, object: unknown): LiveWorkload {
  const { metadata, spec } = objectAt(object);
  const { namespace, name } = objectAt(metadata);
  const template = kind === 'CronJob' ? objectAt(spec, 'jobTemplate', 'spec', 'template') : objectAt(spec, 'template');
  const { labels } = objectAt(template.metadata);
  return { namespace: jsonText(namespace), kind, name: jsonText(name), labels: labelsOf(labels) };
}

/**
 * Reads only the metadata: a controller gives its ReplicaSets the labels of their pods. Sources:
 * pkg/controller/deployment/util NewRSNewReplicas, argo-rollouts/rollout createNewReplicaSet.
 */
export function liveReplicaSetOf(object: unknown): LiveWorkload {
  const { namespace, name, labels } = objectAt(objectAt(object).metadata);
  return { namespace: jsonText(namespace), kind: 'ReplicaSet', name: jsonText(name), labels: labelsOf(labels) };
}

/** Whether a Service selects a pod: the namespaces are equal, and the pod has every pair of the selector. */
export function selects({ namespace, selector }: LiveService, pod: LivePod): boolean {
  if (selector === undefined || namespace !== pod.namespace) return false;
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(pod.labels, key) && pod.labels[key] === value);
}

/** A selector in the format of `kubectl get service`, e.g. `app=web,tier=front`. */
export function selectorText(selector: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function servicePortOf(object: unknown): LiveServicePort {
  const { name, port, protocol, targetPort, nodePort } = objectAt(object);
  const number = typeof port === 'number' ? port : 0;
  const isStated =
    (typeof targetPort === 'number' && targetPort !== 0) || (typeof targetPort === 'string' && targetPort);
  return {
    name: jsonText(name),
    port: number,
    protocol: jsonText(protocol) || 'TCP',
    // Source: pkg/apis/core/v1 SetDefaults_Service.
    targetPort: isStated ? (targetPort as number | string) : number,
    nodePort: typeof nodePort === 'number' && nodePort > 0 ? nodePort : undefined,
  };
}

// A pod is one endpoint, however many addresses it has. An endpoint without a target counts once for each
// address.
function endpointsOf(object: unknown, namespace: string): LiveEndpoint[] {
  const { addresses, conditions, targetRef, nodeName } = objectAt(object);
  const { ready, serving, terminating } = objectAt(conditions);
  const target = objectAt(targetRef);
  const isPod = target.kind === 'Pod';
  const name = jsonText(target.name);
  const id =
    jsonText(target.uid) || (name && `${jsonText(target.kind)} ${jsonText(target.namespace) || namespace}/${name}`);
  const isReady = ready !== false;
  const all = listAt(addresses).map(jsonText).filter(Boolean);
  const endpoint = {
    address: all[0] ?? '',
    pod: isPod && name ? name : undefined,
    node: jsonText(nodeName) || undefined,
    ready: isReady,
    // Source: discovery/v1 EndpointConditions: nil means as `ready`.
    serving: typeof serving === 'boolean' ? serving : isReady,
    terminating: terminating === true,
  };
  return id ? [{ id, ...endpoint }] : all.map((address) => ({ id: `address ${address}`, ...endpoint, address }));
}

function labelsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectAt(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
