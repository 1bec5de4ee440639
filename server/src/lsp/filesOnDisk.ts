import type { NamedAs } from '../core/model/document.ts';
import { directoriesAbove } from '../core/text/path.ts';
import { namedFile } from '../sources/namedFile.ts';
import { isLeftOut } from '../sources/workspaceFiles.ts';
import type { NamedFile } from '../world.ts';
import type { DocumentRoot, RootedPath } from './documentRoots.ts';
import { type FileStatus, type FolderFiles, fileStatusIn, isOther } from './folderFiles.ts';

/** The known files of all roots on disk. The indexing writes it, and every part may read it. */
export interface FilesOnDisk {
  /** Roots on disk whose settings are known. */
  readonly byRoot: Map<DocumentRoot, FolderFiles>;
  /** @param language the identifier of the language that the editor states */
  standing(place: RootedPath, language: string): FileStatus;
  /** Whether a baseline may have a file: a walk would find it, or it would be a part of a chart. */
  isRead(root: DocumentRoot, path: string): boolean;
  /**
   * Whether the files around a document are read: the files of its directory and of each directory above it,
   * where a kustomization that includes the document has to be.
   */
  knowsAround(place: RootedPath): boolean;
  /** Whether ignore rules exclude a path of the root, a file or a directory. */
  isIgnored(root: DocumentRoot, path: string): boolean;
  /** The content of a path of the root, whatever its name. */
  namedFile(root: DocumentRoot, path: string, as: NamedAs): NamedFile | undefined;
  /** Whether the first index of every root is done. */
  isIndexed(): boolean;
  /** Whether only a part of the results of a walk is in the world yet. */
  isTakenInByHalf(): boolean;
  /** The number of known files on disk, and of files that are still to be read, as far as it is known. */
  counts(): { readonly files: number; readonly toRead: number | undefined };
}

export function createFilesOnDisk(): FilesOnDisk {
  const byRoot = new Map<DocumentRoot, FolderFiles>();
  return {
    byRoot,
    standing: ({ root, path }, language) => {
      const state = byRoot.get(root);
      return state ? fileStatusIn(state, path, language) : isOther(path, language) ? 'unread' : 'inside';
    },
    isRead: (root, path) => {
      const state = byRoot.get(root);
      return !state || fileStatusIn(state, path, '') === 'inside' || state.charts.wouldHold(path);
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
