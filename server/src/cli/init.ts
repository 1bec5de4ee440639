import { lstatSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { settingsTemplate } from '../core/settingsDocumentation.ts';
import { settingsFileName } from '../core/settingsFile.ts';
import { printablePath } from '../formats/terminal.ts';
import { type Io, UsageError } from './io.ts';

/**
 * `podwire init`: writes a settings file whose comments name every setting. Resolves to the exit status.
 *
 * @param folder the folder for the file
 */
export async function init(folder: string, io: Io): Promise<number> {
  const shown = path.join(folder, settingsFileName);
  const file = path.resolve(io.cwd, shown);
  if (!lstatSync(path.dirname(file), { throwIfNoEntry: false })) {
    throw new UsageError(`${folder}: no such folder.`);
  }
  try {
    // A file that exists is never replaced, and neither is a link.
    writeFileSync(file, settingsTemplate(), { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST' ? `${shown} exists and was not changed.` : `${shown} could not be written (${code}).`,
    );
  }
  await io.print(`${printablePath(shown)}: written. Every setting is in it as a comment.\n`);
  return 0;
}
