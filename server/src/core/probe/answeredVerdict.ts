import type { Attempt } from './attempt.ts';
import type { ProbeFacts } from './facts.ts';
import { whereOf } from './networkWords.ts';
import type { Finding } from './verdictCodes.ts';

/**
 * The verdict if something answered and nothing was healthy: traffic arrives, so the cause is at its
 * destination.
 */
export function answeredVerdict(facts: ProbeFacts): Finding {
  const { attempts } = facts;
  const talking = attempts.filter(({ outcome }) => outcome === 'answered' || outcome === 'tls');
  const best = talking.toSorted((a, b) => rank(a) - rank(b))[0]!;
  const where = whereOf(
    talking.filter((each) => rank(each) === rank(best)),
    attempts,
  );
  const silent = attempts.filter((each) => !talking.includes(each));
  const finding = findingOf(facts, best, where);
  return silent.length === 0
    ? finding
    : {
        ...finding,
        evidence: [
          ...(finding.evidence ?? []),
          `${whereOf(silent, attempts)}: ${[...new Set(silent.map(({ outcome }) => outcome))].join(', ')}.`,
        ],
      };
}

/** The attempt that came closest to an answer is first. */
function rank({ outcome, status, spoke }: Attempt): number {
  return outcome === 'tls' ? 4 : status === undefined ? (spoke === 'http/0.9' ? 3 : 2) : status >= 500 ? 1 : 0;
}

function findingOf({ pathIsGuess, port }: ProbeFacts, best: Attempt, where: string): Finding {
  const { status, spoke, excerpt, because } = best;
  const words = excerpt ? [`It says: ${excerpt}`] : [];
  if (best.outcome === 'tls') {
    return {
      code: 'tls-failed',
      message: `traffic arrives by ${where}; the TLS handshake fails: ${because}`,
      advice: 'Check the TLS settings of the app, or probe without https.',
    };
  }
  if (status !== undefined && status >= 500) {
    return {
      code: 'app-error',
      message: `traffic arrives by ${where}; the app itself answers ${status}`,
      advice: 'Check the logs of the app: the route to it works.',
      evidence: words,
    };
  }
  if (status === 404) {
    return {
      code: 'path-not-found',
      message: `traffic arrives by ${where}; the app has nothing at the requested path (404)`,
      advice: pathIsGuess
        ? 'No probe of a container states a path, so / was requested: name a path that exists.'
        : 'Correct the path of the probe, or the app.',
      evidence: words,
    };
  }
  // The server of Go, and nginx among others, answer plain text at a TLS port with 400 and these words.
  if (status === 400 && /https? request (?:to an https|was sent to https)|plain http/i.test(excerpt ?? '')) {
    return speaksTls(where, words);
  }
  if (status !== undefined) {
    return {
      code: 'app-denies',
      message: `traffic arrives by ${where}; the app answers ${status}`,
      advice: 'The route to the app works. The app expects another request.',
      evidence: words,
    };
  }
  if (spoke === 'tls') {
    return speaksTls(where, words);
  }
  if (spoke === 'http/2') {
    return {
      code: 'speaks-http2',
      message: `traffic arrives by ${where}; the port speaks HTTP/2 only (gRPC, perhaps)`,
      advice:
        'The route to the app works. Give the container a gRPC or tcpSocket probe, so that Podwire probes it in that way.',
    };
  }
  return {
    code: 'speaks-another-protocol',
    message: `traffic arrives by ${where}; port ${port.nodePort} speaks something that is not HTTP${spoke === 'http/0.9' ? '/1' : ''}`,
    advice: 'The route to the app works. Use a client of its own protocol.',
    evidence: words,
  };
}

function speaksTls(where: string, evidence: readonly string[]): Finding {
  return {
    code: 'speaks-tls',
    message: `traffic arrives by ${where}; the port speaks TLS, but the request was in plain text`,
    advice: 'Use https://, and scheme: HTTPS in the probe of the container.',
    evidence,
  };
}
