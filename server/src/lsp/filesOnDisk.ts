import { directoriesAbove } from '../core/text/path.ts';
import { namedFile } from '../sources/namedFile.ts';
import { isLeftOut } from '../sources/workspaceFiles.ts';
import type { NamedFile } from '../world.ts';
import type { DocumentRoot, RootedPath } from './documentRoots.ts';
import { type FileStatus, type FolderFiles, fileStatusIn } from './folderFiles.ts';

/** What is known of the files of all roots on disk. The indexing writes it, and everybody may read it. */
export interface FilesOnDisk {
  /** Roots on disk whose settings are known; others are not among them. */
  readonly byRoot: Map<DocumentRoot, FolderFiles>;
  standing(place: RootedPath): FileStatus;
  /**
   * Whether the files around a document are read: those of its directory and of each above it, where a kustomization
   * that takes the document in has to stand.
   */
  knowsAround(place: RootedPath): boolean;
  /** Whether ignore rules leave out a path of the root, be it a file or a directory. */
  isIgnored(root: DocumentRoot, path: string): boolean;
  /** What is at a path of the root, whatever its name. */
  namedFile(root: DocumentRoot, path: string, as: 'file' | 'text'): NamedFile | undefined;
  /** Whether the first index of every root is done. */
  isIndexed(): boolean;
  /** Whether a part of what a walk found is in the world, and the rest is not yet. */
  isTakenInByHalf(): boolean;
  /** Files known on disk, and those that are still to be read as far as that is known. */
  counts(): { readonly files: number; readonly toRead: number | undefined };
}

export function createFilesOnDisk(): FilesOnDisk {
  const byRoot = new Map<DocumentRoot, FolderFiles>();
  return {
    byRoot,
    standing: (place) => {
      const state = byRoot.get(place.root);
      return state ? fileStatusIn(state, place.path) : 'inside';
    },
    knowsAround: ({ root, path }) => {
      const state = byRoot.get(root);
      return !state || state.isRead || directoriesAbove(path).every((each) => state.directoriesRead.has(each));
    },
    isIgnored: (root, path) => {
      const state = byRoot.get(root);
      return state !== undefined && isLeftOut(state.rules, path);
    },
    namedFile: (root, path, as) =>
      root.diskPath === undefined
        ? {
            key: 'nowhere',
            read: () => ({ content: { unread: { because: `${path} is on no disk that can be read` } } }),
          }
        : namedFile(root.diskPath, path, as),
    isIndexed: () => [...byRoot.values()].every((state) => state.isIndexed),
    isTakenInByHalf: () => [...byRoot.values()].some((state) => state.isTakenInByHalf),
    counts: () => {
      let files = 0;
      let toRead: number | undefined = 0;
      for (const state of byRoot.values()) {
        files += state.keys.size;
        toRead = toRead === undefined || state.toRead === undefined ? undefined : toRead + state.toRead;
      }
      return { files, toRead };
    },
  };
}
