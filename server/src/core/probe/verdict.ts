import { answeredVerdict } from './answeredVerdict.ts';
import { type Attempt, isHealthy } from './attempt.ts';
import { evidenceOf } from './evidence.ts';
import type { LiveFacts, LiveService, ProbeFacts } from './facts.ts';
import { enumerate, upperFirst, whereOf } from './networkWords.ts';
import { noEndpoints, silentVerdict } from './silentVerdict.ts';
import type { Finding, VerdictCode } from './verdictCodes.ts';
import { isName, isOfNoNode, mayHaveNodePorts, withoutNodePort } from './withoutNodePort.ts';
import { workingVerdict } from './workingVerdict.ts';

/** The result of a probe. */
export interface Verdict {
  readonly code: VerdictCode;
  /** Whether an address gave a healthy answer, and the Service may have given it. */
  readonly healthy: boolean;
  /** The finding: one sentence without its full stop, e.g. `no endpoints: the selector matches no pod`. */
  readonly message: string;
  /** What to do: a sentence; absent if nothing has to be done. */
  readonly advice?: string;
  /** The facts behind the message, and what was not seen; sentences. */
  readonly evidence: readonly string[];
}

/**
 * Explains a probe from its facts and claims no more than they show. The most certain cause comes first, and
 * facts that were not seen are a part of the evidence.
 */
export function verdictOf(facts: ProbeFacts): Verdict {
  const finding = findingOf(facts);
  return {
    code: finding.code,
    healthy: facts.attempts.some(isHealthy) && !finding.code.startsWith('no-endpoints'),
    message: finding.message,
    ...(finding.advice === undefined ? {} : { advice: finding.advice }),
    evidence: [...(finding.evidence ?? []), ...evidenceOf(facts)],
  };
}

function findingOf(facts: ProbeFacts): Finding {
  const { attempts, nothingTried } = facts;
  if (attempts.length === 0) {
    return nothingFinding(facts, nothingTried);
  }
  const left = attempts.filter(({ outcome }) => outcome === 'cancelled');
  if (left.length === attempts.length) {
    return { code: 'cancelled', message: 'cancelled before any address had answered' };
  }
  const talking = attempts.filter(({ outcome }) => outcome === 'answered' || outcome === 'tls');
  const answered = attempts.some(({ outcome }) => outcome === 'answered');
  const misapplied = facts.live && misapplication(facts, facts.live, answered);
  if (misapplied) {
    return misapplied;
  }
  const foreign = facts.live && talking.length > 0 ? somethingElse(facts, facts.live, talking) : undefined;
  if (foreign) {
    return foreign;
  }
  if (attempts.some(isHealthy)) {
    return workingVerdict(facts);
  }
  if (left.length > 0) {
    return (facts.live && noEndpoints(facts, facts.live)) ?? cancelledFinding(left, attempts);
  }
  return talking.length > 0 ? answeredVerdict(facts) : silentVerdict(facts);
}

/**
 * A Service without endpoints sends no answer, so another program or Service has the port. Undefined if the API server
 * reached the app: an endpoint came or went while the probe ran.
 */
function somethingElse(facts: ProbeFacts, live: LiveFacts, talking: readonly Attempt[]): Finding | undefined {
  const without = noEndpoints(facts, live);
  if (without === undefined || ('seen' in live.proxy && live.proxy.seen.type === 'answered')) {
    return undefined;
  }
  const where = whereOf(talking, facts.attempts);
  return {
    ...without,
    message: `${without.message}; something else answers on ${facts.port.nodePort}`,
    evidence: [
      `What answers by ${where} is not this Service: it has no endpoint that could.`,
      ...(without.evidence ?? []),
    ],
  };
}

