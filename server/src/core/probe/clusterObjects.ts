import { endpointsOfPort } from '../live/endpoints.ts';
import { liveSliceOf } from '../live/objects.ts';
import { conditionOf, podStateOf } from '../live/podState.ts';
import type { ContainerProbe } from '../model/resource.ts';
import { listAt, numberAt, objectAt, textAt, textOrNumberAt, textsAt } from '../text/json.ts';
import { optional } from '../text/optional.ts';
import type { Endpoint, LiveService, Node, NodeAddress, Pod, ProbedPort } from './facts.ts';
import { type AskedContainer, isPortWatched } from './request.ts';

/** Converts JSON objects of the API server into the facts of a probe. No function throws, whatever the input. */

export interface AppliedService extends Omit<LiveService, 'port'> {
  readonly ports: readonly ProbedPort[];
  /** For the label selector of a list of pods, e.g. `app=web,tier=front`. */
  readonly labelSelector: string;
}

/** Source: k8s.io/api core/v1 ServiceSpec, ServiceStatus. */
export function serviceOf(object: unknown): AppliedService {
  const selector = [...textsAt(object, 'spec', 'selector')];
  const balancers = listAt(object, 'status', 'loadBalancer', 'ingress').flatMap(
    (each) => textAt(each, 'ip') ?? textAt(each, 'hostname') ?? [],
  );
  return {
    type: textAt(object, 'spec', 'type') ?? 'ClusterIP',
    ...(textAt(object, 'spec', 'clusterIP') === 'None' ? { isHeadless: true } : {}),
    ...(objectAt(object, 'spec').allocateLoadBalancerNodePorts === false ? { withoutNodePorts: true } : {}),
    ...optional('externalName', textAt(object, 'spec', 'externalName')),
    ...(balancers.length > 0 ? { balancers } : {}),
    selector: selector.map(([key, value]) => `${key}=${value}`).join(', '),
    labelSelector: selector.map(([key, value]) => `${key}=${value}`).join(','),
    families: listAt(object, 'spec', 'ipFamilies').filter((family) => family === 'IPv4' || family === 'IPv6'),
    localTraffic: textAt(object, 'spec', 'externalTrafficPolicy') === 'Local',
    internalLocal: textAt(object, 'spec', 'internalTrafficPolicy') === 'Local',
    ports: listAt(object, 'spec', 'ports').map((port) => ({
      ...optional('name', textAt(port, 'name')),
      ...optional('port', numberAt(port, 'port')),
      ...optional('nodePort', numberAt(port, 'nodePort') || undefined),
      ...optional('targetPort', textOrNumberAt(port, 'targetPort') ?? numberAt(port, 'port')?.toString()),
      protocol: textAt(port, 'protocol') ?? 'TCP',
    })),
  };
}

/**
 * The port of an applied Service that corresponds to the port of the file: by name, else by number, else the
 * only one.
 */
export function samePort(ports: readonly ProbedPort[], wanted: ProbedPort): ProbedPort | undefined {
  return (
    ports.find(({ name }) => name !== undefined && name === wanted.name) ??
    ports.find(({ port, protocol }) => port === wanted.port && protocol === wanted.protocol) ??
    ports.find(({ nodePort }) => nodePort !== undefined && nodePort === wanted.nodePort) ??
    (ports.length === 1 ? ports[0] : undefined)
  );
}

/**
 * The endpoints of a Service port over all slices. A pod in a slice without the port is an endpoint that
 * receives no traffic.
 *
 * @param port the Service port; its name is absent if it has none
 */
export function endpointsOf(
  slices: readonly unknown[],
  { name = '', protocol }: Pick<ProbedPort, 'name' | 'protocol'>,
): readonly Endpoint[] {
  return endpointsOfPort(slices.map(liveSliceOf), { name, protocol }).map(
    ({ address, node, pod, ready, serving, terminating, port }) => ({
      address,
      ...optional('node', node),
      ...optional('pod', pod),
      ready,
      serving,
      terminating,
      ...optional('port', port),
    }),
  );
}

/** @param unhealthy the message of the last event `Unhealthy` of the pod */
export function podOf(object: unknown, targetPort: string, unhealthy?: string): Pod {
  const containers = containersOf(object);
  const { name, isReady, why } = podStateOf(object);
  return {
    name,
    ...optional('node', textAt(object, 'spec', 'nodeName')),
    ready: isReady,
    ...(isReady ? {} : optional('because', unhealthy ?? (why || undefined))),
    ports: containers.flatMap(({ ports }) => ports),
    portIsWatched: isPortWatched(containers, targetPort),
  };
}

/** The containers that keep running. Source: k8s.io/endpointslice FindPort. */
export function containersOf(pod: unknown): readonly AskedContainer[] {
  const restarted = listAt(pod, 'spec', 'initContainers').filter((each) => textAt(each, 'restartPolicy') === 'Always');
  return [...listAt(pod, 'spec', 'containers'), ...restarted].map((container) => ({
    name: textAt(container, 'name') ?? '',
    ports: listAt(container, 'ports').flatMap((port) => {
      const number = numberAt(port, 'containerPort');
      return number === undefined
        ? []
        : [{ ...optional('name', textAt(port, 'name')), number, protocol: textAt(port, 'protocol') ?? 'TCP' }];
    }),
    ...optional('readinessProbe', probeOf(objectAt(container, 'readinessProbe'))),
    ...optional('livenessProbe', probeOf(objectAt(container, 'livenessProbe'))),
  }));
}

/** Source: k8s.io/api core/v1 NodeStatus; flannel/pkg/subnet/kube, with its usual prefix. */
export function nodeOf(object: unknown): Node {
  const ready = conditionOf(objectAt(object, 'status'), 'Ready');
  const stated = listAt(object, 'status', 'addresses').flatMap((each): NodeAddress[] => {
    const [type, address] = [textAt(each, 'type'), textAt(each, 'address')];
    return type !== undefined && address !== undefined ? [{ type, address }] : [];
  });
  const annotations = textsAt(object, 'metadata', 'annotations');
  const flannel = ['public-ip', 'public-ip-overwrite', 'public-ipv6'].flatMap((key): NodeAddress[] => {
    const address = annotations.get(`flannel.alpha.coreos.com/${key}`);
    return address ? [{ type: 'flannel', address }] : [];
  });
  const isReady = textAt(ready, 'status') === 'True';
  return {
    name: textAt(object, 'metadata', 'name') ?? '',
    ready: isReady,
    ...(isReady ? {} : optional('because', textAt(ready, 'message') ?? textAt(ready, 'reason'))),
    addresses: [...stated, ...flannel],
  };
}

function probeOf(probe: unknown): ContainerProbe | undefined {
  for (const type of ['httpGet', 'tcpSocket', 'grpc'] as const) {
    const port = textOrNumberAt(probe, type, 'port');
    if (port !== undefined) {
      const headers = listAt(probe, type, 'httpHeaders').map((header) => ({
        name: textAt(header, 'name') ?? '',
        value: textAt(header, 'value') ?? '',
      }));
      return {
        type,
        port,
        ...optional('path', textAt(probe, type, 'path')),
        ...optional('scheme', textAt(probe, type, 'scheme')),
        ...(headers.length > 0 ? { headers } : {}),
      };
    }
  }
  return undefined;
}
