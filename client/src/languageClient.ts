// This file is a separate bundle that is loaded when the server first starts: compiling the language client
// takes longer than everything else in the activation.
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
  type RenderParams,
  renderChangedNotification,
  type Status,
  statusNotification,
  wiringChangedNotification,
} from '../../server/src/lsp/protocol.ts';
import type { Baselines } from './baseline.ts';
import { comparedScheme, renderedScheme } from './comparedScheme.ts';
import { followBaseline } from './followBaseline.ts';
import { chartFiles, manifestLanguages } from './manifestLanguages.ts';
import type { Connection, ConnectionEvents } from './server.ts';
import { hasYamlExtension } from './yamlExtension.ts';

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
      // After several errors in a row no message gets through. The killed process counts as a crash and is
      // started again.
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
  client.onNotification(renderChangedNotification, (params: RenderParams) => events.renderChanged(params));
  client.onNotification(probeProgressNotification, (progress: ProbeProgress) => events.probeProgress(progress));
  client.onNotification(wiringChangedNotification, () => events.wiringChanged());
  let baselines: Baselines | undefined;
  // If the server ends meanwhile, it reports that itself.
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
    // An undefined token would be taken as a parameter.
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

/** Only logs what the base class would show as a message. Its owner reports failures to the person. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown, _showNotification?: boolean | 'force'): void {
    super.error(message, data, false);
  }
}

function serverOptions(context: ExtensionContext): NodeModule {
  const module = context.asAbsolutePath('dist/server.mjs');
  // The current folder is not the workspace folder, which on Windows could then not be renamed or deleted.
  return { module, transport: TransportKind.ipc, options: { cwd: path.dirname(module) } };
}

function clientOptions(
  outputChannel: LogOutputChannel,
  initializationOptions: InitializationOptions,
  errorHandler: ErrorHandler,
): LanguageClientOptions {
  return {
    // Every scheme: a document that is not on disk is judged together with the other open documents.
    documentSelector: [...manifestLanguages.map((language) => ({ language })), ...chartFiles],
    diagnosticCollectionName: 'podwire',
    outputChannel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    errorHandler,
    // The rejected promise reports the failure to the caller. Without this handler a message would be shown as
    // well.
    initializationFailedHandler: () => false,
    middleware: {
      didOpen: async (document, next) => (isReadOnly(document) ? undefined : next(document)),
      didClose: async (document, next) => (isReadOnly(document) ? undefined : next(document)),
      didChange: async (event, next) => (isReadOnly(event.document) ? undefined : next(event)),
      provideCompletionItem: async (document, position, context, token, next) =>
        isSettingsFile(document) && hasYamlExtension() ? [] : next(document, position, context, token),
      provideCodeLenses: async (document, token, next) => (await next(document, token))?.map(withGapAfterIcon),
    },
  };
}

/**
 * Whether a person cannot edit the document: an object as it would be applied, what a kustomization deploys, or, in a
 * diff view, a file of a commit.
 */
function isReadOnly({ uri }: TextDocument): boolean {
  return uri.scheme === comparedScheme || uri.scheme === renderedScheme || uri.scheme === 'git';
}

function isSettingsFile({ uri }: TextDocument): boolean {
  return /(?:^|\/)podwire\.yaml$/.test(uri.path);
}

/** VS Code draws the icon and the words as boxes in a row and drops the space between them. */
function withGapAfterIcon(lens: CodeLens): CodeLens {
  if (lens.command) lens.command.title = lens.command.title.replace(/^(\$\([\w~-]+\)) /, '$1\u00a0');
  return lens;
}
