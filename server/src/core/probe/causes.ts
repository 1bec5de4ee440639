import { isSameAddress, parseAddress } from './address.ts';
import { type Attempt, isHealthy } from './attempt.ts';
import type { Endpoint, LiveFacts, Node, ProbeFacts } from './facts.ts';
import { agreeing, enumerate, whereOf } from './networkWords.ts';
import type { Finding } from './verdictCodes.ts';

/** Attempts that failed for the same reason, and the reason. */
export interface Group {
  readonly attempts: readonly Attempt[];
  readonly finding: Finding;
}

/**
 * Why these addresses failed while another one answered, which shows that an endpoint exists and the app works.
 * One group for each reason.
 */
export function byCause(facts: ProbeFacts, failed: readonly Attempt[]): readonly Group[] {
  const groups = new Map<string, { attempts: Attempt[]; find: (attempts: readonly Attempt[]) => Finding }>();
  for (const attempt of failed) {
    const [key, find] = reasonOf(facts, attempt);
    const group = groups.get(key) ?? { attempts: [], find };
    group.attempts.push(attempt);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ attempts, find }) => ({ attempts, finding: find(attempts) }));
}

type Reason = readonly [key: string, find: (attempts: readonly Attempt[]) => Finding];

function reasonOf(facts: ProbeFacts, attempt: Attempt): Reason {
  const { outcome } = attempt;
  const all = facts.attempts;
  if (outcome === 'timeout' && attempt.milliseconds.connect === undefined) {
    if (lacksLocalEndpoint(facts, attempt)) {
      return ['local', () => localTrafficFinding(facts)];
    }
    const trouble = nodeTrouble(facts.live, attempt);
    return trouble
      ? [`node ${trouble.message}`, () => nodeDown([trouble])]
      : ['filtered', (those) => silent(those, all)];
  }
  if (outcome === 'refused') {
    const foreign = foreignFamily(facts.live, attempt);
    if (foreign) {
      return ['family', (those) => familyFinding(those, all, foreign)];
    }
    return refusedBeside(facts, attempt);
  }
  if (outcome === 'unreachable') {
    const trouble = nodeTrouble(facts.live, attempt);
    if (trouble) {
      return [`node ${trouble.message}`, () => nodeDown([trouble])];
    }
    return isRejection(attempt)
      ? ['rejects', (those) => rejectsFinding(whereOf(those, all))]
      : [
          'unreachable',
          (those) => ({ code: 'unreachable', message: `no route from this machine to ${whereOf(those, all)}` }),
        ];
  }
  if (outcome === 'dns') {
    return [
      'dns',
      (those) => ({ code: 'name-does-not-resolve', message: `${whereOf(those, all)}: ${attempt.because}` }),
    ];
  }
  return [
    `${outcome} ${attempt.status ?? ''}`,
    (those) => ({
      code: 'undecided',
      message: `${whereOf(those, all)}: ${attempt.because ?? `answers ${attempt.status ?? attempt.spoke ?? 'something unknown'}`}`,
    }),
  ];
}

function silent(those: readonly Attempt[], all: readonly Attempt[]): Finding {
  const where = whereOf(those, all);
  return { code: 'no-answer', message: `${where} ${agreeing(where, 'does', 'do')} not answer` };
}

/** The reason of a refused connection at one address while another address answers. */
function refusedBeside(facts: ProbeFacts, attempt: Attempt): Reason {
  const all = facts.attempts;
  const sameNode = all.filter((each) => attempt.node !== undefined && each.node === attempt.node);
  if (sameNode.length > 0 && !sameNode.some(isHealthy)) {
    return ['not served', () => notServed(attempt.node, 'another node answers')];
  }
  const primary = primaryAddresses(facts.live, attempt.node);
  if (primary.some((address) => isSameAddress(address, attempt.address))) {
    // kube-proxy always serves the primary address if it serves any.
    return ['rejects', (those) => rejectsFinding(whereOf(those, all))];
  }
  const answersOnlyAtPrimary =
    primary.length > 0 &&
    sameNode.filter(isHealthy).every((each) => primary.some((address) => isSameAddress(address, each.address)));
  if (answersOnlyAtPrimary) {
    return [
      'address',
      (those) => ({
        code: 'address-not-served',
        message: `kube-proxy does not serve ${whereOf(those, all)}, only the primary address ${primary.join(', ')} of ${attempt.node}`,
        advice:
          'Start kube-proxy with --nodeport-addresses 0.0.0.0/0 (or the range of that network), or look for a firewall that rejects the connection.',
      }),
    ];
  }
  return [
    'refused',
    (those) => {
      const where = whereOf(those, all);
      return {
        code: sameNode.some(isHealthy) ? 'firewall-rejects' : 'reachable-in-part',
        message: `${where} ${agreeing(where, 'refuses', 'refuse')}, although ${sameNode.some(isHealthy) ? 'the node' : 'another address'} answers`,
        advice: 'Look for a firewall that rejects the connection, and check --nodeport-addresses of kube-proxy.',
      };
    },
  ];
}

/** @param although continues "although …" */
export function notServed(node: string | undefined, although: string): Finding {
  return {
    code: 'node-port-not-served',
    message: `${node ?? 'the node'} refuses at every address, although ${although}: kube-proxy does not serve the port there`,
    advice: `Check whether kube-proxy runs on ${node ?? 'the node'}, and its --nodeport-addresses.`,
  };
}

export function rejectsFinding(where: string): Finding {
  return {
    code: 'firewall-rejects',
    message: `${where} ${agreeing(where, 'is', 'are')} rejected by a firewall`,
    advice: 'Open the node port there if it should be reachable.',
  };
}

