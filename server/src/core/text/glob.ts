/**
 * Whether a list of globs means a path. The last glob that matches decides, and one that begins with `!` takes the
 * path out again. No glob matches nothing.
 */
export type Globs = (path: string) => boolean;

/**
 * Compiles globs for paths that are separated by `/`. As in .gitignore, a glob without a slash matches at any depth, a
 * glob that matches a folder matches everything in it, and a slash at the end matches only folders. `*` and `?` match
 * within a name, `**` matches any number of folders, `[a-z]` and `[!a-z]` one character of a set, `{a,b}` one of
 * several alternatives, and a backslash takes the next character as it is. Names that begin with a dot are like others.
 *
 * A glob may come from a stranger's repository, so matching takes time in proportion to the lengths of the glob and of
 * the path. A regular expression, which other matchers make of a glob, can take hours (`*a*a*a*a*a*a*b`).
 */
export function globs(patterns: readonly string[]): Globs {
  const compiled = patterns.map((pattern) => {
    const isNegated = pattern.startsWith('!');
    const alternatives = expandBraces(isNegated ? pattern.slice(1) : pattern).map(compile);
    return { isNegated, matches: (names: readonly string[]) => alternatives.some((each) => matches(each, names)) };
  });
  return (path) => {
    const names = path.split('/');
    return compiled.findLast((each) => each.matches(names))?.isNegated === false;
  };
}

/** A glob of a folder as a glob of a folder above it; `folder` is the path between them. */
export function globFromAbove(folder: string, pattern: string): string {
  const isNegated = pattern.startsWith('!');
  const own = isNegated ? pattern.slice(1) : pattern;
  const path = folder.replace(/[\\*?[\]{}]/g, '\\$&');
  return `${isNegated ? '!' : ''}/${path}/${isAnchored(own) ? '' : '**/'}${own}`;
}

interface Glob {
  /** `**` is a part of its own. */
  readonly parts: readonly (Name | '**')[];
  readonly onlyFolders: boolean;
}

/** One name of a path: what each character has to be. `*` is any number of characters. */
type Name = readonly (((character: string) => boolean) | '*')[];

function compile(pattern: string): Glob {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const compiled = parts.map((part) => (part === '**' ? part : nameOf(part)));
  return {
    // A glob that names no folder means the name, wherever it is.
    parts: isAnchored(pattern) || parts.length === 0 ? compiled : ['**', ...compiled],
    onlyFolders: pattern.endsWith('/'),
  };
}

function isAnchored(pattern: string): boolean {
  return pattern.replace(/\/+$/, '').includes('/');
}

/** Follows all places in the glob at which the path may be, one name of the path after the other. */
function matches({ parts, onlyFolders }: Glob, names: readonly string[]): boolean {
  let places = withSkipped(parts, new Set([0]));
  for (const [at, name] of names.entries()) {
    const next = new Set<number>();
    for (const place of places) {
      const part = parts[place];
      if (part === '**') {
        next.add(place);
      } else if (part && isName(part, name)) {
        next.add(place + 1);
      }
    }
    places = withSkipped(parts, next);
    // `a/**` means what is in a, and not a itself; for a file that is the same.
    if (places.has(parts.length) && parts.length > 0 && (at < names.length - 1 || !onlyFolders)) {
      return true;
    }
  }
  return false;
}

/** `**` may match no folder at all. */
function withSkipped(parts: Glob['parts'], places: Set<number>): Set<number> {
  // A set is visited in the order of insertion, so what is added here is visited too.
  for (const place of places) {
    if (parts[place] === '**') {
      places.add(place + 1);
    }
  }
  return places;
}

function isName(pattern: Name, name: string): boolean {
  const characters = [...name];
  let [at, from] = [0, 0];
  // Where to continue if the rest does not match: after the last star, one character further.
  let again: { readonly at: number; from: number } | undefined;
  while (from < characters.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      at++;
      again = { at, from };
    } else if (wanted?.(characters[from]!)) {
      at++;
      from++;
    } else if (again) {
      again.from++;
      ({ at, from } = again);
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((each) => each === '*');
}

function nameOf(part: string): Name {
  const name: Name[number][] = [];
  const characters = [...part];
  const lastClosing = characters.lastIndexOf(']');
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    const set = character === '[' && at < lastClosing ? setAt(characters, at) : undefined;
    if (character === '*') {
      name.push('*');
    } else if (character === '?') {
      name.push(() => true);
    } else if (set) {
      name.push(set.has);
      at = set.end;
    } else {
      const own = character === '\\' && at < characters.length - 1 ? characters[++at]! : character;
      name.push((given) => given === own);
    }
  }
  return name;
}

/** The set that begins at a bracket; undefined if the bracket is never closed, so that it means itself. */
function setAt(
  characters: readonly string[],
  start: number,
): { readonly has: (character: string) => boolean; readonly end: number } | undefined {
  let at = start + 1;
  const isNegated = characters[at] === '!' || characters[at] === '^';
  at += isNegated ? 1 : 0;
  const ranges: [from: string, to: string][] = [];
  for (let isFirst = true; at < characters.length; isFirst = false) {
    if (characters[at] === ']' && !isFirst) {
      return { has: (given) => ranges.some(([from, to]) => from <= given && given <= to) !== isNegated, end: at };
    }
    const from = characters[at] === '\\' ? characters[++at] : characters[at];
    const isRange = characters[at + 1] === '-' && characters[at + 2] !== undefined && characters[at + 2] !== ']';
    const to = isRange ? characters[at + 2] : from;
    if (from === undefined || to === undefined) {
      return undefined;
    }
    ranges.push([from, to]);
    at += isRange ? 3 : 1;
  }
  return undefined;
}

/** The alternatives of `{a,b}`, also nested ones. A glob with too many of them is taken as it is written. */
function expandBraces(pattern: string): readonly string[] {
  const done: string[] = [];
  const pending = [pattern];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const group = innermostGroup(next);
    if (!group) {
      done.push(next);
    } else {
      const { start, end, options } = group;
      pending.push(...options.map((option) => next!.slice(0, start) + option + next!.slice(end)));
    }
    if (done.length + pending.length > mostAlternatives) {
      return [pattern];
    }
  }
  return done;
}

const mostAlternatives = 256;

/** The first `{…}` with a comma that has no other one inside. */
function innermostGroup(
  pattern: string,
): { readonly start: number; readonly end: number; readonly options: readonly string[] } | undefined {
  let start = -1;
  let commas: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') {
      at++;
    } else if (character === '{') {
      start = at;
      commas = [];
    } else if (character === ',' && start >= 0) {
      commas.push(at);
    } else if (character === '}' && start >= 0) {
      if (commas.length > 0) {
        const bounds = [start, ...commas, at];
        const options = bounds.slice(1).map((bound, index) => pattern.slice(bounds[index]! + 1, bound));
        return { start, end: at + 1, options };
      }
      start = -1;
    }
  }
  return undefined;
}
