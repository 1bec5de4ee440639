import type { Disposable, Event, Uri } from 'vscode';

// What VS Code's own git extension gives to others, as far as it is used here.
// Source: microsoft/vscode, extensions/git/src/api/git.d.ts, API version 1.

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
    /** With untracked files, unless these are shown apart. */
    readonly workingTreeChanges: readonly GitChange[];
    readonly untrackedChanges?: readonly GitChange[];
    onDidChange(listener: () => void): Disposable;
  };
  /** The files that a commit has otherwise than the working tree, staged changes included. */
  diffWith(ref: string): Promise<readonly GitChange[]>;
  /** @throws where the commit does not have the file, or the clone does not have the object */
  buffer(ref: string, path: string): Promise<Uint8Array>;
  getMergeBase(ref: string, other: string): Promise<string | undefined>;
  /** The branch that a branch was made from, as far as it is known. */
  getBranchBase(name: string): Promise<GitBranch | undefined>;
}

export interface GitBranch {
  readonly name?: string;
  /** Absent where nothing has been committed. */
  readonly commit?: string;
  readonly remote?: string;
  readonly upstream?: { readonly remote: string; readonly name: string };
}

export interface GitChange {
  readonly uri: Uri;
  /** Where a renamed file was. */
  readonly originalUri: Uri;
  readonly status: number;
}

/** Values of `GitChange.status`; what is none of these is a change of the text. */
export const gitStatus = { added: 1, renamed: 3, deleted: 6, untracked: 7 } as const;
