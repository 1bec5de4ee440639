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
 * Handles failures of requests and notifications: each failure is logged with its data, and the server
 * continues. The editor gets an error for the request, so that it does not take a failure for an empty result.
 */
export interface Boundary {
  /** Registers the handler of a request; `params` is undefined for a request without parameters. */
  request<P, R>(
    method: string,
    handler: (params: P, token: CancellationToken) => R | Promise<R>,
  ): (params: P, token: CancellationToken) => Promise<R | ResponseError>;
  /** Answers a request that is not a part of LSP. */
  answer<P, R>(method: string, handler: (params: P, token: CancellationToken) => R | Promise<R>): void;
  /** Registers the handler of a notification. */
  notification<P>(method: string, handler: (params: P) => void): (params: P) => void;
  /** How many requests and notifications have been passed to handlers. */
  handled(): number;
  /**
   * Sends a message without waiting. Sending fails only when the connection has ended, and then there is no
   * receiver for the error.
   */
  send(message: () => Promise<void>): void;
  /** Logs a failure of work that no request started. */
  failed(what: string, error: unknown, data?: unknown): void;
}

export function createBoundary(connection: Connection): Boundary {
  const send = (message: () => Promise<void>): void => {
    try {
      message().catch(() => undefined);
    } catch {
      // A closed connection throws at once. A connection that breaks rejects.
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
      // For a request without parameters, the library passes only the token.
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
    answer(method, handler) {
      connection.onRequest<unknown, void>(method, this.request(method, handler));
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

/** A signal for code that does not know LSP. It is aborted when the request is cancelled. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
