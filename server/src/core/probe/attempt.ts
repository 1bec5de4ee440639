import type { Network } from './address.ts';

/** The result of an attempt, as far as a socket shows it. */
export type Outcome =
  /** Something was received, or, if nothing is requested, the connection was accepted. */
  | 'answered'
  | 'refused'
  | 'timeout'
  /** The connection was accepted, and ended before an answer. */
  | 'reset'
  | 'unreachable'
  | 'tls'
  | 'dns'
  | 'cancelled';

/** One attempt to reach a node port at one address. */
export interface Attempt {
  /** As it was requested: an IP address or a name. */
  readonly address: string;
  /** The address to which a name resolved. */
  readonly resolved?: string;
  readonly port: number;
  readonly node?: string;
  /** The protocol of the request. */
  readonly asked: 'http' | 'tcp' | 'grpc';
  readonly network: Network;
  /** The range that decided the network. */
  readonly range?: string;
  readonly outcome: Outcome;
  /** The HTTP status. */
  readonly status?: number;
  readonly milliseconds: Milliseconds;
  /** The protocol of the answer; absent if nothing was received. */
  readonly spoke?: Spoke;
  /** What went wrong, as the end of a sentence. */
  readonly because?: string;
  /**
   * Set if an unreachable address may have been prohibited by a firewall on the route, as far as the system
   * shows the difference.
   */
  readonly isProhibited?: true;
  readonly certificate?: Certificate;
  readonly redirect?: Redirect;
  /** The beginning of the body of an error answer: one line, of limited length, without control characters. */
  readonly excerpt?: string;
}

/** Each is absent if it was not reached. Measured by the monotonic clock from the begin of the connection. */
export interface Milliseconds {
  /** Until the connection was established, without the resolution of the name. */
  readonly connect?: number;
  /** The duration of the TLS handshake. */
  readonly tls?: number;
  /** From the begin of the connection to the first byte of the first answer. */
  readonly firstByte?: number;
  /** Until the outcome was known. */
  readonly total: number;
}

/** `silence`: the connection is open and nothing was requested, as with a tcpSocket probe. */
export type Spoke = 'http/1.1' | 'http/1.0' | 'http/0.9' | 'http/2' | 'tls' | 'silence' | 'other';

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** As in the certificate, e.g. `DNS:example.com`. */
  readonly names: readonly string[];
  /** In OpenSSL's notation, e.g. `Jan  1 00:00:00 2030 GMT`. */
  readonly validUntil: string;
  readonly protocol: string;
  /** Why a browser would not trust it; absent if it would. */
  readonly untrusted?: string;
}

export interface Redirect {
  readonly to: string;
  readonly followed: boolean;
  /** Why the redirect was not followed: the end of a sentence. */
  readonly because?: string;
}

/**
 * Whether the kubelet would take the answer as healthy. Source: k8s.io/kubernetes/pkg/probe/http DoHTTPProbe:
 * 200 to 399.
 */
export function isHealthy({ outcome, status, spoke, asked }: Attempt): boolean {
  if (outcome !== 'answered') {
    return false;
  }
  return asked === 'http'
    ? status !== undefined && status >= 200 && status < 400
    : asked === 'tcp' || spoke === 'http/2';
}
