import { type Disposable, type ExtensionContext, env, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { type VerifiedService, type VerifyServiceParams, verifyServiceRequest } from '../../server/src/lsp/protocol.ts';
import { createNonce } from './nonce.ts';
import { openCause, openPlace } from './openCause.ts';
import { reportHtml } from './reportHtml.ts';
import type { FromPage, PageState, ToPage } from './reportMessages.ts';
import type { Server } from './server.ts';
import { tellFailure } from './tellFailure.ts';

export interface ReportPage extends Disposable {
  /** Shows a report next to the editor, in the page of the last report if it is still open. */
  show(report: PageState): void;
  /** Shows in an open page the present step of the next report; the empty string when it is finished. */
  progress(text: string): void;
}

export interface ReportPageOptions {
  /** Probes the Service of a report once more. */
  probeAgain(state: PageState): Promise<void>;
  /** A checklist with the result of the last probe. */
  withHealth(verified: VerifiedService): VerifiedService;
}

/** The page that draws a report. There is at most one, and it is restored after a reload of the window. */
export function reportPage(
  context: ExtensionContext,
  server: Server,
  { probeAgain, withHealth }: ReportPageOptions,
): ReportPage {
  const scripts = Uri.joinPath(context.extensionUri, 'dist/webview');
  let panel: WebviewPanel | undefined;
  let state: PageState | undefined;

  function show(report: PageState): void {
    state = report;
    if (panel) {
      panel.reveal(undefined, true);
      draw();
      return;
    }
    fill(
      window.createWebviewPanel(
        viewType,
        report.report.title,
        { viewColumn: ViewColumn.Beside, preserveFocus: true },
        webviewOptions,
      ),
    );
  }

  function fill(created: WebviewPanel): void {
    panel = created;
    created.onDidDispose(() => {
      panel = undefined;
    });
    created.webview.onDidReceiveMessage((message: FromPage) => {
      if (message.type === 'ready') draw();
      if (message.type === 'again') void (state?.probe ? probeAgain(state) : verifyAgain());
      if (message.type === 'copy') void copy();
      if (message.type === 'open') void open();
      if (message.type === 'show') void openPlace(message.location);
    });
    created.webview.html = reportHtml({
      cspSource: created.webview.cspSource,
      nonce: createNonce(),
      script: created.webview.asWebviewUri(Uri.joinPath(scripts, 'report.js')).toString(),
    });
  }

  function draw(): void {
    if (!panel || !state) return;
    panel.title = state.report.title;
    void panel.webview.postMessage({ type: 'report', ...state } satisfies ToPage);
  }

  async function verifyAgain(): Promise<void> {
    if (!state) return;
    const { service } = state;
    try {
      const params: VerifyServiceParams = { ...service.place, service };
      const verified = await server.request<VerifiedService | null>(verifyServiceRequest, params);
      if (verified) show(withHealth(verified));
      else void window.showInformationMessage(`Service "${service.name}" no longer exists.`);
    } catch (error) {
      tellFailure(error);
    }
  }

  async function copy(): Promise<void> {
    if (!state?.probe) return;
    await env.clipboard.writeText(state.probe.markdown);
    window.setStatusBarMessage('The report is on the clipboard as Markdown.', 5000);
  }

  async function open(): Promise<void> {
    const cause = state?.probe ? state.probe.cause : state?.cause;
    if (cause) await openCause(cause);
  }

  const webviewOptions = { enableScripts: true, localResourceRoots: [scripts] };
  const serializer = window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(restored: WebviewPanel, kept: PageState | undefined) {
      if (!kept || panel) return restored.dispose();
      state = kept;
      restored.webview.options = webviewOptions;
      fill(restored);
    },
  });
  return {
    show,
    progress: (text) => void panel?.webview.postMessage({ type: 'progress', text } satisfies ToPage),
    dispose: () => {
      serializer.dispose();
      panel?.dispose();
    },
  };
}

const viewType = 'podwire.report';
