import type { Network } from './address.ts';

/** What became of an attempt, as far as a socket tells. */
export type Outcome =
  /** Something was received, or, where nothing is asked, the connection was accepted. */
  | 'answered'
  | 'refused'
  | 'timeout'
  /** The connection was accepted, and ended before an answer. */
  | 'reset'
  | 'unreachable'
  | 'tls'
  | 'dns'
  | 'cancelled';

/** One way to a node port, tried once. */
export interface Attempt {
  /** As it was asked for: an IP address or a name. */
  readonly address: string;
  /** The address that a name led to. */
  readonly resolved?: string;
  readonly port: number;
  readonly node?: string;
  /** In which manner it was asked. */
  readonly asked: 'http' | 'tcp' | 'grpc';
  readonly network: Network;
  /** The range that says which network it is. */
  readonly range?: string;
  readonly outcome: Outcome;
  /** Of HTTP. */
  readonly status?: number;
  readonly milliseconds: Milliseconds;
  /** What it spoke; absent where nothing was received. */
  readonly spoke?: Spoke;
  /** What went wrong, as a person reads it: the end of a sentence. */
  readonly because?: string;
  /** Set where what was unreachable may have been prohibited by somebody on the way, as far as the system tells the two apart. */
  readonly isProhibited?: true;
  readonly certificate?: Certificate;
  readonly redirect?: Redirect;
  /** The first words of the body of an answer that is an error; one line, bounded, no control characters. */
  readonly excerpt?: string;
}

/** Each is absent where it was not reached. Of the monotonic clock, from the moment the connection was begun. */
export interface Milliseconds {
  /** Until the connection stood; without the resolution of a name. */
  readonly connect?: number;
  /** What the handshake took. */
  readonly tls?: number;
  /** From the begin of the connection to the first byte of the first answer. */
  readonly firstByte?: number;
  /** Until the outcome was known. */
  readonly total: number;
}

/** `silence`: the connection stands and nothing was asked, as with a probe of the kind tcpSocket. */
export type Spoke = 'http/1.1' | 'http/1.0' | 'http/0.9' | 'http/2' | 'tls' | 'silence' | 'other';

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** As the certificate states them, e.g. `DNS:example.com`. */
  readonly names: readonly string[];
  /** As OpenSSL writes it, e.g. `Jan  1 00:00:00 2030 GMT`. */
  readonly validUntil: string;
  readonly protocol: string;
  /** Why a browser would not trust it; absent where it would. */
  readonly untrusted?: string;
}

export interface Redirect {
  readonly to: string;
  readonly followed: boolean;
  /** Why it was not followed: the end of a sentence. */
  readonly because?: string;
}

/** Whether kubelet would take the answer for health. Source: k8s.io/kubernetes/pkg/probe/http DoHTTPProbe: 200 to 399. */
export function isHealthy({ outcome, status, spoke, asked }: Attempt): boolean {
  if (outcome !== 'answered') {
    return false;
  }
  return asked === 'http'
    ? status !== undefined && status >= 200 && status < 400
    : asked === 'tcp' || spoke === 'http/2';
}
