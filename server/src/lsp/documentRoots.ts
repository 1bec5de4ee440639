import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseName } from '../core/text/path.ts';
import type { Concerned, FileContent } from '../world.ts';
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
 * A place whose files are judged together: one folder of the world.
 *
 * - `folder`: a workspace folder on disk.
 * - `directory`: the directory of a file on disk that was opened outside every workspace folder. Directories
 * below it do not belong to it: that could be a whole home directory.
 * - `open files`: a place that is not on this machine's file system (`vscode-vfs:`). Only its open files are
 * known.
 * - `document`: a document by itself: one that has no place yet (`untitled:`), or one version of a file
 * (`git:`).
 */
export interface DocumentRoot {
  readonly kind: 'folder' | 'directory' | 'open files' | 'document';
  /** Its name in the world. */
  readonly id: string;
  /** Its URI as the editor spells it. The URIs of its files begin with it. */
  readonly uri: string;
  readonly parsed: ParsedUri;
  readonly isWorkspaceFolder: boolean;
  /** Absolute path of the folder. Absent if it is not on this machine's disk. */
  readonly diskPath?: string;
}

/** A file as the world names it. */
export interface RootedPath {
  readonly root: DocumentRoot;
  /** Relative to the root, `/`-separated. */
  readonly path: string;
}

export interface DocumentRoots {
  addFolder(uri: string): DocumentRoot;
  remove(root: DocumentRoot): void;
  all(): readonly DocumentRoot[];
  byId(id: string): DocumentRoot | undefined;
  folderAt(uri: string): DocumentRoot | undefined;
  /**
   * The places of a document, the innermost first. Nested workspace folders both hold it, and its problems come
   * from the innermost one. Empty for a document that belongs to no root.
   */
  find(uri: string): readonly RootedPath[];
  /** As `find`, but creates a root for a document that belongs to none. */
  placesOf(uri: string): readonly [RootedPath, ...RootedPath[]];
  uriOf(root: DocumentRoot, path: string): string;
  /** The URIs of files that the world names. Files of removed roots are left out. */
  urisOf(files: readonly Concerned[]): string[];
  /** The spelling with which a path was first seen, if the file system treats several spellings as the same. */
  canonicalPath(root: DocumentRoot, path: string): string;
}

export function createDocumentRoots(platform: NodeJS.Platform): DocumentRoots {
  const comparison = comparisonOf(platform);
  const roots = new Map<string, DocumentRoot>();
  const spellings = new Map<DocumentRoot, Map<string, string>>();

  const add = (root: DocumentRoot): DocumentRoot => {
    roots.set(root.id, root);
    spellings.set(root, new Map());
    return root;
  };
  const canonicalPath = (root: DocumentRoot, path: string): string => {
    if (!comparison.ignoresCase && !comparison.normalizes) {
      return path;
    }
    const known = spellings.get(root);
    const key = comparablePath(path, comparison);
    const first = known?.get(key);
    if (first === undefined) {
      known?.set(key, path);
    }
    return first ?? path;
  };
  const folderAt = (uri: string): DocumentRoot | undefined => {
    const parsed = parseUri(uri);
    return [...roots.values()].find(
      (root) => root.isWorkspaceFolder && (root.uri === uri || pathBelow(root.parsed, parsed, comparison) === ''),
    );
  };
  const find = (uri: string): RootedPath[] =>
    placesAmong([...roots.values()], uri, parseUri(uri), comparison).map(({ root, path }) => ({
      root,
      path: canonicalPath(root, path),
    }));
  const uriOf = (root: DocumentRoot, path: string): string =>
    root.kind === 'document' ? root.uri : uriBelow(root.uri, path);
  return {
    addFolder: (uri) => folderAt(uri) ?? add(workspaceFolder(uri)),
    remove: (root) => {
      roots.delete(root.id);
      spellings.delete(root);
    },
    all: () => [...roots.values()],
    byId: (id) => roots.get(id),
    folderAt,
    find,
    placesOf: (uri) => {
      const [innermost, ...others] = find(uri);
      if (innermost) {
        return [innermost, ...others];
      }
      const parsed = parseUri(uri);
      return [{ root: add(rootOutsideFolders(uri, parsed)), path: baseName(parsed.path) }];
    },
    uriOf,
    urisOf: (files) =>
      files.flatMap(({ folder, path }) => {
        const root = roots.get(folder);
        return root ? [uriOf(root, path)] : [];
      }),
    canonicalPath,
  };
}

/** The content of a place of which only the open files are known. It may contain any other file. */
export const onlyOpenFiles: FileContent = {
  unread: { because: 'only open files are read here', isOpaque: true },
};

/** Whether files that are not open may exist there. */
export function knowsOnlyOpenFiles(root: DocumentRoot): boolean {
  return root.kind === 'open files' || (root.kind === 'document' && root.parsed.scheme !== 'untitled');
}

function workspaceFolder(uri: string): DocumentRoot {
  const parsed = parseUri(uri);
  const diskPath = pathOnDisk(uri);
  const kind = diskPath === undefined ? 'open files' : 'folder';
  return { kind, id: uri, uri, parsed, isWorkspaceFolder: true, ...(diskPath === undefined ? {} : { diskPath }) };
}

function placesAmong(
  roots: readonly DocumentRoot[],
  uri: string,
  parsed: ParsedUri,
  comparison: NameComparison,
): RootedPath[] {
  const places: RootedPath[] = [];
  for (const root of roots) {
    if (root.kind === 'document') {
      if (root.uri === uri) {
        return [{ root, path: baseName(parsed.path) }];
      }
      continue;
    }
    const below = parsed.query === '' ? pathBelow(root.parsed, parsed, comparison) : undefined;
    if (below !== undefined && below !== '' && (root.kind !== 'directory' || !below.includes('/'))) {
      places.push({ root, path: below });
    }
  }
  const folders = places.filter(({ root }) => root.isWorkspaceFolder);
  // A document in a folder does not belong to roots that were created for documents outside of folders.
  return (folders.length > 0 ? folders : places).sort((a, b) => a.path.length - b.path.length);
}

function rootOutsideFolders(uri: string, parsed: ParsedUri): DocumentRoot {
  if (parsed.query !== '' || !parsed.path.startsWith('/') || parsed.scheme === 'untitled') {
    return { kind: 'document', id: `outside folders: ${uri}`, uri, parsed, isWorkspaceFolder: false };
  }
  const directory = directoryUri(uri);
  const diskPath = pathOnDisk(directory);
  return {
    kind: diskPath === undefined ? 'open files' : 'directory',
    id: `outside folders: ${directory}`,
    uri: directory,
    parsed: parseUri(directory),
    isWorkspaceFolder: false,
    ...(diskPath === undefined ? {} : { diskPath }),
  };
}

/** Undefined for another scheme, and for a URI that is not a path on this system, e.g. one with another host. */
export function pathOnDisk(uri: string): string | undefined {
  try {
    return path.resolve(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}
