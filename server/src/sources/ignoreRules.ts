import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Patterns in the language of .gitignore, relative to a folder. */
export interface IgnorePatterns {
  /** Absolute. */
  readonly folder: string;
  readonly patterns: readonly string[];
}

/**
 * What .gitignore files, `.git/info/exclude` and the user's own patterns say about one directory's entries. They are read
 * once, so after a change of any of them new rules have to be made.
 */
export interface IgnoreRules {
  /** Whether an entry of this directory is ignored. A directory that is ignored is not to be entered. */
  ignores(name: string, isDirectory: boolean): boolean;
  /** The rules for the entries of a directory in this one. */
  enter(name: string): IgnoreRules;
}

/**
 * The rules for a folder, those of the directories above it included up to the root of its git repository; those above
 * are left out where they ignore the folder itself, because it was asked for by name.
 *
 * @param folder absolute
 * @param own the user's patterns; they win over every .gitignore
 */
export function ignoreRules(folder: string, own?: IgnorePatterns): IgnoreRules {
  const repository = findRepository(folder);
  const top = own && own.patterns.length > 0 ? matcherOf(own.folder, [own.patterns.join('\n')]) : undefined;
  const start = repository ?? folder;
  let rules = new Rules(start, [matcherOf(start, [repositoryExcludes(repository), gitignoreIn(start)])], top);
  for (const name of path.relative(start, folder).split(path.sep)) {
    if (name !== '') {
      rules = rules.ignores(name, true) ? new Rules(path.join(rules.directory, name), [], top) : rules.enter(name);
    }
  }
  return rules;
}

/** Whether a file below the folder is ignored, by itself or with a directory that it is in. */
export function isIgnored(rules: IgnoreRules, file: string): boolean {
  const names = file.split('/');
  let current = rules;
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    if (name === '.git' || current.ignores(name, !last)) {
      return true;
    }
    if (!last) {
      current = current.enter(name);
    }
  }
  return false;
}

/** The nearest directory upwards, itself included, that holds `.git`; undefined outside of a repository. */
export function findRepository(folder: string): string | undefined {
  for (let directory = folder; ; directory = path.dirname(directory)) {
    if (statSync(path.join(directory, '.git'), { throwIfNoEntry: false })) {
      return directory;
    }
    if (directory === path.dirname(directory)) {
      return undefined;
    }
  }
}

interface Matcher {
  readonly directory: string;
  readonly rules: Ignore;
}

class Rules implements IgnoreRules {
  readonly directory: string;
  /** Deepest first, because of several matches the last one of the deepest file decides. */
  readonly #matchers: readonly Matcher[];
  readonly #own: Matcher | undefined;

  constructor(directory: string, matchers: readonly (Matcher | undefined)[], own: Matcher | undefined) {
    this.directory = directory;
    this.#matchers = matchers.filter((each) => each !== undefined);
    this.#own = own;
  }

  ignores(name: string, isDirectory: boolean): boolean {
    if (!this.#own && this.#matchers.length === 0) {
      return false;
    }
    const entry = path.join(this.directory, name);
    return (this.#own && test(this.#own, entry, isDirectory)) ?? this.#decider(entry, isDirectory)?.ignores ?? false;
  }

  enter(name: string): Rules {
    const directory = path.join(this.directory, name);
    const decider = this.#decider(directory, true);
    // The rules of a directory above that ignored this one would still ignore everything in it by its path; whoever
    // took this directory back in took it out of their reach.
    const matchers = decider?.ignores === false ? this.#matchers.slice(0, decider.index + 1) : this.#matchers;
    return new Rules(directory, [matcherOf(directory, [gitignoreIn(directory)]), ...matchers], this.#own);
  }

  #decider(entry: string, isDirectory: boolean): { ignores: boolean; index: number } | undefined {
    for (const [index, matcher] of this.#matchers.entries()) {
      const ignores = test(matcher, entry, isDirectory);
      if (ignores !== undefined) {
        return { ignores, index };
      }
    }
    return undefined;
  }
}

/** Undefined where no pattern speaks of the entry. */
function test({ directory, rules }: Matcher, entry: string, isDirectory: boolean): boolean | undefined {
  const relative = path.relative(directory, entry).replaceAll(path.sep, '/');
  if (relative === '' || relative.startsWith('../') || path.isAbsolute(relative)) {
    return undefined;
  }
  const { ignored, unignored } = rules.test(isDirectory ? `${relative}/` : relative);
  return ignored ? true : unignored ? false : undefined;
}

function matcherOf(directory: string, texts: readonly (string | undefined)[]): Matcher | undefined {
  const written = texts.filter((text) => text !== undefined);
  if (written.length === 0) {
    return undefined;
  }
  // As git does by default where file names differ in case: core.ignoreCase.
  const ignorecase = process.platform === 'win32' || process.platform === 'darwin';
  const rules = ignore({ ignorecase });
  for (const text of written) {
    rules.add(text);
  }
  return { directory, rules };
}

function gitignoreIn(directory: string): string | undefined {
  return readIfThere(path.join(directory, '.gitignore'));
}

/** `info/exclude` of a repository; in a worktree or a submodule `.git` is a file that names the place. */
function repositoryExcludes(repository: string | undefined): string | undefined {
  if (repository === undefined) {
    return undefined;
  }
  const dotGit = path.join(repository, '.git');
  const named = /^gitdir: (.*)$/m.exec(readIfThere(dotGit) ?? '')?.[1]?.trim();
  const gitDirectory = named === undefined ? dotGit : path.resolve(repository, named);
  const common = readIfThere(path.join(gitDirectory, 'commondir'))?.trim();
  return readIfThere(path.join(path.resolve(gitDirectory, common ?? ''), 'info', 'exclude'));
}

/** Undefined for what is not there and for what is no readable file; without it everything is just not ignored. */
function readIfThere(file: string): string | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
