import { becauseNotReady } from '../live/because.ts';
import type { LiveEndpoint } from '../live/objects.ts';
import type { ReportRow } from '../model/report.ts';
import { endpointsInWords } from './describeLive.ts';
import type { LiveView } from './liveService.ts';

/** The endpoints of a Service as the cluster has them, each port and each pod in a row below. */
export function liveRows({ context, namespace, applied }: LiveView): readonly ReportRow[] {
  const where = `${context}, namespace ${namespace}`;
  if (applied.state === 'unknown') {
    return [{ mark: 'unknown', text: `Endpoints in ${where} unknown: ${applied.because ?? 'they are being read'}` }];
  }
  const since = applied.state === 'stale' ? `, as of ${applied.since}` : '';
  if (!applied.value) {
    return [{ mark: since ? 'unknown' : 'failed', text: `Not applied in ${where}${since}` }];
  }
  const { service, endpoints } = applied.value;
  const because = becauseNotReady(service, endpoints, { matching: undefined, states: [] });
  const all = [...endpoints.ready, ...endpoints.notReady, ...endpoints.terminating];
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
        ...all.slice(0, mostPods).map(podRow),
        ...(all.length > mostPods ? [{ mark: 'note', text: `${all.length - mostPods} more` } as const] : []),
      ],
    },
  ];
}

// Nobody reads further.
const mostPods = 20;

function podRow({ id, pod, ready, serving, terminating, node }: LiveEndpoint): ReportRow {
  const state = ready
    ? 'ready'
    : terminating
      ? serving
        ? 'terminating, and still answering'
        : 'terminating'
      : 'not ready';
  return {
    mark: ready ? 'ok' : 'failed',
    text: `${pod ?? id}: ${state}`,
    ...(node ? { detail: `on node ${node}` } : {}),
  };
}
