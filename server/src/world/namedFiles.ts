import { type AnalysisChange, namedAs, namedInVain } from '../core/analysis.ts';
import { readChartFile, readFile } from '../core/kinds/documents.ts';
import { longestNamedText, type NamedAs, type SourceFile } from '../core/model/document.ts';
import type { FileContent } from './events.ts';
import { type Folder, fileOf, putOnDisk } from './folder.ts';

export interface WorldOptions {
  /** Whether ignore rules exclude a path, a file or a directory. */
  isIgnored?(folder: string, path: string): boolean;
  /**
   * The file at a path, whatever its name; undefined if there is none. Absent: only files from events exist.
   *
   * @param as the expected content: a file that may hold objects, or a text
   */
  namedFile?(folder: string, path: string, as: NamedAs): NamedFile | undefined;
}

/** A file that a kustomization or a release names and no walk finds. */
export interface NamedFile {
  /** Stays the same as long as the file does not change. */
  readonly key: string;
  /** The content as a manifest, if it was looked up as one, and the text, unless it is too long to keep. */
  read(): { readonly content: FileContent; readonly text?: string };
}

/** Looks up a path that a kustomization or a release names. */
type Look = (path: string, as: NamedAs) => 'ignored' | NamedFile | undefined;

export function lookFrom(id: string, { isIgnored, namedFile }: WorldOptions): Look | undefined {
  return isIgnored || namedFile
    ? (path, as) => (isIgnored?.(id, path) ? 'ignored' : namedFile?.(id, path, as))
    : undefined;
}

/**
 * Looks on the disk for files that kustomizations name and no walk has found, and for files of values that releases
 * name, which a walk reads as manifests: kustomize reads patches and resources with any name. A file that git ignores
 * is often a secret or the result of a build, so it may exist. It counts as a part that is not read, not as a missing
 * one.
 */
export function lookForNamed(
  folder: Folder,
  look: Look,
  rendered: readonly string[],
  take: (change: AnalysisChange) => readonly string[],
): void {
  // A file that is found now may be a kustomization that names other files.
  let directories = rendered;
  for (let round = 0; round < mostRounds && directories.length > 0; round++) {
    const files = new Map<string, SourceFile>();
    for (const path of namedInVain(folder.analysis, directories)) {
      const as = namedAs(folder.analysis, path) ?? 'text';
      if (folder.named.get(path)?.as !== as) {
        const found = look(path, as);
        const known = folder.onDisk.get(path);
        folder.named.set(path, { as, key: keyOf(found), isFound: known !== undefined && known.named === undefined });
        if (found) {
          files.set(path, namedSource(path, found, as));
        }
      }
    }
    if (files.size === 0) {
      return;
    }
    for (const [path, file] of files) {
      folder.onDisk.set(path, file);
      const open = file.named === 'values' ? folder.open.get(path) : undefined;
      if (open !== undefined) {
        files.set(path, readChartFile(path, open));
      }
    }
    directories = take({ files });
  }
}

// This allows kustomizations to be nested about half as deep: each level takes a round for its directory and
// one for its files.
const mostRounds = 20;

/** Looks up all named paths again, after a change on the disk or of the ignore rules. */
export function lookAgain(
  folder: Folder,
  look: Look,
  take: (change: AnalysisChange) => readonly string[],
): readonly string[] {
  const files = new Map<string, SourceFile | undefined>();
  for (const [path, { as, key, isFound = false }] of folder.named) {
    const known = folder.onDisk.get(path);
    const now = namedAs(folder.analysis, path);
    if ((known && !known.ignored && !known.named && as !== 'values') || (!known && folder.open.has(path))) {
      // A walk has found it meanwhile, or it is open in an editor.
      folder.named.delete(path);
      continue;
    }
    const found = now === undefined ? undefined : look(path, now);
    if (now === undefined) {
      folder.named.delete(path);
    } else if (keyOf(found) !== key || now !== as) {
      folder.named.set(path, { as: now, key: keyOf(found), isFound });
    } else {
      continue;
    }
    const text = isFound && now === undefined ? known?.documents[0]?.facts.text : undefined;
    const file = text === undefined ? found && namedSource(path, found, now ?? as) : readFile(path, text);
    putOnDisk(folder, path, file);
    if (!folder.open.has(path) && (file || known)) {
      files.set(path, file);
    }
  }
  return files.size > 0 ? take({ files }) : [];
}

/** Whether a release takes values from a file, so that its whole text is one document. */
export function isOfValues({ named }: Folder, path: string): boolean {
  return named.get(path)?.as === 'values';
}

function keyOf(found: 'ignored' | NamedFile | undefined): string | undefined {
  return typeof found === 'string' ? found : found?.key;
}

function namedSource(path: string, found: 'ignored' | NamedFile, as: NamedAs): SourceFile {
  if (found === 'ignored') {
    return { path, documents: [], unread: { because: `${path} is ignored by git` }, ignored: true };
  }
  const { content, text } = found.read();
  if (as === 'values') {
    return text === undefined
      ? { path, documents: [], unread: { because: `${path} is not read` }, named: as }
      : { ...readChartFile(path, text), named: as };
  }
  const file = as === 'file' ? fileOf(path, content, undefined) : { path, documents: [] };
  const kept = text !== undefined && text.length <= longestNamedText ? { text } : {};
  return { ...file, named: as, ...kept };
}
