import { jsonText, listAt, objectAt, parseJson } from '../core/text/json.ts';

/**
 * Why a request failed. It is a value: nothing in this room throws for a failure of a cluster, a network or a
 * kubeconfig. No message holds a credential.
 */
export type ClusterFailure =
  | StatusFailure
  /** No connection, or a connection that broke. `code` comes from the system, e.g. `ECONNREFUSED`. */
  | { readonly type: 'unreachable'; readonly code: string; readonly message: string }
  /** The certificate of the server is not accepted. `code` comes from OpenSSL, e.g. `CERT_HAS_EXPIRED`. */
  | { readonly type: 'certificate'; readonly code: string; readonly message: string }
  /** The kubeconfig, a file that it names, or its credential plugin gives no usable credentials. */
  | { readonly type: 'credentials'; readonly message: string }
  | { readonly type: 'timeout'; readonly message: string }
  | { readonly type: 'cancelled'; readonly message: string }
  /** An answer that no API server gives, or one that is larger than the limit. */
  | { readonly type: 'unreadable'; readonly message: string };

/** An answer with a status of 400 or above. Source: meta/v1 Status. */
export interface StatusFailure {
  readonly type: 'status';
  /** The HTTP status code, e.g. 403. */
  readonly code: number;
  /**
   * The reason in the Status object, e.g. `Forbidden`. Empty if the body is not a Status, so the answer comes
   * from another program.
   */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  /** Milliseconds of the pause that the server requests: the header Retry-After, or `details.retryAfterSeconds`. */
  readonly retryAfter: number | undefined;
}

/** The failure in an answer with an error status. `body` is cut if it is not a Status. */
export function statusFailure(code: number, headers: Readonly<Record<string, string>>, body: string): StatusFailure {
  const status = statusObject(body);
  const details = objectAt(status?.details);
  const seconds = Number(headers['retry-after'] ?? details.retryAfterSeconds);
  return {
    type: 'status',
    code,
    reason: jsonText(status?.reason),
    message: status ? jsonText(status.message) || `status ${code}` : `status ${code}: ${cut(body.trim(), 200)}`,
    causes: listAt(details.causes)
      .map((each) => objectAt(each))
      .map((cause) => ({
        reason: jsonText(cause.reason),
        field: jsonText(cause.field),
        message: jsonText(cause.message),
      })),
    retryAfter: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined,
  };
}

/** The failure for an exception of a request. `server` is its address, e.g. `https://10.0.0.1:6443`. */
export function failureOf(error: unknown, server: string): ClusterFailure {
  const { code, message } = firstCause(error);
  const shown = withoutSecrets(message);
  if (code === 'ABORT_ERR' || code === 'AbortError') return { type: 'cancelled', message: 'cancelled' };
  if (code === 'TimeoutError' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return { type: 'timeout', message: `${server} did not answer in time` };
  }
  const said = certificateMessages[code];
  if (said !== undefined) return { type: 'certificate', code, message: `the certificate of ${server} ${said}` };
  if (/^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|UNABLE_TO_|CRL_|EPROTO)/.test(code)) {
    return { type: 'certificate', code, message: `${server}: ${shown}` };
  }
  return { type: 'unreachable', code, message: `${server}: ${unreachableMessages[code] ?? shown}` };
}

/**
 * A text from elsewhere without possible credentials: the user part of addresses, bearer tokens, and sequences
 * of 24 or more base64 characters, which no sentence contains and every token does.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\/\/[^/\s@]+@/g, '//')
    .replace(/\b(bearer|basic|token|password|secret)(["']?\s*[:=]?\s*["']?)[^\s"',]{6,}/gi, '$1$2…')
    .replace(/[\w+/=.-]{24,}/g, (run) => (/^[a-z.-]+$/i.test(run) || run.includes('/') ? pathOrToken(run) : '…'));
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const certificateMessages: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet: is the clock of this machine slow?',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed, and the kubeconfig does not name it as an authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that the kubeconfig does not name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that the kubeconfig does not name',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that the kubeconfig does not name',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that the kubeconfig does not name',
  CERT_SIGNATURE_FAILURE: 'is not signed by the authority that the kubeconfig names',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is issued for another name',
};

const unreachableMessages: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the connection was closed',
};

// Exceptions of undici and Node.js wrap their cause. A name with several addresses has several causes.
function firstCause(error: unknown): { readonly code: string; readonly message: string } {
  let current: unknown = error;
  for (let depth = 0; depth < 5; depth += 1) {
    const { code, name, message, cause, errors } = objectAt(current);
    const inner = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
    if (inner !== undefined && inner !== null && name !== 'AbortError' && name !== 'TimeoutError') {
      current = inner;
      continue;
    }
    const known = typeof code === 'string' ? code : name === 'AbortError' || name === 'TimeoutError' ? name : '';
    return { code: name === 'TimeoutError' ? name : String(known), message: jsonText(message) || String(current) };
  }
  return { code: '', message: 'the request failed' };
}

function pathOrToken(run: string): string {
  return run.split('/').some((part) => part.length >= 24 && /\d/.test(part) && /[A-Za-z]/.test(part)) ? '…' : run;
}

function statusObject(body: string): Readonly<Record<string, unknown>> | undefined {
  const parsed = objectAt(parseJson(body));
  return parsed.kind === 'Status' && parsed.apiVersion === 'v1' ? parsed : undefined;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