export function familyFinding(those: readonly Attempt[], all: readonly Attempt[], family: string): Finding {
  return {
    code: 'address-not-served',
    message: `${enumerate(those.map(({ address }) => address))} ${those.length === 1 ? 'is an address' : 'are addresses'} of ${family}, for which the Service has no cluster IP`,
    advice: `Use an address of the other IP family, or give the Service ipFamilyPolicy: PreferDualStack.`,
    ...(all.length === those.length ? { evidence: ['No address of the other IP family was tried.'] } : {}),
  };
}

/**
 * The family of an address at which a single-family Service is not served. Source: k8s.io/kubernetes/pkg/proxy
 * serviceToServiceMap.
 */
export function foreignFamily(live: LiveFacts | undefined, attempt: Attempt): string | undefined {
  const service = live && 'seen' in live.service ? live.service.seen : undefined;
  const address = parseAddress(attempt.resolved ?? attempt.address);
  const family = address && (address.kind() === 'ipv6' ? 'IPv6' : 'IPv4');
  return service && family && service.families.length > 0 && !service.families.includes(family) ? family : undefined;
}

/**
 * Whether the silence of an address is explained: the Service accepts local traffic only, and the node has no
 * usable endpoint.
 */
export function lacksLocalEndpoint({ live, port }: ProbeFacts, attempt: Attempt): boolean {
  const service = live && 'seen' in live.service ? live.service.seen : undefined;
  const endpoints = live && 'seen' in live.endpoints ? usable(live.endpoints.seen) : undefined;
  return (
    service?.localTraffic === true &&
    port.protocol === 'TCP' &&
    endpoints !== undefined &&
    endpoints.length > 0 &&
    attempt.node !== undefined &&
    !endpoints.some(({ node }) => node === attempt.node)
  );
}

export function localTrafficFinding(facts: ProbeFacts): Finding {
  const endpoints = facts.live && 'seen' in facts.live.endpoints ? usable(facts.live.endpoints.seen) : [];
  const having = [...new Set(endpoints.flatMap(({ node }) => node ?? []))];
  const without = [
    ...new Set(facts.attempts.filter((each) => lacksLocalEndpoint(facts, each)).flatMap(({ node }) => node ?? [])),
  ];
  return {
    code: 'local-traffic-only',
    message: `externalTrafficPolicy is Local and no ready pod runs on ${enumerate(without)}`,
    advice: `Use ${enumerate(having)}, which has one, or set externalTrafficPolicy: Cluster.`,
  };
}

/** The problem of the node whose address is not reachable. */
export interface NodeTrouble {
  /** A sentence without its full stop. */
  readonly message: string;
  readonly advice: string;
}

/** The problem as far as the cluster knows it. */
export function nodeTrouble(live: LiveFacts | undefined, attempt: Attempt): NodeTrouble | undefined {
  const nodes = live && 'seen' in live.nodes ? live.nodes.seen : undefined;
  if (!nodes || nodes.length === 0) {
    return undefined;
  }
  const node = nodes.find((each) =>
    each.addresses.some(
      ({ address }) =>
        isSameAddress(address, attempt.address) || isSameAddress(address, attempt.resolved ?? attempt.address),
    ),
  );
  if (!node) {
    return {
      message: `${attempt.address} is not reached, and no node of ${live?.context} has that address`,
      // A person who states an address may know more than the cluster does: it may belong to a mesh, or to a
      // router in front of the nodes.
      advice:
        'Use an address of a node. If this address does belong to a node, or leads to one, check what is in front of it.',
    };
  }
  return node.ready
    ? undefined
    : {
        message: `node ${node.name} is not ready${node.because ? ` (${node.because})` : ''}`,
        advice: 'Repair the node, or use another address.',
      };
}

/** @param troubles at least one */
export function nodeDown(troubles: readonly NodeTrouble[]): Finding {
  const messages = [...new Set(troubles.map(({ message }) => message))];
  return { code: 'node-down', message: enumerate(messages), advice: troubles[0]!.advice };
}

/** The endpoints that receive traffic. Source: k8s.io/kubernetes/pkg/proxy CategorizeEndpoints. */
export function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const withPort = endpoints.filter(({ port }) => port !== undefined);
  const ready = withPort.filter((each) => each.ready);
  return ready.length > 0 ? ready : withPort.filter((each) => each.serving && each.terminating);
}

/**
 * The addresses that kube-proxy serves by default in nftables mode. Source:
 * k8s.io/kubernetes/cmd/kube-proxy/app platformApplyDefaults.
 */
export function primaryAddresses(live: LiveFacts | undefined, name: string | undefined): readonly string[] {
  const nodes: readonly Node[] = live && 'seen' in live.nodes ? live.nodes.seen : [];
  const internal = (nodes.find((each) => each.name === name)?.addresses ?? []).filter(
    ({ type }) => type === 'InternalIP',
  );
  return ['ipv4', 'ipv6'].flatMap(
    (family) => internal.find(({ address }) => parseAddress(address)?.kind() === family)?.address ?? [],
  );
}

/**
 * Whether a firewall rejected the connection. For an address without a host the system first queries the
 * neighbours, which takes a second or more. A firewall rejects at once. Source: Linux,
 * net/ipv4/neigh/default/{mcast,ucast}_solicit and retrans_time_ms.
 */
export function isRejection({ outcome, milliseconds, isProhibited }: Attempt): boolean {
  return outcome === 'unreachable' && isProhibited === true && milliseconds.total < 900;
}
