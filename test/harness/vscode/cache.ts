import os from 'node:os';
import path from 'node:path';

/**
 * A folder in the user's cache for files that are expensive to make and have a version. It is not created.
 * Sources: the XDG Base Directory Specification (`XDG_CACHE_HOME`); Apple's File System Programming Guide.
 */
export function cacheFolder(name: string): string {
  return path.join(userCache(), 'podwire', name);
}

function userCache(): string {
  // The specification says that a relative path is to be ignored.
  const stated = process.env.XDG_CACHE_HOME;
  if (stated && path.isAbsolute(stated)) return stated;
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Caches');
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData/Local');
  return path.join(os.homedir(), '.cache');
}
