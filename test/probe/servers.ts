import { once } from 'node:events';
import net from 'node:net';
import type { Resolve } from '../../server/src/cluster/resolve.ts';
import { type ProbeRequest, requestOf } from '../../server/src/core/probe/request.ts';
import { type AttemptTarget, attempt } from '../../server/src/probe/attempt.ts';
import { defaultLimits, type Limits } from '../../server/src/probe/limits.ts';

/** A server on the loopback interface that knows who is connected. */
export interface LoopbackServer extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  readonly accepted: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Bytes that were sent, according to the sockets. */
  readonly written: number;
}

/** @param serve is given each connection; its errors are of no interest, as the other side goes when it has enough. */
export function serverThat(serve: (socket: net.Socket) => void, host = '127.0.0.1'): Promise<LoopbackServer> {
  const server = net.createServer((socket) => {
    serve(socket);
    // A connection that is not read never learns that the other side has gone.
    socket.resume();
  });
  return listening(server, host);
}

/** Makes a server of Node.js listen on a free port. */
export async function listening(server: net.Server, host = '127.0.0.1'): Promise<LoopbackServer> {
  const counts = counting(server);
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    get accepted() {
      return counts.accepted();
    },
    get open() {
      return counts.open();
    },
    get written() {
      return counts.written();
    },
    async [Symbol.asyncDispose]() {
      counts.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function counting(server: net.Server) {
  const sockets = new Set<net.Socket>();
  let accepted = 0;
  let written = 0;
  server.on('connection', (socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      written += socket.bytesWritten;
    });
  });
  return {
    accepted: () => accepted,
    open: () => sockets.size,
    written: () => written,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Answers each request with these bytes and closes. */
export function answering(text: string | Buffer): (socket: net.Socket) => void {
  return (socket) => socket.once('data', () => socket.end(text));
}

export const plainRequest: ProbeRequest = requestOf([], '80');
export const tlsRequest: ProbeRequest = { ...plainRequest, scheme: 'https' };

export interface ProbeOptions {
  readonly request?: ProbeRequest;
  readonly limits?: Partial<Limits>;
  readonly resolve?: Resolve;
  readonly signal?: AbortSignal;
  readonly target?: Partial<AttemptTarget>;
}

/** One attempt at a server of this machine. */
export function probe(port: number, options: ProbeOptions = {}) {
  return attempt(
    { address: '127.0.0.1', port, ...options.target },
    options.request ?? plainRequest,
    options.signal ?? new AbortController().signal,
    { ...defaultLimits, ...options.limits },
    options.resolve,
  );
}
