import type { Readable } from 'node:stream';
import { gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { type Credentials, createCredentials } from './credentials.ts';
import { CredentialError } from './execCredential.ts';
import { type ClusterFailure, failureOf, statusFailure } from './failure.ts';
import { chooseContext, type Kubeconfig } from './kubeconfig.ts';
import { requestBy } from './request.ts';

/**
 * A connection to one cluster as one user. Creating it opens no socket; the first request does. Failures of the
 * cluster or the network are values, not exceptions, and no result holds a credential.
 */
export interface Connection {
  /** The name of the context in the kubeconfig. */
  readonly context: string;
  /** The namespace of the context, else `default`. */
  readonly namespace: string;
  /** E.g. `https://100.81.76.55:6443`, without user and password. */
  readonly server: string;
  /**
   * GETs a path of the API server, such as `/api/v1/namespaces/shop/services?limit=500`, and reads the whole
   * answer. It also reads answers that the service proxy forwards.
   */
  get(path: string, options?: RequestOptions): Promise<Answer>;
  /** Any other request; `body` is sent as it is. */
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body: Body,
    options?: RequestOptions,
  ): Promise<Answer>;
  /** As `get`, but for an answer without an end: its body as a sequence of strings. */
  open(path: string, options: StreamOptions): Promise<StreamAnswer>;
  /** Aborts requests that are under way, and closes the sockets. */
  close(): Promise<void>;
}

export interface RequestOptions {
  /** `application/json` by default. */
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /**
   * Milliseconds until the whole answer has arrived, counted from when the credentials are ready; 60,000 by
   * default.
   */
  readonly timeout?: number;
  /** The most bytes of the answer, after decompression; 64 MB by default. */
  readonly maximumBytes?: number;
}

export interface StreamOptions {
  readonly accept: string;
  readonly signal: AbortSignal;
  /**
   * Milliseconds until the answer begins, counted from when the credentials are ready; 60,000 by default. After
   * that, TCP keep-alive detects a dead connection.
   */
  readonly timeout?: number;
}

export interface Body {
  /** E.g. `application/apply-patch+yaml`. */
  readonly type: string;
  readonly text: string;
}

