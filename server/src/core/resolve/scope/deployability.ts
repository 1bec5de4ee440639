import { chartOf } from '../../index/charts.ts';
import { ignoredFile } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import { deployersOfBundle, type Membership, membershipOf } from '../../render/kustomizationGraph.ts';
import { assertedBy } from './chainsawAsserts.ts';

/** Whether the resources of a file reach the cluster as they are written. */
export type Deployability =
  /** As written, by itself or with other files that a kustomization or a deployer includes. */
  | { readonly type: 'deployable'; readonly membership: Membership }
  /** Never: the file is part of something else. Continues the sentence "unknown, because …". */
  | { readonly type: 'part'; readonly because: string };

/**
 * Whether a resource is deployed. A patch of a kustomization and a file of a Helm chart are never judged by
 * themselves and are never targets.
 */
export function deployabilityOf({ document: { file }, bundle }: Resource, index: IndexReader): Deployability {
  if (bundle !== undefined) {
    return index.remember('standing of a bundle', bundle, (reader) => deployabilityOfBundle(bundle, reader));
  }
  return index.remember('standing', file, (reader) => deployabilityOfFile(file, reader));
}

function deployabilityOfBundle(bundle: string, index: IndexReader): Deployability {
  const chartmaker = index.kustomizationsIn(bundle).find(({ kustomization }) => kustomization.makesChart);
  return chartmaker
    ? { type: 'part', because: `${chartmaker.file} turns it into a template of a Helm chart` }
    : { type: 'deployable', membership: { takers: [], deployers: deployersOfBundle(bundle, index) } };
}

function deployabilityOfFile(file: string, index: IndexReader): Deployability {
  const chart = chartOf(file, index);
  if (chart !== undefined) {
    return { type: 'part', because: `it is part of the Helm chart in ${chart === '' ? 'this folder' : chart}` };
  }
  const test = assertedBy(file, index);
  if (test !== undefined) {
    return { type: 'part', because: `${test} compares it with the state of a cluster` };
  }
  const membership = membershipOf(file, index);
  if (membership.patchOf) {
    return { type: 'part', because: `it is a patch of ${membership.patchOf.file}` };
  }
  return { type: 'deployable', membership };
}

/** Whether a reference can reach a resource. */
export function isTarget(resource: Resource, index: IndexReader): boolean {
  return (
    resource.bundle !== undefined ||
    index.remember(
      'target',
      resource.document,
      (reader) =>
        reader.list(ignoredFile(resource.document.file)).length === 0 &&
        deployabilityOf(resource, reader).type === 'deployable',
    )
  );
}
