import { type ExtensionContext, type TextDocumentContentProvider, Uri, workspace } from 'vscode';

export const rulePageScheme = 'podwire-docs';

/**
 * Where the page of a rule opens inside VS Code, as `InitializationOptions.rulePage` says it. A link on a diagnostic's
 * code may not be a `command:`, and a `file:` would open as a file that can be edited.
 */
export const rulePageTemplate = `${rulePageScheme}:/{code}.md`;

/** Reads the pages that ship with the extension; they are there also when the server is not. */
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
