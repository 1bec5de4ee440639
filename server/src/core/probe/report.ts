import type { Report, ReportRow } from '../model/report.ts';
import { hostInUrl } from './address.ts';
import { type Attempt, isHealthy } from './attempt.ts';
import { usable } from './causes.ts';
import { hasNoEndpoints, saidByRows } from './evidence.ts';
import type { FileFacts, LiveFacts, LiveService, ProbeFacts } from './facts.ts';
import { upperFirst } from './networkWords.ts';
import type { Verdict } from './verdict.ts';

export interface ReportContext {
  /** The machine that made the requests, e.g. `devbox`. */
  readonly from: string;
  /** Additional sentences. */
  readonly notes: readonly string[];
}

/** The route of the traffic, line by line: your machine, the addresses, the Service, its endpoints, the pods. */
export function probeReport(facts: ProbeFacts, verdict: Verdict, context: ReportContext): Report {
  const { service, port, attempts } = facts;
  const name = service.namespace ? `${service.namespace}/${service.name}` : service.name;
  return {
    title: `Probe of Service ${name}${port.nodePort === undefined ? '' : `, node port ${port.nodePort}`}`,
    verdict: {
      mark: verdict.healthy ? 'ok' : attempts.length === 0 && !isCause(verdict) ? 'unknown' : 'failed',
      text: verdict.message,
      ...(verdict.advice === undefined ? {} : { advice: verdict.advice }),
    },
    rows: rowsOf(facts, verdict, context),
  };
}

/** Whether the reason why nothing answers is known although nothing was tried. */
function isCause({ code }: Verdict): boolean {
  return code.startsWith('no-endpoints');
}

function rowsOf(facts: ProbeFacts, verdict: Verdict, { from, notes }: ReportContext): ReportRow[] {
  const { live, attempts } = facts;
  const rows: (ReportRow | undefined)[] = [
    {
      mark: 'note',
      text: `From ${from}${live ? `, with context ${live.context}` : ''}`,
      ...(attempts.length > 0 ? { detail: `Asked: ${facts.asked}.` } : {}),
    },
    ...attempts.map(attemptRow),
    serviceRow(facts),
    ...(live ? [endpointsRow(live), podsRow(live), proxyRow(live), ...nodeRows(live)] : []),
    // Sentences that a row above contains are left out.
    ...verdict.evidence
      .filter((text) => !isSaid(text, facts))
      .map((text): ReportRow => ({ mark: text.startsWith('Not seen') ? 'unknown' : 'note', text })),
    ...notes.map((text): ReportRow => ({ mark: 'note', text })),
  ];
  return rows.filter((row) => row !== undefined);
}

/** `answered  HTTP 200`, `refused`. */
export function outcomeWords({ outcome, status, spoke }: Attempt): string {
  return outcome !== 'answered'
    ? outcome
    : status !== undefined
      ? `answered  HTTP ${status}`
      : spoke === 'silence'
        ? 'answered  connection accepted'
        : 'answered  not in HTTP/1.1';
}

/**
 * `connect 0.4 ms, first byte 1.2 ms`. A time that was not reached is left out; if none was, only the total is
 * shown.
 */
export function timeWords({ milliseconds }: Attempt): string {
  const { connect, tls, firstByte } = milliseconds;
  const parts = [
    connect === undefined ? '' : `connect ${shown(connect)}`,
    tls === undefined ? '' : `TLS ${shown(tls)}`,
    firstByte === undefined ? '' : `first byte ${shown(firstByte)}`,
  ];
  return joined(parts, ', ');
}

