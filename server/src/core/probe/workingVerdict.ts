import { type Attempt, isHealthy } from './attempt.ts';
import { byCause } from './causes.ts';
import type { ProbeFacts } from './facts.ts';
import { agreeing, whereOf } from './networkWords.ts';
import type { Finding } from './verdictCodes.ts';

/** The verdict if an address gave a healthy answer. */
export function workingVerdict(facts: ProbeFacts): Finding {
  const healthy = facts.attempts.filter(isHealthy);
  const others = facts.attempts.filter((each) => !isHealthy(each) && each.outcome !== 'cancelled');
  if (others.length === 0) {
    return allWell(healthy);
  }
  const by = `reachable by ${whereOf(healthy, facts.attempts)}`;
  const groups = byCause(facts, others);
  const [only] = groups;
  if (groups.length === 1 && only) {
    return partly(facts, by, healthy, only.attempts, only.finding);
  }
  return {
    code: 'reachable-in-part',
    message: `${by}; not at other addresses, for different reasons`,
    advice: `Use an address that answers: ${healthy[0]?.address}.`,
    evidence: groups.map(({ finding: { message }, attempts }) => {
      const where = whereOf(attempts, facts.attempts);
      return message.startsWith(where) ? `${message}.` : `${where}: ${message}.`;
    }),
  };
}

function allWell(healthy: readonly Attempt[]): Finding {
  const redirect = healthy.find(({ redirect }) => redirect?.to.startsWith('https:') && !redirect.followed)?.redirect;
  if (redirect) {
    return {
      code: 'redirects-to-https',
      message: `reachable; the app redirects to ${redirect.to}, which was not followed`,
      advice: 'Use the address that it names, or the TLS port of the Service.',
    };
  }
  const times = healthy.map((each) => ({ each, time: timeOf(each) }));
  const fastest = Math.min(...times.map(({ time }) => time));
  const slow = times.filter(({ time }) => time > fastest * slowRatio && time - fastest > slowMilliseconds);
  if (slow.length > 0) {
    const attempts = slow.map(({ each }) => each);
    const worst = Math.round(Math.max(...slow.map(({ time }) => time)));
    return {
      code: 'reachable-slowly',
      message: `reachable; slow by ${whereOf(attempts, healthy)} (${worst} ms, the fastest address takes ${Math.round(fastest)} ms)`,
      advice: 'The route to that address is slow, not the app: it answers quickly at other addresses.',
    };
  }
  return { code: 'reachable', message: `reachable by ${whereOf(healthy, healthy)}` };
}

// A person notices a tenth of a second. On a busy machine, one address may take twice as long as another by
// chance.
const slowMilliseconds = 100;
const slowRatio = 3;

function timeOf({ milliseconds }: Attempt): number {
  return milliseconds.firstByte ?? milliseconds.connect ?? milliseconds.total;
}

function partly(
  facts: ProbeFacts,
  by: string,
  healthy: readonly Attempt[],
  others: readonly Attempt[],
  finding: Finding,
): Finding {
  const where = whereOf(others, facts.attempts);
  const use = `Use ${healthy[0]?.address}`;
  if (finding.code === 'no-answer') {
    return {
      code: 'reachable-filtered',
      message: `${by}; ${where} ${agreeing(where, 'is', 'are')} filtered`,
      advice: `${use}, or open TCP ${facts.port.nodePort} for ${where} in the node's firewall if that is wanted.`,
    };
  }
  const { advice, code, message, evidence } = finding;
  return {
    code,
    message: `${by}; ${message}`,
    advice: `${use}.${advice ? ` ${advice}` : ''}`,
    ...(evidence ? { evidence } : {}),
  };
}
