import type { ExtensionContext } from 'vscode';

/** Called by VS Code at the first activation event; see `activationEvents` in package.json. */
export function activate(_context: ExtensionContext): void {}
