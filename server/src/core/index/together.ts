import type { Resource } from '../model/resource.ts';
import type { IndexReader } from './index.ts';

/**
 * Whether two resources certainly reach the cluster together: they stand in one file, or one kustomization takes in
 * both. Lying in one directory is not enough: of the manifests of an example many are alternatives.
 */
export function deployedTogether(a: Resource, b: Resource, index: IndexReader): boolean {
  if (a.document.file === b.document.file) {
    return true;
  }
  const takers = takersOf(a.document.file, index);
  return takers.size > 0 && [...takersOf(b.document.file, index)].some((each) => takers.has(each));
}

/** Directories of the kustomizations that take in the file, at whatever distance. */
function takersOf(file: string, index: IndexReader): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [file];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const { kustomization } of index.kustomizationsIncluding(path)) {
      if (!found.has(kustomization.directory)) {
        found.add(kustomization.directory);
        open.push(kustomization.directory);
      }
    }
  }
  return found;
}
