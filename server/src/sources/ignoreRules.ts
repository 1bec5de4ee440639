import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { getOrInsertComputed } from '../core/text/maps.ts';
import { existsSync, notedAs, readFileSync, statSync } from './disk.ts';
import { below, mayMakeManifests, slashes } from './fileNames.ts';
import { gitDirectory, type TrackedNames, textOfTracked, trackedNames } from './gitIndex.ts';

/** Patterns in the language of .gitignore, relative to a folder. */
export interface IgnorePatterns {
  /** Absolute. */
  readonly folder: string;
  readonly patterns: readonly string[];
}

/**
 * The rules for the entries of one directory, from .gitignore files, `.git/info/exclude`, git's index and the
 * user's own patterns. They are read once, so after a change new rules have to be created. A file in the index
 * is not ignored, whatever git's patterns say: git treats it like any other file.
 */
export interface IgnoreRules {
  /** Whether an entry of this directory is ignored. An ignored directory must not be entered. */
  ignores(name: string, isDirectory: boolean): boolean;
  /** Whether git's index lists an entry of this directory, or something in it. */
  tracks(name: string): boolean;
  /**
   * The rules for the entries of a subdirectory. If git's patterns match it, only the files that git tracks
   * there remain. If there are none, those patterns are dropped, because the caller entered it on purpose. A
   * caller that has listed the directory may know that it has no .gitignore.
   */
  enter(name: string, hasGitignore?: boolean): IgnoreRules;
}

/**
 * The rules for a folder, including those of the directories above it up to the root of its git repository.
 * Rules that ignore the folder itself are dropped, because it was requested by name.
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

/** Whether a file below the folder is ignored, itself or with one of its directories. */
export function isIgnored(rules: IgnoreRules, file: string): boolean {
  const last = entered(rules, file);
  return last === undefined || last.rules.ignores(last.name, false);
}

/** As `isIgnored`, for a path that may be a file or a directory. */
export function isLeftOut(rules: IgnoreRules, path: string): boolean {
  const last = entered(rules, path);
  return (
    last === undefined ||
    (!last.rules.tracks(last.name) &&
      (last.rules.ignores(last.name, false) || isIgnored(last.rules, `${last.name}/any`)))
  );
}

/** The last name of a path, with the rules for it; undefined if a directory of the path is not entered. */
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

/**
 * The same rules for a caller with many paths: the .gitignore of a directory is read once, however often it is
 * entered.
 */
export function enteredOnce(rules: IgnoreRules): IgnoreRules {
  const entered = new Map<string, IgnoreRules>();
  return {
    ignores: (name, isDirectory) => rules.ignores(name, isDirectory),
    tracks: (name) => rules.tracks(name),
    enter: (name) => getOrInsertComputed(entered, name, () => enteredOnce(rules.enter(name))),
  };
}

/** The content of these directories does not belong to the working tree. */
export const neverEntered: ReadonlySet<string> = new Set(['.git', '.hg', '.svn']);

/**
 * The nearest directory that holds `.git`, from this one upwards, as far as it can be read; undefined outside
 * of a repository. Never throws.
 */
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

/** The path of a folder in its repository, `/`-separated; empty for its root and outside of a repository. */
export function placeInRepository(folder: string): string {
  return slashes(path.relative(findRepository(folder) ?? folder, folder));
}

interface Matcher {
  /** With a slash at its end. */
  readonly prefix: string;
  readonly rules: Ignore;
}

/** The tracked files of the repositories of a folder. Each index is read at the first request for it. */
class Tracked {
  readonly #start: string;
  readonly #roots = new Map<string, string | undefined>();
  readonly #names = new Map<string, TrackedNames | undefined>();

  /** @param start absolute, the outermost directory in which repositories are searched */
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
      this.#names.set(
        root,
        notedAs(root, () => trackedNames(root, mayMakeManifests), textOfTracked),
      );
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
  /** Deepest first: of several matches the last one of the deepest file decides. */
  readonly #matchers: readonly Matcher[];
  readonly #own: Matcher | undefined;
  readonly #tracked: Tracked;
  /** Whether a pattern of git matches the directory, so that only tracked files in it count. */
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
        : // A rule that ignores the directory would match all its entries by their paths. A deeper rule, or a caller that
          // requests the directory by name, overrides such rules.
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

/** Undefined if no pattern matches the entry. */
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
  // git's default on file systems that ignore case: core.ignoreCase.
  const rules = ignore({ ignorecase: process.platform === 'win32' || process.platform === 'darwin' });
  for (const text of written) {
    rules.add(text);
  }
  return { prefix: below(directory, ''), rules };
}

function gitignoreIn(directory: string): string | undefined {
  return readIfThere(below(directory, '.gitignore'));
}

/** `info/exclude` of a repository. All its worktrees share it. */
function repositoryExcludes(repository: string): string | undefined {
  const directory = gitDirectory(repository);
  const common = directory && readIfThere(path.join(directory, 'commondir'))?.trim();
  return directory && readIfThere(path.join(path.resolve(directory, common ?? ''), 'info', 'exclude'));
}

/** Undefined for a file that does not exist or cannot be read. Then it ignores nothing. */
function readIfThere(file: string): string | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
