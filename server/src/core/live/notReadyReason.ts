import type { Endpoints, PortEndpoints } from './endpoints.ts';
import { type LiveService, selectorText } from './objects.ts';
import type { PodState } from './podState.ts';

/** What is known of the pods that a Service selects. */
export interface PodEvidence {
  /** The number of pods that its selector matches, including finished ones. Undefined if pods cannot be listed. */
  readonly matching: number | undefined;
  /** Whether there are more pods than the counted ones. */
  readonly isCut?: boolean;
  /** Why some of the pods are not ready; may be empty. */
  readonly states: readonly PodState[];
}

export const nothingKnown: PodEvidence = { matching: undefined, states: [] };

/**
 * Why ports of a Service have no ready endpoint, as the end of a sentence, e.g. `no pod matches the selector
 * app=web`. Undefined if every port has a ready endpoint. If the reasons of the ports differ, each port is
 * named.
 */
export function notReadyReason(service: LiveService, endpoints: Endpoints, evidence: PodEvidence): string | undefined {
  if (service.type === 'ExternalName') return undefined;
  if (service.ports.length === 0) {
    return endpoints.ready.length > 0 ? undefined : becauseOf(service, endpoints, undefined, evidence);
  }
  const reasons = endpoints.ports
    .filter(({ ready }) => ready === 0)
    .map((port) => ({ port, reason: becauseOf(service, endpoints, port, evidence) }));
  const distinct = new Set(reasons.map(({ reason }) => reason));
  if (distinct.size === 0) return undefined;
  if (reasons.length === service.ports.length && distinct.size === 1) return reasons[0]?.reason;
  return reasons.map(({ port, reason }) => `port ${port.port.name || port.port.port}: ${reason}`).join('; ');
}

function becauseOf(
  service: LiveService,
  endpoints: Endpoints,
  port: PortEndpoints | undefined,
  { matching, isCut, states }: PodEvidence,
): string {
  const { ready, notReady, terminating } = endpoints;
  const listed = ready.length + notReady.length + terminating.length;
  const lacksPort = port !== undefined && port.withoutPort === listed;
  if (service.selector === undefined) {
    if (listed === 0) return 'it has no selector, and no endpoint slice was created for it';
    return lacksPort
      ? `no endpoint slice of it has ${described(port)}`
      : 'no endpoint that was created for it is ready';
  }
  const selector = selectorText(service.selector);
  if (listed === 0) {
    if (matching === undefined) return 'its endpoint slices are empty';
    if (matching === 0) return `no pod matches the selector ${selector}`;
    return `${isCut ? `more than ${matching} pods match` : pods(matching)} the selector ${selector}, but none is an endpoint${details(states)}`;
  }
  if (lacksPort) return `no pod has ${described(port)}`;
  if (port !== undefined && port.withoutPort > 0)
    return `no pod that has ${described(port)} is ready${details(states)}`;
  if (notReady.length === 0 && terminating.length > 0) {
    const still = (port?.serving ?? 0) > 0 ? ', and get traffic until they stop' : '';
    return `the only pods are terminating${still}`;
  }
  return `${listed === 1 ? 'the one pod' : `none of ${listed} pods`} is ${listed === 1 ? 'not ready' : 'ready'}${details(states)}`;
}

// A pod may lack the named target port that the Service requests. For one of several ports of a Service without
// a selector, the name is the port name in the slice.
function described({ port: { name, targetPort, protocol, port } }: PortEndpoints): string {
  if (typeof targetPort === 'string') return `a ${protocol} port named "${targetPort}"`;
  return name ? `the ${protocol} port "${name}"` : `the ${protocol} port ${port} without a name`;
}

function pods(count: number): string {
  return count === 1 ? '1 pod matches' : `${count} pods match`;
}

// A reader takes in three details, so more are only counted.
function details(states: readonly PodState[]): string {
  const telling = states.filter(({ why }) => why !== '');
  if (telling.length === 0) return '';
  const shown = telling.slice(0, 3).map(({ name, why }) => `${name} (${why})`);
  const more = telling.length > shown.length ? `, and ${telling.length - shown.length} more` : '';
  return `: ${shown.join(', ')}${more}`;
}
