import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the optional corpus of real manifests, packed. */
const packed = process.env.PODWIRE_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/corpus', import.meta.url));

/** Why there is no corpus, for tests that then cannot run. */
export const corpusIsNotHere = existsSync(join(packed, 'manifests.tar.xz'))
  ? undefined
  : 'the corpus is not here: PODWIRE_CORPUS names no folder that holds manifests.tar.xz';

/** The folder with one folder per repository, unpacked once; undefined without a corpus. */
export function corpus(): string | undefined {
  const folder = unpacked('manifests.tar.xz');
  return folder && join(folder, 'corpus');
}

/** The folder with one folder per historical case; undefined without a corpus. */
export function historicalCases(): string | undefined {
  const folder = unpacked('history.tar.xz');
  return folder && join(folder, 'history');
}

/** The path of a file next to the archives, e.g. `labels.json`; undefined without a corpus. */
export function corpusFile(name: string): string | undefined {
  const file = join(packed, name);
  return existsSync(file) ? file : undefined;
}

function unpacked(archive: string): string | undefined {
  const source = join(packed, archive);
  return existsSync(source) ? unpack(source, cache) : undefined;
}

/** Unpacks into a folder named after the archive's size and time, so that another archive is another folder. */
export function unpack(source: string, cache: string): string {
  const archive = basename(source);
  const { size, mtimeMs } = statSync(source);
  const folder = join(cache, `${archive.split('.')[0]}-${size}-${Math.floor(mtimeMs)}`);
  if (!existsSync(folder)) {
    // Unpacked elsewhere and then renamed, so that an interrupted run leaves no folder that looks complete.
    const half = `${folder}.${process.pid}`;
    mkdirSync(half, { recursive: true });
    execFileSync('tar', ['xJf', source, '-C', half]);
    try {
      renameSync(half, folder);
    } catch (error) {
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(folder)) {
        throw error;
      }
    }
  }
  return folder;
}
