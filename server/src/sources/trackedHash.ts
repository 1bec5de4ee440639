import { hashOf } from './disk.ts';
import { mayMakeManifests } from './fileNames.ts';
import { textOfTracked, trackedNames } from './gitIndex.ts';

/** The hash of what the rules of a repository note of its index. */
export function hashOfTracked(repository: string): string {
  return hashOf(textOfTracked(trackedNames(repository, mayMakeManifests)));
}
