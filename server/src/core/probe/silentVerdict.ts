import type { Attempt, Outcome } from './attempt.ts';
import {
  byCause,
  familyFinding,
  foreignFamily,
  isRejection,
  lacksLocalEndpoint,
  localTrafficFinding,
  nodeDown,
  nodeTrouble,
  notServed,
  primaryAddresses,
  rejectsFinding,
  usable,
} from './causes.ts';
import type { LiveFacts, Pod, Policy, ProbeFacts } from './facts.ts';
import { agreeing, enumerate, whereOf } from './networkWords.ts';
import type { Finding } from './verdictCodes.ts';

/** The verdict if nothing answered. */
export function silentVerdict(facts: ProbeFacts): Finding {
  const { live, attempts } = facts;
  if (attempts.every(({ outcome }) => outcome === 'dns')) {
    return {
      code: 'name-does-not-resolve',
      message: `${enumerate(attempts.map(({ address, because }) => `${address}: ${because}`))}`,
      advice: 'Give the address of a node instead of a name.',
    };
  }
  const without = live && noEndpoints(facts, live);
  if (without) {
    return without;
  }
  if (!live || !('seen' in live.endpoints)) {
    return unseen(facts);
  }
  return withEndpoints(facts, live);
}

/** The most certain cause: the Service has no endpoints. Undefined if it has some, or if they were not seen. */
export function noEndpoints({ file, port }: ProbeFacts, live: LiveFacts): Finding | undefined {
  if (!('seen' in live.endpoints) || usable(live.endpoints.seen).length > 0) {
    return undefined;
  }
  const endpoints = live.endpoints.seen;
  const service = 'seen' in live.service ? live.service.seen : undefined;
  const pods = 'seen' in live.pods ? live.pods.seen : undefined;
  if (service?.selector === '') {
    return {
      code: 'no-endpoints-no-selector',
      message: 'no endpoints: the Service has no selector, and nobody created endpoints for it',
      advice: 'Give it a selector, or create EndpointSlices for it.',
    };
  }
  if (pods?.length === 0) {
    return {
      code: 'no-endpoints-selector',
      message: 'no endpoints: the selector matches no pod',
      advice: file?.fix ? `${file.fix}.` : 'Change the selector to the labels of the pods, or start the pods.',
      evidence: [
        `The applied selector ${service?.selector ?? ''} matches no pod of namespace ${live.namespace}.`,
        ...(file && file.selects !== 'found' ? [file.words] : []),
        ...(file?.selects === 'found' ? [`The files differ: ${file.words}`] : []),
      ],
    };
  }
  const named = port.targetPort !== undefined && !/^\d+$/.test(port.targetPort);
  const ready = pods?.filter((pod) => pod.ready) ?? [];
  const having = ready.filter((pod) =>
    pod.ports.some(({ name, protocol }) => name === port.targetPort && protocol === port.protocol),
  );
  const isPortMissing = endpoints.some((each) => each.ready && each.port === undefined) || ready.length > 0;
  if (named && isPortMissing && having.length === 0) {
    const names = [...new Set((pods ?? []).flatMap((pod) => pod.ports.flatMap(({ name }) => name ?? [])))];
    return {
      code: 'no-endpoints-port-name',
      message: `no endpoints: no pod has a ${port.protocol} container port named ${port.targetPort}`,
      advice:
        names.length > 0
          ? `Change targetPort to one of ${enumerate(names)}.`
          : `Name the container port ${port.targetPort}, or change targetPort to a number.`,
    };
  }
  if (ready.length > 0) {
    return {
      code: 'no-endpoints',
      message: `no ready endpoint for this port, although ${ready.length === 1 ? 'a pod that matches is' : `${ready.length} pods that match are`} ready: the cluster has created none`,
      advice:
        'Probe again in a moment. If it stays so, check kube-controller-manager, and whether the nodes of the pods exist.',
    };
  }
  const waiting = pods ?? [];
  if (waiting.length > 0 || endpoints.length > 0) {
    const reasons = [...new Set(waiting.flatMap(({ because }) => because ?? []))];
    const count = waiting.length || endpoints.length;
    return {
      code: 'no-endpoints-not-ready',
      message: `no ready endpoint: ${count === 1 ? 'the pod that matches is not' : `none of ${count} pods that match is`} ready${reasons.length > 0 ? ` (${enumerate(reasons)})` : ''}`,
      advice: waiting[0]
        ? `See why: kubectl describe pod ${waiting[0].name} -n ${live.namespace}.`
        : 'See why the pods are not ready.',
    };
  }
  return {
    code: 'no-endpoints',
    message: 'no endpoints',
    advice:
      file?.selects === 'missing' && file.fix
        ? `${file.fix}.`
        : 'Check which pods the selector matches, and whether they are ready.',
    ...(file && file.selects !== 'found' ? { evidence: [file.words] } : {}),
  };
}

