import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseName } from '../core/text/path.ts';
import type { FileContent } from '../world.ts';
import {
  comparablePath,
  comparisonOf,
  directoryUri,
  type NameComparison,
  type ParsedUri,
  parseUri,
  pathBelow,
  uriBelow,
} from './uris.ts';

/**
 * Something whose files are judged together: one folder of the world.
 *
 * - `folder`: a workspace folder on disk.
 * - `directory`: the directory of a file on disk that was opened outside every workspace folder; without what lies
 *   below it, because that may be a whole home directory.
 * - `open files`: a place that is no file system of this machine (`vscode-vfs:`); nothing but open files of it is known.
 * - `document`: a document by itself: one that has no place yet (`untitled:`), or one version of a file (`git:`).
 */
export interface Home {
  readonly kind: 'folder' | 'directory' | 'open files' | 'document';
  /** Names it in the world. */
  readonly id: string;
  /** Its URI as the editor spells it; URIs of its files are made from it. */
  readonly uri: string;
  readonly parsed: ParsedUri;
  readonly isWorkspaceFolder: boolean;
  /** Absolute path of the folder; absent where it is not on this machine's disk. */
  readonly root?: string;
}

/** A file as the world knows it. */
export interface Place {
  readonly home: Home;
  /** Relative to the home, `/`-separated. */
  readonly path: string;
}

export interface Homes {
  addFolder(uri: string): Home;
  remove(home: Home): void;
  all(): readonly Home[];
  byId(id: string): Home | undefined;
  folderAt(uri: string): Home | undefined;
  /**
   * Where a document is known, the innermost first: nested workspace folders both know it, and the innermost speaks for
   * it. Empty for a document that belongs nowhere.
   */
  find(uri: string): readonly Place[];
  /** As `find`; for a document that belongs nowhere a home is made. */
  placesOf(uri: string): readonly [Place, ...Place[]];
  uriOf(home: Home, path: string): string;
  /** The spelling under which a path was first seen, where the file system takes several for the same. */
  canonicalPath(home: Home, path: string): string;
}

export function createHomes(platform: NodeJS.Platform): Homes {
  const comparison = comparisonOf(platform);
  const homes = new Map<string, Home>();
  const spellings = new Map<Home, Map<string, string>>();

  const add = (home: Home): Home => {
    homes.set(home.id, home);
    spellings.set(home, new Map());
    return home;
  };
  const canonicalPath = (home: Home, path: string): string => {
    if (!comparison.ignoresCase && !comparison.normalizes) {
      return path;
    }
    const known = spellings.get(home);
    const key = comparablePath(path, comparison);
    const first = known?.get(key);
    if (first === undefined) {
      known?.set(key, path);
    }
    return first ?? path;
  };
  const folderAt = (uri: string): Home | undefined => {
    const parsed = parseUri(uri);
    return [...homes.values()].find(
      (home) => home.isWorkspaceFolder && (home.uri === uri || pathBelow(home.parsed, parsed, comparison) === ''),
    );
  };
  const find = (uri: string): Place[] =>
    placesAmong([...homes.values()], uri, parseUri(uri), comparison).map(({ home, path }) => ({
      home,
      path: canonicalPath(home, path),
    }));
  return {
    addFolder: (uri) => folderAt(uri) ?? add(workspaceFolder(uri)),
    remove: (home) => {
      homes.delete(home.id);
      spellings.delete(home);
    },
    all: () => [...homes.values()],
    byId: (id) => homes.get(id),
    folderAt,
    find,
    placesOf: (uri) => {
      const [innermost, ...others] = find(uri);
      if (innermost) {
        return [innermost, ...others];
      }
      const parsed = parseUri(uri);
      return [{ home: add(homeOutsideFolders(uri, parsed)), path: baseName(parsed.path) }];
    },
    uriOf: (home, path) => (home.kind === 'document' ? home.uri : uriBelow(home.uri, path)),
    canonicalPath,
  };
}

/** What the world is told of a place of which nothing but the open files is known: anything may be there. */
export const onlyOpenFiles: FileContent = {
  unread: { because: 'only open files are read here', isOpaque: true },
};

/** Whether what is not open may be there all the same. */
export function knowsOnlyOpenFiles(home: Home): boolean {
  return home.kind === 'open files' || (home.kind === 'document' && home.parsed.scheme !== 'untitled');
}

function workspaceFolder(uri: string): Home {
  const parsed = parseUri(uri);
  const root = pathOnDisk(uri);
  const kind = root === undefined ? 'open files' : 'folder';
  return { kind, id: uri, uri, parsed, isWorkspaceFolder: true, ...(root === undefined ? {} : { root }) };
}

function placesAmong(homes: readonly Home[], uri: string, parsed: ParsedUri, comparison: NameComparison): Place[] {
  const places: Place[] = [];
  for (const home of homes) {
    if (home.kind === 'document') {
      if (home.uri === uri) {
        return [{ home, path: baseName(parsed.path) }];
      }
      continue;
    }
    const below = parsed.query === '' ? pathBelow(home.parsed, parsed, comparison) : undefined;
    if (below !== undefined && below !== '' && (home.kind !== 'directory' || !below.includes('/'))) {
      places.push({ home, path: below });
    }
  }
  const folders = places.filter(({ home }) => home.isWorkspaceFolder);
  // A home made for a document outside every folder is none of its business once there is a folder.
  return (folders.length > 0 ? folders : places).sort((a, b) => a.path.length - b.path.length);
}

function homeOutsideFolders(uri: string, parsed: ParsedUri): Home {
  if (parsed.query !== '' || !parsed.path.startsWith('/') || parsed.scheme === 'untitled') {
    return { kind: 'document', id: `outside folders: ${uri}`, uri, parsed, isWorkspaceFolder: false };
  }
  const directory = directoryUri(uri);
  const root = pathOnDisk(directory);
  return {
    kind: root === undefined ? 'open files' : 'directory',
    id: `outside folders: ${directory}`,
    uri: directory,
    parsed: parseUri(directory),
    isWorkspaceFolder: false,
    ...(root === undefined ? {} : { root }),
  };
}

/** Undefined for another scheme, and for what this system takes for no path, e.g. another host. */
export function pathOnDisk(uri: string): string | undefined {
  try {
    return path.resolve(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}
