import { enableCompileCache } from 'node:module';
import { cacheFolder } from './cacheFolder.ts';

/**
 * Lets Node.js cache the compiled code of this program, so that the next start is faster. Must be called before
 * anything large is imported. If nothing can be cached, each start compiles. NODE_DISABLE_COMPILE_CACHE=1 turns
 * it off, NODE_COMPILE_CACHE names another folder. Source:
 * https://nodejs.org/api/module.html#module-compile-cache.
 *
 * Node.js runs the cached code without a check, so the folder must belong to the user alone.
 */
export function keepCompiled(env: NodeJS.ProcessEnv = process.env): void {
  // Sources change with every edit, and only developers of Podwire run them.
  if (import.meta.filename.endsWith('.ts') || env.NODE_COMPILE_CACHE) return;
  const folder = cacheFolder('compiled', env);
  if (folder !== undefined) enableCompileCache(folder);
}
