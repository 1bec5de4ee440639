import type { Spoke } from '../core/probe/attempt.ts';

/** The head of an HTTP/1 answer. */
export interface Head {
  readonly status: number;
  readonly version: '1.0' | '1.1';
  /** The last value of each field, by its name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** Where the body begins, in bytes. */
  readonly length: number;
}

/** What the first bytes of an answer are: a whole head, something other than HTTP/1, or too few bytes to decide. */
export type Recognised = { readonly head: Head } | { readonly spoke: Spoke } | undefined;

/**
 * Recognises an answer from the bytes received so far. Interim answers (1xx, RFC 9110 section 15.2) are
 * skipped; `length` includes their bytes.
 */
export function recognise(received: Buffer): Recognised {
  let start = 0;
  for (;;) {
    const rest = received.subarray(start);
    const other = otherProtocol(rest);
    if (other) {
      return { spoke: other };
    }
    const end = headEnd(rest);
    if (end === undefined) {
      return undefined;
    }
    const head = parseHead(rest.subarray(0, end).toString('latin1'), start + end);
    if (!head) {
      return { spoke: 'other' };
    }
    if (head.status >= 200 || head.status === 101) {
      return { head };
    }
    start += end;
  }
}

/** A protocol other than HTTP/1, as far as the first bytes show it; undefined if there are too few. */
function otherProtocol(received: Buffer): Spoke | undefined {
  const begin = received.subarray(0, statusLineStart.length).toString('latin1');
  if (statusLineStart.startsWith(begin) || begin === statusLineStart) {
    return undefined;
  }
  // An alert or a handshake of TLS 1.0 to 1.3. Source: RFC 8446 section 5.1.
  if (received[0] === 0x15 || received[0] === 0x16) {
    return received.length < 2 ? undefined : received[1] === 3 ? 'tls' : 'other';
  }
  // The first frame of a server is SETTINGS on stream 0: three bytes of length, type 4. Source: RFC 9113 section 3.4.
  if (received[0] === 0) {
    return received.length < 9 ? undefined : received[3] === 4 && received.readUInt32BE(5) === 0 ? 'http/2' : 'other';
  }
  // A document without a head, as in HTTP/0.9. Source: RFC 1945 section 6.
  const text = received.subarray(0, 64).toString('latin1').trimStart();
  return /^<(?:!doctype|html|head|body)/i.test(text)
    ? 'http/0.9'
    : received.length < 16 && text.startsWith('<')
      ? undefined
      : 'other';
}

const statusLineStart = 'HTTP/1.';

/** The position after the empty line. Single line feeds are accepted too. Source: RFC 9112 section 2.2. */
function headEnd(received: Buffer): number | undefined {
  const crlf = received.indexOf('\r\n\r\n');
  const lf = received.indexOf('\n\n');
  const ends = [crlf < 0 ? Number.POSITIVE_INFINITY : crlf + 4, lf < 0 ? Number.POSITIVE_INFINITY : lf + 2];
  const end = Math.min(...ends);
  return Number.isFinite(end) ? end : undefined;
}

function parseHead(text: string, length: number): Head | undefined {
  const [statusLine = '', ...lines] = text.split(/\r?\n/);
  const match = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\0\r\n]*)?$/.exec(statusLine);
  if (!match) {
    return undefined;
  }
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (line !== '' && (colon <= 0 || /[\s\0]/.test(line.slice(0, colon)))) {
      // RFC 9112 section 5.2 obsoletes folded lines, and names contain no space.
      return undefined;
    }
    fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(match[2]), version: match[1] === '0' ? '1.0' : '1.1', fields, length };
}
