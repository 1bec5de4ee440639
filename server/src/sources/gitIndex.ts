import path from 'node:path';
import { readFileSync, statSync } from './disk.ts';

/** The names in the index of a git repository, relative to the root of its working tree and `/`-separated. */
export interface TrackedNames {
  /** The files that `keeps` accepted. */
  readonly files: ReadonlySet<string>;
  /** The directories of these files, at any depth, and those of submodules. */
  readonly directories: ReadonlySet<string>;
}

/**
 * Reads from its index what a repository tracks: versions 2 to 4, split indexes, and working trees whose `.git`
 * is a file, as in submodules and in `git worktree`. Undefined if there is no index, or if it is damaged, too
 * large or in an unknown format: then the tracked files are unknown. Runs no program and never throws.
 *
 * Sources: git-scm.com/docs/index-format; git's read-cache.c, split-index.c and ewah/ewah_io.c.
 *
 * @param repository absolute path of the directory that holds `.git`
 * @param keeps which files to keep, by the last part of their names; an index may list a million
 */
export function trackedNames(repository: string, keeps: (name: string) => boolean): TrackedNames | undefined {
  const directory = gitDirectory(repository);
  const bytes = directory === undefined ? undefined : readIndex(path.join(directory, 'index'));
  // The length of hashes is a setting of the repository. Read with the wrong length, an index does not end
  // where it should.
  for (const hashLength of bytes === undefined ? [] : hashLengths) {
    const index = parseIndex(bytes!, hashLength);
    if (index !== undefined) {
      const entries = index.link === undefined ? index.entries : withShared(index, directory!, hashLength);
      return entries && namesOf(entries, keeps);
    }
  }
  return undefined;
}

/** The same text for the same names. */
export function textOfTracked(names: TrackedNames | undefined): string {
  return names === undefined
    ? ''
    : `${[...names.files].sort().join('\0')}\n${[...names.directories].sort().join('\0')}`;
}

/** SHA-1 and SHA-256, in bytes. */
const hashLengths = [20, 32];

// The index of a repository with a million files has about this size. Reading a larger one takes too long.
const largestIndex = 128 * 1024 * 1024;

/** The directory of a repository's own data. In a worktree or a submodule, `.git` is a file that names it. */
export function gitDirectory(repository: string): string | undefined {
  const dotGit = path.join(repository, '.git');
  try {
    const stats = statSync(dotGit, { throwIfNoEntry: false });
    if (stats?.isDirectory()) {
      return dotGit;
    }
    const named =
      stats?.isFile() && stats.size <= longestPath ? /^gitdir: (.*)$/m.exec(readFileSync(dotGit, 'utf8')) : null;
    return named?.[1] === undefined ? undefined : path.resolve(repository, named[1].trim());
  } catch {
    return undefined;
  }
}

const longestPath = 8192;

function readIndex(file: string): Buffer | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats?.isFile() && stats.size <= largestIndex ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

interface Entry {
  /** Empty in a split index for an entry that only replaces one of the shared index. */
  readonly name: string;
  readonly mode: number;
}

interface ParsedIndex {
  readonly entries: readonly Entry[];
  /** Set for a split index: the data of the extension that names the shared index. */
  readonly link: Buffer | undefined;
}

/** Undefined if any part is invalid. */
export function parseIndex(bytes: Buffer, hashLength: number): ParsedIndex | undefined {
  const end = bytes.length - hashLength;
  if (end < headerLength || bytes.toString('latin1', 0, 4) !== 'DIRC') {
    return undefined;
  }
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  const fixed = statLength + hashLength + 2;
  if (version < 2 || version > 4 || count > (end - headerLength) / fixed) {
    return undefined;
  }
  const entries: Entry[] = [];
  let name: Buffer = noBytes;
  let at = headerLength;
  for (let left = count; left > 0; left--) {
    const start = at;
    at += fixed;
    if (at > end) {
      return undefined;
    }
    const flags = bytes.readUInt16BE(at - 2);
    if (flags & extendedFlag) {
      at += 2;
      if (version === 2) {
        return undefined;
      }
    }
    let kept = noBytes;
    if (version === 4) {
      const removed = readOffset(bytes, at, end);
      if (removed === undefined || removed.value > name.length) {
        return undefined;
      }
      kept = name.subarray(0, name.length - removed.value);
      at = removed.next;
    }
    const nul = bytes.indexOf(0, at);
    if (nul < 0 || nul >= end) {
      return undefined;
    }
    name = kept.length === 0 ? bytes.subarray(at, nul) : Buffer.concat([kept, bytes.subarray(at, nul)]);
    const stated = flags & lengthMask;
    if (stated !== Math.min(name.length, lengthMask)) {
      return undefined;
    }
    // Up to version 3 an entry ends with one to eight zero bytes, so that its length is a multiple of eight.
    at = version === 4 ? nul + 1 : start + ((nul - start + 8) & ~7);
    if (at > end) {
      return undefined;
    }
    entries.push({ name: name.toString('utf8'), mode: bytes.readUInt32BE(start + modeAt) });
  }
  const link = linkOf(bytes, at, end);
  return link === undefined ? undefined : { entries, link: link === 'none' ? undefined : link };
}

