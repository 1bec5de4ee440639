import { execFileSync } from 'node:child_process';
import { folderWith, type TestFolder } from '../lsp/folder.ts';

/** A real repository in a temporary folder. */
export interface TestRepository extends TestFolder {
  /** Runs git in it, or in a folder below it; gives what it prints. */
  git(args: readonly string[], below?: string): string;
  /** Commits everything as it is on disk; gives the name of the commit. */
  commit(): string;
}

/** What the person who runs the tests has set counts for nothing. */
export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A Person',
  GIT_AUTHOR_EMAIL: 'person@example.com',
  GIT_COMMITTER_NAME: 'A Person',
  GIT_COMMITTER_EMAIL: 'person@example.com',
};

export function runGit(cwd: string, args: readonly string[]): string {
  // Git refuses to clone a submodule from a folder of this machine without being told that it may.
  return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd,
    env: { ...process.env, ...gitEnvironment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/**
 * @param files as `folderWith` takes them
 * @param options of `git init`
 */
export function repositoryWith(files: string, options: readonly string[] = []): TestRepository {
  const folder = folderWith(files);
  const git = (args: readonly string[], below = '') => runGit(`${folder.path}/${below}`, args);
  git(['init', '--quiet', '--initial-branch=main', ...options]);
  const commit = (): string => {
    git(['add', '--all']);
    git(['commit', '--quiet', '--allow-empty', '--message', 'A change']);
    return git(['rev-parse', 'HEAD']).trim();
  };
  return { ...folder, git, commit };
}
