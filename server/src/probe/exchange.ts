import net from 'node:net';
import type tls from 'node:tls';
import { hostInUrl, parseAddress } from '../core/probe/address.ts';
import type { Certificate, Outcome, Spoke } from '../core/probe/attempt.ts';
import type { ProbeRequest } from '../core/probe/request.ts';
import { type Head, recognise } from './head.ts';
import type { Limits } from './limits.ts';
import { oneLine } from './words.ts';

/** One connection: its target, and the request on it. */
export interface Exchange {
  /** An IP address. */
  readonly address: string;
  /** The name of the target in the request: the address, or the name that resolved to it. */
  readonly host: string;
  readonly port: number;
  readonly request: ProbeRequest;
}

export interface Exchanged {
  readonly outcome: Outcome;
  readonly spoke?: Spoke;
  readonly head?: Head;
  readonly because?: string;
  readonly isProhibited?: true;
  readonly certificate?: Certificate;
  readonly excerpt?: string;
  /**
   * Values of `performance.now()`, like the following ones: right before the system was asked for the
   * connection.
   */
  readonly began?: number;
  /** Absent if it was not reached. */
  readonly connected?: number;
  readonly secured?: number;
  readonly firstByte?: number;
}

/**
 * Connects once, sends the request, and reads as much as is needed to recognise the answer. The socket is
 * closed when this resolves. Never rejects.
 *
 * @param signal ends it; the reason `'timeout'` is a timeout, any other reason a cancellation
 */
export async function exchange(to: Exchange, limits: Limits, signal: AbortSignal): Promise<Exchanged> {
  // TLS is loaded before the time is measured, and only if it is used: loading it takes longer than everything
  // else in a probe.
  const transport = to.request.scheme === 'https' ? await import('node:tls') : undefined;
  return new Promise((resolve) => {
    const { request } = to;
    const times: { began?: number; connected?: number; secured?: number; firstByte?: number } = {};
    let certificate: Certificate | undefined;
    let received = Buffer.alloc(0);
    let head: Head | undefined;
    let bodyTimer: NodeJS.Timeout | undefined;
    let isOver = false;
    let secure: tls.TLSSocket | undefined;
    // Only this address is tried, and no other address of the same name.
    const socket = net.connect({ host: to.address, port: to.port, autoSelectFamily: false });

    const end = (result: Pick<Exchanged, 'outcome' | 'spoke' | 'because' | 'isProhibited'>) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(bodyTimer);
      signal.removeEventListener('abort', abort);
      secure?.destroy();
      socket.destroy();
      resolve({
        ...result,
        ...times,
        ...(head ? { head, ...excerptOf(head, received) } : {}),
        ...(certificate ? { certificate } : {}),
      });
    };
    const answered = () => end({ outcome: 'answered', spoke: `http/${head?.version ?? '1.1'}` });
    const abort = () => {
      if (head) answered();
      else if (signal.reason === 'timeout') end({ outcome: 'timeout', because: silence(times, received.length) });
      else end({ outcome: 'cancelled' });
    };
    const fail = (error: NodeJS.ErrnoException) => {
      if (head) answered();
      else if (secure && times.secured === undefined && !isOfSocket(error))
        end({ outcome: 'tls', because: tlsWords(error) });
      else if (times.connected === undefined) end(connectFailure(error));
      else end({ outcome: 'reset', because: broken(error, received.length) });
    };
    const read = (chunk: Buffer) => {
      times.firstByte ??= performance.now();
      const room = limits.headBytes + limits.bodyBytes - received.length;
      received = Buffer.concat([received, chunk.subarray(0, room)]);
      if (!head) {
        const found = recognise(received);
        if (found && 'spoke' in found)
          end({ outcome: 'answered', spoke: found.spoke, ...otherWords(found.spoke, received) });
        else if (found && found.head.length <= limits.headBytes) head = found.head;
        else if (found || received.length >= limits.headBytes)
          end({
            outcome: 'answered',
            spoke: 'other',
            because: `it sent more than ${limits.headBytes} bytes of headers`,
          });
        if (!head || isOver) return;
        if (head.status < 400) return answered();
        bodyTimer = setTimeout(answered, limits.bodyMilliseconds);
      }
      if (received.length - head.length >= limits.bodyBytes || bodyIsWhole(head, received)) answered();
    };
    const closed = () => {
      if (head) answered();
      else end({ outcome: 'reset', because: broken(undefined, received.length) });
    };
    const ask = (stream: net.Socket) => {
      if (request.type === 'tcp') return end({ outcome: 'answered', spoke: 'silence' });
      stream.on('data', read);
      stream.on('end', closed);
      stream.write(request.type === 'grpc' ? http2Preface : requestText(to));
    };

    signal.addEventListener('abort', abort);
    socket.on('error', fail);
    socket.once('close', () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    // Node.js emits this event right before connect(2). The creation of the socket, and earlier waiting, are
    // not network time.
    socket.once('connectionAttempt', () => {
      times.began = performance.now();
    });
    socket.once('connect', () => {
      times.connected = performance.now();
      if (!transport) return ask(socket);
      secure = transport.connect({
        socket,
        // The report describes the certificate, whoever signed it.
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        // An address is not a server name. Source: RFC 6066 section 3.
        ...(parseAddress(to.host) ? {} : { servername: to.host }),
      });
      secure.on('error', fail);
      secure.once('secureConnect', () => {
        times.secured = performance.now();
        certificate = certificateOf(transport, secure!, to.host);
        ask(secure!);
      });
    });
    if (signal.aborted) abort();
  });
}

