import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { below, mayMakeManifests, slashes } from './fileNames.ts';
import { gitDirectory, type TrackedNames, trackedNames } from './gitIndex.ts';

/** Patterns in the language of .gitignore, relative to a folder. */
export interface IgnorePatterns {
  /** Absolute. */
  readonly folder: string;
  readonly patterns: readonly string[];
}

/**
 * What .gitignore files, `.git/info/exclude`, git's index and the user's own patterns say about one directory's entries. They are
 * read once, so after a change of any of them new rules have to be made. What the index lists is not ignored, whatever the
 * patterns of git say: git goes on with it as with any other file.
 */
export interface IgnoreRules {
  /** Whether an entry of this directory is ignored. A directory that is ignored is not to be entered. */
  ignores(name: string, isDirectory: boolean): boolean;
  /** Whether git lists an entry of this directory in its index, or something in it. */
  tracks(name: string): boolean;
  /**
   * The rules for the entries of a directory in this one. Where patterns of git match it, only what git tracks there is left; and
   * where that is nothing, those patterns are left out, because whoever enters it has asked for it by name. Whoever has listed it
   * may know that it has no .gitignore.
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
  let rules = new Rules(slashes(start), [matcherOf(slashes(start), texts)], top, new Tracked(slashes(start)));
  for (const name of slashes(path.relative(start, folder)).split('/')) {
    rules = name === '' ? rules : rules.enter(name);
  }
  return rules;
}

/** Whether a file below the folder is ignored, by itself or with a directory that it is in. */
export function isIgnored(rules: IgnoreRules, file: string): boolean {
  const last = entered(rules, file);
  return last === undefined || last.rules.ignores(last.name, false);
}

/** As `isIgnored`, of a path of which it is not known whether it is a file's or a directory's. */
export function isLeftOut(rules: IgnoreRules, path: string): boolean {
  const last = entered(rules, path);
  return (
    last === undefined ||
    (!last.rules.tracks(last.name) &&
      (last.rules.ignores(last.name, false) || isIgnored(last.rules, `${last.name}/any`)))
  );
}

/** The last name of a path, with the rules for it; undefined where a directory on the way is not entered. */
function entered(rules: IgnoreRules, path: string): { readonly rules: IgnoreRules; readonly name: string } | undefined {
  const names = path.split('/');
  const name = names.pop() ?? '';
  let current = rules;
  for (const directory of names) {
    if (neverEntered.has(directory) || current.ignores(directory, true)) {
      return undefined;
    }
    current = current.enter(directory);
  }
  return { rules: current, name };
}

/** The same rules for who asks of many paths: the .gitignore of a directory is looked for once, however often it is entered. */
export function enteredOnce(rules: IgnoreRules): IgnoreRules {
  const entered = new Map<string, IgnoreRules>();
  return {
    ignores: (name, isDirectory) => rules.ignores(name, isDirectory),
    tracks: (name) => rules.tracks(name),
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

/** What the repositories of a folder track, each read when something in it is first asked for. */
class Tracked {
  readonly #start: string;
  readonly #roots = new Map<string, string | undefined>();
  readonly #names = new Map<string, TrackedNames | undefined>();

  /** @param start absolute, the outermost directory in which repositories are looked for */
  constructor(start: string) {
    this.#start = start;
  }

  /** Whether git tracks a file, or something in a directory, by its absolute path. */
  has(entry: string): boolean {
    const root = this.#rootOf(path.posix.dirname(entry));
    if (root === undefined) {
      return false;
    }
    if (!this.#names.has(root)) {
      this.#names.set(root, trackedNames(root, mayMakeManifests));
    }
    const names = this.#names.get(root);
    const name = entry.slice(below(root, '').length);
    return names !== undefined && (names.files.has(name) || names.directories.has(name));
  }

  #rootOf(directory: string): string | undefined {
    if (!this.#roots.has(directory)) {
      const root = existsSync(below(directory, '.git'))
        ? directory
        : directory.length <= this.#start.length
          ? undefined
          : this.#rootOf(path.posix.dirname(directory));
      this.#roots.set(directory, root);
    }
    return this.#roots.get(directory);
  }
}

class Rules implements IgnoreRules {
  /** Absolute, `/`-separated. */
  readonly #directory: string;
  /** Deepest first, because of several matches the last one of the deepest file decides. */
  readonly #matchers: readonly Matcher[];
  readonly #own: Matcher | undefined;
  readonly #tracked: Tracked;
  /** Whether a pattern of git matches the directory, so that nothing in it counts but what git tracks all the same. */
  readonly #onlyTracked: boolean;

  constructor(
    directory: string,
    matchers: readonly (Matcher | undefined)[],
    own: Matcher | undefined,
    tracked: Tracked,
    onlyTracked = false,
  ) {
    this.#directory = directory;
    this.#matchers = matchers.filter((each) => each !== undefined);
    this.#own = own;
    this.#tracked = tracked;
    this.#onlyTracked = onlyTracked;
  }

  ignores(name: string, isDirectory: boolean): boolean {
    if (!this.#own && this.#matchers.length === 0 && !this.#onlyTracked) {
      return false;
    }
    const entry = below(this.#directory, name);
    return (this.#own && test(this.#own, entry, isDirectory)) ?? this.#isIgnoredByGit(entry, isDirectory);
  }

  #isIgnoredByGit(entry: string, isDirectory: boolean): boolean {
    return (this.#onlyTracked || this.#decider(entry, isDirectory)?.ignores === true) && !this.#tracked.has(entry);
  }

  tracks(name: string): boolean {
    return this.#tracked.has(below(this.#directory, name));
  }

  enter(name: string, hasGitignore = true): Rules {
    const directory = below(this.#directory, name);
    const decider = this.#onlyTracked ? undefined : this.#decider(directory, true);
    const top = this.#own && test(this.#own, directory, true) ? undefined : this.#own;
    if ((this.#onlyTracked || decider?.ignores) && this.#tracked.has(directory)) {
      return new Rules(directory, [], top, this.#tracked, true);
    }
    const matchers =
      decider === undefined
        ? this.#matchers
        : // By its path everything in an ignored directory is ignored. Whoever took this one back in, a deeper file or the
          // person who asks for it by name, took what it holds out of the reach of such rules.
          this.#matchers.slice(0, decider.ignores ? 0 : decider.index + 1);
    const own = hasGitignore ? matcherOf(directory, [gitignoreIn(directory)]) : undefined;
    return new Rules(directory, own ? [own, ...matchers] : matchers, top, this.#tracked);
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

/** `info/exclude` of a repository; all worktrees of one share it. */
function repositoryExcludes(repository: string): string | undefined {
  const directory = gitDirectory(repository);
  const common = directory && readIfThere(path.join(directory, 'commondir'))?.trim();
  return directory && readIfThere(path.join(path.resolve(directory, common ?? ''), 'info', 'exclude'));
}

/** Undefined for what is not there and for what is no readable file; without it everything is just not ignored. */
function readIfThere(file: string): string | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
