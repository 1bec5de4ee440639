import { compareText } from '../text/compare.ts';
import type { LiveEndpoint, LiveService, LiveServicePort, LiveSlice } from './objects.ts';

/** The endpoints of one Service in its endpoint slices. */
export interface Endpoints {
  /**
   * Each pod is in one of these lists. An endpoint without a pod counts like a pod. The lists are sorted by
   * name.
   */
  readonly ready: readonly LiveEndpoint[];
  readonly notReady: readonly LiveEndpoint[];
  readonly terminating: readonly LiveEndpoint[];
  /** In the order of the Service. */
  readonly ports: readonly PortEndpoints[];
}

export interface PortEndpoints {
  readonly port: LiveServicePort;
  readonly ready: number;
  /** The number of ready or terminating endpoints that still serve. They get traffic if none is ready. */
  readonly serving: number;
  /** The number of existing pods without this port, which is possible for a named target port. */
  readonly withoutPort: number;
}

/**
 * Counts the endpoints of a Service over all its slices. The controller splits slices by address family, by
 * list of ports, and by hundred endpoints. A pod is ready if it is ready for at least one port of the Service,
 * because a slice without the port carries no traffic: for pods that lack a named target port the controller
 * creates slices that call them ready and have no ports. Sources: discovery/v1 EndpointConditions;
 * k8s.io/endpointslice reconcileByAddressType, getEndpointPorts; pkg/proxy CategorizeEndpoints. Slices of names
 * (`FQDN`) count nothing, because no proxy serves them.
 */
export function endpointsOfService(service: LiveService, slices: Iterable<LiveSlice>): Endpoints {
  const all = new Map<string, LiveEndpoint>();
  const reachable = new Map<string, LiveEndpoint>();
  const byPort = service.ports.map((port) => ({
    port,
    ready: new Set<string>(),
    serving: new Set<string>(),
    has: new Set<string>(),
  }));
  for (const slice of slices) {
    if (slice.addressType === 'FQDN' || slice.service !== service.name || slice.namespace !== service.namespace)
      continue;
    const here = byPort.filter(({ port }) => hasPort(slice, port));
    for (const endpoint of slice.endpoints) {
      keepBest(all, endpoint);
      // A headless Service without ports has slices without ports.
      if (here.length > 0 || service.ports.length === 0) keepBest(reachable, endpoint);
      for (const { ready, serving, has } of here) {
        has.add(endpoint.id);
        if (endpoint.ready) ready.add(endpoint.id);
        if (endpoint.serving) serving.add(endpoint.id);
      }
    }
  }
  const isReady = ({ id }: LiveEndpoint) => reachable.get(id)?.ready === true;
  const listed = [...all.values()].sort((a, b) => compareText(a.pod ?? a.id, b.pod ?? b.id));
  return {
    ready: listed.filter(isReady),
    terminating: listed.filter((endpoint) => !isReady(endpoint) && endpoint.terminating),
    notReady: listed.filter((endpoint) => !isReady(endpoint) && !endpoint.terminating),
    ports: byPort.map(({ port, ready, serving, has }) => ({
      port,
      ready: ready.size,
      serving: serving.size,
      withoutPort: all.size - has.size,
    })),
  };
}

/** An endpoint of one port of a Service. */
export interface PortEndpoint extends LiveEndpoint {
  /** The target port number; undefined if the pod lacks the named port, so that the endpoint gets no traffic. */
  readonly port: number | undefined;
}

/**
 * The endpoints of one port of a Service over all its slices, each pod once. The sources are the ones of
 * `endpointsOfService`.
 *
 * @param port with an empty name if the port of the Service has none
 */
export function endpointsOfPort(
  slices: Iterable<LiveSlice>,
  port: Pick<LiveServicePort, 'name' | 'protocol'>,
): readonly PortEndpoint[] {
  const all = new Map<string, PortEndpoint>();
  const reachable = new Map<string, PortEndpoint>();
  for (const slice of slices) {
    if (slice.addressType === 'FQDN') continue;
    const number = slice.ports.find((each) => isPort(each, port))?.port;
    for (const endpoint of slice.endpoints) {
      if (endpoint.address !== '') keepBest(number === undefined ? all : reachable, { ...endpoint, port: number });
    }
  }
  return [...reachable.values(), ...[...all.values()].filter(({ id }) => !reachable.has(id))];
}

/** Whether Podwire counts the endpoints of the Service. An ExternalName Service has none, whatever its selector. */
export function hasEndpoints({ type }: LiveService): boolean {
  return type !== 'ExternalName';
}

function hasPort(slice: LiveSlice, port: LiveServicePort): boolean {
  return slice.ports.some((each) => isPort(each, port));
}

function isPort(
  each: LiveSlice['ports'][number],
  { name, protocol }: Pick<LiveServicePort, 'name' | 'protocol'>,
): boolean {
  return each.name === name && each.protocol === protocol && each.port !== undefined;
}

// A pod is in several slices if it has two addresses, or while the controller moves it.
function keepBest<T extends LiveEndpoint>(endpoints: Map<string, T>, endpoint: T): void {
  const known = endpoints.get(endpoint.id);
  if (!known || (endpoint.ready && !known.ready) || (known.terminating && !endpoint.terminating && !known.ready)) {
    endpoints.set(endpoint.id, endpoint);
  }
}
