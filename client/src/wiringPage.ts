import {
  type Disposable,
  type ExtensionContext,
  env,
  Position,
  Range,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import {
  type TargetLocation,
  type WiringGraphParams,
  type WiringText,
  wiringGraphRequest,
  wiringTextRequest,
} from '../../server/src/lsp/protocol.ts';
import { createNonce } from './nonce.ts';
import type { Server } from './server.ts';
import { tellFailure } from './tellFailure.ts';
import { wiringHtml } from './wiringHtml.ts';
import type { FromWiringPage, PageGraph, ToWiringPage, WiringChoice, WiringPageState } from './wiringMessages.ts';

export interface WiringPage extends Disposable {
  /** Shows the wiring below a folder or a kustomization, or of the whole workspace, in the page that may be open. */
  show(below: Uri | undefined): void;
  /** The wiring may have changed, or another server runs. */
  changed(): void;
}

/**
 * The page with the wiring graph. There is at most one; it follows edits, and is restored after a reload of the window.
 */
export function wiringPage(context: ExtensionContext, server: Server): WiringPage {
  const scripts = Uri.joinPath(context.extensionUri, 'dist/webview');
  let panel: WebviewPanel | undefined;
  let choice: WiringChoice = { filter: {} };
  /** A request is running. */
  let isAsking = false;
  /** Something has changed since the last request began. */
  let isOutdated = false;
  let timer: NodeJS.Timeout | undefined;

  function show(below: Uri | undefined): void {
    choice = { ...(below ? { below: below.toString() } : {}), filter: {} };
    if (panel) {
      panel.reveal(undefined, true);
      void refresh();
      return;
    }
    fill(
      window.createWebviewPanel(
        viewType,
        'Wiring',
        { viewColumn: ViewColumn.Beside, preserveFocus: true },
        webviewOptions,
      ),
    );
  }

  function fill(created: WebviewPanel): void {
    panel = created;
    created.onDidDispose(() => {
      panel = undefined;
      clearTimeout(timer);
    });
    created.onDidChangeViewState(() => {
      if (created.visible && isOutdated) void refresh();
    });
    created.webview.onDidReceiveMessage((message: FromWiringPage) => {
      void handle(message).catch(tellFailure);
    });
    const asUri = (file: string) => created.webview.asWebviewUri(Uri.joinPath(scripts, file)).toString();
    created.webview.html = wiringHtml({
      cspSource: created.webview.cspSource,
      nonce: createNonce(),
      script: asUri('wiring.js'),
      layout: asUri('wiringLayout.js'),
    });
  }

  async function handle(message: FromWiringPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return refresh();
      case 'filter':
        choice = { ...choice, filter: message.filter };
        return refresh();
      case 'open':
        return open(message.place);
      case 'saveSvg':
        return save(message.svg);
      case 'copyMermaid':
        return copyMermaid();
    }
  }

  /**
   * Requests the graph and draws it. While a request runs, others wait. After it, they wait as long as it took, so that
   * a large workspace leaves the server time for other work.
   */
  async function refresh(): Promise<void> {
    clearTimeout(timer);
    if (isAsking) {
      isOutdated = true;
      return;
    }
    isAsking = true;
    isOutdated = false;
    const begin = performance.now();
    const asked = choice;
    try {
      const graph = await server.request<PageGraph>(wiringGraphRequest, paramsOf(asked));
      const title = titleOf(asked);
      if (panel) {
        panel.title = title;
        void panel.webview.postMessage({ type: 'graph', title, graph, ...asked } satisfies ToWiringPage);
      }
    } catch (error) {
      tellFailure(error);
    } finally {
      isAsking = false;
    }
    if (asked !== choice) void refresh();
    else if (isOutdated) later(performance.now() - begin);
  }

  function later(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(changed, milliseconds);
  }

  function changed(): void {
    isOutdated = true;
    if (panel?.visible) void refresh();
  }

  async function copyMermaid(): Promise<void> {
    const { mermaid } = await server.request<WiringText>(wiringTextRequest, paramsOf(choice));
    await env.clipboard.writeText(mermaid);
    window.setStatusBarMessage('The wiring is on the clipboard as Mermaid.', 5000);
  }

  const webviewOptions = { enableScripts: true, localResourceRoots: [scripts] };
  const serializer = window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(restored: WebviewPanel, kept: WiringPageState | undefined) {
      if (!kept || panel) return restored.dispose();
      const { below, filter } = kept;
      choice = { ...(below === undefined ? {} : { below }), filter };
      restored.webview.options = webviewOptions;
      fill(restored);
    },
  });
  return {
    show,
    changed,
    dispose: () => {
      serializer.dispose();
      panel?.dispose();
    },
  };
}

const viewType = 'podwire.wiring';

function paramsOf({ below, filter }: WiringChoice): WiringGraphParams {
  return { ...(below === undefined ? {} : { below }), ...filter };
}

function titleOf({ below }: WiringChoice): string {
  const name = below === undefined ? workspace.name : workspace.asRelativePath(Uri.parse(below, true));
  return name === undefined ? 'Wiring' : `Wiring of ${name}`;
}

async function open({ uri, range: { start, end } }: TargetLocation): Promise<void> {
  await window.showTextDocument(Uri.parse(uri, true), {
    // The graph is in the column next to the manifests.
    viewColumn: ViewColumn.One,
    selection: new Range(new Position(start.line, start.character), new Position(end.line, end.character)),
  });
}

async function save(svg: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    filters: { SVG: ['svg'] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, 'wiring.svg') } : {}),
  });
  if (target) await workspace.fs.writeFile(target, new TextEncoder().encode(svg));
}
