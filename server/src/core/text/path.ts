/** Paths in the core are relative to the workspace folder, `/`-separated; the empty string is the folder itself. */

/** `a/b` of `a/b/c.yaml`; the empty string for a file of the folder itself. */
export function directoryOf(path: string): string {
  // Asked of every two files that are compared: V8 compiles this, where lastIndexOf is a call into the runtime.
  let slash = path.length - 1;
  while (slash >= 0 && path.charCodeAt(slash) !== SLASH) {
    slash--;
  }
  return slash < 0 ? '' : path.slice(0, slash);
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
