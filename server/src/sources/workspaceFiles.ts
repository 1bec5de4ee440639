import { isUtf8 } from 'node:buffer';
import { closeSync, constants, type Dirent, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import path from 'node:path';
import { looksLikeManifest } from '../core/kinds/looksLikeManifest.ts';
import type { Unread } from '../core/model/document.ts';
import type { FileContent } from '../world.ts';
import { decode } from './decode.ts';
import { noteContent, noteFailure, readdirSync, realpathSync, statSync } from './disk.ts';
import { below, isManifestPath, mayMakeManifests, whyUnread } from './fileNames.ts';
import { type IgnoreRules, ignoreRules, neverEntered } from './ignoreRules.ts';
import { piecesOf } from './pieces.ts';

export { isManifestPath, whyUnread } from './fileNames.ts';
export {
  enteredOnce,
  findRepository,
  type IgnorePatterns,
  type IgnoreRules,
  ignoreRules,
  isIgnored,
  isLeftOut,
  placeInRepository,
} from './ignoreRules.ts';

/** A file in a folder that is a manifest or may hold some. */
export interface FoundFile {
  /** Relative to the walked folder, `/`-separated. */
  readonly path: string;
  /**
   * Set for an entry that must not be opened: a folder that cannot be listed, a symbolic link out of the
   * folder.
   */
  readonly unread?: Unread;
  readonly trouble?: Trouble;
}

/** Why a requested file was not read. */
export interface Trouble {
  /** A sentence whose subject is the file, e.g. `Could not be read (EACCES).` */
  readonly message: string;
  /** Whether the system refused access. If not, the content is invalid. */
  readonly refused: boolean;
}

export interface WalkOptions {
  /** The rules for the entries of the folder; by default those of its .gitignore files. */
  readonly rules?: IgnoreRules;
  /**
   * Walks only this directory of the folder, and those below it; relative, `/`-separated. It is read even if it
   * is ignored.
   */
  readonly directory?: string;
  /** Whether to enter directories; by default yes. */
  readonly recursive?: boolean;
  /** Called with each directory before its files; relative, `/`-separated. */
  entered?(directory: string): void;
}

/**
 * The files of a folder that are manifests or may make manifests, without ignored ones; always in the same
 * order. Each step costs at most the listing of one directory, so a caller may stop between any two. Never
 * throws.
 *
 * Symbolic links are not followed: a target inside the folder is found at its own place, and a target outside
 * does not belong to this workspace. A link is returned as a part that is not read, so that its content does
 * not count as missing.
 *
 * @param root absolute
 */
export function* walk(root: string, options: WalkOptions = {}): Generator<FoundFile> {
  const { directory: start = '', recursive = true } = options;
  let rules = options.rules ?? ignoreRules(root);
  for (const name of start === '' ? [] : start.split('/')) {
    rules = rules.enter(name);
  }
  const pending = [{ directory: start, enter: (_hasGitignore: boolean) => rules }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { directory, enter } = next;
    const listed = list(below(root, directory));
    if ('code' in listed) {
      if (hasUnreadableName(listed.code, directory)) {
        yield { path: directory, ...unreadableName(directory) };
      } else if (listed.code !== 'ENOENT' && listed.code !== 'ENOTDIR') {
        const because = `${directory || 'the folder'} could not be read (${listed.code})`;
        yield { path: directory, unread: { because }, trouble: refusal(listed.code) };
      }
      continue;
    }
    options.entered?.(directory);
    const rules = enter(listed.some((entry) => entry.name === '.gitignore'));
    const directories: typeof pending = [];
    for (const entry of listed) {
      const { name } = entry;
      const file = below(directory, name);
      if (entry.isDirectory()) {
        if (recursive && !neverEntered.has(name) && !rules.ignores(name, true)) {
          directories.push({ directory: file, enter: (hasGitignore) => rules.enter(name, hasGitignore) });
        }
      } else if (entry.isFile()) {
        if (mayMakeManifests(name) && !rules.ignores(name, false)) {
          yield { path: file };
        }
      } else if (entry.isSymbolicLink() && !rules.ignores(name, false) && !rules.ignores(name, true)) {
        yield* link(root, file);
      }
    }
    // The last pushed directory is entered next.
    pending.push(...directories.reverse());
  }
}

/** A file's content, and a key that shows whether it has changed. */
export interface ReadFile {
  readonly content: FileContent;
  readonly key: string;
  readonly trouble?: Trouble;
}

/** Larger files are not read, in bytes. */
export const largestFile = 16 * 1024 * 1024;

/**
 * Reads a file that a walk has found. Undefined for a file that was deleted meanwhile, or that is not regular:
 * a named pipe, a socket, a device. Never throws, and never blocks.
 *
 * @param root absolute
 * @param file relative to it, `/`-separated
 */
export function readContent(root: string, file: string): ReadFile | undefined {
  const absolute = below(root, file);
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    const bytes = stats.isFile() && stats.size <= largestFile ? readBytes(descriptor, stats.size) : undefined;
    noteContent(absolute, stats, bytes);
    if (!stats.isFile()) {
      return undefined;
    }
    return { ...(bytes ? contentOf(file, bytes) : tooLarge(file, descriptor)), key: keyOf(stats) };
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    noteFailure(absolute, code);
    if (hasUnreadableName(code, file)) {
      const { unread, trouble } = unreadableName(file);
      return { content: { unread }, key: '', trouble };
    }
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENXIO' || code === 'ELOOP') {
      return undefined;
    }
    return { content: { unread: { because: `${file} could not be read (${code})` } }, key: '', trouble: refusal(code) };
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

/**
 * Whether a file that was listed is not found, because its name is not UTF-8: Node.js replaces the bytes of the
 * name that are not.
 */
function hasUnreadableName(code: string, file: string): boolean {
  return code === 'ENOENT' && file.includes('\ufffd');
}

function unreadableName(file: string): { unread: { because: string }; trouble: Trouble } {
  return {
    unread: { because: `the name of ${file} is not UTF-8` },
    trouble: { message: 'The name is not UTF-8, so nothing here is read.', refused: false },
  };
}

/**
 * A key that shows without reading whether a file has changed: time of change, size and inode. Undefined if it
 * does not exist.
 */
export function fileKey(root: string, file: string): string | undefined {
  try {
    const stats = statSync(below(root, file), { throwIfNoEntry: false });
    return stats?.isFile() ? keyOf(stats) : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(stats: Stats): string {
  return `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
}

/** The text of a content, without its skipped parts; undefined if it has none. */
export function textOfContent(content: FileContent): string | undefined {
  return 'text' in content
    ? content.text
    : 'pieces' in content
      ? content.pieces.map((piece) => piece.text).join('')
      : content.unread.text;
}

function list(directory: string): Dirent[] | { readonly code: string } {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'EIO' };
  }
}

function* link(root: string, file: string): Generator<FoundFile> {
  try {
    const target = realpathSync(below(root, file));
    const stats = statSync(target);
    const inside = path.relative(realpathSync(root), target);
    const isInside = !inside.startsWith('..') && !path.isAbsolute(inside);
    if (stats.isDirectory()) {
      // If the link is part of a circle, the walk finds its target anyway.
      const isCircle = `${path.dirname(realpathSync(root) + path.sep + file)}${path.sep}`.startsWith(target + path.sep);
      const behind = manifestsIn(target, isCircle ? 1 : mostLooks);
      if (behind.length > 0) {
        const because = `${file} is a symbolic link to a folder, which is not followed`;
        const text = isCircle ? '' : isInside ? textBehind(target, behind) : undefined;
        yield { path: file, unread: text === undefined ? { because } : { because, text } };
      }
    } else if (stats.isFile() && mayMakeManifests(file)) {
      const because = `${file} is a symbolic link, which is not followed`;
      const content = isInside ? readContent(root, file)?.content : undefined;
      const text = content && textOfContent(content);
      yield { path: file, unread: text === undefined ? { because } : { because, text } };
    }
  } catch {
    // The link is broken, circular, or leads to a place without permission: it has no content that could be
    // meant.
  }
}

/**
 * The files that may make manifests in a directory and below, of which at most `most` directories are listed. A
 * directory that cannot be listed is included, because it may hold some.
 */
function manifestsIn(directory: string, most: number): readonly string[] {
  const found: string[] = [];
  const pending = [''];
  for (const next of pending) {
    const listed = list(path.join(directory, next));
    if ('code' in listed) {
      found.push(next);
      continue;
    }
    for (const entry of listed) {
      if (!entry.isDirectory()) {
        found.push(...(mayMakeManifests(entry.name) ? [below(next, entry.name)] : []));
      } else if (!neverEntered.has(entry.name) && pending.length < most) {
        pending.push(below(next, entry.name));
      }
    }
  }
  return found;
}

/**
 * The texts behind a link, to search a value in them; undefined if one cannot be read, or if they are too long
 * to keep.
 */
function textBehind(directory: string, files: readonly string[]): string | undefined {
  const texts: string[] = [];
  let length = 0;
  for (const file of files) {
    const content = readContent(directory, file)?.content;
    const text = content && textOfContent(content);
    length += text?.length ?? 0;
    if (text === undefined || length > mostBehindLink) {
      return undefined;
    }
    texts.push(text);
  }
  return texts.join('\n');
}

// The size of a few hundred manifests. A larger folder is likely to contain any value.
const mostBehindLink = 512 * 1024;

// The most directories that are listed to know the content behind a link.
const mostLooks = 100;

/** At most `size` bytes. They stay valid until the next call. */
function readBytes(descriptor: number, size: number): Buffer {
  const bytes = size <= scratch.length ? scratch : Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, bytes, length, size - length, null);
    if (read === 0) {
      break;
    }
    length += read;
  }
  return bytes.subarray(0, length);
}

/** Holds one file at a time. Nearly all files fit, and new memory for each would double the cost of reading. */
const scratch = Buffer.allocUnsafe(4 * 1024 * 1024);

/** Data files are often large. A file without apiVersion in its first megabyte counts as data. */
function tooLarge(file: string, descriptor: number): Content {
  return readBytes(descriptor, 1024 * 1024).includes('apiVersion')
    ? {
        content: { unread: { because: `${file} is larger than 16 MB`, isOpaque: true } },
        trouble: { message: 'The file is larger than 16 MB and is not read.', refused: false },
      }
    : { content: { text: '' } };
}

type Content = Pick<ReadFile, 'content' | 'trouble'>;

/** Converts the bytes of a file into the content that the engine reads; `file` is its path. */
export function contentOf(file: string, bytes: Buffer, language = languageOf(file)): Content {
  if (bytes.length > largeString && language === undefined && isUtf8(bytes)) {
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const pieces = piecesOf(marked ? bytes.subarray(3) : bytes);
    if (pieces) {
      return { content: { pieces } };
    }
  }
  const decoded = decode(bytes);
  const text = 'text' in decoded ? decoded.text : decoded.invalid.text;
  if (language !== undefined) {
    return { content: { unread: { because: language, text, isTemplate: true } } };
  }
  if ('invalid' in decoded) {
    const content = { unread: { because: `${file} ${decoded.invalid.because}`, text } };
    return looksLikeManifest(text)
      ? { content, trouble: { message: `The file ${decoded.invalid.because}.`, refused: false } }
      : { content };
  }
  // Every object names its apiVersion, and every JSON patch its operations. Other JSON is data of other
  // programs, of which there may be much.
  const isData = file.endsWith('.json') && !text.includes('"apiVersion"') && !text.includes('"op"');
  return { content: { text: isData ? '' : text } };
}

function languageOf(file: string): string | undefined {
  return isManifestPath(file) ? undefined : whyUnread(file);
}

function refusal(code: string): Trouble {
  return { message: `Could not be read (${code}).`, refused: true };
}

/** V8 allocates separate pages for strings with more bytes than this, which makes them ten times as slow. */
const largeString = 100_000;
