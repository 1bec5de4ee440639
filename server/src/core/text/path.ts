/** Paths in the core are relative to the workspace folder, `/`-separated; the empty string is the folder itself. */

/** `a/b` of `a/b/c.yaml`; the empty string for a file of the folder itself. */
export function directoryOf(path: string): string {
  return path.slice(0, directoryEnd(path, path.length));
}

/** How two files stand to each other by their paths, `below` where the directory of `to` is right below that of `from`. */
export function relationOfFiles(from: string, to: string): 'same' | 'below' | 'above' | 'apart' {
  // Asked of every two files that are compared, so that no string is made for it.
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

/** Where the directory ends of what a path is up to `end`: at its last slash, or at its start. */
function directoryEnd(path: string, end: number): number {
  // V8 compiles this, where lastIndexOf is a call into the runtime.
  let slash = end - 1;
  while (slash > 0 && path.charCodeAt(slash) !== SLASH) {
    slash--;
  }
  return Math.max(slash, 0);
}

/** Whether two paths begin with the same so many characters: from the last one, because the paths of a workspace begin alike. */
function haveSameStart(a: string, b: string, length: number): boolean {
  let at = length - 1;
  while (at >= 0 && a.charCodeAt(at) === b.charCodeAt(at)) {
    at--;
  }
  return at < 0;
}

/** `a/b` and `a` and the folder itself, of `a/b/c.yaml`. */
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

/** What lies in a directory: `a/b` of `a` and `b`, `b` of the root and `b`. */
export function pathIn(directory: string, path: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}

/** `c.yaml` of `a/b/c.yaml`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `written` as seen from `directory`, with `.` and `..` taken out; undefined when it leaves the workspace folder. */
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