function shown(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

function attemptRow(attempt: Attempt): ReportRow {
  const { address, resolved, port, node, network, range, because, certificate, redirect, excerpt } = attempt;
  const { firstByte, total } = attempt.milliseconds;
  const where = [
    timeWords(attempt),
    range ?? '',
    node ? `node ${node}` : '',
    resolved ? `resolves to ${resolved}` : '',
  ];
  const details = [
    joined(where),
    because ? `${upperFirst(because)}.` : '',
    redirect ? `Redirects to ${redirect.to}${redirect.followed ? '' : `, not followed: ${redirect.because}`}.` : '',
    certificate
      ? `Certificate of ${certificate.subject || 'nobody'} by ${certificate.issuer || 'nobody'}, until ${certificate.validUntil}, ${certificate.protocol}${
          certificate.untrusted ? `; not trusted: ${certificate.untrusted}` : ''
        }.`
      : '',
    excerpt ? `It says: ${excerpt}` : '',
  ];
  return {
    mark: isHealthy(attempt) ? 'ok' : attempt.outcome === 'cancelled' ? 'unknown' : 'failed',
    text: `${hostInUrl(address)}:${port}  ${network}  ${outcomeWords(attempt)}  ${firstByte === undefined ? 'after ' : ''}${shown(firstByte ?? total)}`,
    detail: joined(details, '\n'),
  };
}

function serviceRow({ service, live, file, port, attempts }: ProbeFacts): ReportRow {
  const applied = live && 'seen' in live.service ? live.service.seen : undefined;
  const lead = port.targetPort
    ? `${port.port ?? '?'}/${port.protocol} leads to ${port.targetPort}`
    : `${port.port ?? '?'}/${port.protocol}`;
  const words = `Service ${service.name}${port.name ? `, port ${port.name}` : ''} ${lead}`;
  if (!live) {
    return {
      mark: file ? 'note' : 'unknown',
      text: words,
      detail: file ? file.words : 'Seen in no file and in no cluster.',
    };
  }
  if ('unseen' in live.service) {
    return { mark: 'unknown', text: words, detail: `Whether it is applied was not seen: ${live.service.unseen}.` };
  }
  if (!applied) {
    return { mark: 'failed', text: `${words}: not applied in namespace ${live.namespace}` };
  }
  const differs = attempts.length > 0 && applied.port?.nodePort !== port.nodePort;
  return {
    mark: differs ? 'failed' : 'ok',
    text: `${words}: applied as ${applied.type}${applied.port?.nodePort === undefined ? '' : ` with node port ${applied.port.nodePort}`}`,
    detail: joined([
      `Selector: ${applied.selector || 'none'}`,
      applied.localTraffic ? 'externalTrafficPolicy: Local' : '',
      applied.internalLocal ? 'internalTrafficPolicy: Local' : '',
      applied.families.length > 0 ? applied.families.join(', ') : '',
    ]).concat(file ? `\n${besideFile(file, applied)}` : ''),
  };
}

function endpointsRow({ endpoints, service }: LiveFacts): ReportRow | undefined {
  if (hasNoEndpoints(service)) {
    return undefined;
  }
  if ('unseen' in endpoints) {
    return { mark: 'unknown', text: 'Endpoints not seen', detail: endpoints.unseen };
  }
  const used = usable(endpoints.seen);
  return {
    mark: used.length > 0 ? 'ok' : 'failed',
    text:
      endpoints.seen.length === 0
        ? 'No endpoints'
        : `${used.length} of ${endpoints.seen.length} ${endpoints.seen.length === 1 ? 'endpoint gets' : 'endpoints get'} traffic`,
    rows: endpoints.seen.slice(0, mostRows).map((each) => ({
      mark: used.includes(each) ? 'ok' : 'failed',
      text: `${hostInUrl(each.address)}:${each.port ?? 'no such port'}${each.pod ? ` (${each.pod})` : ''}`,
      detail: joined([
        each.ready ? 'ready' : 'not ready',
        each.terminating ? (each.serving ? 'terminating, still serving' : 'terminating') : '',
        each.node ? `node ${each.node}` : '',
      ]),
    })),
  };
}

function podsRow(live: LiveFacts): ReportRow | undefined {
  const { pods, service } = live;
  const hasNoSelector = 'seen' in service && service.seen?.selector === '';
  if (hasNoSelector || hasNoEndpoints(service)) {
    return undefined;
  }
  if ('unseen' in pods) {
    return { mark: 'unknown', text: 'Pods not seen', detail: pods.unseen };
  }
  const ready = pods.seen.filter((each) => each.ready);
  return {
    mark: ready.length > 0 ? 'ok' : 'failed',
    text:
      pods.seen.length === 0
        ? matchesNoPod(live)
        : `${ready.length} of ${pods.seen.length} matching ${pods.seen.length === 1 ? 'pod is' : 'pods are'} ready`,
    rows: pods.seen.slice(0, mostRows).map((each) => ({
      mark: each.ready ? 'ok' : 'failed',
      text: each.name,
      detail: joined([
        each.ready ? 'ready' : `not ready${each.because ? `: ${each.because}` : ''}`,
        each.node ? `node ${each.node}` : '',
      ]),
    })),
  };
}

function matchesNoPod({ service, namespace }: LiveFacts): string {
  const selector = 'seen' in service ? service.seen?.selector : undefined;
  return `The applied selector ${selector ?? ''} matches no pod of namespace ${namespace}`;
}

function proxyRow({ proxy }: LiveFacts): ReportRow | undefined {
  if ('unseen' in proxy) {
    return undefined;
  }
  const { seen } = proxy;
  switch (seen.type) {
    case 'answered':
      return {
        mark: seen.status < 400 ? 'ok' : 'failed',
        text: `Through the API server, without the node port: answered ${seen.status}`,
      };
    case 'no endpoints':
      return { mark: 'failed', text: 'Through the API server, without the node port: no endpoint' };
    case 'failed':
      return { mark: 'failed', text: 'Through the API server, without the node port: not reached', detail: seen.words };
  }
}

function nodeRows({ nodes }: LiveFacts): ReportRow[] {
  return 'unseen' in nodes
    ? []
    : nodes.seen
        .filter(({ ready }) => !ready)
        .slice(0, mostRows)
        .map(({ name, because }) => ({
          mark: 'failed',
          text: `Node ${name} is not ready`,
          ...(because ? { detail: because } : {}),
        }));
}

/** A person reads this page from top to bottom and does not search it. */
const mostRows = 20;

/** How the Service in the file differs from the applied one. */
function besideFile(file: FileFacts, applied: LiveService): string {
  const differences = [
    file.type === applied.type ? '' : `type ${file.type}`,
    file.selector === applied.selector ? '' : `selector ${file.selector || 'none'}`,
    file.nodePort === undefined || file.nodePort === applied.port?.nodePort ? '' : `node port ${file.nodePort}`,
    file.localTraffic === applied.localTraffic
      ? ''
      : `externalTrafficPolicy: ${file.localTraffic ? 'Local' : 'Cluster'}`,
  ].filter((part) => part !== '');
  return differences.length === 0 ? 'The file has the same.' : `The file differs: ${differences.join(' · ')}`;
}

function isSaid(text: string, facts: ProbeFacts): boolean {
  const { attempts, file, live } = facts;
  return (
    (file && !live ? text === file.words : false) ||
    saidByRows(facts).includes(text) ||
    (live !== undefined && text === `${matchesNoPod(live)}.`) ||
    attempts.some(({ excerpt }) => text === `It says: ${excerpt}`)
  );
}

/** The parts that are not empty, in one text. */
function joined(parts: readonly string[], separator = ' · '): string {
  return parts.filter((part) => part !== '').join(separator);
}
