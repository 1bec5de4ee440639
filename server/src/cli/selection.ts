import { globs } from '../core/text/glob.ts';
import { type IgnorePatterns, type IgnoreRules, ignoreRules } from '../sources/workspaceFiles.ts';
import type { Targets } from './targets.ts';
import type { WorkspaceOptions } from './workspace.ts';

/** Which files of a workspace are read, and of which the problems are reported. */
export interface Selection {
  /** Rules for the entries of the workspace's folder. Each walk needs its own. */
  rules(): IgnoreRules;
  isExcluded(path: string, isDirectory?: boolean): boolean;
  isIncluded(path: string): boolean;
}

export function selectionOf(targets: Targets, own: IgnorePatterns | undefined, options: WorkspaceOptions): Selection {
  const { exclude = [], ignore = true, stdinPath } = options;
  const include = options.include ?? [];
  const excludes = globs(exclude);
  const includes = globs(include);
  const isExcluded = (path: string, isDirectory = false) =>
    exclude.length > 0 && excludes(targets.shown(path) + (isDirectory ? '/' : ''));
  // Without a glob, a person who gives the text of one file asks about this file.
  const only = include.length === 0 && stdinPath !== undefined ? targets.inRoot(stdinPath) : undefined;
  const isIncluded =
    include.length > 0
      ? (path: string) => includes(targets.shown(path))
      : (path: string) => only === undefined || path === only;
  // A later glob may take back a part of a directory.
  const mayPrune = !exclude.some((glob) => glob.startsWith('!'));
  return {
    rules: () => {
      const rules = ignore ? ignoreRules(targets.root, own) : nothingIgnored;
      return exclude.length === 0 ? rules : excluding(rules, '', isExcluded, mayPrune);
    },
    isExcluded,
    isIncluded,
  };
}

const nothingIgnored: IgnoreRules = {
  ignores: () => false,
  tracks: () => false,
  enter: () => nothingIgnored,
};

/** The rules, and what is excluded in addition; `directory` ends with a slash unless it is empty. */
function excluding(
  rules: IgnoreRules,
  directory: string,
  isExcluded: Selection['isExcluded'],
  mayPrune: boolean,
): IgnoreRules {
  return {
    ignores: (name, isDirectory) =>
      ((!isDirectory || mayPrune) && isExcluded(`${directory}${name}`, isDirectory)) ||
      rules.ignores(name, isDirectory),
    tracks: (name) => rules.tracks(name),
    enter: (name, hasGitignore) =>
      excluding(rules.enter(name, hasGitignore), `${directory}${name}/`, isExcluded, mayPrune),
  };
}
