import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import { areTogether, membershipOf } from '../../render/kustomizationGraph.ts';
import { directoryOf } from '../../text/path.ts';
import { templatesMatching } from '../evidence/match.ts';

/**
 * Whether two Services reach the cluster together. `certain`: they are in one file, or one kustomization
 * includes both, or one deployer deploys both. `probable`: they are in one directory whose files do not work
 * alone, because the pods of each Service are in another file there, and the two Services have no such file in
 * common. Otherwise a common directory is no evidence: many manifests of an example are alternatives.
 */
export function deployedTogether(a: Resource, b: Resource, index: IndexReader): 'certain' | 'probable' | undefined {
  if (a.bundle !== undefined || b.bundle !== undefined) {
    return a.bundle === b.bundle ? 'certain' : undefined;
  }
  const left = a.document.file;
  const right = b.document.file;
  if (left === right) {
    return 'certain';
  }
  const membership = membershipOf(left, index);
  const other = membershipOf(right, index);
  if (areTogether(membership, other)) {
    return 'certain';
  }
  const isTaken = [membership, other].some((each) => each.takers.length > 0 || each.deployers.length > 0);
  if (isTaken || directoryOf(left) !== directoryOf(right)) {
    return undefined;
  }
  const targets = filesOfPods(a, index);
  const otherTargets = filesOfPods(b, index);
  const apart = targets.size > 0 && otherTargets.size > 0 && ![...otherTargets].some((each) => targets.has(each));
  return apart && !targets.has(left) && !otherTargets.has(right) ? 'probable' : undefined;
}

/** The files of the Service's directory that define pods that it selects. */
function filesOfPods(service: Resource, index: IndexReader): ReadonlySet<string> {
  const selector = service.service?.selector;
  const directory = directoryOf(service.document.file);
  const files = selector ? templatesMatching(selector, index).map((each) => each.document.file) : [];
  return new Set(files.filter((each) => directoryOf(each) === directory));
}
