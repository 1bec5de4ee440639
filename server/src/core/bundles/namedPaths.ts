import type { NamedAs } from '../model/document.ts';
import { lookUp } from '../text/versionedMap.ts';
import { pathOfFileKey, pathOfTextKey, pathOfValuesKey, refusalsOf } from './bundleFacts.ts';
import type { Bundles } from './bundles.ts';

/**
 * The paths that some bundles name and that are not in the index as they need them: files of values, files of
 * generators, patches whose names are not those of manifests, and, if kustomize refuses the build, every file that was
 * looked up.
 */
export function lookedForInVain(
  bundles: Bundles,
  directories: Iterable<string>,
  isRead: (path: string, as: NamedAs) => boolean,
): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const directory of directories) {
    const bundle = lookUp(bundles.byDirectory, directory);
    const isRefused = bundle !== undefined && refusalsOf(bundle).length > 0;
    for (const key of bundle?.reads ?? []) {
      const values = pathOfValuesKey(key);
      if (values !== undefined && !isRead(values, 'values')) {
        paths.add(values);
      }
      const path = pathOfTextKey(key) ?? (isRefused ? pathOfFileKey(key) : undefined);
      if (path !== undefined && !isRead(path, bundle!.reads.has(`file ${path}`) ? 'file' : 'text')) {
        paths.add(path);
      }
    }
  }
  return paths;
}

/** How bundles use a path: as values, as a file of objects or patches, or only for its text. */
export function wantedAs({ readers }: Bundles, path: string): NamedAs | undefined {
  if (lookUp(readers, `values ${path}`)) {
    return 'values';
  }
  return lookUp(readers, `file ${path}`) ? 'file' : lookUp(readers, `text ${path}`) ? 'text' : undefined;
}