/** The finished attempts do not show whether the cancelled ones would have answered. */
function cancelledFinding(left: readonly Attempt[], all: readonly Attempt[]): Finding {
  const done = all.filter((each) => !left.includes(each));
  return {
    code: 'cancelled',
    message: `cancelled before ${whereOf(left, all)} had answered; ${whereOf(done, all)}: ${enumerate([...new Set(done.map(({ outcome }) => outcome))])}`,
  };
}

function nothingFinding(facts: ProbeFacts, because: string | undefined): Finding {
  const untried = untriedFinding(facts, because);
  const { live } = facts;
  const cause = live && 'seen' in live.service ? causeUntried(facts, live, live.service.seen) : undefined;
  // No address could have answered, whichever had been tried.
  return cause ? { ...cause, evidence: [`${upperFirst(untried.message)}.`, ...(cause.evidence ?? [])] } : untried;
}

function causeUntried(facts: ProbeFacts, live: LiveFacts, applied: LiveService | undefined): Finding | undefined {
  if (!applied) {
    return notApplied(facts, live, '');
  }
  return applied.port && !isName(applied) ? noEndpoints(facts, live) : undefined;
}

/** Why no address was tried. */
function untriedFinding({ port, live, file }: ProbeFacts, because: string | undefined): Finding {
  if (port.protocol !== 'TCP') {
    return {
      code: 'protocol-not-probed',
      message: `${port.protocol} cannot be probed: silence does not show whether anything listens`,
      advice: 'Use a client of its own protocol.',
    };
  }
  if (because !== undefined) {
    return { code: 'nothing-to-try', message: `nothing was tried: ${lowerFirst(because).replace(/\.$/, '')}` };
  }
  if (port.nodePort === undefined) {
    const proxy = live && 'seen' in live.proxy ? live.proxy.seen : undefined;
    const applied = live && 'seen' in live.service ? live.service.seen : undefined;
    const status = proxy?.type === 'answered' ? proxy.status : undefined;
    return withoutNodePort(applied ?? file ?? { type: 'ClusterIP' }, port, status);
  }
  return { code: 'nothing-to-try', message: 'nothing was tried: there is no address' };
}

/** The applied Service differs from the requested one, so the attempts show nothing about the requested one. */
function misapplication(facts: ProbeFacts, live: LiveFacts, answered: boolean): Finding | undefined {
  const { port } = facts;
  const probed = port.nodePort;
  if (!('seen' in live.service)) {
    return undefined;
  }
  const applied = live.service.seen;
  const else_ = answered ? ` What answers at node port ${probed} is something else.` : '';
  if (!applied) {
    return notApplied(facts, live, else_);
  }
  if (applied.port === undefined && mayHaveNodePorts(applied)) {
    return {
      code: 'node-port-differs',
      message: `the applied Service has no port ${port.name ?? port.port ?? probed}`,
      advice: `Apply the file.${else_}`,
    };
  }
  if (applied.port?.nodePort === undefined || isOfNoNode(applied)) {
    return {
      code: 'node-port-differs',
      message: `the applied Service has type ${applied.type} and no node port, but the file states ${probed}`,
      advice: `Apply the file.${else_}`,
    };
  }
  if (applied.port.nodePort !== probed) {
    return {
      code: 'node-port-differs',
      message: `the cluster serves node port ${applied.port.nodePort}, but the file states ${probed}`,
      advice: `Apply the file, or use ${applied.port.nodePort}.${else_}`,
    };
  }
  return undefined;
}

/** @param more continues the advice */
function notApplied({ service }: ProbeFacts, { elsewhere, namespace, context }: LiveFacts, more: string): Finding {
  return elsewhere.length > 0
    ? {
        code: 'in-another-namespace',
        message: `Service ${service.name} is applied in namespace ${elsewhere.join(', ')}, not in ${namespace}`,
        advice: `Probe in that namespace, or apply the file in ${namespace}.${more}`,
      }
    : {
        code: 'not-applied',
        message: `Service ${service.name} is not applied in namespace ${namespace} of ${context}`,
        advice: `Apply the file, or choose another context.${more}`,
      };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
