import type { CancellationToken } from 'vscode';
import type { ClusterStatus, ProbeProgress, RenderParams, Status } from '../../server/src/lsp/protocol.ts';
import { restartDelay } from './restartDelay.ts';

/** The single language server of this window: it may be running, starting or stopping. */
export interface Server {
  readonly state: () => ServerState;
  /** Starts it if it is not running. */
  start(): void;
  /** Stops it if it runs, forgets earlier crashes, and starts it again. Works in every state. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Sends a request as soon as the server runs, and starts it if necessary. @throws ServerIsDown */
  request<R>(method: string, params?: unknown, token?: CancellationToken): Promise<R>;
  /**
   * Sends a notification if the server runs. A server that starts later gets the same data in its
   * initialization options.
   */
  notify(method: string, params: unknown): void;
  /** Makes the present wiring the baseline of lost edges, if the server runs. */
  takeBaseline(): void;
}

export type ServerState =
  | { readonly kind: 'stopped' | 'starting' }
  /** `status` is the last status that the server sent. */
  | { readonly kind: 'running'; readonly status?: Status }
  /** It crashed and will be started again shortly. */
  | { readonly kind: 'restarting' }
  /** It crashed too often and stays down until a person restarts it. */
  | { readonly kind: 'down' };

/** One process of the server. */
export interface Connection {
  /** Settles when the server is initialized, or could not be. */
  readonly ready: Promise<void>;
  request<R>(method: string, params?: unknown, token?: CancellationToken): Promise<R>;
  notify(method: string, params: unknown): void;
  takeBaseline(): void;
  /** Ends the process in any state, without a call of `closed`. */
  stop(): Promise<void>;
}

export interface ConnectionEvents {
  /** The process ended by itself. May come together with a rejected `ready`. */
  closed(): void;
  status(status: Status): void;
  cluster(status: ClusterStatus): void;
  probeProgress(progress: ProbeProgress): void;
  wiringChanged(): void;
  renderChanged(params: RenderParams): void;
}

export interface ServerOptions {
  connect(events: ConnectionEvents): Promise<Connection>;
  stateChanged(state: ServerState): void;
  clusterChanged(status: ClusterStatus): void;
  probeProgressed(progress: ProbeProgress): void;
  wiringChanged(): void;
  renderChanged(params: RenderParams): void;
  /**
   * Called at the first crash, and again when there were too many. `error` is present if the start itself
   * failed.
   */
  tell(crash: 'restarting' | 'down', error?: unknown): void;
  /** Milliseconds of any clock. */
  now(): number;
  /** Calls back after `milliseconds`; returns a function that cancels the call. */
  later(milliseconds: number, callback: () => void): () => void;
}

/** A request was made while the server stays down. */
export class ServerIsDown extends Error {
  constructor() {
    super('The language server is not running.');
  }
}

/** Keeps one connection alive: starts it on demand, and after a crash again with growing pauses. */
export function createServer(options: ServerOptions): Server {
  let state: ServerState = { kind: 'stopped' };
  let attempt: { connection?: Connection } | undefined;
  let cancelRestart: (() => void) | undefined;
  let crashes: readonly number[] = [];
  let running = Promise.withResolvers<Connection>();

  function change(next: ServerState): void {
    state = next;
    options.stateChanged(next);
  }

  function start(): void {
    if (state.kind === 'stopped') void run();
  }

  async function run(): Promise<void> {
    const mine: { connection?: Connection } = {};
    attempt = mine;
    change({ kind: 'starting' });
    try {
      const connection = await options.connect({
        closed: () => crashed(mine),
        status: (status) => {
          if (attempt === mine) change({ kind: 'running', status });
        },
        cluster: (status) => {
          if (attempt === mine) options.clusterChanged(status);
        },
        probeProgress: options.probeProgressed,
        wiringChanged: options.wiringChanged,
        renderChanged: options.renderChanged,
      });
      if (attempt !== mine) return void (await connection.stop());
      mine.connection = connection;
      await connection.ready;
      if (attempt !== mine) return;
      running.resolve(connection);
      if (state.kind === 'starting') change({ kind: 'running' });
    } catch (error) {
      crashed(mine, error);
    }
  }

  function crashed(mine: { connection?: Connection }, error?: unknown): void {
    // A crash may be reported twice, as a closed connection and as a failed start. A connection that was
    // stopped on purpose has not crashed.
    if (attempt !== mine) return;
    attempt = undefined;
    crashes = [...crashes, options.now()];
    forgetConnection();
    const delay = restartDelay(crashes);
    if (delay === undefined) {
      change({ kind: 'down' });
      options.tell('down', error);
      running.reject(new ServerIsDown());
      return;
    }
    change({ kind: 'restarting' });
    if (crashes.length === 1) options.tell('restarting', error);
    cancelRestart = options.later(delay, () => {
      cancelRestart = undefined;
      void run();
    });
  }

  /** Callers that wait for a connection keep waiting; other callers get the next one. */
  function forgetConnection(): void {
    const previous = running;
    const next = Promise.withResolvers<Connection>();
    // It may be rejected without any waiting caller.
    next.promise.catch(() => undefined);
    running = next;
    // Has no effect if `previous` was settled already, which is the usual case.
    next.promise.then(previous.resolve, previous.reject);
  }

  async function stop(): Promise<void> {
    cancelRestart?.();
    cancelRestart = undefined;
    const stopped = attempt;
    attempt = undefined;
    forgetConnection();
    change({ kind: 'stopped' });
    await stopped?.connection?.stop();
  }

  return {
    state: () => state,
    start,
    stop,
    restart: async () => {
      await stop();
      crashes = [];
      start();
    },
    request: async <R>(method: string, params?: unknown, token?: CancellationToken): Promise<R> => {
      if (state.kind === 'down') throw new ServerIsDown();
      start();
      const connection = await running.promise;
      return connection.request<R>(method, params, token);
    },
    notify: (method, params) => {
      if (state.kind === 'running') attempt?.connection?.notify(method, params);
    },
    takeBaseline: () => {
      if (state.kind === 'running') attempt?.connection?.takeBaseline();
    },
  };
}
