import { commands, type Disposable, type ExtensionContext, extensions, Uri, window, workspace } from 'vscode';
import {
  type InitializationOptions,
  type ReportSyntaxErrorsParams,
  reportSyntaxErrorsNotification,
  showTargetsCommand,
} from '../../server/src/lsp/protocol.ts';
import { applyManifest, createCompared } from './applyManifest.ts';
import { createCluster } from './cluster.ts';
import { comparedScheme } from './comparedScheme.ts';
import { copyPodLabels, indentPastedLabels } from './copyPodLabels.ts';
import { whenFirstManifest } from './firstManifest.ts';
import { registerLanguageModelTools } from './languageModelTools.ts';
import { openExample } from './openExample.ts';
import { createProbes, type Probes } from './probeNodePort.ts';
import { reportPage } from './reportPage.ts';
import { rulePageScheme, rulePages, rulePageTemplate } from './rulePage.ts';
import { createServer, type Server } from './server.ts';
import { createRenderedDocuments } from './showRendered.ts';
import { showTargets } from './showTargets.ts';
import { createStatusItem } from './statusItem.ts';
import { tellCrash } from './tellCrash.ts';
import { tellFailure } from './tellFailure.ts';
import { verifyService } from './verifyService.ts';
import { whenKustomized } from './whenKustomized.ts';
import { type WiringPage, wiringPage } from './wiringPage.ts';
import { hasYamlExtension } from './yamlExtension.ts';

let server: Server | undefined;

/**
 * VS Code calls it at the first activation event (`activationEvents` in package.json, and every command). It
 * costs little and starts nothing: the server starts at the first manifest, or when a command needs it.
 */
export function activate(context: ExtensionContext): void {
  const start = performance.now();
  const log = window.createOutputChannel('Podwire', { log: true });
  const status = createStatusItem();
  let isRunning = false;
  let probes: Probes | undefined;
  let wiring: WiringPage | undefined;
  const created: Server = createServer({
    connect: async (events) => {
      const { connect } = await import('./languageClient.ts');
      const options: InitializationOptions = {
        commands: lensCommands,
        reportSyntaxErrors: !hasYamlExtension(),
        status: true,
        rulePage: rulePageTemplate,
      };
      return connect(context, log, options, events);
    },
    stateChanged: (state) => {
      status.show(state);
      const runs = state.kind === 'running';
      if (runs && !isRunning) {
        cluster.serverRuns();
        wiring?.changed();
        rendered.serverRuns();
      }
      if (!runs && isRunning) cluster.serverEnded();
      isRunning = runs;
      void commands.executeCommand('setContext', 'podwire.started', state.kind !== 'stopped');
    },
    clusterChanged: (changed) => cluster.show(changed),
    probeProgressed: (progress) => probes?.progressed(progress),
    wiringChanged: () => wiring?.changed(),
    renderChanged: (params) => rendered.changed(params),
    tell: (crash, error) => {
      if (error) log.error(error instanceof Error ? error : String(error));
      tellCrash(crash);
    },
    now: Date.now,
    later: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  server = created;
  const cluster = createCluster(context, created);
  const compared = createCompared();
  const rendered = createRenderedDocuments(created);
  const page = reportPage(context, created, {
    probeAgain: async (state) => probes?.again(state),
    withHealth: (verified) => probes?.withHealth(verified) ?? verified,
  });
  probes = createProbes(context, created, page);
  const probing = probes;
  const shownWiring = wiringPage(context, created);
  wiring = shownWiring;
  context.subscriptions.push(
    log,
    status,
    cluster,
    rendered,
    page,
    shownWiring,
    whenFirstManifest(() => created.start()),
    workspace.registerTextDocumentContentProvider(rulePageScheme, rulePages(context)),
    followSyntaxErrors(created),
    ...registerLanguageModelTools(created),
    commands.registerCommand('podwire.copyPodLabels', () => copyPodLabels(created)),
    indentPastedLabels(),
    commands.registerCommand('podwire.verifyService', (...place) =>
      verifyService(created, { show: (verified) => page.show(probing.withHealth(verified)) }, place),
    ),
    commands.registerCommand('podwire.showRendered', (...kustomization) => rendered.show(kustomization)),
    commands.registerCommand('podwire.connect', (name?: string) => cluster.connect(name).catch(tellFailure)),
    commands.registerCommand('podwire.applyManifest', () =>
      applyManifest(created, cluster, compared).catch(tellFailure),
    ),
    workspace.registerTextDocumentContentProvider(comparedScheme, compared),
    commands.registerCommand('podwire.selectContext', () => cluster.selectContext().catch(tellFailure)),
    commands.registerCommand('podwire.probeNodePort', (...place) => probing.probe(place)),
    // The menus of the explorer and of an editor pass the file or folder. A key binding may pass anything.
    commands.registerCommand('podwire.showWiring', (clicked: unknown) =>
      shownWiring.show(clicked instanceof Uri ? clicked : undefined),
    ),
    commands.registerCommand('podwire.takeBaseline', () => created.takeBaseline()),
    commands.registerCommand('podwire.restartServer', () => created.restart()),
    commands.registerCommand('podwire.showOutput', () => log.show()),
    commands.registerCommand('podwire.openExample', () => openExample(context)),
    commands.registerCommand('podwire.explainUnknown', () => status.explainUnknown()),
    commands.registerCommand(showTargetsCommand, showTargets),
  );
  whenKustomized(workspace.findFiles, () => created.start()).catch((error: unknown) => log.warn(String(error)));
  performance.measure('podwire.activate', { start });
}

/** VS Code calls it when the window closes or the extension is disabled. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Commands that a lens may carry. */
const lensCommands = [showTargetsCommand, 'podwire.verifyService', 'podwire.probeNodePort', 'podwire.showRendered'];

function followSyntaxErrors(running: Server): Disposable {
  let last = hasYamlExtension();
  return extensions.onDidChange(() => {
    const now = hasYamlExtension();
    if (now === last) return;
    last = now;
    running.notify(reportSyntaxErrorsNotification, {
      reportSyntaxErrors: !now,
    } satisfies ReportSyntaxErrorsParams);
  });
}
