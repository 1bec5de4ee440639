import {
  type Definition,
  type DefinitionProvider,
  type Disposable,
  EventEmitter,
  Location,
  languages,
  Position,
  Range,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import {
  type BundleItem,
  bundlesRequest,
  type RenderedBundle,
  type RenderedOriginParams,
  type RenderParams,
  renderClosedNotification,
  renderedOriginRequest,
  renderRequest,
  type TargetLocation,
} from '../../server/src/lsp/protocol.ts';
import { renderedScheme } from './comparedScheme.ts';
import type { Server } from './server.ts';
import { tellFailure } from './tellFailure.ts';

/**
 * Read-only documents with what kustomizations and charts deploy. They follow every edit, and each line leads to its
 * origin.
 */
export interface RenderedDocuments extends Disposable {
  /**
   * Shows what a kustomization or a chart deploys: that of a lens, else one that deploys the file of the active editor.
   */
  show(lens: readonly unknown[]): Promise<void>;
  /** The server says that a shown document differs now. */
  changed(params: RenderParams): void;
  /** A server has started, and does not know what is shown. */
  serverRuns(): void;
}

export function createRenderedDocuments(server: Server): RenderedDocuments {
  const changes = new EventEmitter<Uri>();
  const content: TextDocumentContentProvider = {
    onDidChange: changes.event,
    async provideTextDocumentContent(uri) {
      const params: RenderParams = { textDocument: { uri: uri.query } };
      const rendered = await server.request<RenderedBundle | null>(renderRequest, params);
      return rendered?.text ?? '# This kustomization or chart no longer exists.\n';
    },
  };
  const definition: DefinitionProvider = {
    async provideDefinition(document, { line }): Promise<Definition | undefined> {
      const params: RenderedOriginParams = { textDocument: { uri: document.uri.query }, line };
      const origin = await server.request<TargetLocation | null>(renderedOriginRequest, params);
      if (!origin) return undefined;
      const { start, end } = origin.range;
      const range = new Range(new Position(start.line, start.character), new Position(end.line, end.character));
      return new Location(Uri.parse(origin.uri, true), range);
    },
  };
  const disposables = [
    changes,
    workspace.registerTextDocumentContentProvider(renderedScheme, content),
    languages.registerDefinitionProvider({ scheme: renderedScheme }, definition),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme !== renderedScheme) return;
      server.notify(renderClosedNotification, { textDocument: { uri: uri.query } } satisfies RenderParams);
    }),
  ];
  return {
    async show([given]) {
      try {
        const uri = typeof given === 'string' ? given : await chooseKustomization(server);
        if (uri === undefined) return;
        const document = await workspace.openTextDocument(renderedUri(uri));
        await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true });
      } catch (error) {
        tellFailure(error);
      }
    },
    serverRuns: () => {
      for (const { uri } of workspace.textDocuments) {
        if (uri.scheme === renderedScheme) changes.fire(uri);
      }
    },
    changed: ({ textDocument }) => changes.fire(renderedUri(textDocument.uri)),
    dispose: () => {
      for (const each of disposables) each.dispose();
    },
  };
}

/** The path is the title of the tab: `prod rendered.yaml`. */
function renderedUri(kustomization: string): Uri {
  const directory = Uri.parse(kustomization, true).path.split('/').at(-2) || 'root';
  return Uri.from({ scheme: renderedScheme, path: `/${directory} rendered.yaml`, query: kustomization });
}

async function chooseKustomization(server: Server): Promise<string | undefined> {
  const editor = window.activeTextEditor;
  if (!editor) {
    return void window.showInformationMessage('Open a kustomization, a chart, or a file that one of them deploys.');
  }
  const params = { textDocument: { uri: editor.document.uri.toString() } };
  const bundles = await server.request<readonly BundleItem[]>(bundlesRequest, params);
  if (bundles.length === 0) {
    return void window.showInformationMessage('No kustomization and no chart deploys this file.');
  }
  if (bundles.length === 1) return bundles[0]?.uri;
  const options = { title: 'Show Rendered', placeHolder: 'Choose a kustomization or a chart that deploys this file' };
  return (await window.showQuickPick([...bundles], options))?.uri;
}
