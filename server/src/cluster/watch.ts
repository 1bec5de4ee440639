import { backoff, type CircuitBreaker } from './circuitBreaker.ts';
import type { Clock } from './clock.ts';
import { type Connection, failureOfStream } from './connection.ts';
import { type ClusterFailure, statusFailure } from './failure.ts';
import { acceptFor, collectionPath, listAll, type ServedKind } from './list.ts';

/** How current the facts about a kind are. */
export type WatchState =
  /** Nothing is known yet. */
  | { readonly type: 'starting' }
  | { readonly type: 'current' }
  /** The last known state; `since` is when it was last current, in milliseconds since 1970. */
  | { readonly type: 'stale'; readonly since: number; readonly failure: ClusterFailure }
  /** The user may not read the kind, or the server does not have it: nothing is known. */
  | { readonly type: 'unknown'; readonly failure: ClusterFailure };

export interface WatchOptions<T> {
  /** Absent for all namespaces. */
  readonly namespace?: string | undefined;
  readonly clock: Clock;
  /** Seconds after which the server should end a watch, at the earliest; 300 by default. */
  readonly watchSeconds?: number | undefined;
  /** Shared by all watches of a connection. */
  readonly breaker: CircuitBreaker;
  reduce(object: unknown): T;
  /** All objects, by uid; earlier facts are invalid. */
  listed(items: ReadonlyMap<string, T>): void;
  /** One object was added, changed, or deleted (undefined). */
  changed(uid: string, item: T | undefined): void;
  state(state: WatchState): void;
}

