import {
  type Connection,
  DidChangeConfigurationNotification,
  type DidChangeConfigurationParams,
  type DidChangeTextDocumentParams,
  type DidChangeWatchedFilesParams,
  type DidChangeWorkspaceFoldersParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  type DidSaveTextDocumentParams,
  type InitializeParams,
  type InitializeResult,
  type InlayHintParams,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { answerApplyRequests } from './applying.ts';
import { type Boundary, createBoundary } from './boundary.ts';
import { answerCallHierarchy } from './callHierarchy.ts';
import { readClientCapabilities } from './clientCapabilities.ts';
import { codeActionKinds, codeActionsOf } from './codeActions.ts';
import { codeLensesOf } from './codeLenses.ts';
import { answerCompletion, completionOptions } from './completion.ts';
import { answerCustomRequests } from './customRequests.ts';
import { createEventHandler } from './eventHandling.ts';
import { createEventLoop } from './eventLoop.ts';
import { answerHover } from './hover.ts';
import { inlayHintsOf } from './inlayHints.ts';
import { answerLanguageModelTools } from './languageModelTools.ts';
import { answerNavigation } from './navigation.ts';
import { createParts, type Parts } from './parts.ts';
import { answerProbeRequests } from './probing.ts';
import {
  baselineNotification,
  type RenderParams,
  type ReportSyntaxErrorsParams,
  renderClosedNotification,
  reportSyntaxErrorsNotification,
} from './protocol.ts';
import { answerRename } from './renaming.ts';
import type { Emit, ServerEvent } from './serverEvents.ts';
import { answerWiring } from './wiring.ts';

export interface ServerOptions {
  readonly platform?: NodeJS.Platform;
  /** Milliseconds between two walks if the editor cannot watch files. */
  readonly pollInterval?: number;
  /** A clock in milliseconds, by which long work is divided into slices. */
  readonly now?: () => number;
  /** The time of day. */
  readonly clock?: () => Date;
}

/** Serves an editor over a connection until the editor ends it. */
export function startServer(connection: Connection, options: ServerOptions = {}): void {
  const boundary = createBoundary(connection);
  connection.onInitialize((params) => serve(connection, boundary, params, options));
  connection.listen();
}

/** Creates the parts when the capabilities of the editor are known, and connects them with the protocol. */
function serve(
  connection: Connection,
  boundary: Boundary,
  params: InitializeParams,
  {
    platform = process.platform,
    pollInterval = 5000,
    now = () => performance.now(),
    clock = () => new Date(),
  }: ServerOptions,
): InitializeResult {
  const editor = readClientCapabilities(params);
  const loop = createEventLoop(boundary.failed);
  const { emit } = loop;
  const parts = createParts({ connection, boundary, params, editor, platform, pollInterval, now, clock, emit });
  loop.start(createEventHandler(parts, boundary));
  connection.onInitialized(
    boundary.notification('initialized', () => {
      emit({ type: 'WorkspaceFoldersChanged', added: foldersOf(params), removed: [] });
      parts.watching.register().catch((error: unknown) => boundary.failed('Watching files', error));
      if (editor.registersConfigurationChanges) {
        connection.client
          .register(DidChangeConfigurationNotification.type, { section: 'podwire' })
          .catch((error: unknown) => boundary.failed('Watching the settings', error));
      }
    }),
  );
  turnNotificationsIntoEvents(connection, boundary, emit);
  answerRequests(connection, boundary, parts, now);
  connection.onShutdown(() => {
    loop.stop();
    parts.dispose();
  });
  return {
    serverInfo: { name: 'podwire' },
    capabilities: {
      positionEncoding: editor.positionEncoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      hoverProvider: true,
      definitionProvider: true,
      typeDefinitionProvider: true,
      implementationProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      documentLinkProvider: {},
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      callHierarchyProvider: true,
      renameProvider: editor.preparesRename ? { prepareProvider: true } : true,
      completionProvider: completionOptions,
      codeLensProvider: { resolveProvider: false },
      inlayHintProvider: true,
      codeActionProvider: { codeActionKinds: [...codeActionKinds] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

function turnNotificationsIntoEvents(connection: Connection, boundary: Boundary, emit: Emit): void {
  const on = <P>(method: string, eventsOf: (params: P) => readonly ServerEvent[]): void => {
    connection.onNotification(
      method,
      boundary.notification(method, (params: P) => eventsOf(params).forEach(emit)),
    );
  };
  on('textDocument/didOpen', ({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams) => [
    { type: 'DocumentOpened', uri, language: languageId, version, text },
  ]);
  on('textDocument/didChange', ({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams) => [
    { type: 'DocumentEdited', uri, version, changes: contentChanges },
  ]);
  on('textDocument/didSave', ({ textDocument: { uri } }: DidSaveTextDocumentParams) => [
    { type: 'DocumentSaved', uri },
  ]);
  // After it is closed, the file shows its content on disk, not its content when the editor last reported a
  // change.
  on('textDocument/didClose', ({ textDocument: { uri } }: DidCloseTextDocumentParams) => [
    { type: 'DocumentSaved', uri },
    { type: 'DocumentClosed', uri },
  ]);
  on('workspace/didChangeWatchedFiles', ({ changes }: DidChangeWatchedFilesParams) => [
    { type: 'WatcherReported', changes },
  ]);
  on('workspace/didChangeConfiguration', ({ settings }: DidChangeConfigurationParams) => [
    { type: 'EditorSettingsChanged', settings },
  ]);
  on('workspace/didChangeWorkspaceFolders', ({ event: { added, removed } }: DidChangeWorkspaceFoldersParams) => [
    { type: 'WorkspaceFoldersChanged', added: added.map(uriOf), removed: removed.map(uriOf) },
  ]);
  on(reportSyntaxErrorsNotification, ({ reportSyntaxErrors }: ReportSyntaxErrorsParams) => [
    { type: 'SyntaxErrorsSwitched', areReported: reportSyntaxErrors },
  ]);
  on(renderClosedNotification, ({ textDocument }: RenderParams) => [{ type: 'RenderClosed', uri: textDocument.uri }]);
  on(baselineNotification, (params: unknown) => [{ type: 'BaselineReceived', params }]);
}

function answerRequests(connection: Connection, boundary: Boundary, parts: Parts, now: () => number): void {
  const { workspace, roots, configuration, shownLenses, shownInlayHints, wiringChanges, rendering } = parts;
  const { liveCluster } = parts;
  /** A request is answered from what is known. If more will be known in a moment, the request waits for it. */
  const patient: Boundary = {
    ...boundary,
    request: (method, handler) =>
      boundary.request(method, async (params, token) => {
        const { textDocument } = (params ?? {}) as { readonly textDocument?: { readonly uri: string } };
        if (textDocument) {
          await workspace.untilNotPending(textDocument.uri, token);
        }
        return handler(params, token);
      }),
  };
  connection.onCodeLens(
    patient.request('textDocument/codeLens', ({ textDocument }) => {
      const lenses = codeLensesOf(textDocument.uri, workspace, configuration);
      shownLenses.answered(textDocument.uri, lenses);
      return lenses;
    }),
  );
  connection.languages.inlayHint.on(
    patient.request('textDocument/inlayHint', ({ textDocument }: InlayHintParams) => {
      const hints = inlayHintsOf(textDocument.uri, workspace, configuration);
      shownInlayHints.answered(textDocument.uri, hints);
      return hints;
    }),
  );
  connection.onCodeAction(
    patient.request('textDocument/codeAction', (params, token) => {
      const known = workspace.lookUp(params.textDocument.uri);
      return known ? codeActionsOf(params, known, workspace, token) : [];
    }),
  );
  answerNavigation(connection, patient, workspace);
  answerRename(connection, patient, workspace);
  answerCallHierarchy(connection, patient, workspace);
  answerHover(connection, patient, workspace, liveCluster.session);
  answerCompletion(connection, boundary, workspace);
  answerCustomRequests(patient, workspace);
  answerWiring(patient, { workspace, roots, wiringChanges, now });
  answerLanguageModelTools(boundary, {
    workspace,
    roots,
    isRead: () => !configuration.isEntering() && parts.filesOnDisk.isIndexed(),
    now,
  });
  answerApplyRequests(patient, workspace, liveCluster.session);
  answerProbeRequests(connection, patient, workspace, liveCluster);
  rendering.answer(patient);
}

/** An editor without workspace folders has at most one root. */
function foldersOf(params: InitializeParams): readonly string[] {
  return params.workspaceFolders?.map(uriOf) ?? (params.rootUri ? [params.rootUri] : []);
}

function uriOf({ uri }: { readonly uri: string }): string {
  return uri;
}
