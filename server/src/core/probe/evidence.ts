import { usable } from './causes.ts';
import type { LiveFacts, ProbeFacts, Seen } from './facts.ts';
import { enumerate } from './networkWords.ts';
import { isName } from './withoutNodePort.ts';

/** What was and what was not seen of the cluster, one sentence each: the evidence of every verdict. */
export function evidenceOf({ live, notAsked, file }: ProbeFacts): readonly string[] {
  if (!live) {
    return [
      `No cluster was asked${notAsked ? `: ${notAsked}` : ''}, so endpoints, pods and nodes are unknown.`,
      ...(file?.selects === 'found' ? [file.words] : []),
    ];
  }
  return [endpointsLine(live), proxyLine(live), ...policyLines(live), ...notSeen(live)].flatMap((line) => line ?? []);
}

/** The sentences that the rows of a report already contain. */
export function saidByRows({ live }: ProbeFacts): readonly (string | undefined)[] {
  return live ? [endpointsLine(live), proxyLine(live)] : [];
}

function endpointsLine({ endpoints, service }: LiveFacts): string | undefined {
  if (!('seen' in endpoints) || hasNoEndpoints(service)) {
    return undefined;
  }
  const all = endpoints.seen;
  const ready = usable(all).length;
  const nodes = [...new Set(usable(all).flatMap(({ node }) => node ?? []))];
  return all.length === 0
    ? 'The Service has no endpoints.'
    : `${ready} of ${all.length} ${all.length === 1 ? 'endpoint gets' : 'endpoints get'} traffic${nodes.length > 0 ? `, on ${enumerate(nodes)}` : ''}.`;
}

/** Whether no endpoints are expected: the Service does not exist, or it is only a name. */
export function hasNoEndpoints(service: LiveFacts['service']): boolean {
  return 'seen' in service && (service.seen === undefined || isName(service.seen));
}

function proxyLine({ proxy }: LiveFacts): string | undefined {
  if (!('seen' in proxy)) {
    return undefined;
  }
  switch (proxy.seen.type) {
    case 'answered':
      return `Through the API server, without the node port, the app answers ${proxy.seen.status}.`;
    case 'no endpoints':
      return 'The API server finds no endpoint for the Service either.';
    case 'failed':
      return `The API server does not reach the pod either: ${proxy.seen.words}.`;
  }
}

/** A fact, not a cause: whether a network enforces the policies cannot be queried. */
function policyLines({ policies }: LiveFacts): string[] {
  const restricting = 'seen' in policies ? policies.seen.filter((each) => !each.admitsEveryone) : [];
  const lines = restricting
    .slice(0, 3)
    .map(
      ({ name, admits, excludesNodes }) =>
        `NetworkPolicy ${name} selects the pods and admits ${admits} to the port${excludesNodes ? ', so no node' : ''}; a probe cannot see whether the network enforces it.`,
    );
  const more = restricting.length - lines.length;
  return more > 0
    ? [...lines, `${more} more ${more === 1 ? 'policy does' : 'policies do'} not admit everyone either.`]
    : lines;
}

function notSeen(live: LiveFacts): string[] {
  const parts: readonly (readonly [string, Seen<unknown>])[] = [
    ['the Service', live.service],
    ['endpoints', live.endpoints],
    ['pods', live.pods],
    ['nodes', live.nodes],
    ['network policies', live.policies],
    ['the service proxy', live.proxy],
  ];
  return parts.flatMap(([what, fact]) => ('unseen' in fact ? [`Not seen: ${what} (${fact.unseen}).`] : []));
}
