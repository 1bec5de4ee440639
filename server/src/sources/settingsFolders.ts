import path from 'node:path';
import { findRepository } from './ignoreRules.ts';

/**
 * The folders that may hold the settings file for a folder, the nearest first: the folder itself, and the
 * folders above it up to the root of its git repository; outside of a repository up to `last`.
 *
 * @param folder absolute, as is `last`, which is the folder or one above it
 */
export function settingsFolders(folder: string, last = folder): string[] {
  const top = findRepository(folder) ?? last;
  const found: string[] = [];
  for (let directory = folder; ; directory = path.dirname(directory)) {
    found.push(directory);
    if (directory === top || directory === path.dirname(directory)) {
      return found;
    }
  }
}
