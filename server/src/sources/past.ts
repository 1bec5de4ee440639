import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { below, slashes } from './fileNames.ts';
import {
  blobId,
  commitOf,
  GitTrouble,
  listTree,
  openRepository,
  type Repository,
  readBlobs,
  type TreeEntry,
  type WantedBlob,
} from './git.ts';
import { findRepository, largestFile } from './workspaceFiles.ts';

/**
 * The files of a folder in a commit, including those of its submodules. Paths are relative to the folder,
 * `/`-separated.
 */
export interface Past {
  /** E.g. `HEAD 4ef8179`, `origin/main`. */
  readonly name: string;
  /** Regular files. */
  paths(): Iterable<string>;
  /** The type of a path in the commit; undefined if it does not exist or is a directory. */
  kindOf(path: string): 'file' | 'link' | undefined;
  /** The object name of the file; undefined if the commit does not have it. */
  idOf(path: string): string | undefined;
  /** The object name that the file on disk would have. Undefined if it is not a regular file, or is too large. */
  idOnDisk(path: string): string | undefined;
  /**
   * Those files of the commit that differ on disk, with their bytes in the commit; undefined for one above 16
   * MB. Line ends do not count as a difference, because git may have changed them (`core.autocrlf`).
   *
   * @throws GitTrouble if the repository does not have one of them
   */
  readDiffering(paths: Iterable<string>): Promise<Map<string, Buffer | undefined>>;
}

interface PastFile extends WantedBlob {
  readonly type: 'file' | 'link';
  readonly repository: Repository;
}

/**
 * @param root absolute; paths are relative to it
 * @param folders absolute, in `root`: the working trees are searched there
 * @throws GitTrouble
 */
export async function openPast(
  root: string,
  folders: readonly string[],
  ref: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Past> {
  const files = new Map<string, PastFile>();
  const take = async (repository: Repository, commit: string): Promise<void> => {
    const place = slashes(path.relative(root, repository.folder));
    for (const [file, entry] of await listTree(repository, commit)) {
      if (entry.type === 'commit') {
        const inner = await submoduleAt(path.join(repository.folder, file), env);
        if (inner) {
          await take(inner, entry.id);
        }
      } else {
        const name = below(place, file);
        files.set(name, { type: entry.type, id: entry.id, path: name, repository });
      }
    }
  };
  const repositories: { readonly repository: Repository; readonly commit: string }[] = [];
  for (const folder of topFolders(root, folders)) {
    const repository = await openRepository(folder, env);
    repositories.push({ repository, commit: await commitOf(repository, ref) });
  }
  for (const { repository, commit } of repositories) {
    await take(repository, commit);
  }
  const hash = repositories[0]?.repository.hash ?? 'sha1';
  const hashOf = (file: string) => files.get(file)?.repository.hash ?? hash;
  return {
    name: nameOf(
      ref,
      repositories.map(({ commit }) => commit),
    ),
    paths: () => pathsOfFiles(files),
    kindOf: (file) => files.get(file)?.type,
    idOf: (file) => (files.get(file)?.type === 'file' ? files.get(file)?.id : undefined),
    idOnDisk: (file) => {
      const bytes = bytesOnDisk(root, file);
      return bytes && blobId(withoutReturns(bytes), hashOf(file));
    },
    readDiffering: async (paths) => {
      const wanted = Map.groupBy(
        [...new Set(paths)].flatMap((file) => files.get(file) ?? []).filter((file) => !isOnDisk(root, file)),
        ({ repository }) => repository,
      );
      const found = new Map<string, Buffer | undefined>();
      for (const [repository, blobs] of wanted) {
        await readBlobs(repository, blobs, largestFile, ({ path: file }, bytes) => {
          const onDisk = bytes && bytesOnDisk(root, file);
          if (!bytes || !onDisk || !withoutReturns(bytes).equals(withoutReturns(onDisk))) {
            found.set(file, bytes);
          }
        });
      }
      return found;
    },
  };
}

/** A working tree inside another one is a submodule, which is read at the commit that the outer tree names. */
function topFolders(root: string, folders: readonly string[]): readonly string[] {
  const tops = new Set<string>();
  for (const folder of folders) {
    const top = findRepository(folder);
    if (top === undefined) {
      const name = slashes(folder);
      throw new GitTrouble(
        isBare(folder)
          ? `${name} is a bare repository, which has no files to compare with a commit. Use a clone or a worktree of it.`
          : `${name} is not in a git repository.`,
      );
    }
    tops.add(isIn(top, root) ? root : top);
  }
  return [...tops].filter((top) => ![...tops].some((other) => other !== top && isIn(other, top)));
}

/** Source: gitrepository-layout. */
function isBare(folder: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(path.join(folder, name)));
}

function isIn(folder: string, inner: string): boolean {
  return inner === folder || inner.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Undefined if it is not checked out. Then none of its files are on disk either. */
async function submoduleAt(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Repository | undefined> {
  return findRepository(folder) === folder ? openRepository(folder, env) : undefined;
}

/** The name of a branch or a tag. A ref that moves with each commit gets the commit as well. */
function nameOf(ref: string, commits: readonly string[]): string {
  const [commit = ''] = commits;
  if (ref === commit) {
    return commit.slice(0, 7);
  }
  return ref === 'HEAD' && commits.length === 1 ? `HEAD ${commit.slice(0, 7)}` : ref;
}

function* pathsOfFiles(files: ReadonlyMap<string, { readonly type: TreeEntry['type'] }>): Generator<string> {
  for (const [file, { type }] of files) {
    if (type === 'file') {
      yield file;
    }
  }
}

function isOnDisk(root: string, { path: file, id, type, repository: { hash } }: PastFile): boolean {
  const bytes = type === 'file' ? bytesOnDisk(root, file) : undefined;
  return bytes !== undefined && (blobId(bytes, hash) === id || blobId(withoutReturns(bytes), hash) === id);
}

/** Undefined for a file that is not regular, or is above 16 MB. */
function bytesOnDisk(root: string, file: string): Buffer | undefined {
  const name = below(root, file);
  try {
    const stats = lstatSync(name);
    return stats.isFile() && stats.size <= largestFile ? readFileSync(name) : undefined;
  } catch {
    return undefined;
  }
}

function withoutReturns(bytes: Buffer): Buffer {
  return bytes.includes('\r\n') ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : bytes;
}
