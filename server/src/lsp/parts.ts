import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  InlayHintRefreshRequest,
} from 'vscode-languageserver/node';
import { namespacesOfServices } from '../core/features/namespacesOfServices.ts';
import { createWorld } from '../world.ts';
import { createBackgroundWork } from './backgroundWork.ts';
import { createBaselines } from './baselines.ts';
import type { Boundary } from './boundary.ts';
import { type ClientCapabilities, reportsSyntaxErrors } from './clientCapabilities.ts';
import { codeLensesOf } from './codeLenses.ts';
import { createConfiguration } from './configuration.ts';
import { createDocumentRoots } from './documentRoots.ts';
import { createFilesOnDisk } from './filesOnDisk.ts';
import { createIndexing } from './indexing.ts';
import { inlayHintsOf } from './inlayHints.ts';
import { createLiveCluster } from './liveCluster.ts';
import { statusNotification, wiringChangedNotification } from './protocol.ts';
import { createPublications } from './publications.ts';
import { createPublisher } from './publishing.ts';
import { createRendering } from './rendering.ts';
import { createShippedRulePages } from './rulePages.ts';
import type { Emit } from './serverEvents.ts';
import { readIfThere } from './settingsFiles.ts';
import { createShownAnswers } from './shownAnswers.ts';
import { createStatusReport } from './status.ts';
import { createTimeSlices } from './timeSlices.ts';
import { createWatching } from './watching.ts';
import { createWiringChanges } from './wiringChanges.ts';
import { createWorkspace } from './workspace.ts';

/** The parts of the server. No part calls another one to make it act; each emits events instead. */
export type Parts = ReturnType<typeof createParts>;

export interface PartsOptions {
  readonly connection: Connection;
  readonly boundary: Boundary;
  readonly params: InitializeParams;
  readonly editor: ClientCapabilities;
  readonly platform: NodeJS.Platform;
  readonly pollInterval: number;
  readonly now: () => number;
  readonly clock: () => Date;
  readonly emit: Emit;
}

/** Creates each part with functions that read from the parts before it. */
export function createParts(options: PartsOptions) {
  const { connection, boundary, editor, now, emit } = options;
  const { failed } = boundary;
  const roots = createDocumentRoots(options.platform);
  const filesOnDisk = createFilesOnDisk();
  const world = createWorld({
    isIgnored: (folder, path) => {
      const root = roots.byId(folder);
      return root !== undefined && filesOnDisk.isIgnored(root, path);
    },
    namedFile: (folder, path, as) => {
      const root = roots.byId(folder);
      return root && filesOnDisk.namedFile(root, path, as);
    },
  });
  const slices = createTimeSlices({
    failed: (error) => failed('Indexing', error),
    now,
    messages: boundary.handled,
  });
  const { standing } = filesOnDisk;
  const workspace = createWorkspace({ world, roots, editor, standing, now, emit });
  const { openFiles, hasOpenManifest } = workspace;
  const backgroundWork = createBackgroundWork({ world, roots, slices, now, emit, messages: boundary.handled });
  const indexing = createIndexing({ world, roots, filesOnDisk, slices, now, openFiles, emit });
  const baselines = createBaselines({
    roots,
    isRead: (root, path) => filesOnDisk.isRead(root, path) || world.isNamed(root.id, path),
    isPending: (root) => world.isBaselinePending(root.id),
    openFiles,
    emit,
    warn: (message) => connection.console.warn(message),
    clock: options.clock,
  });
  const configuration = createConfiguration({
    connection,
    editor,
    openText: (file) => workspace.documentOf(file)?.lines.text,
    readFile: readIfThere,
    uriOf: roots.uriOf,
    emit,
    failed,
  });
  const watching = createWatching({
    connection,
    roots,
    editorWatches: editor.watchesFiles,
    hasOpenManifest,
    pollInterval: options.pollInterval,
    emit,
  });
  const shippedRulePage = createShippedRulePages();
  const publications = createPublications({
    workspace,
    filesOnDisk,
    baselines,
    configuration,
    reportSyntaxErrors: reportsSyntaxErrors(options.params),
    rulePage: (code) => editor.rulePage?.replaceAll('{code}', code) ?? shippedRulePage(code),
  });
  const publisher = createPublisher({
    current: publications.of,
    send: (publication) => boundary.send(() => connection.sendDiagnostics(publication)),
    emit,
    failed: (uri, error) => failed('Publishing', error, uri),
  });
  const shownLenses = createShownAnswers({
    supported: editor.refreshesCodeLenses,
    documentAt: workspace.documentAt,
    present: (uri) => codeLensesOf(uri, workspace, configuration),
    refresh: () => connection.sendRequest(CodeLensRefreshRequest.type),
    failed: (error) => failed('Refreshing lenses', error),
  });
  const shownInlayHints = createShownAnswers({
    supported: editor.refreshesInlayHints,
    documentAt: workspace.documentAt,
    present: (uri) => inlayHintsOf(uri, workspace, configuration),
    refresh: () => connection.sendRequest(InlayHintRefreshRequest.type),
    failed: (error) => failed('Refreshing inlay hints', error),
  });
  const wiringChanges = createWiringChanges({
    analyses: workspace.analyses,
    send: () => boundary.send(() => connection.sendNotification(wiringChangedNotification)),
  });
  const rendering = createRendering({
    connection,
    workspace,
    send: (action) => boundary.send(action),
    failed,
    now,
  });
  const liveCluster = createLiveCluster({
    connection,
    boundary,
    namespaces: () => new Set(workspace.analyses().flatMap(({ analysis }) => [...namespacesOfServices(analysis)])),
    hasOpenManifest: () => workspace.analyses().some(({ root }) => hasOpenManifest(root)),
    emit,
  });
  const status = createStatusReport({
    connection,
    filesOnDisk,
    send: editor.status
      ? (report) => boundary.send(() => connection.sendNotification(statusNotification, report))
      : undefined,
    isDone: () => !configuration.isEntering() && filesOnDisk.isIndexed(),
    analyses: () => workspace.analyses().map(({ analysis }) => analysis),
    baselines: baselines.names,
    failed,
  });
  return {
    editor,
    roots,
    filesOnDisk,
    workspace,
    backgroundWork,
    indexing,
    baselines,
    configuration,
    watching,
    publications,
    publisher,
    shownLenses,
    shownInlayHints,
    wiringChanges,
    rendering,
    liveCluster,
    status,
    /** Stops all timers and work. */
    dispose: () => {
      for (const each of [
        publisher,
        workspace,
        rendering,
        watching,
        slices,
        status,
        liveCluster,
        baselines,
        backgroundWork,
      ]) {
        each.dispose();
      }
    },
  };
}