const headerLength = 12;
/** Times, device, inode, mode, owner, group and size. */
const statLength = 40;
const modeAt = 24;
const extendedFlag = 0x4000;
/** A name with this length or more has this value as its length. */
const lengthMask = 0xfff;
const noBytes: Buffer = Buffer.alloc(0);

/**
 * A number in the encoding of pack offsets: seven bits a byte, high ones first, and each step but the first
 * adds one.
 */
function readOffset(
  bytes: Buffer,
  at: number,
  end: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let next = at; next < Math.min(end, at + 5); next++) {
    const byte = bytes[next]!;
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) {
      return { value, next: next + 1 };
    }
    value += 1;
  }
  return undefined;
}

/**
 * The extension of a split index, among the extensions after the entries; undefined if they do not end where
 * they should.
 */
function linkOf(bytes: Buffer, from: number, end: number): Buffer | 'none' | undefined {
  let link: Buffer | 'none' = 'none';
  let at = from;
  while (at < end) {
    if (at + 8 > end) {
      return undefined;
    }
    const signature = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32BE(at + 4);
    at += 8 + size;
    if (at > end) {
      return undefined;
    }
    if (signature === 'link') {
      link = bytes.subarray(at - size, at);
    } else if (!optionalExtension.test(signature) && signature !== 'sdir') {
      return undefined;
    }
  }
  return link;
}

/**
 * A reader may skip an extension whose name begins with a capital letter. `sdir` means that some entries are
 * directories.
 */
const optionalExtension = /^[A-Z]/;

/** The entries of the shared index without the deleted ones, and the new entries. */
function withShared(index: ParsedIndex, directory: string, hashLength: number): readonly Entry[] | undefined {
  const link = index.link!;
  if (link.length < hashLength) {
    return undefined;
  }
  const hash = link.toString('hex', 0, hashLength);
  const own = index.entries.filter(({ name }) => name !== '');
  if (/^0*$/.test(hash)) {
    return own;
  }
  const bytes = readIndex(path.join(directory, `sharedindex.${hash}`));
  const shared = bytes && parseIndex(bytes, hashLength);
  const deleted = link.length === hashLength ? new Set<number>() : bitsOf(link.subarray(hashLength));
  return shared === undefined || shared.link !== undefined || deleted === undefined
    ? undefined
    : [...shared.entries.filter((_, position) => !deleted.has(position)), ...own];
}

/** The positions of the set bits in a bitmap with EWAH encoding; undefined if it is damaged. */
export function bitsOf(bytes: Buffer): ReadonlySet<number> | undefined {
  if (bytes.length < 8) {
    return undefined;
  }
  const size = bytes.readUInt32BE(0);
  const words = bytes.readUInt32BE(4);
  const end = 8 + words * 8;
  if (end > bytes.length || size > mostBits) {
    return undefined;
  }
  const bits = new Set<number>();
  let position = 0;
  let at = 8;
  while (at < end) {
    // A marker word states how many words of equal bits follow, and then how many literal words.
    const marker = bytes.readBigUInt64BE(at);
    at += 8;
    const isSet = (marker & 1n) === 1n;
    const running = Number((marker >> 1n) & 0xffffffffn) * 64;
    const literals = Number(marker >> 33n);
    if (position + running > size + 64 || at + literals * 8 > end) {
      return undefined;
    }
    for (let bit = isSet ? 0 : running; bit < running; bit++) {
      bits.add(position + bit);
    }
    position += running;
    for (let left = literals; left > 0; left--, at += 8, position += 64) {
      const word = bytes.readBigUInt64BE(at);
      for (let bit = 0; word >> BigInt(bit) !== 0n; bit++) {
        if ((word >> BigInt(bit)) & 1n) {
          bits.add(position + bit);
        }
      }
    }
  }
  return bits;
}

// One for each entry of the largest index.
const mostBits = largestIndex / 64;

function namesOf(entries: readonly Entry[], keeps: (name: string) => boolean): TrackedNames {
  const files = new Set<string>();
  const directories = new Set<string>();
  for (const { name, mode } of entries) {
    const type = mode & typeMask;
    if (type === submodule) {
      directories.add(name);
    } else if (type === sparseDirectory || !keeps(name.slice(name.lastIndexOf('/') + 1))) {
      continue;
    } else {
      files.add(name);
    }
    for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      const directory = name.slice(0, slash);
      if (directories.has(directory)) {
        break;
      }
      directories.add(directory);
    }
  }
  return { files, directories };
}

const typeMask = 0o170000;
const submodule = 0o160000;
/** An entry of a sparse index, whose content is not in the working tree. */
const sparseDirectory = 0o040000;
