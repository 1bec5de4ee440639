import { statSync } from 'node:fs';
import path from 'node:path';
import { directoryOf } from '../core/text/path.ts';
import { type ChartsOnDisk, createChartsOnDisk } from '../sources/chartsOnDisk.ts';
import { mayMakeManifests, whyUnread } from '../sources/fileNames.ts';
import {
  type FoundFile,
  fileKey,
  type IgnorePatterns,
  type IgnoreRules,
  ignoreRules,
  isIgnored,
  isLeftOut,
  isManifestPath,
  walk,
} from '../sources/workspaceFiles.ts';
import type { DocumentRoot } from './documentRoots.ts';
import type { Steps } from './timeSlices.ts';

/** So many changed files at once mean a branch switch or the like. A walk is then cheaper than reading each. */
export const mostChanges = 200;

/**
 * The relation of an open document to its root: `inside` like every file on disk; `outside` for one that is
 * ignored or does not have the name of a manifest, which is judged, but to which no other file can refer;
 * `unread` for a template of some language.
 */
export type FileStatus = 'inside' | 'outside' | 'unread';

/** The known files of one root on disk, and the work that is under way. */
export interface FolderFiles {
  readonly root: DocumentRoot;
  /** Absolute. */
  readonly diskPath: string;
  /** The key of every file in the world, by path; see `keyOf`. */
  readonly keys: Map<string, string>;
  readonly standings: Map<string, FileStatus>;
  /** Open documents whose directories are read before the rest. */
  readonly urgent: string[];
  /** The directories that were read before the rest. */
  readonly directoriesRead: Set<string>;
  /** Whether all files have been read once. */
  isRead: boolean;
  rules: IgnoreRules;
  /** The Helm charts; none if charts are not rendered, or if the root is not a folder. */
  readonly charts: ChartsOnDisk;
  /** Whether charts are read. */
  hasCharts: boolean;
  /** The index or walk that is under way, at most one at a time. */
  steps: Steps | undefined;
  /** Whether another walk is needed after the present one, because something changed meanwhile. */
  isWalkPending: boolean;
  /** Whether the pending or present walk finds the files in another state, as after a change of branches. */
  isOtherState: boolean;
  /** Whether only a part of the results of a walk is in the world yet. */
  isTakenInByHalf: boolean;
  /** Paths that were read separately during a walk. The walk may have passed them before the file was created. */
  readonly lookedAt: Set<string>;
  /** Whether the first index is done. */
  isIndexed: boolean;
  /** Undefined until the files are listed. */
  toRead: number | undefined;
}

/** The choice of a person which files of a root are read. */
export interface ReadChoice {
  readonly ignore: IgnorePatterns;
  /** Whether Helm charts are rendered. */
  readonly rendersCharts: boolean;
}

export function folderFiles(
  root: DocumentRoot,
  diskPath: string,
  choice: ReadChoice | undefined,
  spelled: (path: string) => string,
): FolderFiles {
  return {
    root,
    diskPath,
    keys: new Map(),
    standings: new Map(),
    urgent: [],
    directoriesRead: new Set(),
    isRead: false,
    rules: ignoreRules(diskPath, choice?.ignore),
    charts: createChartsOnDisk({ root: diskPath, spelled }),
    hasCharts: hasCharts(root, choice),
    steps: undefined,
    isWalkPending: false,
    isOtherState: false,
    isTakenInByHalf: false,
    lookedAt: new Set(),
    isIndexed: false,
    toRead: undefined,
  };
}

/** The chart of a single file may be anywhere above its directory, which is all that such a root has. */
export function hasCharts(root: DocumentRoot, choice: ReadChoice | undefined): boolean {
  return root.kind === 'folder' && choice?.rendersCharts !== false;
}

/** A key that stays the same as long as the file does not change. Undefined for a deleted file. */
export function keyOf(state: FolderFiles, file: FoundFile): string | undefined {
  return file.unread ? `unread: ${file.unread.because}` : fileKey(state.diskPath, file.path);
}

/** @param language the identifier of the language that the editor states */
export function fileStatusIn(state: FolderFiles, file: string, language: string): FileStatus {
  if (state.charts.holds(file)) {
    return 'inside';
  }
  if (isOther(file, language)) {
    return 'unread';
  }
  let standing = state.standings.get(file);
  if (standing === undefined) {
    standing = isManifestPath(file)
      ? isIgnored(state.rules, file)
        ? 'outside'
        : 'inside'
      : whyUnread(file) === undefined
        ? 'outside'
        : 'unread';
    state.standings.set(file, standing);
  }
  return standing;
}

/** Whether a document has neither the name nor the language of a manifest: an editor opens the texts of charts too. */
export function isOther(file: string, language: string): boolean {
  return !isManifestPath(file) && !/^(?:yaml|json)/.test(language);
}

/**
 * Those of the paths that a walk would find.
 *
 * @param nameOf the path by which the world knows a file: on some file systems, names that differ only in case
 * are the same
 */
export function foundAt(state: FolderFiles, paths: readonly string[], nameOf: (path: string) => string): FoundFile[] {
  const asked = new Set(paths);
  const found: FoundFile[] = [];
  for (const directory of new Set(paths.filter(mayMakeManifests).map(directoryOf))) {
    if (directory === '' || (state.root.kind === 'folder' && !isLeftOut(state.rules, directory))) {
      for (const file of walk(state.diskPath, { rules: state.rules, directory, recursive: false })) {
        if (asked.has(nameOf(file.path))) {
          found.push(file);
        }
      }
    }
  }
  return found;
}

/** The known files at the paths or below them. */
export function goneAt(state: FolderFiles, paths: readonly string[]): string[] {
  const asked = new Set(paths);
  // A path that is not a known file may be a directory that was removed with its files.
  const directories = paths.filter((each) => !state.keys.has(each));
  if (directories.length === 0) {
    return paths.filter((each) => state.keys.has(each));
  }
  return [...state.keys.keys()].filter((known) => asked.has(known) || isBelowOneOf(asked, known));
}

function isBelowOneOf(directories: ReadonlySet<string>, file: string): boolean {
  for (let directory = directoryOf(file); directory !== ''; directory = directoryOf(directory)) {
    if (directories.has(directory)) {
      return true;
    }
  }
  return false;
}

export function isDirectory(state: FolderFiles, name: string): boolean {
  if (mayMakeManifests(name) || state.root.kind !== 'folder' || isIgnored(state.rules, `${name}/any`)) {
    return false;
  }
  try {
    return statSync(path.join(state.diskPath, name), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
