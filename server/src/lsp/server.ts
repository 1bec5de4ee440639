import { fileURLToPath } from 'node:url';
import { type Connection, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { readContent, walk } from '../sources/workspaceFiles.ts';
import { createWorld } from '../world.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { type Editor, readEditor, reportsSyntaxErrors } from './editor.ts';
import { createHomes, type Home } from './homes.ts';
import { createPublisher } from './publishing.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** Answers an editor over a connection until it says goodbye. */
export function startServer(connection: Connection): void {
  const homes = createHomes(process.platform);
  const world = createWorld();
  let editor: Editor;
  let workspace: Workspace;
  let reportSyntaxErrors = true;

  const publisher = createPublisher({
    current: (uri) => {
      const known = workspace.lookUp(uri);
      if (!known) {
        return { uri, diagnostics: [] };
      }
      const spelled = workspace.uriOf(known.home, known.path);
      const version = workspace.documentAt(spelled)?.version;
      const diagnostics = diagnosticsOf(known.analysis, known.path, {
        editor,
        reportSyntaxErrors,
        uriOf: (path) => workspace.uriOf(known.home, path),
        rulePage: (code) => editor.rulePage?.replaceAll('{code}', code),
      });
      return { uri: spelled, diagnostics, ...(version === undefined ? {} : { version }) };
    },
    send: (params) => void connection.sendDiagnostics(params),
    published: () => {},
  });

  const initialFolders: string[] = [];
  connection.onInitialize((params): InitializeResult => {
    editor = readEditor(params);
    reportSyntaxErrors = reportsSyntaxErrors(params);
    initialFolders.push(
      ...(params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : [])),
    );
    workspace = createWorkspace({
      world,
      homes,
      encoding: editor.positionEncoding,
      isOutside: () => false,
      homeAdded: readHome,
      homeRemoved: () => {},
      concerned: (uris) => publisher.concern(uris),
    });
    return {
      serverInfo: { name: 'podwire' },
      capabilities: {
        positionEncoding: editor.positionEncoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  const readHome = (home: Home): void => {
    if (home.kind === 'folder') {
      const root = fileURLToPath(home.uri);
      const files = [...walk(root)].map((found) => [found.path, readContent(root, found.path)?.content] as const);
      workspace.apply({ type: 'FilesChanged', folder: home.id, files, complete: true });
    }
  };
  connection.onInitialized(() => {
    for (const uri of initialFolders) {
      workspace.addFolder(uri);
    }
  });
  connection.onDidOpenTextDocument(({ textDocument }) => {
    workspace.open(textDocument.uri, textDocument.version, textDocument.text);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    workspace.change(textDocument.uri, textDocument.version, contentChanges);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => workspace.close(textDocument.uri));
  connection.onShutdown(() => publisher.dispose());
  connection.listen();
}
