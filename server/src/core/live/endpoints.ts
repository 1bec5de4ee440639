import { compareText } from '../text/compare.ts';
import type { LiveEndpoint, LiveService, LiveServicePort, LiveSlice } from './objects.ts';

/** What the endpoint slices of one Service hold. */
export interface Endpoints {
  /** Each pod is in one of these lists; what is no pod's is counted like one. In the order of names. */
  readonly ready: readonly LiveEndpoint[];
  readonly notReady: readonly LiveEndpoint[];
  readonly terminating: readonly LiveEndpoint[];
  /** In the order of the Service. */
  readonly ports: readonly PortEndpoints[];
}

export interface PortEndpoints {
  readonly port: LiveServicePort;
  readonly ready: number;
  /** Ready or terminating, and answering: they get traffic where none is ready. */
  readonly serving: number;
  /** Pods that are there but do not have this port, which is what a named target port can do. */
  readonly withoutPort: number;
}

/**
 * Counts the endpoints of a Service over all its slices, however they are cut: by address family, by list of ports, by hundred. A pod
 * is ready where it is ready for at least one port of the Service, because a slice without the port leads nowhere: of pods
 * that lack a named target port the controller makes slices that call them ready and have no ports.
 * Sources: discovery/v1 EndpointConditions; k8s.io/endpointslice reconcileByAddressType, getEndpointPorts; pkg/proxy
 * CategorizeEndpoints. Slices of names (`FQDN`) count nothing: no proxy serves them.
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

/** Where one port of a Service leads to. */
export interface PortEndpoint extends LiveEndpoint {
  /** The number of the port there; undefined where the pod lacks the named port, so that nothing leads to it. */
  readonly port: number | undefined;
}

/**
 * The endpoints of one port of a Service over all slices of it, each pod once. Sources as of `endpointsOfService`.
 *
 * @param port its name is empty where the Service port has none
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

/** Whether the Service is one that Podwire counts endpoints of: an ExternalName has none, whatever its selector says. */
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

// One pod is in several slices where it has two addresses, or while the controller moves it.
function keepBest<T extends LiveEndpoint>(endpoints: Map<string, T>, endpoint: T): void {
  const known = endpoints.get(endpoint.id);
  if (!known || (endpoint.ready && !known.ready) || (known.terminating && !endpoint.terminating && !known.ready)) {
    endpoints.set(endpoint.id, endpoint);
  }
}
