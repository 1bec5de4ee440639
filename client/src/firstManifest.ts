import { type Disposable, type TextDocument, workspace } from 'vscode';
import { looksLikeManifest } from './looksLikeManifest.ts';
import { manifestLanguages } from './manifestLanguages.ts';

/** Calls back once, when a text that is open, becomes open, or is being typed first looks like a manifest. */
export function whenFirstManifest(found: () => void): Disposable {
  const listeners: Disposable[] = [];
  const dispose = () => {
    for (const listener of listeners.splice(0)) listener.dispose();
  };
  const look = (document: TextDocument): boolean => {
    if (!languages.has(document.languageId) || !looksLikeManifest(document.getText())) return false;
    dispose();
    found();
    return true;
  };
  if (!workspace.textDocuments.some(look)) {
    listeners.push(
      workspace.onDidOpenTextDocument(look),
      workspace.onDidChangeTextDocument((event) => look(event.document)),
    );
  }
  return { dispose };
}

const languages: ReadonlySet<string> = new Set(manifestLanguages);
