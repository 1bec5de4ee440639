import type { Resource } from '../model/resource.ts';
import { directoryOf } from '../text/path.ts';
import type { IndexReader } from './index.ts';
import { templatesMatching } from './match.ts';

/**
 * Whether two Services reach the cluster together. `certain`: they stand in one file, or one kustomization takes in both.
 * `probable`: they lie in one directory of which single files are of no use, because each Service's pods are in another
 * file there, and not in the same one. Otherwise lying in one directory says nothing: of the manifests of an example
 * many are alternatives.
 */
export function deployedTogether(a: Resource, b: Resource, index: IndexReader): 'certain' | 'probable' | undefined {
  const left = a.document.file;
  const right = b.document.file;
  if (left === right) {
    return 'certain';
  }
  const takers = takersOf(left, index);
  const others = takersOf(right, index);
  if ([...others].some((each) => takers.has(each))) {
    return 'certain';
  }
  if (takers.size > 0 || others.size > 0 || directoryOf(left) !== directoryOf(right)) {
    return undefined;
  }
  const targets = filesOfPods(a, index);
  const otherTargets = filesOfPods(b, index);
  const apart = targets.size > 0 && otherTargets.size > 0 && ![...otherTargets].some((each) => targets.has(each));
  return apart && !targets.has(left) && !otherTargets.has(right) ? 'probable' : undefined;
}

/** Files of the Service's directory in which pods stand that it selects. */
function filesOfPods(service: Resource, index: IndexReader): ReadonlySet<string> {
  const selector = service.service?.selector;
  const directory = directoryOf(service.document.file);
  const files = selector ? templatesMatching(selector, index).map((each) => each.document.file) : [];
  return new Set(files.filter((each) => directoryOf(each) === directory));
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
