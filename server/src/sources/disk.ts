import { hash } from 'node:crypto';
import fs, { type Dirent, type Stats } from 'node:fs';

/**
 * Reading from the disk, as `node:fs` does it. While somebody records, everything that is read is noted, so that a
 * later program can find out whether it would read the same (`isUnchanged`). What is not noted here must not influence
 * a result that is kept.
 */
export type Read =
  /** Whether something is at a path. */
  | readonly [what: 'exists', path: string, found: boolean]
  /** What is at a path: its type, and the size of a file. */
  | readonly [what: 'type', path: string, found: string]
  /** A path without links, or the code of an error. */
  | readonly [what: 'real', path: string, found: string]
  /** Names and types in a folder: the key of the folder, and the hash of what was found. */
  | readonly [what: 'folder', path: string, key: string, hash: string]
  /** The content of a file: its key, and the hash of the content, or the empty string if only a part was read. */
  | readonly [what: 'file', path: string, key: string, hash: string]
  /** Names that the index of a repository lists; the index has more that changes often. */
  | readonly [what: 'tracked', path: string, hash: string];

export interface Recording {
  /** What was read since the start, as parts of a list in JSON without its brackets. */
  reads(): Iterable<Uint8Array>;
  /** Milliseconds since the epoch. */
  readonly started: number;
  end(): void;
}

let recorded: Recorded | undefined;

/**
 * As JSON in bytes outside of the heap of V8: ten thousands of objects with strings would stay alive until the end, and
 * the heap grows by more than what is in use.
 */
interface Recorded {
  readonly chunks: Buffer[];
  /** How many bytes of the last chunk are used. */
  used: number;
  /** What was read that is often read again. */
  readonly seen: Set<string>;
}

/** Begins to note. One recording at a time: a second one takes the place of the first. */
export function record(): Recording {
  const mine: Recorded = { chunks: [], used: 0, seen: new Set() };
  recorded = mine;
  return {
    reads: () => mine.chunks.map((chunk, i) => (i === mine.chunks.length - 1 ? chunk.subarray(0, mine.used) : chunk)),
    started: Date.now(),
    end: () => {
      recorded = recorded === mine ? undefined : recorded;
    },
  };
}

export function existsSync(path: string): boolean {
  const found = fs.existsSync(path);
  note(['exists', path, found]);
  return found;
}

export function statSync(path: string): Stats;
export function statSync(path: string, options: { readonly throwIfNoEntry: false }): Stats | undefined;
export function statSync(path: string, options?: { readonly throwIfNoEntry: false }): Stats | undefined {
  return noted(
    () => fs.statSync(path, options),
    (stats) => ['type', path, typeOf(stats)],
    (code) => ['type', path, typeOfFailure(code)],
  );
}

export function realpathSync(path: string): string {
  return noted(
    () => fs.realpathSync(path),
    (real) => ['real', path, real],
    (code) => ['real', path, code],
  );
}

export function readdirSync(path: string, options: { readonly withFileTypes: true }): Dirent[] {
  // Before it is read: if it changes meanwhile, its time is later than the key.
  const key = recorded && keyAt(path);
  return noted(
    () => fs.readdirSync(path, options),
    (entries) => ['folder', path, key ?? '', hashOf(namesIn(entries))],
    (code) => ['folder', path, '', code],
  );
}

export function readFileSync(path: string): Buffer;
export function readFileSync(path: string, encoding: 'utf8'): string;
export function readFileSync(path: string, encoding?: 'utf8'): Buffer | string {
  const key = recorded && keyAt(path);
  const bytes = noted(
    () => fs.readFileSync(path),
    (content) => ['file', path, key ?? '', hashOf(content)],
    (code) => ['file', path, '', code],
  );
  return encoding === undefined ? bytes : bytes.toString(encoding);
}

/** Notes what was read of an open file: its whole content, or only a part, or nothing but its type. */
export function noteContent(path: string, stats: Stats, content: Uint8Array | undefined): void {
  if (recorded) {
    note(stats.isFile() ? ['file', path, keyOf(stats), content ? hashOf(content) : ''] : ['type', path, typeOf(stats)]);
  }
}

/** Notes that a file could not be read. */
export function noteFailure(path: string, code: string): void {
  note(['file', path, '', code]);
}

/** Notes one result in place of all that is read for it. */
export function notedAs<T>(path: string, read: () => T, textOf: (result: T) => string): T {
  const outer = recorded;
  recorded = undefined;
  let result: T;
  try {
    result = read();
  } finally {
    recorded = outer;
  }
  if (recorded) {
    note(['tracked', path, hashOf(textOf(result))]);
  }
  return result;
}

