import { type ExtensionContext, Uri, window, workspace } from 'vscode';

/** Opens a small broken example as an unsaved document. */
export async function openExample(context: ExtensionContext): Promise<void> {
  const bytes = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'media/example.yaml'));
  const document = await workspace.openTextDocument({ language: 'yaml', content: new TextDecoder().decode(bytes) });
  await window.showTextDocument(document);
}
