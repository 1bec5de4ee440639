import type { Endpoints } from '../live/endpoints.ts';
import type { LiveView } from '../resolve/liveService.ts';

export interface LiveWords {
  readonly mark: 'ok' | 'failed' | 'unknown' | 'note';
  /** E.g. `2 of 3 endpoints ready · homelab`; undefined until the first answer of the cluster. */
  readonly text: string | undefined;
}

/** The state of a Service in the cluster, in words. A stale state says since when it is stale. */
export function describeLiveView({ context, namespace, isStated, applied }: LiveView): LiveWords {
  // If the file does not state the namespace, the text has to say which one was read.
  const where = isStated ? context : `${context}/${namespace}`;
  if (applied.state === 'unknown') {
    return { mark: 'unknown', text: applied.because === undefined ? undefined : `${applied.because} · ${where}` };
  }
  const since = applied.state === 'stale' ? ` · stale since ${applied.since}` : '';
  if (!applied.value) {
    return { mark: since ? 'unknown' : 'note', text: `not applied · ${where}${since}` };
  }
  const { ready, notReady, terminating } = applied.value.endpoints;
  const text = `${endpointsInWords(applied.value.endpoints)} · ${where}${since}`;
  if (since) {
    return { mark: 'unknown', text };
  }
  const { service } = applied.value;
  const hasSilentPort = applied.value.endpoints.ports.some((port) => port.ready === 0);
  const isBad = ready.length === 0 && (service.selector !== undefined || notReady.length + terminating.length > 0);
  return { mark: isBad || (hasSilentPort && ready.length > 0) ? 'failed' : 'ok', text };
}

/**
 * E.g. `2 of 3 endpoints ready`, `0 endpoints`. Terminating pods are not counted among those that should become
 * ready.
 */
export function endpointsInWords({ ready, notReady, terminating, ports }: Endpoints): string {
  const listed = ready.length + notReady.length;
  if (listed === 0) {
    return terminating.length > 0 ? `0 endpoints ready, ${terminating.length} terminating` : '0 endpoints';
  }
  const silent = ready.length > 0 ? ports.filter((port) => port.ready === 0) : [];
  const without = silent.map(({ port }) => port.name || String(port.port)).join(', ');
  return `${ready.length} of ${listed} ${listed === 1 ? 'endpoint' : 'endpoints'} ready${without ? `, none for port ${without}` : ''}`;
}
