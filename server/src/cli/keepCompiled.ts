import { mkdirSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Lets Node.js keep what it compiles of this program, so that the next start need not compile it again: to be called before anything large
 * is imported. Where nothing can be kept each start compiles. NODE_DISABLE_COMPILE_CACHE=1 turns it off, NODE_COMPILE_CACHE names
 * another folder. Source: https://nodejs.org/api/module.html#module-compile-cache.
 */
export function keepCompiled(env: NodeJS.ProcessEnv = process.env): void {
  // Sources change with every edit, and only their authors run them.
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

/** What is compiled is run as it stands there: from a folder that another user may write to it would be that user's program. */
function isOurs(folder: string): boolean {
  try {
    // Who runs this in the name of another leaves nothing in that one's home folder.
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
