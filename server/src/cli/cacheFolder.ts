import { mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * A folder in the cache folder of the user, which only this user can write; it is created if it does not exist.
 * Undefined if there is none: what another user can write would be that user's program, or that user's report.
 *
 * Sources: the XDG Base Directory Specification; Apple's File System Programming Guide; KNOWNFOLDERID.
 */
export function cacheFolder(name: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const home = env.HOME || homedir();
  const base =
    env.XDG_CACHE_HOME ||
    (process.platform === 'win32'
      ? env.LOCALAPPDATA
      : path.join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache'));
  const folder = base !== undefined && path.isAbsolute(base) ? path.join(base, 'podwire', name) : undefined;
  return folder !== undefined && isOurs(folder) ? folder : undefined;
}

function isOurs(folder: string): boolean {
  try {
    // A process that runs for another user must leave nothing in that user's home folder.
    if (!belongsToUs(path.resolve(folder, '../../..'))) return false;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return belongsToUs(folder);
  } catch {
    return false;
  }
}

function belongsToUs(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}
