import {
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { namespacesOfServices } from '../core/features/namespacesOfServices.ts';
import { isFilePending } from '../core/progress.ts';
import { settingsFileName } from '../core/settingsFile.ts';
import { createWorld } from '../world.ts';
import { answerApplyRequests } from './applying.ts';
import { createCatchingUp } from './backgroundWork.ts';
import { createBaselines } from './baselines.ts';
import { type Boundary, createBoundary } from './boundary.ts';
import { readClientCapabilities, reportsSyntaxErrors } from './clientCapabilities.ts';
import { codeActionKinds, codeActionsOf } from './codeActions.ts';
import { codeLensesOf } from './codeLenses.ts';
import { createConfiguration } from './configuration.ts';
import { answerCustomRequests } from './customRequests.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { createDocumentRoots, type DocumentRoot } from './documentRoots.ts';
import { answerHover } from './hover.ts';
import { createIndexing } from './indexing.ts';
import { createLensRefresh } from './lensRefresh.ts';
import { createLiveCluster } from './liveCluster.ts';
import { answerProbeRequests } from './probing.ts';
import {
  baselineNotification,
  type ReportSyntaxErrorsParams,
  reportSyntaxErrorsNotification,
  statusNotification,
} from './protocol.ts';
import { createPublisher, type Publication } from './publishing.ts';
import { createShippedRulePages } from './rulePages.ts';
import { readIfThere } from './settingsFiles.ts';
import { createStatusReport } from './status.ts';
import { createSlices } from './timeSlices.ts';
import { createWatching } from './watching.ts';
import { createWorkspace } from './workspace.ts';

export interface ServerOptions {
  readonly platform?: NodeJS.Platform;
  /** Milliseconds between two walks where the editor cannot watch files. */
  readonly pollInterval?: number;
  /** A clock in milliseconds, by which long work is divided. */
  readonly now?: () => number;
  /** The time of day. */
  readonly clock?: () => Date;
}

/** Answers an editor over a connection until it says goodbye. */
export function startServer(connection: Connection, options: ServerOptions = {}): void {
  const boundary = createBoundary(connection);
  connection.onInitialize((params) => serve(connection, boundary, params, options));
  connection.listen();
}

/** Puts the parts together once it is known who is at the other end. */
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
  let reportSyntaxErrors = reportsSyntaxErrors(params);
  const shippedRulePage = createShippedRulePages();
  /** DocumentRoots whose settings the editor has been asked for. */
  let entering = 0;
  /** Whether publishing is held for bundles that are to be rendered. */
  let unsettled = false;
  const roots = createDocumentRoots(platform);
  const world = createWorld({
    isIgnored: (folder, path) => {
      const root = roots.byId(folder);
      return root !== undefined && indexing.isIgnored(root, path);
    },
    namedFile: (folder, path, as) => {
      const root = roots.byId(folder);
      return root && indexing.namedFile(root, path, as);
    },
  });
  const slices = createSlices({
    failed: (error) => boundary.failed('Indexing', error),
    now,
    messages: boundary.handled,
  });

  const publisher = createPublisher({
    current: (uri) => publicationOf(uri),
    send: (publication) => boundary.send(() => connection.sendDiagnostics(publication)),
    published: () => {
      lensRefresh.check();
      status.touch();
      liveCluster.touch();
    },
    failed: (uri, error) => boundary.failed('Publishing', error, uri),
  });
  const indexing = createIndexing({
    roots,
    slices,
    now,
    apply: (event) => workspace.apply(event),
    catchUp: () => catchingUp.steps(),
    surroundingsRead: (root) => publisher.concern(workspace.openFiles(root).map((path) => roots.uriOf(root, path))),
    openFiles: (root) => workspace.openFiles(root),
    isNamed: (root, path) => world.isNamed(root.id, path),
    rulesRead: (root) => workspace.overlayAgain(root),
    unsettled: publisher.hold,
    settled: publisher.release,
    progressed: () => status.touch(),
    indexed: (root) => {
      baselines.indexed(root);
      lensRefresh.check();
      liveCluster.touch();
    },
    comesToAnotherState: (root) => baselines.isBeingRead(root),
    isInAnotherState: (root) => baselines.readAgain(root),
  });
  const workspace = createWorkspace({
    world,
    roots,
    encoding: editor.positionEncoding,
    standing: indexing.standing,
    rootAdded: (root) => {
      enter(root).catch((error: unknown) => boundary.failed('Indexing', error, root.uri));
    },
    documentOpened: indexing.hurry,
    rootRemoved: (root) => {
      indexing.forget(root);
      baselines.forget(root);
      configuration.forget(root);
    },
    concerned: publisher.concern,
    now,
    behind: () => catchingUp.touch(),
    unsettled: (isUnsettled) => {
      if (isUnsettled !== unsettled) {
        unsettled = isUnsettled;
        (isUnsettled ? publisher.hold : publisher.release)();
      }
    },
  });
  const catchingUp = createCatchingUp({
    slices,
    isBehind: workspace.isBehind,
    advance: workspace.advance,
    progressed: () => {
      baselines.progressed();
      status.touch();
    },
  });
  const baselines = createBaselines({
    roots,
    apply: (event) => workspace.apply(event),
    isRead: (root, path) => indexing.standing({ root, path }) === 'inside' || world.isNamed(root.id, path),
    isDue: (root) => world.isBaselinePending(root.id),
    openFiles: (root) => workspace.openFiles(root),
    concerned: publisher.concern,
    named: () => status.touch(),
    complain: (message) => connection.console.warn(message),
    clock,
  });
  const configuration = createConfiguration({
    connection,
    editor,
    openText: (file) => workspace.documentOf(file)?.lines.text,
    uriOf: roots.uriOf,
    readFile: readIfThere,
    concerned: publisher.concern,
    changed: (root, settings, ignore) => {
      workspace.apply({ type: 'SettingsChanged', folder: root.id, settings });
      if (ignore) {
        indexing.ignore(root, ignore);
      }
    },
    failed: boundary.failed,
  });
  const watching = createWatching({
    connection,
    roots,
    indexing,
    editorWatches: editor.watchesFiles,
    hasOpenManifest: (root) => workspace.hasOpenManifest(root),
    settingsFileChanged: (root) => configuration.settingsFileChanged(root),
    filesChanged: baselines.filesChanged,
    pollInterval,
  });
  const status = createStatusReport({
    connection,
    indexing,
    send: editor.status
      ? (told) => boundary.send(() => connection.sendNotification(statusNotification, told))
      : undefined,
    isDone: () => entering === 0 && indexing.isDone(),
    analyses: () => workspace.analyses().map(({ analysis }) => analysis),
    baselines: baselines.names,
    failed: boundary.failed,
  });
  const lensRefresh = createLensRefresh({
    connection,
    supported: editor.refreshesCodeLenses,
    documents: workspace.documents,
    lenses: (uri) => lensesOf(uri),
    failed: boundary.failed,
  });

  const liveCluster = createLiveCluster({
    connection,
    boundary,
    namespaces: () => new Set(workspace.analyses().flatMap(({ analysis }) => [...namespacesOfServices(analysis)])),
    hasOpenManifest: () => workspace.analyses().some(({ root }) => workspace.hasOpenManifest(root)),
    changed: (facts) => {
      workspace.apply({ type: 'ClusterChanged', facts });
      lensRefresh.check();
    },
  });

  const publicationOf = (uri: string): Publication | undefined => {
    const known = workspace.lookUp(uri);
    if (known && (isFilePending(known.analysis, known.path) || !indexing.knowsAround(known))) {
      return undefined;
    }
    const spelled = workspace.spelling(uri);
    const version = workspace.documentAt(spelled)?.version;
    const ofFile = known
      ? diagnosticsOf(known.analysis, known.path, {
          editor,
          reportSyntaxErrors,
          tellsLostEdges: () => baselines.tellsLostEdges(known.root, uri),
          uriOf: (path) => workspace.uriOf(known.root, path),
          rulePage: (code) => editor.rulePage?.replaceAll('{code}', code) ?? shippedRulePage(code),
        })
      : [];
    const diagnostics = [...ofFile, ...configuration.diagnosticsOf(uri)];
    return { uri: spelled, diagnostics, ...(version === undefined ? {} : { version }) };
  };
  const lensesOf = (uri: string) => {
    const known = workspace.lookUp(uri);
    return known ? codeLensesOf(uri, known, workspace, editor) : [];
  };
  /** Nothing of a root is read or judged before the user's decisions about it are known. */
  const enter = async (root: DocumentRoot): Promise<void> => {
    entering++;
    publisher.hold();
    try {
      await configuration.pull([root]);
    } finally {
      publisher.release();
      entering--;
    }
    if (roots.byId(root.id) === root) {
      indexing.begin(root);
      status.touch();
    }
  };

  /** What an open settings file says counts while it is being typed, as any other text does. */
  const edited = (uri: string, edit: () => void): void => {
    edit();
    if (uri.endsWith(`/${settingsFileName}`)) {
      for (const root of roots.all()) {
        configuration.settingsFileChanged(root);
      }
    }
  };

  connection.onInitialized(
    boundary.notification('initialized', () => {
      for (const uri of foldersOf(params)) {
        workspace.addFolder(uri);
      }
      watching.register().catch((error: unknown) => boundary.failed('Watching files', error));
      if (editor.registersConfigurationChanges) {
        connection.client
          .register(DidChangeConfigurationNotification.type, { section: 'podwire' })
          .catch((error: unknown) => boundary.failed('Watching the settings', error));
      }
    }),
  );
  connection.onDidOpenTextDocument(
    boundary.notification('textDocument/didOpen', ({ textDocument: { uri, version, text } }) =>
      edited(uri, () => workspace.open(uri, version, text)),
    ),
  );
  connection.onDidChangeTextDocument(
    boundary.notification('textDocument/didChange', ({ textDocument: { uri, version }, contentChanges }) =>
      edited(uri, () => workspace.change(uri, version, contentChanges)),
    ),
  );
  connection.onDidSaveTextDocument(
    boundary.notification('textDocument/didSave', ({ textDocument }) => watching.saved(textDocument.uri)),
  );
  connection.onDidCloseTextDocument(
    boundary.notification('textDocument/didClose', ({ textDocument: { uri } }) => {
      // What is on disk now shows again, not what was there when the editor last said so.
      watching.saved(uri);
      edited(uri, () => workspace.close(uri));
    }),
  );
  connection.onDidChangeWatchedFiles(
    boundary.notification('workspace/didChangeWatchedFiles', ({ changes }) => watching.changed(changes)),
  );
  connection.onDidChangeConfiguration(
    boundary.notification('workspace/didChangeConfiguration', ({ settings }) => {
      if (editor.configuration) {
        configuration.pull(roots.all()).catch((error: unknown) => boundary.failed('Taking the settings in', error));
      } else {
        configuration.push(settings, roots.all());
      }
    }),
  );
  connection.onNotification(
    'workspace/didChangeWorkspaceFolders',
    boundary.notification('workspace/didChangeWorkspaceFolders', ({ event }) => {
      for (const { uri } of event.removed) {
        workspace.removeFolder(uri);
      }
      for (const { uri } of event.added) {
        workspace.addFolder(uri);
      }
    }),
  );
  connection.onNotification(
    reportSyntaxErrorsNotification,
    boundary.notification(reportSyntaxErrorsNotification, (changed: ReportSyntaxErrorsParams) => {
      reportSyntaxErrors = changed.reportSyntaxErrors;
      publisher.concern(workspace.filesWithSyntaxErrors());
    }),
  );
  connection.onNotification(
    baselineNotification,
    boundary.notification(baselineNotification, (params: unknown) => baselines.take(params)),
  );
  /** Answers are made of what is known, and where more will be known in a moment they wait for it. */
  const patient: Boundary = {
    ...boundary,
    request: (method, handler) =>
      boundary.request(method, async (params, token) => {
        const { textDocument } = (params ?? {}) as { readonly textDocument?: { readonly uri: string } };
        if (textDocument) {
          await workspace.settled(textDocument.uri, token);
        }
        return handler(params, token);
      }),
  };
  connection.onCodeLens(
    patient.request('textDocument/codeLens', ({ textDocument }) => {
      const lenses = lensesOf(textDocument.uri);
      lensRefresh.answered(textDocument.uri, lenses);
      return lenses;
    }),
  );
  connection.onCodeAction(
    patient.request('textDocument/codeAction', (params, token) => {
      const known = workspace.lookUp(params.textDocument.uri);
      return known ? codeActionsOf(params, known, workspace, editor, token) : [];
    }),
  );
  answerHover(connection, patient, workspace, editor, liveCluster.session);
  answerCustomRequests(connection, patient, workspace, editor);
  answerApplyRequests(connection, patient, workspace, liveCluster.session);
  answerProbeRequests(connection, patient, workspace, editor, liveCluster);
  connection.onShutdown(() => {
    publisher.dispose();
    workspace.dispose();
    watching.dispose();
    slices.dispose();
    status.dispose();
    liveCluster.dispose();
    baselines.dispose();
  });

  return {
    serverInfo: { name: 'podwire' },
    capabilities: {
      positionEncoding: editor.positionEncoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      hoverProvider: true,
      codeLensProvider: { resolveProvider: false },
      codeActionProvider: { codeActionKinds: [...codeActionKinds] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

/** Editors without workspace folders have a root at most. */
function foldersOf(params: InitializeParams): readonly string[] {
  const folders = params.workspaceFolders?.map((folder) => folder.uri);
  return folders ?? (params.rootUri ? [params.rootUri] : []);
}
