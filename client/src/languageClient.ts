// This file is bundled by itself and loaded when the server is first started: compiling the language client takes
// longer than everything else that activation does.
import path from 'node:path';
import type { CodeLens, ExtensionContext, LogOutputChannel, TextDocument } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type NodeModule,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  type BaselineParams,
  baselineNotification,
  type ClusterStatus,
  clusterNotification,
  type InitializationOptions,
  type ProbeProgress,
  probeProgressNotification,
  type Status,
  statusNotification,
} from '../../server/src/lsp/protocol.ts';
import type { Baselines } from './baseline.ts';
import { comparedScheme } from './comparedScheme.ts';
import { followBaseline } from './followBaseline.ts';
import type { Connection, ConnectionEvents } from './server.ts';

/** Starts one process of the language server and speaks LSP with it. */
export function connect(
  context: ExtensionContext,
  log: LogOutputChannel,
  initializationOptions: InitializationOptions,
  events: ConnectionEvents,
): Connection {
  let stopping = false;
  const errorHandler: ErrorHandler = {
    error: (_error, _message, count) => {
      // Errors in a row: nothing gets through any more. Its end is a crash like any other, after which it comes back.
      if ((count ?? 0) > 3) client.serverProcess?.kill();
      return { action: ErrorAction.Continue, handled: true };
    },
    closed: () => {
      baselines?.dispose();
      if (!stopping) events.closed();
      return { action: CloseAction.DoNotRestart, message: 'The connection to the server was closed.', handled: true };
    },
  };
  const client = new QuietLanguageClient(
    // Also the prefix of `podwire.trace.server`, which the client reads by itself.
    'podwire',
    'Podwire',
    serverOptions(context),
    clientOptions(log, initializationOptions, errorHandler),
  );
  client.onNotification(statusNotification, (status: Status) => events.status(status));
  client.onNotification(clusterNotification, (status: ClusterStatus) => events.cluster(status));
  client.onNotification(probeProgressNotification, (progress: ProbeProgress) => events.probeProgress(progress));
  let baselines: Baselines | undefined;
  // A server that ends meanwhile reports that itself.
  const notify = (method: string, params: unknown) =>
    void client.sendNotification(method, params).catch(() => undefined);
  const begin = performance.now();
  const ready = client.start().then(() => {
    const took = Math.round(performance.now() - begin);
    log.info(`The language server runs as process ${client.serverProcess?.pid}, started in ${took} ms.`);
    if (!stopping) {
      baselines = followBaseline(
        (params: BaselineParams) => notify(baselineNotification, params),
        (message) => log.warn(message),
      );
    }
  });
  return {
    ready,
    // A token that is undefined would be taken for a parameter.
    request: (method, params, token) =>
      token ? client.sendRequest(method, params, token) : client.sendRequest(method, params),
    notify,
    takeBaseline: () => baselines?.takeCurrent(),
    stop: async () => {
      stopping = true;
      baselines?.dispose();
      try {
        await client.dispose();
      } catch (error) {
        // It was not running yet, or did not answer in time.
        log.debug(`The server ended: ${error}`);
        client.serverProcess?.kill();
      }
    },
  };
}

/** Leaves it to its owner to tell a person of a failure: what it would show as a message is only logged. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown, _showNotification?: boolean | 'force'): void {
    super.error(message, data, false);
  }
}

function serverOptions(context: ExtensionContext): NodeModule {
  const module = context.asAbsolutePath('dist/server.mjs');
  // Not the workspace folder, which on Windows could then not be renamed or deleted.
  return { module, transport: TransportKind.ipc, options: { cwd: path.dirname(module) } };
}

function clientOptions(
  outputChannel: LogOutputChannel,
  initializationOptions: InitializationOptions,
  errorHandler: ErrorHandler,
): LanguageClientOptions {
  return {
    // Every scheme: what is not on disk is judged among the open texts.
    documentSelector: [{ language: 'yaml' }, { language: 'json' }],
    diagnosticCollectionName: 'podwire',
    outputChannel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    errorHandler,
    // Who started it is told by the rejected promise; without this a message would be shown as well.
    initializationFailedHandler: () => false,
    middleware: {
      didOpen: async (document, next) => (isOfComparison(document) ? undefined : next(document)),
      didClose: async (document, next) => (isOfComparison(document) ? undefined : next(document)),
      didChange: async (event, next) => (isOfComparison(event.document) ? undefined : next(event)),
      provideCodeLenses: async (document, token, next) => (await next(document, token))?.map(withGapAfterIcon),
    },
  };
}

/** What is shown to be compared with is nobody's to mend: what is applied, and in a diff view what was committed. */
function isOfComparison({ uri }: TextDocument): boolean {
  return uri.scheme === comparedScheme || uri.scheme === 'git';
}

/** VS Code draws icon and words as boxes in a row and drops the space that stands between them. */
function withGapAfterIcon(lens: CodeLens): CodeLens {
  if (lens.command) lens.command.title = lens.command.title.replace(/^(\$\([\w~-]+\)) /, '$1\u00a0');
  return lens;
}
