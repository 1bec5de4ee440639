import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settingsFileName } from '../core/settingsFile.ts';
import { decode } from '../sources/decode.ts';
import { settingsFolders } from '../sources/settingsFolders.ts';

/** A settings file and its content. */
export interface FoundSettingsFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * The settings file that applies to a folder: its own, else the nearest one above it, up to the root of its git
 * repository.
 *
 * @param folder absolute
 * @param read the text of a file, undefined if it does not exist
 */
export function findSettingsFile(
  folder: string,
  read: (file: string) => string | undefined = readIfThere,
): FoundSettingsFile | undefined {
  for (const directory of settingsFolders(folder)) {
    const file = path.join(directory, settingsFileName);
    const text = read(file);
    if (text !== undefined) {
      return { path: file, text };
    }
  }
  return undefined;
}

export function readIfThere(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    const decoded = decode(bytes);
    // The reader of settings files reports content in an unknown encoding as an error at its place.
    return 'text' in decoded ? decoded.text : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
