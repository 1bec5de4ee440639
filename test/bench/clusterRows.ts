import { type ClusterFigures, type Cost, clusterFigures } from './cluster.ts';
import type { Row } from './row.ts';

/** The budgets of an editor that follows a cluster; one row with the reason if there is no API server. */
export async function clusterRows(podwire: string, scratch: string, changes: number): Promise<Row[]> {
  const figures = await clusterFigures(podwire, scratch, changes);
  if ('because' in figures) {
    return [
      {
        what: 'live: 50,000 pods',
        measured: `not here: ${figures.because}`,
        yardstick: '',
        budget: '',
        holds: undefined,
      },
    ];
  }
  return [...followingRows(figures), longRunRow(figures), ...endpointsRows(figures)];
}

function followingRows({ alone, among, pods, elsewhere }: ClusterFigures): Row[] {
  const where = `live: ${count(pods)} pods, 2,500 of them in the workspace`;
  const beside = (text: string) => `${text} where there are no others`;
  const most = 1.2;
  return [
    {
      what: `${where}: bytes received until all is known`,
      measured: megabytes(among.bytes),
      yardstick: beside(megabytes(alone.bytes)),
      budget: `≤ ${most} ×`,
      holds: among.bytes <= alone.bytes * most,
    },
    {
      what: 'live: heap then',
      measured: megabytes(among.heap),
      yardstick: beside(megabytes(alone.heap)),
      budget: `≤ ${most} ×`,
      holds: among.heap <= alone.heap * most,
    },
    {
      what: 'live: processor time until then, and in a second of 50 pod changes',
      measured: `${among.cpu.toFixed(0)} ms, ${among.cpuPerSecond.toFixed(0)} ms`,
      yardstick: beside(`${alone.cpu.toFixed(0)} ms, ${alone.cpuPerSecond.toFixed(0)} ms`),
      budget: '≤ 1.5 ×',
      holds: among.cpu <= alone.cpu * 1.5 && among.cpuPerSecond <= alone.cpuPerSecond * 1.5,
    },
    {
      what: `live: bytes received for ${count(elsewhere.changes)} pod changes in other namespaces`,
      measured: `${elsewhere.bytes} bytes`,
      yardstick: '',
      budget: 'bookmarks alone',
      holds: elsewhere.bytes <= 100_000,
    },
    {
      what: 'live: event → lenses asked for anew and answered, at 50 pod changes a second',
      measured: `p50 ${among.answered.p50.toFixed(0)} ms, p95 ${among.answered.p95.toFixed(0)} ms`,
      yardstick: 'from the event as another watch sees it',
      budget: 'p95 ≤ 100 ms',
      holds: among.answered.p95 <= 100,
    },
  ];
}

function longRunRow({ longRun: { changes, before, after } }: ClusterFigures): Row {
  return {
    what: `live: heap and sockets after ${count(changes)} pod changes`,
    measured: `${megabytes(after.heap)}, ${after.sockets} sockets`,
    yardstick: `${megabytes(before.heap)}, ${before.sockets} after ${count(changes / 10)}`,
    budget: '≤ 5 MB more, no socket more',
    holds: after.heap - before.heap <= 5e6 && after.sockets <= before.sockets,
  };
}

function endpointsRows({ endpoints, kubectl }: ClusterFigures): Row[] {
  return [
    {
      what: 'live: podwire endpoints -A',
      measured: cost(endpoints),
      yardstick: kubectl
        ? `${cost(kubectl.table)} kubectl get endpointslices -A; ${cost(kubectl.json)} with -o json, which says as much`
        : 'kubectl is not here',
      budget: '',
      holds: undefined,
    },
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function cost({ milliseconds, rssMiB }: Cost): string {
  return `${milliseconds.toFixed(0)} ms, ${rssMiB.toFixed(0)} MiB`;
}
