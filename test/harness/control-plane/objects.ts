import type { ControlPlane } from './start.ts';

/** As much of a Kubernetes object as it takes to find its place. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [more: string]: unknown };
  readonly [more: string]: unknown;
}

/**
 * Creates objects, in their order; what they hold as `status` is written after them, as a kubelet does. @throws Where
 * one is refused.
 */
export async function create(controlPlane: ControlPlane, ...objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    const { status, ...rest } = object;
    await demand(controlPlane, 'POST', collectionOf(object), JSON.stringify(rest));
    if (status !== undefined) await patchStatus(controlPlane, object, status);
  }
}

/** Merges into the status of an object, which no other way reaches. */
export async function patchStatus(
  controlPlane: ControlPlane,
  object: KubernetesObject,
  status: unknown,
): Promise<void> {
  await demand(controlPlane, 'PATCH', `${placeOf(object)}/status`, JSON.stringify({ status }), mergePatch);
}

/** Merges into an object. */
export async function patch(controlPlane: ControlPlane, object: KubernetesObject, change: unknown): Promise<void> {
  await demand(controlPlane, 'PATCH', placeOf(object), JSON.stringify(change), mergePatch);
}

/** Without a grace period, because no kubelet says that a pod has ended. */
export async function remove(controlPlane: ControlPlane, object: KubernetesObject): Promise<void> {
  const options = { gracePeriodSeconds: 0, propagationPolicy: 'Background' };
  await demand(controlPlane, 'DELETE', placeOf(object), JSON.stringify(options));
}

/** The parsed answer to a GET. @throws If the API server refuses it. */
export async function read(controlPlane: ControlPlane, path: string): Promise<unknown> {
  return JSON.parse(await demand(controlPlane, 'GET', path));
}

export const readyConditions = [{ type: 'Ready', status: 'True' }];

/** A running pod as a kubelet would have left it; the pod's node has to exist for a Service to count it. */
export function runningPod(options: {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ips: readonly string[];
  readonly node?: string;
  readonly ready?: boolean;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}): KubernetesObject {
  const { name, namespace, labels, ips, node = 'node', ready = true, ports = [] } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      nodeName: node,
      containers: [{ name: 'main', image: 'example.com/main', ports }],
    },
    status: {
      phase: 'Running',
      podIP: ips[0],
      podIPs: ips.map((ip) => ({ ip })),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

export function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function node(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address: '192.0.2.10' }], conditions: readyConditions },
  };
}

/** The path of the objects of its kind. Only for kinds whose plural ends in -s. */
export function collectionOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = kind === 'Endpoints' ? 'endpoints' : `${kind.toLowerCase()}s`;
  return metadata.namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${metadata.namespace}/${plural}`;
}

const mergePatch = 'application/merge-patch+json';

function placeOf(object: KubernetesObject): string {
  return `${collectionOf(object)}/${object.metadata.name}`;
}

async function demand(
  controlPlane: ControlPlane,
  method: string,
  path: string,
  body?: string,
  type?: string,
): Promise<string> {
  const answer = await controlPlane.request(method, path, body, type);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return answer.body;
}
