import { nothingKnown, notReadyReason, type PodEvidence } from '../live/notReadyReason.ts';
import type { LiveEndpoint } from '../live/objects.ts';
import type { PodState } from '../live/podState.ts';
import type { ReportRow } from '../model/report.ts';
import type { LiveView } from '../resolve/liveService.ts';
import { endpointsInWords } from './liveEndpoints.ts';

/**
 * The endpoints of a Service in the cluster, with one row for each port and each pod below. A pod that is not
 * ready has its reason, if that was read.
 */
export function liveRows(
  { context, namespace, applied }: LiveView,
  evidence: PodEvidence = nothingKnown,
): readonly ReportRow[] {
  const where = `${context}, namespace ${namespace}`;
  if (applied.state === 'unknown') {
    return [
      { mark: 'unknown', text: `Endpoints in ${where} unknown: ${applied.because ?? 'they are still being read'}` },
    ];
  }
  const since = applied.state === 'stale' ? `, as of ${applied.since}` : '';
  if (!applied.value) {
    return [{ mark: since ? 'unknown' : 'failed', text: `Not applied in ${where}${since}` }];
  }
  const { service, endpoints } = applied.value;
  const because = notReadyReason(service, endpoints, evidence);
  // Pods that need attention come first.
  const all = [...endpoints.notReady, ...endpoints.terminating, ...endpoints.ready];
  const outside = evidence.states.filter(({ name }) => !all.some(({ pod }) => pod === name));
  const pods = [...all.map((each) => podRow(each, evidence.states)), ...outside.map(outsideRow)];
  return [
    {
      mark: since ? 'unknown' : because === undefined ? 'ok' : 'failed',
      text: `In ${where}: ${endpointsInWords(endpoints)}${since}`,
      ...(because === undefined ? {} : { detail: because }),
      rows: [
        ...endpoints.ports.map(({ port, ready }): ReportRow => {
          const name = port.name ? ` (${port.name})` : '';
          return {
            mark: ready > 0 ? 'ok' : 'failed',
            text: `Port ${port.port}/${port.protocol}${name}: ${ready} ready`,
          };
        }),
        ...pods.slice(0, mostPods),
        ...(pods.length > mostPods ? [{ mark: 'note', text: `${pods.length - mostPods} more` } as const] : []),
      ],
    },
  ];
}

// A longer list would not be read.
const mostPods = 20;

function podRow({ id, pod, ready, serving, terminating, node }: LiveEndpoint, states: readonly PodState[]): ReportRow {
  const state = ready
    ? 'ready'
    : terminating
      ? serving
        ? 'terminating, but still answering'
        : 'terminating'
      : 'not ready';
  const why = ready || terminating ? '' : (states.find(({ name }) => name === pod)?.why ?? '');
  // A reason that only repeats the state is left out.
  const detail = [why === state ? '' : why, node && `on node ${node}`].filter(Boolean).join(', ');
  return { mark: ready ? 'ok' : 'failed', text: `${pod ?? id}: ${state}`, ...(detail ? { detail } : {}) };
}

/** A pod that the selector matches and no EndpointSlice lists: it has no address, or it has ended. */
function outsideRow({ name, why }: PodState): ReportRow {
  return { mark: 'failed', text: `${name}: no endpoint`, ...(why ? { detail: why } : {}) };
}
