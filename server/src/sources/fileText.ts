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

/** The text of a file, with what is needed to replace it. */
export interface FileText {
  /** Absolute, with all links resolved. */
  readonly path: string;
  /** Without its byte order mark. */
  readonly text: string;
  readonly encoding: Encoding;
  readonly bytes: Buffer;
  readonly stats: Stats;
}

/** Why the file is refused, as a sentence. */
export interface Refused {
  readonly refused: string;
}

/** Reads a file that will be changed. */
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
 * Replaces the text that was read, in the same encoding. A process that reads the file meanwhile, or after a
 * crash, finds the old text or the new one, never a part. Returns why it was not written.
 */
export function writeText(file: FileText, text: string): string | undefined {
  // Renaming needs only the permission of the folder, so the permission of the file is checked separately. Root
  // may write every file, but the mode of a read-only file applies to root here too.
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
      // Without this, after a crash of the machine the new name may refer to an empty file.
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

/** Removes temporary files of killed processes that were writing the same file. */
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

/**
 * Only root may change the owner of a file. For any other user the owner is the same, and a different group is
 * not worth a failure.
 */
function keepOwner(file: string, { uid, gid }: Stats): void {
  try {
    chownSync(file, uid, gid);
  } catch {}
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
