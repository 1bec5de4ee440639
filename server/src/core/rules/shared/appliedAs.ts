import type { IndexReader } from '../../index/reader.ts';
import type { DeployerChange, Resource } from '../../model/resource.ts';
import { deployabilityOf } from '../../resolve/scope/deployability.ts';

/**
 * How the text of a resource reaches the API server, as far as that decides what the text alone shows:
 * - `written`: without changes; kubectl reads it;
 * - `built`: through kustomizations that do not change it; kustomize reads it;
 * - `changed`: through kustomizations or tools that may change it, or that read it differently;
 * - `part`: never; it is a patch of another object, or a part of a chart.
 */
export type AppliedAs = 'written' | 'built' | 'changed' | 'part';

export function appliedAs(resource: Resource, index: IndexReader): AppliedAs {
  const deployability = deployabilityOf(resource, index);
  if (deployability.type === 'part') {
    return 'part';
  }
  const { takers, deployers } = deployability.membership;
  const isOfIt = ({ kind }: DeployerChange) => kind === undefined || kind === resource.kind;
  if (deployers.some((each) => each.deploys?.changes.some(isOfIt))) {
    return 'changed';
  }
  if (resource.bundle !== undefined || takers.length > 0) {
    return 'built';
  }
  // A tool that deploys files may read them like kubectl or like kustomize.
  return deployers.length > 0 ? 'changed' : 'written';
}