/**
 * Whether reading again would find the same. Never throws.
 *
 * @param started when the recording began, in milliseconds since the epoch
 * @param hashOfTracked the hash of what `notedAs` noted
 */
export function isUnchanged(read: Read, started: number, hashOfTracked: (path: string) => string): boolean {
  const [what, path] = read;
  switch (what) {
    case 'exists':
      return fs.existsSync(path) === read[2];
    case 'type':
      return attempt(() => typeOf(fs.statSync(path)), typeOfFailure) === read[2];
    case 'real':
      return attempt(() => fs.realpathSync(path)) === read[2];
    case 'folder':
      return (
        isSettled(path, read[2], started) ||
        attempt(() => hashOf(namesIn(fs.readdirSync(path, { withFileTypes: true })))) === read[3]
      );
    case 'file':
      return (
        isSettled(path, read[2], started) ||
        // A pipe would wait for a writer.
        (read[3] !== '' && attempt(() => (isPipe(path) ? '' : hashOf(fs.readFileSync(path)))) === read[3])
      );
    case 'tracked':
      return attempt(() => hashOfTracked(path)) === read[2];
    default:
      return false;
  }
}

export function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64');
}

/**
 * Whether the key is the same, and cannot be that of a later content: the clocks of file systems have steps of up to
 * two seconds (FAT), so what was written shortly before the recording may have changed again with the same time.
 */
function isSettled(path: string, key: string, started: number): boolean {
  if (key === '' || keyAt(path) !== key) {
    return false;
  }
  const [modified, changed] = key.split(' ').map(Number);
  return Math.max(modified!, changed!) < started - coarsestClock;
}

const coarsestClock = 2000;

function isPipe(path: string): boolean {
  const stats = fs.statSync(path);
  return !stats.isFile() && !stats.isDirectory();
}

function keyAt(path: string): string | undefined {
  try {
    return keyOf(fs.statSync(path));
  } catch {
    return undefined;
  }
}

/** The time of the last change of the inode cannot be set by programs, unlike that of the content. */
function keyOf({ mtimeMs, ctimeMs, size, ino }: Stats): string {
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

/** Some calls throw if there is nothing, and others do not. */
function typeOfFailure(code: string): string {
  return code === 'ENOENT' || code === 'ENOTDIR' ? absent : code;
}

const absent = 'absent';

function typeOf(stats: Stats | undefined): string {
  if (stats === undefined) {
    return absent;
  }
  return stats.isFile()
    ? `file ${stats.size}`
    : stats.isDirectory()
      ? 'folder'
      : stats.isFIFO() || stats.isCharacterDevice()
        ? 'stream'
        : 'other';
}

function namesIn(entries: readonly Dirent[]): string {
  return entries
    .map(
      (entry) =>
        `${entry.isDirectory() ? 'd' : entry.isFile() ? 'f' : entry.isSymbolicLink() ? 'l' : 'o'}${entry.name}`,
    )
    .sort()
    .join('\0');
}

function noted<T>(read: () => T, success: (result: T) => Read, failure: (code: string) => Read): T {
  if (!recorded) {
    return read();
  }
  let result: T;
  try {
    result = read();
  } catch (error) {
    note(failure(codeOf(error)));
    throw error;
  }
  note(success(result));
  return result;
}

function note(read: Read): void {
  if (!recorded) {
    return;
  }
  const { chunks, seen } = recorded;
  const [what, path] = read;
  if (what !== 'file' && what !== 'folder') {
    const key = `${what} ${path}`;
    // If it is read again and differs, the later reading differs from the first one too.
    if (seen.has(key)) {
      return;
    }
    seen.add(key);
  }
  const bytes = Buffer.from(`${chunks.length === 0 ? '' : ','}${JSON.stringify(read)}`);
  let last = chunks.at(-1);
  if (!last || last.length - recorded.used < bytes.length) {
    if (last) {
      chunks[chunks.length - 1] = last.subarray(0, recorded.used);
    }
    last = Buffer.allocUnsafeSlow(Math.max(chunkSize, bytes.length));
    chunks.push(last);
    recorded.used = 0;
  }
  recorded.used += bytes.copy(last, recorded.used);
}

// In bytes.
const chunkSize = 64 * 1024;

/** The result, or what stands for the code of the error. */
function attempt(read: () => string, failure = (code: string) => code): string {
  try {
    return read();
  } catch (error) {
    return failure(codeOf(error));
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'EIO';
}
