import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { decode, type Encoding, encode } from './decode.ts';

/** A file's text, with what is needed to write another one in its place. */
export interface FileText {
  /** Absolute; where the file is, whatever links lead to it. */
  readonly path: string;
  /** Without its byte order mark. */
  readonly text: string;
  readonly encoding: Encoding;
  readonly bytes: Buffer;
  readonly stats: Stats;
}

/** Why not, in a sentence. */
export interface Refused {
  readonly refused: string;
}

/** Reads a file that is to be changed. */
export function readText(file: string): FileText | Refused {
  try {
    const real = realpathSync(file);
    const stats = statSync(real);
    const bytes = readFileSync(real);
    const decoded = decode(bytes);
    return 'text' in decoded
      ? { path: real, text: decoded.text, encoding: decoded.encoding, bytes, stats }
      : { refused: `Not changed: the file ${decoded.invalid.because}.` };
  } catch (error) {
    return { refused: `Not changed: it could not be read (${codeOf(error)}).` };
  }
}

/**
 * Puts a text in the place of the one that was read, in the same encoding. Whoever reads the file meanwhile, and whoever
 * finds it after a crash, finds the old text or the new one, never a part. Returns why it was not written.
 */
export function writeText(file: FileText, text: string): string | undefined {
  // Renaming asks only for the folder's permission, so a file that must not be written has to be asked for. Root may
  // write everything; that nobody is meant to write a file, its mode says to root too.
  if (!isWritable(file)) {
    return 'Not changed: the file is read-only.';
  }
  const folder = path.dirname(file.path);
  const prefix = `.${path.basename(file.path).slice(0, 100)}.`;
  const temporary = path.join(folder, `${prefix}${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    removeLeftovers(folder, prefix);
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(descriptor, encode(text, file.encoding));
      // Without this a crash of the machine may leave the new name on an empty file.
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    keepOwner(temporary, file.stats);
    chmodSync(temporary, file.stats.mode & 0o7777);
    if (!readFileSync(file.path).equals(file.bytes)) {
      throw new Error('somebody else has changed the file in the meantime');
    }
    renameSync(temporary, file.path);
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return `Not changed: ${codeOf(error)}.`;
  }
}

/** Removes what processes that were killed while they wrote the same file have left beside it. */
function removeLeftovers(folder: string, prefix: string): void {
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(prefix) && /^(\d+)\.[0-9a-f]{12}\.tmp$/.exec(name.slice(prefix.length))?.[1];
    if (pid && !isRunning(Number(pid))) {
      rmSync(path.join(folder, name), { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function isWritable({ path: file, stats }: FileText): boolean {
  if ((stats.mode & 0o222) === 0) {
    return false;
  }
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Only root may give a file away; for everyone else the owner is the same, and the group is not worth failing for. */
function keepOwner(file: string, { uid, gid }: Stats): void {
  try {
    chownSync(file, uid, gid);
  } catch {}
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
