import path from 'node:path';
import type { SeverityOverride } from '../core/settings.ts';
import { globFromAbove } from '../core/text/glob.ts';
import { slashes } from './fileNames.ts';
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

/**
 * The overrides of a settings file for a workspace folder. Their globs are relative to the folder of the file, which is
 * the workspace folder, one above it, or one in it.
 *
 * @param folder absolute, as is `workspace`
 */
export function overridesFrom(
  folder: string,
  overrides: readonly SeverityOverride[],
  workspace: string,
): readonly SeverityOverride[] {
  const inside = slashes(path.relative(workspace, folder));
  return inside === '' || inside.startsWith('..')
    ? overrides.map((each) => ({ ...each, folder: slashes(path.relative(folder, workspace)) }))
    : overrides.map((each) => ({ ...each, files: each.files.map((glob) => globFromAbove(inside, glob)) }));
}
