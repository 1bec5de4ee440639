/**
 * Paths in the core are relative to the workspace folder and separated by `/`. The empty string is the folder
 * itself.
 */

/** `a/b` for `a/b/c.yaml`; the empty string for a file in the workspace folder itself. */
export function directoryOf(path: string): string {
  return path.slice(0, directoryEnd(path, path.length));
}

/**
 * The relation of two files by their paths. `below` means that the directory of `to` is a direct subdirectory
 * of the directory of `from`.
 */
export function relationOfFiles(from: string, to: string): 'same' | 'below' | 'above' | 'apart' {
  // This runs for every compared pair of files, so it allocates no string.
  const here = directoryEnd(from, from.length);
  const there = directoryEnd(to, to.length);
  if (here === there) {
    return haveSameStart(from, to, here) ? 'same' : 'apart';
  }
  if (here < there) {
    return directoryEnd(to, there) === here && haveSameStart(from, to, here) ? 'below' : 'apart';
  }
  return directoryEnd(from, here) === there && haveSameStart(from, to, there) ? 'above' : 'apart';
}

/** The end of the directory in the first `end` characters of a path: its last slash, or its start. */
function directoryEnd(path: string, end: number): number {
  // V8 compiles this loop, but lastIndexOf is a call into the runtime.
  let slash = end - 1;
  while (slash > 0 && path.charCodeAt(slash) !== SLASH) {
    slash--;
  }
  return Math.max(slash, 0);
}

/**
 * Whether the first `length` characters of two paths are equal. The loop runs from the end, because the paths
 * of a workspace usually differ at the end.
 */
function haveSameStart(a: string, b: string, length: number): boolean {
  let at = length - 1;
  while (at >= 0 && a.charCodeAt(at) === b.charCodeAt(at)) {
    at--;
  }
  return at < 0;
}

/** `a/b`, `a` and the workspace folder for `a/b/c.yaml`. */
export function directoriesAbove(file: string): string[] {
  const directories: string[] = [];
  for (let directory = directoryOf(file); ; directory = directoryOf(directory)) {
    directories.push(directory);
    if (directory === '') {
      return directories;
    }
  }
}

const SLASH = 47;

/** Joins a directory and a path: `a/b` for `a` and `b`, `b` for the workspace folder and `b`. */
export function pathIn(directory: string, path: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}

/** `c.yaml` for `a/b/c.yaml`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Resolves `written` against `directory`, without `.` and `..`. Undefined if the result is outside the
 * workspace folder.
 */
export function resolvePath(directory: string, written: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${directory}/${written}`.split('/')) {
    if (part === '' || part === '.') {
      continue;
    }
    if (part === '..') {
      if (parts.pop() === undefined) {
        return undefined;
      }
    } else {
      parts.push(part);
    }
  }
  return written.startsWith('/') ? undefined : parts.join('/');
}

/** Whether a path is the directory itself or is inside it, at any depth. */
export function isBelow(directory: string, path: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}
