import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../../sources/fileNames.ts';

/** A path that a call may not name, or that cannot be read. The message is a sentence. */
export class PlaceRefused extends Error {}

/** The folders below which a client allows files to be read; absolute, with links resolved. */
export type Roots = readonly [string, ...string[]];

/** @throws PlaceRefused for a root that is no folder */
export function rootsOf(folders: readonly string[]): Roots {
  const [first, ...others] = folders.map((folder) => {
    const real = realOf(folder, folder);
    if (!statSync(real).isDirectory()) {
      throw new PlaceRefused(`The root ${folder} is not a folder.`);
    }
    return real;
  });
  if (first === undefined) {
    throw new PlaceRefused('The client names no root, so there is nothing to read.');
  }
  return [first, ...others];
}

/** The paths of a call: all below one root, which is the current folder of the call. */
export interface Places {
  readonly root: string;
  /** Absolute, with links resolved. */
  readonly paths: readonly string[];
}

/**
 * Links are resolved before the comparison, so that no link leads out of the roots. Only files and folders are
 * accepted: reading a pipe or a device may never end.
 *
 * @param given absolute, or relative to the first root that has it; without any, the first root
 * @throws PlaceRefused
 */
export function placesOf(given: readonly string[], roots: Roots): Places {
  const found = given.map((each) => placeOf(each, roots));
  const root = found[0]?.root ?? roots[0];
  const other = found.find((each) => each.root !== root);
  if (other) {
    throw new PlaceRefused(
      `${given[found.indexOf(other)]} is below another root than ${given[0]}: use one call for each.`,
    );
  }
  return { root, paths: found.map((each) => each.path) };
}

function placeOf(given: string, roots: Roots): { readonly root: string; readonly path: string } {
  if (given.includes('\0')) {
    throw new PlaceRefused('A path cannot contain a null character.');
  }
  const base = roots.find((root) => exists(path.resolve(root, given))) ?? roots[0];
  const real = realOf(path.resolve(base, given), given);
  const root = roots.find((each) => isWithin(each, real));
  if (root === undefined) {
    throw new PlaceRefused(`${given} is outside of the roots that the client names: ${roots.join(', ')}.`);
  }
  const stats = statSync(real);
  if (!stats.isFile() && !stats.isDirectory()) {
    throw new PlaceRefused(`${given} is neither a file nor a folder.`);
  }
  return { root, path: real };
}

function exists(absolute: string): boolean {
  return statSync(absolute, { throwIfNoEntry: false }) !== undefined;
}

function realOf(absolute: string, given: string): string {
  try {
    return realpathSync(absolute);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `could not be read (${code})`;
    throw new PlaceRefused(`${given} ${why}.`);
  }
}
