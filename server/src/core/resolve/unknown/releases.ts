import { releasesFrom } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { none } from '../../text/emptyList.ts';

/** Whether everything that the HelmReleases and Applications of a file install is a chart of the workspace that is read completely. */
export function isInstalled(file: string, index: IndexReader): boolean {
  return index.remember('installed from', file, (reader) => {
    const installers = reader
      .documentsOf(file)
      .flatMap(({ resources }) => resources.filter(({ installs }) => installs));
    const stated = installers.flatMap(({ releases }) => releases ?? none);
    const made = reader.list(releasesFrom(file));
    return (
      stated.length > 0 &&
      installers.every(({ releases }) => releases !== undefined) &&
      made.length >= stated.length &&
      made.every(({ bundle }) => reader.bundle(bundle!)?.unread.every(({ defines }) => defines))
    );
  });
}
