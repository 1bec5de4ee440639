import type { BundleFacts } from '../../bundles/bundleFacts.ts';
import { releasesFrom } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import { none } from '../../text/emptyList.ts';

/**
 * Whether everything that the HelmReleases and Applications of a file install is a chart of the workspace that is read
 * completely.
 */
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

/** The charts of the workspace that a HelmRelease or an Application installs. */
export function releasedBy({ document, start, bundle }: Resource, index: IndexReader): readonly BundleFacts[] {
  return index.list(releasesFrom(document.file)).flatMap((chart) => {
    const by = chart.release?.by;
    const isOwn = by?.document === document && by.start === start && by.bundle === bundle;
    return (isOwn && index.bundle(chart.bundle!)) || none;
  });
}
