import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settingsFileName } from '../core/settingsFile.ts';
import { decode } from '../sources/decode.ts';
import { settingsFolders } from '../sources/settingsFolders.ts';

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
    // What is no text in any encoding is told as an error at its place by whoever reads it as a settings file.
    return 'text' in decoded ? decoded.text : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
