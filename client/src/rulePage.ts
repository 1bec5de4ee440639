import { type ExtensionContext, type TextDocumentContentProvider, Uri, workspace } from 'vscode';

export const rulePageScheme = 'podwire-docs';

/**
 * The URI of a rule's page inside VS Code, for `InitializationOptions.rulePage`. The link of a diagnostic's
 * code cannot be a `command:`, and a `file:` would open as an editable file.
 */
export const rulePageTemplate = `${rulePageScheme}:/{code}.md`;

/** Reads the pages that are shipped with the extension. They work without a running server. */
export function rulePages(context: ExtensionContext): TextDocumentContentProvider {
  return {
    async provideTextDocumentContent(uri) {
      const name = /^\/([a-z0-9-]+\.md)$/.exec(uri.path)?.[1];
      if (!name) return `There is no page \`${uri.path}\`.`;
      try {
        const bytes = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'docs/rules', name));
        return new TextDecoder().decode(bytes);
      } catch {
        return `There is no page for \`${name.slice(0, -3)}\`.`;
      }
    },
  };
}