export interface Watch {
  /** Lists again from scratch: after the machine has slept, the state of its connections is unknown. */
  wake(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

// Seconds. The server then ends a watch by itself, each watch at a different moment. Source: client-go
// tools/cache/reflector.go.
const shortestWatch = 300;
// A user may get the permission to read a kind later, and a missing kind may be installed later.
const unknownPause = 5 * 60_000;
const firstPause = 800;
const longestPause = 30_000;
// A watch that ended sooner than this was not worth its request.
const tooShort = 1_000;
const longestLine = 32_000_000;

/**
 * Lists a kind, then follows its changes from there. After a break it continues from the last known version, or
 * lists again if the server no longer has that version. Never ends by itself. Source: Kubernetes API concepts,
 * *Efficient detection of changes*.
 */
export function watch<T>(connection: Connection, kind: ServedKind, options: WatchOptions<T>): Watch {
  const stopped = new AbortController();
  let attempt = new AbortController();
  const running = run(connection, kind, options, {
    stopped: stopped.signal,
    next: () => {
      attempt = new AbortController();
      return AbortSignal.any([attempt.signal, stopped.signal]);
    },
  });
  return {
    wake: () => attempt.abort(),
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
}

interface Signals {
  readonly stopped: AbortSignal;
  /** The signal of one request; `wake` aborts it too. */
  next(): AbortSignal;
}

async function run<T>(
  connection: Connection,
  kind: ServedKind,
  options: WatchOptions<T>,
  { stopped, next }: Signals,
): Promise<void> {
  const { clock, breaker, namespace } = options;
  const report = stateReporter(options);
  /** Empty: list first. */
  let version = '';
  let failures = 0;
  /** Whether the server may be a different one than before, with a history of its own. */
  let isBroken = false;
  report({ type: 'starting' });
  while (!stopped.aborted) {
    await breaker.enter(stopped);
    if (stopped.aborted) return;
    const signal = next();
    const begin = clock.now();
    const outcome = await round(signal);
    if (stopped.aborted) return breaker.left();
    if (outcome.failure === undefined) {
      failures = clock.now() - begin < tooShort ? failures + 1 : 0;
      if (failures > 0) await clock.wait(backoff(failures, firstPause, longestPause, clock.random()), stopped);
      continue;
    }
    const { failure } = outcome;
    if (signal.aborted) {
      // After `wake`, the facts are as old as this moment.
      isBroken = true;
      breaker.left();
      report({ type: 'stale', since: clock.now(), failure });
      continue;
    }
    if (failure.type === 'status' && (failure.code === 410 || isTooNew(failure))) {
      breaker.succeeded();
      version = '';
      failures += 1;
      if (failures > 1) await clock.wait(backoff(failures - 1, firstPause, longestPause, clock.random()), stopped);
      continue;
    }
    if (failure.type === 'status' && (failure.code === 403 || failure.code === 404)) {
      breaker.succeeded();
      version = '';
      report({ type: 'unknown', failure });
      await clock.wait(unknownPause, stopped);
      continue;
    }
    report({ type: 'stale', since: clock.now(), failure });
    if (concernsAll(failure)) {
      isBroken = true;
      breaker.failed(failure.type === 'status' ? failure.retryAfter : undefined);
      continue;
    }
    breaker.succeeded();
    failures += 1;
    if (failure.type === 'unreadable') version = '';
    const asked = failure.type === 'status' ? (failure.retryAfter ?? 0) : 0;
    await clock.wait(Math.max(asked, backoff(failures, firstPause, longestPause, clock.random())), stopped);
  }

  async function round(signal: AbortSignal): Promise<{ readonly failure: ClusterFailure | undefined }> {
    if (version !== '' && isBroken) {
      // A server with a new store counts versions from the beginning. A watch from a version that it reaches
      // only in a month would be silent until then.
      const page = await listAll(connection, kind, {
        namespace,
        most: 1,
        signal,
        reduce: () => undefined,
        isPeek: true,
      });
      if (!page.ok) return page;
      if (isBefore(page.resourceVersion, version)) version = '';
    }
    isBroken = false;
    if (version === '') {
      const items = new Map<string, T>();
      const listed = await listAll(connection, kind, {
        namespace,
        signal,
        reduce: (object) => {
          items.set(uidOf(object), options.reduce(object));
          return undefined;
        },
        restart: () => items.clear(),
      });
      if (!listed.ok) return listed;
      version = listed.resourceVersion;
      breaker.succeeded();
      options.listed(items);
      // Reported before the watch is open: if the server is lost in between, the list is out of date, not
      // unknown.
      report({ type: 'current' });
    }
    const timeoutSeconds = Math.floor((options.watchSeconds ?? shortestWatch) * (1 + clock.random()));
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: `${timeoutSeconds}`,
    };
    const stream = await connection.open(collectionPath(kind, { namespace }, query), {
      accept: acceptFor(kind, 'watch'),
      signal,
    });
    if (!stream.ok) return stream;
    breaker.succeeded();
    report({ type: 'current' });
    try {
      for await (const line of lines(stream.parts)) {
        const failure = take(line);
        if (failure) return { failure };
      }
      return { failure: undefined };
    } catch (error) {
      return {
        failure:
          error instanceof LineError
            ? { type: 'unreadable', message: `${connection.server}: ${error.message}` }
            : failureOfStream(error, connection),
      };
    }
  }

  function take(line: string): ClusterFailure | undefined {
    let event: { type?: unknown; object?: Record<string, unknown> };
    try {
      event = JSON.parse(line);
    } catch {
      return { type: 'unreadable', message: `${connection.server}: a line of its watch of ${kind.plural} is not JSON` };
    }
    const object = event?.object;
    if (event?.type === 'ERROR') {
      const code = typeof object?.code === 'number' ? object.code : 500;
      return statusFailure(code, {}, JSON.stringify(object ?? null));
    }
    const metadata = (object?.metadata ?? {}) as Record<string, unknown>;
    if (typeof metadata.resourceVersion === 'string') version = metadata.resourceVersion;
    if (event?.type === 'ADDED' || event?.type === 'MODIFIED') options.changed(uidOf(object), options.reduce(object));
    else if (event?.type === 'DELETED') options.changed(uidOf(object), undefined);
    // BOOKMARK, and types that later versions may add, change only the version.
    return undefined;
  }
}

/** Reports a state if it differs. A kind that is already stale is not reported as stale again. */
function stateReporter({ state, clock }: Pick<WatchOptions<unknown>, 'state' | 'clock'>): (next: WatchState) => void {
  let last: WatchState | undefined;
  let knownAt: number | undefined;
  return (next) => {
    if (last?.type === 'current') knownAt = clock.now();
    if (next.type === 'stale' && knownAt === undefined && last?.type !== 'current') {
      // Nothing was ever known, so nothing is out of date.
      next = { type: 'unknown', failure: next.failure };
    } else if (next.type === 'stale') next = { ...next, since: knownAt ?? next.since };
    if (last?.type === next.type && messageOf(last) === messageOf(next)) return;
    last = next;
    state(next);
  };
}

function messageOf(state: WatchState): string {
  return 'failure' in state ? state.failure.message : '';
}

/**
 * Whether the failure concerns the server as a whole, or this user: requests for other kinds would fail in the
 * same way.
 */
function concernsAll(failure: ClusterFailure): boolean {
  if (failure.type !== 'status') return failure.type !== 'unreadable';
  return failure.code === 401 || failure.code === 429 || failure.code === 503;
}

function isTooNew({ code, causes }: ClusterFailure & { type: 'status' }): boolean {
  return code === 504 && causes.some(({ reason }) => reason === 'ResourceVersionTooLarge');
}

/** Versions of one server are numbers that grow. Source: KEP-5504, comparable resource versions. */
function isBefore(version: string, other: string): boolean {
  return /^\d+$/.test(version) && /^\d+$/.test(other) ? BigInt(version) < BigInt(other) : version !== other;
}

function uidOf(object: unknown): string {
  const metadata = ((object ?? {}) as { metadata?: Record<string, unknown> }).metadata;
  const { uid, namespace, name } = metadata ?? {};
  return typeof uid === 'string' ? uid : `${namespace}/${name}`;
}

class LineError extends Error {}

async function* lines(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const part of parts) {
    rest += part;
    if (!part.includes('\n')) {
      if (rest.length > longestLine) throw new LineError(`a line of its watch has more than ${longestLine} characters`);
      continue;
    }
    const complete = rest.split('\n');
    rest = complete.pop() ?? '';
    for (const line of complete) {
      if (line.trim() !== '') yield line;
    }
  }
}