/** Source: RFC 9113 section 3.4: the preface, and an empty SETTINGS frame. */
const http2Preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

function requestText({ host, port, request }: Exchange): string {
  const own = new Set(request.headers.map(({ name }) => name.toLowerCase()));
  const standard = [
    { name: 'Host', value: `${hostInUrl(host)}:${port}` },
    { name: 'User-Agent', value: 'podwire-probe' },
    { name: 'Accept', value: '*/*' },
    // Compressed answers are not requested, because nothing is decompressed here.
    { name: 'Accept-Encoding', value: 'identity' },
  ].filter(({ name }) => !own.has(name.toLowerCase()));
  const [hostField, ...rest] = standard;
  const fields = [
    ...(hostField ? [hostField] : []),
    ...request.headers,
    ...rest,
    { name: 'Connection', value: 'close' },
  ];
  return `GET ${request.path} HTTP/1.1\r\n${fields.map(({ name, value }) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

function silence(times: { readonly connected?: number; readonly secured?: number }, bytes: number): string {
  if (times.connected === undefined) return 'no answer to the request for a connection';
  return bytes > 0 ? `only ${bytes} bytes of an answer came in time` : 'connected, but nothing came in time';
}

function broken(error: NodeJS.ErrnoException | undefined, bytes: number): string {
  const how = error === undefined ? 'closed' : 'reset';
  return bytes > 0 ? `${how} after ${bytes} bytes, within the headers` : `${how} before the first byte`;
}

function connectFailure(error: NodeJS.ErrnoException): ConnectFailure {
  const code = error.code ?? '';
  const known = connectFailures[code];
  return (
    known ?? {
      outcome: 'unreachable',
      because: `the connection could not be made (${oneLine(code || error.message, 60)})`,
    }
  );
}

type ConnectFailure = Pick<Exchanged, 'outcome' | 'because' | 'isProhibited'>;

/** Source: connect(2), and the corresponding codes on Windows. */
const connectFailures: Readonly<Record<string, ConnectFailure>> = {
  ECONNREFUSED: { outcome: 'refused', because: 'the connection was refused' },
  ECONNRESET: { outcome: 'reset', because: 'reset before the connection was established' },
  ETIMEDOUT: { outcome: 'timeout', because: 'no answer to the request for a connection' },
  EHOSTUNREACH: {
    outcome: 'unreachable',
    because: 'there is no route to that host, or something on the route prohibits it',
    isProhibited: true,
  },
  EHOSTDOWN: { outcome: 'unreachable', because: 'the host is down' },
  ENETUNREACH: { outcome: 'unreachable', because: 'there is no route to that network' },
  EADDRNOTAVAIL: { outcome: 'unreachable', because: 'this machine has no address in that network' },
  EAFNOSUPPORT: { outcome: 'unreachable', because: 'this machine has no network of that family' },
  EACCES: { outcome: 'unreachable', because: 'this machine prohibits the connection', isProhibited: true },
  EPERM: { outcome: 'unreachable', because: 'this machine prohibits the connection', isProhibited: true },
};

function isOfSocket({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ETIMEDOUT';
}

function tlsWords(error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'it answers in plain text';
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW/.test(code)) {
    return 'it supports only protocols older than TLS 1.2';
  }
  return oneLine(
    code
      .replace(/^ERR_SSL_/, '')
      .replaceAll('_', ' ')
      .toLowerCase() || error.message,
    100,
  );
}

function certificateOf(
  transport: Pick<typeof tls, 'checkServerIdentity'>,
  socket: tls.TLSSocket,
  host: string,
): Certificate | undefined {
  const peer = socket.getPeerCertificate();
  if (!peer || Object.keys(peer).length === 0) {
    return undefined;
  }
  const wrongName = transport.checkServerIdentity(host, peer);
  const reasons = [
    ...(socket.authorizationError ? [untrustedWords(String(socket.authorizationError))] : []),
    // A node is usually requested by its address, and hardly any certificate is issued for one. This is
    // reported, and is not an error.
    ...(wrongName ? [`it is not issued for ${host}`] : []),
  ];
  return {
    subject: oneLine(String(peer.subject?.CN ?? ''), 100),
    issuer: oneLine(String(peer.issuer?.CN ?? peer.issuer?.O ?? ''), 100),
    names: (peer.subjectaltname ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .slice(0, 20)
      .map((name) => oneLine(name, 100)),
    validUntil: oneLine(peer.valid_to ?? '', 40),
    protocol: socket.getProtocol() ?? '',
    ...(reasons.length > 0 ? { untrusted: reasons.join('; ') } : {}),
  };
}

function untrustedWords(code: string): string {
  const words: Readonly<Record<string, string>> = {
    DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'it is signed by an authority that this machine does not know',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it is signed by an authority that this machine does not know',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'it is signed by an authority that this machine does not know',
    CERT_HAS_EXPIRED: 'it has expired',
    CERT_NOT_YET_VALID: 'it is not valid yet',
  };
  return words[code] ?? oneLine(code.replaceAll('_', ' ').toLowerCase(), 100);
}

function otherWords(spoke: Spoke, received: Buffer): { because?: string } {
  const text = oneLine(received.subarray(0, 400).toString('utf8'), 80);
  if (spoke === 'tls') return { because: 'it speaks TLS' };
  if (spoke === 'http/2') return { because: 'it speaks HTTP/2' };
  if (received.subarray(0, 5).toString('latin1') === 'HTTP/')
    return { because: `its answer is not valid HTTP: ${text}` };
  return { because: spoke === 'http/0.9' ? 'it answers as HTTP/0.9, without headers' : `it begins with: ${text}` };
}

/** The beginning of the body of an error answer, which is not decompressed. */
function excerptOf(head: Head, received: Buffer): { excerpt?: string } {
  if (head.status < 400 || !/^(?:|identity)$/i.test(head.fields.get('content-encoding') ?? '')) {
    return {};
  }
  const body = received.subarray(head.length).toString('utf8');
  const text = /chunked/i.test(head.fields.get('transfer-encoding') ?? '')
    ? body.replace(/^[\da-f]+[^\n]*\n/i, '')
    : body;
  const excerpt = oneLine(text);
  return excerpt === '' ? {} : { excerpt };
}

function bodyIsWhole(head: Head, received: Buffer): boolean {
  const stated = head.fields.get('content-length');
  const body = received.length - head.length;
  return stated !== undefined && /^\d{1,15}$/.test(stated) ? body >= Number(stated) : false;
}
