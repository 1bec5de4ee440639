import type { IndexReader } from '../../index/reader.ts';
import type { DeployerChange, Resource } from '../../model/resource.ts';
import { deployabilityOf } from '../../resolve/scope/deployability.ts';

/**
 * How a resource's text reaches the API server, as far as that decides what the text alone says:
 * - `written`: as it stands, read by kubectl;
 * - `built`: through kustomizations that leave it as it stands, so it is read by kustomize;
 * - `changed`: through kustomizations or tools that may change it before, or that read in a way of their own;
 * - `part`: never; it is a patch of something else, or a part of a chart.
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
  // A tool of its own may read as kubectl does or as kustomize does.
  return deployers.length > 0 ? 'changed' : 'written';
}
