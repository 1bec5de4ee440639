import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { below, slashes } from './fileNames.ts';

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
  /**
   * The rules for the entries of a directory in this one. Where it is ignored itself, those that say so are left out,
   * because whoever enters it has asked for it by name. Whoever has listed it may know that it has no .gitignore.
   */
  enter(name: string, hasGitignore?: boolean): IgnoreRules;
}

/**
 * The rules for a folder, those of the directories above it included up to the root of its git repository; those above
 * are left out where they ignore the folder itself, because it was asked for by name.
 *
 * @param folder absolute
 * @param own the user's patterns; they win over every .gitignore
 */
export function ignoreRules(folder: string, own?: IgnorePatterns): IgnoreRules {
  const start = findRepository(folder) ?? folder;
  const top = own && own.patterns.length > 0 ? matcherOf(slashes(own.folder), own.patterns) : undefined;
  const texts = [repositoryExcludes(start), gitignoreIn(start)];
  let rules = new Rules(slashes(start), [matcherOf(slashes(start), texts)], top);
  for (const name of slashes(path.relative(start, folder)).split('/')) {
    rules = name === '' ? rules : rules.enter(name);
  }
  return rules;
}

/** Whether a file below the folder is ignored, by itself or with a directory that it is in. */
export function isIgnored(rules: IgnoreRules, file: string): boolean {
  const names = file.split('/');
  const name = names.pop() ?? '';
  let current = rules;
  for (const directory of names) {
    if (neverEntered.has(directory) || current.ignores(directory, true)) {
      return true;
    }
    current = current.enter(directory);
  }
  return current.ignores(name, false);
}

/** As `isIgnored`, of a path of which it is not known whether it is a file's or a directory's. */
export function isLeftOut(rules: IgnoreRules, path: string): boolean {
  return isIgnored(rules, path) || isIgnored(rules, `${path}/any`);
}

/** The same rules for who asks of many paths: the .gitignore of a directory is looked for once, however often it is entered. */
export function enteredOnce(rules: IgnoreRules): IgnoreRules {
  const entered = new Map<string, IgnoreRules>();
  return {
    ignores: (name, isDirectory) => rules.ignores(name, isDirectory),
    enter(name) {
      let below = entered.get(name);
      if (below === undefined) {
        below = enteredOnce(rules.enter(name));
        entered.set(name, below);
      }
      return below;
    },
  };
}

/** What lies in these is not of the working tree. */
export const neverEntered: ReadonlySet<string> = new Set(['.git', '.hg', '.svn']);

/** The nearest directory upwards, itself included, that holds `.git`, as far as that can be seen; undefined outside of a repository. Never throws. */
export function findRepository(folder: string): string | undefined {
  for (let directory = folder; ; directory = path.dirname(directory)) {
    if (existsSync(path.join(directory, '.git'))) {
      return directory;
    }
    if (directory === path.dirname(directory)) {
      return undefined;
    }
  }
}

/** Where a folder is in its repository, `/`-separated; empty for its root and outside of a repository. */
export function placeInRepository(folder: string): string {
  return slashes(path.relative(findRepository(folder) ?? folder, folder));
}

interface Matcher {
  /** With a slash at its end. */
  readonly prefix: string;
  readonly rules: Ignore;
}

class Rules implements IgnoreRules {
  /** Absolute, `/`-separated. */
  readonly #directory: string;
  /** Deepest first, because of several matches the last one of the deepest file decides. */
  readonly #matchers: readonly Matcher[];
  readonly #own: Matcher | undefined;

  constructor(directory: string, matchers: readonly (Matcher | undefined)[], own: Matcher | undefined) {
    this.#directory = directory;
    this.#matchers = matchers.filter((each) => each !== undefined);
    this.#own = own;
  }

  ignores(name: string, isDirectory: boolean): boolean {
    if (!this.#own && this.#matchers.length === 0) {
      return false;
    }
    const entry = below(this.#directory, name);
    return (this.#own && test(this.#own, entry, isDirectory)) ?? this.#decider(entry, isDirectory)?.ignores ?? false;
  }

  enter(name: string, hasGitignore = true): Rules {
    const directory = below(this.#directory, name);
    const decider = this.#decider(directory, true);
    const matchers =
      decider === undefined
        ? this.#matchers
        : // By its path everything in an ignored directory is ignored. Whoever took this one back in, a deeper file or the
          // person who asks for it by name, took what it holds out of the reach of such rules.
          this.#matchers.slice(0, decider.ignores ? 0 : decider.index + 1);
    const top = this.#own && test(this.#own, directory, true) ? undefined : this.#own;
    const own = hasGitignore ? matcherOf(directory, [gitignoreIn(directory)]) : undefined;
    return new Rules(directory, own ? [own, ...matchers] : matchers, top);
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
function test({ prefix, rules }: Matcher, entry: string, isDirectory: boolean): boolean | undefined {
  if (!entry.startsWith(prefix)) {
    return undefined;
  }
  const relative = entry.slice(prefix.length);
  const { ignored, unignored } = rules.test(isDirectory ? `${relative}/` : relative);
  return ignored ? true : unignored ? false : undefined;
}

function matcherOf(directory: string, texts: readonly (string | undefined)[]): Matcher | undefined {
  const written = texts.filter((text) => text !== undefined);
  if (written.length === 0) {
    return undefined;
  }
  // As git does by default where file names do not differ by case alone: core.ignoreCase.
  const rules = ignore({ ignorecase: process.platform === 'win32' || process.platform === 'darwin' });
  for (const text of written) {
    rules.add(text);
  }
  return { prefix: below(directory, ''), rules };
}

function gitignoreIn(directory: string): string | undefined {
  return readIfThere(below(directory, '.gitignore'));
}

/** `info/exclude` of a repository; in a worktree or a submodule `.git` is a file that names the place. */
function repositoryExcludes(repository: string): string | undefined {
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
