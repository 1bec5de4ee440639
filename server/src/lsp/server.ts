import {
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { namespacesOfServices } from '../core/features/namespacesOfServices.ts';
import { settingsFileName } from '../core/settingsFile.ts';
import { isSettled } from '../core/settled.ts';
import { createWorld } from '../world.ts';
import { answerApplyRequests } from './applying.ts';
import { createBaselines } from './baselines.ts';
import { type Boundary, createBoundary } from './boundary.ts';
import { createCatchingUp } from './catchingUp.ts';
import { codeActionKinds, codeActionsOf } from './codeActions.ts';
import { codeLensesOf } from './codeLenses.ts';
import { createConfiguration } from './configuration.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { readEditor, reportsSyntaxErrors } from './editor.ts';
import { createHomes, type Home } from './homes.ts';
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
import { answerOwnRequests } from './requests.ts';
import { createShippedRulePages } from './rulePages.ts';
import { readIfThere } from './settingsFiles.ts';
import { createSlices } from './slices.ts';
import { createStatusReport } from './status.ts';
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
  const editor = readEditor(params);
  let reportSyntaxErrors = reportsSyntaxErrors(params);
  const shippedRulePage = createShippedRulePages();
  /** Homes whose settings the editor has been asked for. */
  let entering = 0;
  /** Whether publishing is held for bundles that are to be rendered. */
  let unsettled = false;
  const homes = createHomes(platform);
  const world = createWorld({
    isIgnored: (folder, path) => {
      const home = homes.byId(folder);
      return home !== undefined && indexing.isIgnored(home, path);
    },
    namedFile: (folder, path, as) => {
      const home = homes.byId(folder);
      return home && indexing.namedFile(home, path, as);
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
    homes,
    slices,
    now,
    apply: (event) => workspace.apply(event),
    catchUp: () => catchingUp.steps(),
    surroundingsRead: (home) => publisher.concern(workspace.openFiles(home).map((path) => homes.uriOf(home, path))),
    openFiles: (home) => workspace.openFiles(home),
    isNamed: (home, path) => world.isNamed(home.id, path),
    rulesRead: (home) => workspace.overlayAgain(home),
    unsettled: publisher.hold,
    settled: publisher.release,
    progressed: () => status.touch(),
    indexed: (home) => {
      baselines.indexed(home);
      lensRefresh.check();
      liveCluster.touch();
    },
    comesToAnotherState: (home) => baselines.isBeingRead(home),
    isInAnotherState: (home) => baselines.readAgain(home),
  });
  const workspace = createWorkspace({
    world,
    homes,
    encoding: editor.positionEncoding,
    standing: indexing.standing,
    homeAdded: (home) => {
      enter(home).catch((error: unknown) => boundary.failed('Indexing', error, home.uri));
    },
    documentOpened: indexing.hurry,
    homeRemoved: (home) => {
      indexing.forget(home);
      baselines.forget(home);
      configuration.forget(home);
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
    homes,
    apply: (event) => workspace.apply(event),
    isRead: (home, path) => indexing.standing({ home, path }) === 'inside' || world.isNamed(home.id, path),
    isDue: (home) => world.isBaselineDue(home.id),
    openFiles: (home) => workspace.openFiles(home),
    concerned: publisher.concern,
    named: () => status.touch(),
    complain: (message) => connection.console.warn(message),
    clock,
  });
  const configuration = createConfiguration({
    connection,
    editor,
    openText: (file) => workspace.documentOf(file)?.lines.text,
    uriOf: homes.uriOf,
    readFile: readIfThere,
    concerned: publisher.concern,
    changed: (home, settings, ignore) => {
      workspace.apply({ type: 'SettingsChanged', folder: home.id, settings });
      if (ignore) {
        indexing.ignore(home, ignore);
      }
    },
    failed: boundary.failed,
  });
  const watching = createWatching({
    connection,
    homes,
    indexing,
    editorWatches: editor.watchesFiles,
    hasOpenManifest: (home) => workspace.hasOpenManifest(home),
    settingsFileChanged: (home) => configuration.settingsFileChanged(home),
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
    hasOpenManifest: () => workspace.analyses().some(({ home }) => workspace.hasOpenManifest(home)),
    changed: (facts) => {
      workspace.apply({ type: 'ClusterChanged', facts });
      lensRefresh.check();
    },
  });

  const publicationOf = (uri: string): Publication | undefined => {
    const known = workspace.lookUp(uri);
    if (known && !(isSettled(known.analysis, known.path) && indexing.knowsAround(known))) {
      return undefined;
    }
    const spelled = workspace.spelling(uri);
    const version = workspace.documentAt(spelled)?.version;
    const ofFile = known
      ? diagnosticsOf(known.analysis, known.path, {
          editor,
          reportSyntaxErrors,
          tellsLostEdges: () => baselines.tellsLostEdges(known.home, uri),
          uriOf: (path) => workspace.uriOf(known.home, path),
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
  /** Nothing of a home is read or judged before the user's decisions about it are known. */
  const enter = async (home: Home): Promise<void> => {
    entering++;
    publisher.hold();
    try {
      await configuration.pull([home]);
    } finally {
      publisher.release();
      entering--;
    }
    if (homes.byId(home.id) === home) {
      indexing.begin(home);
      status.touch();
    }
  };

  /** What an open settings file says counts while it is being typed, as any other text does. */
  const edited = (uri: string, edit: () => void): void => {
    edit();
    if (uri.endsWith(`/${settingsFileName}`)) {
      for (const home of homes.all()) {
        configuration.settingsFileChanged(home);
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
        configuration.pull(homes.all()).catch((error: unknown) => boundary.failed('Taking the settings in', error));
      } else {
        configuration.push(settings, homes.all());
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
  answerOwnRequests(connection, patient, workspace, editor);
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
