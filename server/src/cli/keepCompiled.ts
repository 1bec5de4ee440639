import { mkdirSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Lets Node.js cache the compiled code of this program, so that the next start is faster. Must be called before
 * anything large is imported. If nothing can be cached, each start compiles. NODE_DISABLE_COMPILE_CACHE=1 turns
 * it off, NODE_COMPILE_CACHE names another folder. Source:
 * https://nodejs.org/api/module.html#module-compile-cache.
 */
export function keepCompiled(env: NodeJS.ProcessEnv = process.env): void {
  // Sources change with every edit, and only developers of Podwire run them.
  if (import.meta.filename.endsWith('.ts') || env.NODE_COMPILE_CACHE) return;
  const folder = cacheFolder(env);
  if (folder !== undefined && isOurs(folder)) enableCompileCache(folder);
}

/** Sources: the XDG Base Directory Specification; Apple's File System Programming Guide; KNOWNFOLDERID. */
function cacheFolder(env: NodeJS.ProcessEnv): string | undefined {
  const home = env.HOME || homedir();
  const base =
    env.XDG_CACHE_HOME ||
    (process.platform === 'win32'
      ? env.LOCALAPPDATA
      : path.join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache'));
  return base !== undefined && path.isAbsolute(base) ? path.join(base, 'podwire', 'compiled') : undefined;
}

/**
 * Node.js runs the cached code without a check. Code from a folder that another user can write would be that
 * user's program.
 */
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