/** The cluster was not asked, or gave no answer. */
function unseen(facts: ProbeFacts): Finding {
  const { attempts, file } = facts;
  const refused = attempts.filter(({ outcome }) => outcome === 'refused');
  if (refused.length > 0 && file?.selects === 'missing') {
    return {
      code: 'probably-no-endpoints',
      message: `refused by ${whereOf(refused, attempts)}, most likely because there are no endpoints: in the files the selector matches no pod`,
      ...(file.fix ? { advice: `${file.fix}.` } : {}),
      evidence: [file.words],
    };
  }
  const outcomes = new Set<Outcome>(attempts.map(({ outcome }) => outcome));
  const late = connected(attempts);
  if (late) {
    return late;
  }
  if (outcomes.size === 1 && outcomes.has('unreachable')) {
    return attempts.every(isRejection)
      ? rejectsFinding(whereOf(attempts, attempts))
      : {
          code: 'unreachable',
          message: `no route from this machine to ${whereOf(attempts, attempts)}`,
          advice: 'Check whether this machine is in that network, and whether the node is up.',
        };
  }
  if (refused.length > 0) {
    return {
      code: 'refused',
      message: `refused by ${whereOf(refused, attempts)}: no ready endpoint, a pod that refuses, or a port that is not served`,
      advice: 'Check the endpoints of the Service: without a cluster the probe cannot.',
    };
  }
  return {
    code: 'no-answer',
    message: `no answer by ${whereOf(attempts, attempts)}: a firewall, routing${file?.localTraffic ? ', or externalTrafficPolicy: Local without a pod on that node' : ', or the node is down'}`,
    advice: 'Try an address of another network, and check the firewall of the node.',
  };
}

/** Endpoints exist, so the cause is on the route to them or in the pods. */
function withEndpoints(facts: ProbeFacts, live: LiveFacts): Finding {
  const { attempts } = facts;
  const late = connected(attempts);
  if (late) {
    return late;
  }
  const refused = attempts.filter(({ outcome }) => outcome === 'refused');
  if (refused.length > 0) {
    const foreign = refused.map((each) => foreignFamily(live, each));
    if (foreign.every((family) => family !== undefined)) {
      return familyFinding(refused, attempts, foreign[0]!);
    }
    return refusedFinding(facts, live, refused);
  }
  if (attempts.every((each) => lacksLocalEndpoint(facts, each))) {
    return localTrafficFinding(facts);
  }
  const troubles = attempts.map((each) => nodeTrouble(live, each));
  if (troubles.every((trouble) => trouble !== undefined)) {
    return nodeDown(troubles);
  }
  if (attempts.every(isRejection)) {
    return rejectsFinding(whereOf(attempts, attempts));
  }
  const groups = byCause(facts, attempts);
  if (groups.length > 1) {
    return {
      code: 'undecided',
      message: enumerate(groups.map(({ finding }) => finding.message)),
      advice: groups.flatMap(({ finding }) => finding.advice ?? [])[0] ?? 'Look at each address in the report.',
    };
  }
  if (attempts.every(({ outcome }) => outcome === 'unreachable')) {
    return {
      code: 'unreachable',
      message: `no route from this machine to ${whereOf(attempts, attempts)}`,
      advice: 'Check whether this machine is in that network.',
    };
  }
  return silenceFinding(facts, live);
}

/** All attempts time out, and neither local traffic nor a node explains it. */
function silenceFinding({ attempts, port }: ProbeFacts, live: LiveFacts): Finding {
  const proxy = 'seen' in live.proxy ? live.proxy.seen : undefined;
  const policies = 'seen' in live.policies ? live.policies.seen.filter((each) => !each.admitsEveryone) : [];
  if (proxy?.type === 'failed' && policies.length > 0) {
    return policyFinding(policies, 'nothing gets through');
  }
  if (proxy?.type === 'failed') {
    return {
      code: 'pod-unreachable',
      message: `nothing comes back, and not even the API server reaches the pod (${proxy.words})`,
      advice: 'Check the pod network and the pod itself before any firewall of the nodes.',
    };
  }
  const known =
    proxy?.type === 'answered' ? ', although the app answers through the API server' : ', although endpoints are ready';
  return {
    code: 'filtered',
    message: `filtered: nothing comes back by ${whereOf(attempts, attempts)}${known}`,
    advice: `Open TCP ${port.nodePort} in the firewall of the nodes, or of the provider, for the network of this machine.`,
    ...(policies.length > 0
      ? { evidence: [`NetworkPolicy ${enumerate(policies.map(({ name }) => name))} may drop it too.`] }
      : {}),
  };
}

