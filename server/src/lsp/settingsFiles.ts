import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settingsFileName } from '../core/settingsFile.ts';
import { findRepository } from '../sources/workspaceFiles.ts';

/** A settings file and what it says. */
export interface FoundSettingsFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * The settings file that speaks of a folder: its own, else the nearest above it up to the root of its git repository.
 *
 * @param folder absolute
 * @param read the text of a file, undefined where there is none
 */
export function findSettingsFile(
  folder: string,
  read: (file: string) => string | undefined = readIfThere,
): FoundSettingsFile | undefined {
  const last = findRepository(folder) ?? folder;
  for (let directory = folder; ; directory = path.dirname(directory)) {
    const file = path.join(directory, settingsFileName);
    const text = read(file);
    if (text !== undefined) {
      return { path: file, text };
    }
    if (directory === last || directory === path.dirname(directory)) {
      return undefined;
    }
  }
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
