import {
  type CancellationToken,
  type Connection,
  LogMessageNotification,
  type LogMessageParams,
  LSPErrorCodes,
  MessageType,
  ResponseError,
} from 'vscode-languageserver/node';

/**
 * Where failures of requests and notifications end: one is logged with its data, the others carry on. The editor gets
 * an error for the request, so it does not take a failure for "there is nothing".
 */
export interface Boundary {
  /** A handler for a request; `params` is undefined for one that came without any. */
  request<P, R>(
    method: string,
    handler: (params: P, token: CancellationToken) => R | Promise<R>,
  ): (params: P, token: CancellationToken) => Promise<R | ResponseError>;
  /** A handler for a notification. */
  notification<P>(method: string, handler: (params: P) => void): (params: P) => void;
  /** How many requests and notifications have been handed over. */
  handled(): number;
  /**
   * For what is sent without waiting: it fails only when the connection has ended, and then nobody is there to tell.
   */
  send(message: () => Promise<void>): void;
  /** Logs a failure of work that nobody asked for. */
  failed(what: string, error: unknown, data?: unknown): void;
}

export function createBoundary(connection: Connection): Boundary {
  const send = (message: () => Promise<void>): void => {
    try {
      message().catch(() => undefined);
    } catch {
      // A connection that is closed throws at once, one that breaks rejects.
    }
  };
  const failed = (what: string, error: unknown, data?: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const message = `${what} failed: ${stack}${data === undefined ? '' : `\n${show(data)}`}`;
    const params: LogMessageParams = { type: MessageType.Error, message };
    send(() => connection.sendNotification(LogMessageNotification.type, params));
  };
  let handled = 0;
  return {
    request: (method, handler) => async (first, second) => {
      handled++;
      // A request without parameters is handed over with the token alone.
      const [params, token] = second === undefined ? [undefined, first] : [first, second];
      if ((token as CancellationToken).isCancellationRequested) {
        return cancelled();
      }
      try {
        return await handler(params as typeof first, token as CancellationToken);
      } catch (error) {
        if (error instanceof ResponseError) {
          return error;
        }
        failed(method, error, params);
        return new ResponseError(LSPErrorCodes.RequestFailed, `${method} failed; the log says why.`);
      }
    },
    notification: (method, handler) => (params) => {
      handled++;
      try {
        handler(params);
      } catch (error) {
        failed(method, error, params);
      }
    },
    handled: () => handled,
    send,
    failed,
  };
}

export function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}

/** The data of a message, without the texts of whole files. */
function show(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'string' && value.length > longestShown ? `${value.slice(0, longestShown)}…` : value,
  );
}

/** Characters of one string in the log. */
const longestShown = 200;

/** For what is not of LSP: it is aborted when the request is cancelled. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