/**
 * Connections are refused although endpoints exist: by the pod, because no proxy serves the address, or by a
 * firewall.
 */
function refusedFinding(facts: ProbeFacts, live: LiveFacts, refused: readonly Attempt[]): Finding {
  const { attempts, port } = facts;
  const proxy = 'seen' in live.proxy ? live.proxy.seen : undefined;
  const policies = 'seen' in live.policies ? live.policies.seen.filter((each) => !each.admitsEveryone) : [];
  const pods = 'seen' in live.pods ? live.pods.seen.filter(({ ready }) => ready) : [];
  const podWorks =
    proxy?.type === 'answered' || (proxy === undefined && pods.length > 0 && pods.every((pod) => pod.portIsWatched));
  if (podWorks && proxy === undefined && policies.length > 0) {
    return policyFinding(policies, 'it is refused');
  }
  if (podWorks) {
    const nodes = [...new Set(refused.flatMap(({ node }) => node ?? []))];
    const primary = nodes.flatMap((node) => primaryAddresses(live, node));
    const askedPrimary = attempts.some(({ address, outcome }) => primary.includes(address) && outcome === 'refused');
    if (primary.length > 0 && !askedPrimary) {
      const where = whereOf(refused, attempts);
      return {
        code: 'address-not-served',
        message: `${where} ${agreeing(where, 'refuses', 'refuse')} although the app works: kube-proxy may serve only ${enumerate(primary)}, the primary address of ${enumerate(nodes)}`,
        advice: 'Start kube-proxy with --nodeport-addresses 0.0.0.0/0 (or the range of that network).',
      };
    }
    return notServed(enumerate(nodes) || undefined, 'endpoints are ready');
  }
  if (policies.length > 0 && proxy?.type === 'failed') {
    return policyFinding(policies, 'it is refused');
  }
  return podRefuses(port.targetPort ?? String(port.port ?? ''), pods, live, proxy?.type === 'failed');
}

function podRefuses(targetPort: string, pods: readonly Pod[], live: LiveFacts, seenByProxy: boolean): Finding {
  const endpoints = 'seen' in live.endpoints ? usable(live.endpoints.seen) : [];
  const numbers = [...new Set(endpoints.flatMap(({ port }) => port ?? []))];
  const declared = [...new Set(pods.flatMap((pod) => pod.ports.map(({ number }) => number)))];
  const sure = seenByProxy ? '' : ' or kube-proxy does not serve the address';
  const number = numbers.join(', ') || targetPort;
  if (declared.length > 0 && !numbers.some((each) => declared.includes(each))) {
    return {
      code: 'target-port-wrong',
      message: `the pod refuses port ${number}: targetPort is ${targetPort}, the pod declares ${enumerate(declared.map(String))}${sure && `,${sure}`}`,
      advice: `Change targetPort to ${declared[0]}.`,
    };
  }
  return {
    code: 'app-not-listening',
    message: `the pod refuses port ${number}: the app does not listen there, or on 127.0.0.1 only${sure && `,${sure}`}`,
    advice: `Make the app listen on 0.0.0.0:${number}.`,
  };
}

/**
 * A policy may be the cause, because nothing gets through and it would have that effect. Whether it is enforced
 * cannot be seen.
 */
function policyFinding(policies: readonly Policy[], what: string): Finding {
  const certain = policies.filter(({ excludesNodes }) => excludesNodes);
  const named = certain.length > 0 ? certain : policies;
  const [only] = named;
  return {
    code: 'network-policy',
    message: `${what}; NetworkPolicy ${enumerate(named.map(({ name }) => name))} may be the cause: ${
      named.length === 1 ? `it admits ${only?.admits} to the port` : 'none of them admits everyone to the port'
    }`,
    advice:
      'If the network enforces it, admit the nodes and the network of this machine there: kube-proxy may replace the address of the client by that of a node.',
  };
}

/** A connection was accepted, so the route is open. */
function connected(attempts: readonly Attempt[]): Finding | undefined {
  const reset = attempts.filter(
    ({ outcome, milliseconds }) => outcome === 'reset' && milliseconds.connect !== undefined,
  );
  if (reset.length > 0) {
    return {
      code: 'app-resets',
      message: `connected by ${whereOf(reset, attempts)}, and the connection ended without an answer (${reset[0]?.because})`,
      advice: 'Check the logs of the app; it may speak another protocol.',
    };
  }
  const slow = attempts.filter(
    ({ outcome, milliseconds }) => outcome === 'timeout' && milliseconds.connect !== undefined,
  );
  return slow.length > 0
    ? {
        code: 'answer-too-slow',
        message: `connected by ${whereOf(slow, attempts)}, and no complete answer came in time (${slow[0]?.because})`,
        advice: 'The route to the app works. Check its logs, or give it more time with --timeout.',
      }
    : undefined;
}
