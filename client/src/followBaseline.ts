import { Disposable, extensions, type Uri, workspace } from 'vscode';
import type { BaselineParams } from '../../server/src/lsp/protocol.ts';
import { type BaselineSetting, type Baselines, createBaselines } from './baseline.ts';
import type { GitExtension } from './gitApi.ts';

/** Sends the server the baseline of lost edges, and each change of it, as long as the server runs. */
export function followBaseline(send: (params: BaselineParams) => void, log: (message: string) => void): Baselines {
  let baselines: Baselines | undefined;
  let isDisposed = false;
  const start = async (): Promise<void> => {
    const git = await gitExtension().catch((error: unknown) => void log(`Git is not asked: ${error}`));
    if (isDisposed) return;
    baselines = createBaselines({
      git,
      folders,
      isTrusted: () => workspace.isTrusted,
      send,
      log,
      now: Date.now,
      later: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
    });
  };
  void start();
  const touch = (): void => baselines?.touch();
  const subscriptions = Disposable.from(
    workspace.onDidChangeWorkspaceFolders(touch),
    workspace.onDidGrantWorkspaceTrust(touch),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('podwire.baseline') && touch()),
  );
  return {
    touch,
    takeCurrent: () => baselines?.takeCurrent(),
    dispose: () => {
      isDisposed = true;
      subscriptions.dispose();
      baselines?.dispose();
    },
  };
}

/** The git extension that is shipped with VS Code; undefined if a person has disabled it. */
async function gitExtension(): Promise<GitExtension | undefined> {
  return extensions.getExtension<GitExtension>('vscode.git')?.activate();
}

function folders(): { readonly uri: string; readonly path: string; readonly setting: BaselineSetting }[] {
  return (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => ({ uri: uri.toString(), path: uri.fsPath, setting: settingOf(uri) }));
}

function settingOf(folder: Uri): BaselineSetting {
  const stated = workspace.getConfiguration('podwire', folder).get<string>('baseline');
  return stated === 'mergeBase' || stated === 'opened' ? stated : 'head';
}
