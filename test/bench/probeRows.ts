import { type Pair, probeFigures, type Whole } from './probe.ts';
import type { Row } from './row.ts';

/** The budget assumes 250 ms on a machine on which a bare Node takes 31 ms. */
const bareNodes = 250 / 31;

/** The times that a probe reports, and its own time, compared with curl. */
export async function probeRows(podwire: string, scratch: string): Promise<Row[]> {
  const figures = await probeFigures(podwire, scratch);
  if (!figures) {
    return [{ what: 'probe beside curl', measured: 'curl is not here', yardstick: '', budget: '', holds: undefined }];
  }
  const { connect, firstByte, wall, ofCluster } = figures;
  return [told('connect', connect), told('first byte', firstByte), whole(wall), wholeOfCluster(ofCluster)];
}

function told(what: string, { podwire, curl }: Pair): Row {
  return {
    what: `probe of a loopback address, ${what}`,
    measured: `${podwire.toFixed(2)} ms`,
    yardstick: `${curl.toFixed(2)} ms curl`,
    budget: 'within 2 ms or 10 %',
    holds: Math.abs(podwire - curl) <= Math.max(2, curl / 10),
  };
}

function whole({ podwire, curl, bare }: Whole): Row {
  return {
    what: 'probe of a loopback address, the whole program',
    measured: `${podwire.toFixed(0)} ms`,
    ...beside(podwire - curl, curl, bare),
  };
}

function wholeOfCluster(figures: (Whole & { readonly requests: number }) | { readonly because: string }): Row {
  const what = 'the same, where a cluster is asked too';
  if ('because' in figures) {
    return { what, measured: `not here: ${figures.because}`, yardstick: '', budget: '', holds: undefined };
  }
  const { podwire, requests, curl, bare } = figures;
  return {
    what,
    measured: `${podwire.toFixed(0)} ms, ${requests.toFixed(0)} of them waiting for the API server`,
    ...beside(podwire - requests - curl, curl, bare),
  };
}

function beside(more: number, curl: number, bare: number): Omit<Row, 'what' | 'measured'> {
  return {
    yardstick: `${curl.toFixed(0)} ms curl, ${bare.toFixed(0)} ms bare Node (curl and ${(more / bare).toFixed(1)} × that)`,
    budget: `≤ curl + 250 ms where a bare Node takes 31: ${bareNodes.toFixed(1)} ×`,
    holds: more <= bare * bareNodes,
  };
}