export type Answer =
  | {
      readonly ok: true;
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** `body` is present if a server answered, whatever its answer. */
  | { readonly ok: false; readonly failure: ClusterFailure; readonly body?: string };

export type StreamAnswer =
  | {
      readonly ok: true;
      /**
       * Ends when the server ends the answer. @throws An error for `failureOfStream`, if the connection breaks
       * or the signal is aborted.
       */
      readonly parts: AsyncIterable<string>;
    }
  | { readonly ok: false; readonly failure: ClusterFailure };

export interface ConnectOptions {
  /** The name of a context; by default the current one. */
  readonly context?: string | undefined;
  /**
   * Whether a credential plugin may run: the user's decision, and never allowed in a workspace that is not
   * trusted.
   */
  readonly allowExec: boolean;
  /** The environment variables. A plugin's own environment extends them, and they name proxies. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970; `Date.now` by default. */
  readonly now?: () => number;
  /** Sent as User-Agent, which the audit log of a cluster shows, e.g. `podwire/0.1.0`. */
  readonly userAgent?: string;
}

export type Connected = { readonly connection: Connection } | { readonly failure: ClusterFailure };

/** Creates a connection of a context, or says why the kubeconfig does not describe one. */
export function connect(kubeconfig: Kubeconfig, options: ConnectOptions): Connected {
  const refuse = (message: string): Connected => ({ failure: { type: 'credentials', message } });
  const chosen = chooseContext(kubeconfig, options.context);
  if ('because' in chosen) return refuse(chosen.because);
  const { context } = chosen;
  const created = createCredentials(kubeconfig, context, options);
  if ('message' in created) return refuse(created.message);
  return { connection: connectionOf(context.name, context.namespace ?? 'default', created, options) };
}

/** The failure for an error that ended a stream. */
export function failureOfStream(error: unknown, connection: Connection): ClusterFailure {
  return failureOf(error, connection.server);
}

function connectionOf(
  context: string,
  namespace: string,
  credentials: Credentials,
  { userAgent = 'podwire' }: ConnectOptions,
): Connection {
  const { server } = credentials;
  const exchange = async (method: Dispatcher.HttpMethod, path: string, asked: Asked): Promise<Exchanged> => {
    for (let attempt = 1; ; attempt += 1) {
      asked.limit.stop();
      const { headers, dispatcher } = await credentials.apply(asked.signal);
      asked.limit.start();
      const response = await requestBy(dispatcher, `${credentials.base}${path}`, {
        method,
        headers: [
          ...headers,
          ...['accept', asked.accept, 'user-agent', userAgent],
          ...(asked.compressed ? ['accept-encoding', 'gzip'] : []),
          ...(asked.body ? ['content-type', asked.body.type] : []),
        ],
        body: asked.body?.text ?? null,
        signal: asked.signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      // The token may have been rotated: one more attempt with a new one. A second rejection is the answer.
      if (response.statusCode === 401 && attempt === 1 && credentials.renew()) {
        await response.body.dump();
        continue;
      }
      return { status: response.statusCode, headers: plainHeaders(response.headers), body: response.body };
    }
  };
  const whole = async (
    method: Dispatcher.HttpMethod,
    path: string,
    body: Body | undefined,
    { accept = 'application/json', signal, timeout = 60_000, maximumBytes = 64_000_000 }: RequestOptions = {},
  ): Promise<Answer> => {
    const limit = createLimit(timeout);
    const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    try {
      const asked = { accept, signal: either, limit, compressed: true, ...(body ? { body } : {}) };
      const answer = await exchange(method, path, asked);
      const text = await readWhole(answer, maximumBytes);
      if (answer.status >= 400) {
        return { ok: false, failure: statusFailure(answer.status, answer.headers, text), body: text };
      }
      return { ok: true, status: answer.status, headers: answer.headers, body: text };
    } catch (error) {
      const isLate = limit.signal.aborted && !signal?.aborted;
      return { ok: false, failure: isLate ? timedOut(server, timeout) : thrown(error) };
    } finally {
      limit.stop();
    }
  };
  const thrown = (error: unknown): ClusterFailure => {
    if (error instanceof CredentialError) return { type: 'credentials', message: error.message };
    if (error instanceof UnreadableError) return { type: 'unreadable', message: `${server}: ${error.message}` };
    return failureOf(error, server);
  };
  return {
    context,
    namespace,
    server,
    get: (path, options) => whole('GET', path, undefined, options),
    send: (method, path, body, options) => whole(method, path, body, options),
    open: async (path, { accept, signal, timeout = 60_000 }) => {
      // The time limit applies only to the beginning of the answer, so the timer must not outlive it.
      const limit = createLimit(timeout);
      try {
        const either = AbortSignal.any([signal, limit.signal]);
        const answer = await exchange('GET', path, { accept, signal: either, limit, compressed: false });
        if (answer.status >= 400) {
          const text = await readWhole(answer, 1_000_000);
          return { ok: false, failure: statusFailure(answer.status, answer.headers, text) };
        }
        return { ok: true, parts: textParts(answer.body) };
      } catch (error) {
        const isLate = limit.signal.aborted && !signal.aborted;
        return { ok: false, failure: isLate ? timedOut(server, timeout) : thrown(error) };
      } finally {
        limit.stop();
      }
    },
    close: () => credentials.close(),
  };
}

interface Asked {
  readonly accept: string;
  readonly signal: AbortSignal;
  /** Counts only the time of waiting for the server. A login by a person has a time limit of its own. */
  readonly limit: Limit;
  readonly compressed: boolean;
  readonly body?: Body;
}

interface Exchanged {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

interface Limit {
  readonly signal: AbortSignal;
  start(): void;
  stop(): void;
}

function createLimit(milliseconds: number): Limit {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: late.signal,
    start: () => {
      timer = setTimeout(() => late.abort(), milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}

class UnreadableError extends Error {}

function timedOut(server: string, timeout: number): ClusterFailure {
  return { type: 'timeout', message: `${server} did not answer within ${timeout / 1000} s` };
}

async function readWhole({ headers, body }: Exchanged, maximumBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > maximumBytes) {
      body.destroy();
      throw new UnreadableError(`the answer has more than ${maximumBytes} bytes`);
    }
    parts.push(bytes);
  }
  const bytes = Buffer.concat(parts);
  return headers['content-encoding'] === 'gzip' ? (await unzipped(bytes, maximumBytes)).toString() : bytes.toString();
}

function unzipped(bytes: Buffer, maxOutputLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength }, (error: NodeJS.ErrnoException | null, result) => {
      if (error) reject(new UnreadableError(`the compressed answer cannot be read: ${error.code}`));
      else resolve(result);
    });
  });
}

// A character may be split between two parts.
async function* textParts(body: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const part of body) {
    yield decoder.decode(part as Buffer, { stream: true });
  }
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
