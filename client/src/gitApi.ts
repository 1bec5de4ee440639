import type { Disposable, Event, Uri } from 'vscode';

// The interface of VS Code's own git extension, as far as it is used here. Source: microsoft/vscode,
// extensions/git/src/api/git.d.ts, API version 1.

export interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: Event<boolean>;
  /** @throws while git is disabled */
  getAPI(version: 1): GitApi;
}

export interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: Event<unknown>;
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: Event<unknown>;
  readonly onDidCloseRepository: Event<unknown>;
}

export interface GitRepository {
  readonly rootUri: Uri;
  readonly state: {
    readonly HEAD: GitBranch | undefined;
    /** Includes untracked files, unless these are shown separately. */
    readonly workingTreeChanges: readonly GitChange[];
    readonly untrackedChanges?: readonly GitChange[];
    onDidChange(listener: () => void): Disposable;
  };
  /** The files of a commit that differ from the working tree, including staged changes. */
  diffWith(ref: string): Promise<readonly GitChange[]>;
  /** @throws if the commit does not have the file, or the clone does not have the object */
  buffer(ref: string, path: string): Promise<Uint8Array>;
  getMergeBase(ref: string, other: string): Promise<string | undefined>;
  /** The branch from which a branch was created, if it is known. */
  getBranchBase(name: string): Promise<GitBranch | undefined>;
}

export interface GitBranch {
  readonly name?: string;
  /** Absent if nothing has been committed. */
  readonly commit?: string;
  readonly remote?: string;
  readonly upstream?: { readonly remote: string; readonly name: string };
}

export interface GitChange {
  readonly uri: Uri;
  /** The former place of a renamed file. */
  readonly originalUri: Uri;
  readonly status: number;
}

/** Values of `GitChange.status`. Any other value is a change of the text. */
export const gitStatus = { added: 1, renamed: 3, deleted: 6, untracked: 7 } as const;
