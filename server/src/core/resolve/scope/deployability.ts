import { chartOf } from '../../index/charts.ts';
import { ignoredFile } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import { deployersOfBundle, type Membership, membershipOf } from '../../render/kustomizationGraph.ts';
import { usedByTest } from './testFiles.ts';

/** Whether the resources of a file reach the cluster as they are written. */
export type Deployability =
  /** As written, by itself or with other files that a kustomization or a deployer includes. */
  | { readonly type: 'deployable'; readonly membership: Membership }
  /** Not by itself: the file is part of something else. Continues the sentence "unknown, because …". */
  | {
      readonly type: 'part';
      readonly because: string;
      /** Set if references of other files may reach its resources all the same. */
      readonly isTarget?: true;
    };

/**
 * Whether a resource is deployed. A patch of a kustomization and a file of a Helm chart are never judged by
 * themselves and are never targets. What a component contains is changed by the kustomizations that include it, and
 * by the other components that these include, so it is not judged by itself either.
 */
export function deployabilityOf({ document: { file }, bundle, release }: Resource, index: IndexReader): Deployability {
  if (release !== undefined && release.by.bundle !== bundle) {
    // What an Application installs may be in another cluster than what its file is beside.
    return release.tool === 'Flux'
      ? deployabilityOf(release.by, index)
      : { type: 'deployable', membership: { takers: [], deployers: [release.by] } };
  }
  if (bundle !== undefined) {
    return index.remember('deployability of a bundle', bundle, (reader) => deployabilityOfBundle(bundle, reader));
  }
  return index.remember('deployability', file, (reader) => deployabilityOfFile(file, reader));
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
  const used = usedByTest(file, index);
  if (used !== undefined) {
    return { type: 'part', because: `${used.test} ${used.use}` };
  }
  const membership = membershipOf(file, index);
  if (membership.patchOf) {
    return { type: 'part', because: `it is a patch of ${membership.patchOf.file}` };
  }
  const [component, ...others] = membership.takers;
  if (component && [component, ...others].every(({ kustomization }) => kustomization.component)) {
    const because = `${component.file} is a component that no kustomization here includes`;
    return { type: 'part', because, isTarget: true };
  }
  return { type: 'deployable', membership };
}

/** Whether a reference can reach a resource. */
export function isTarget(resource: Resource, index: IndexReader): boolean {
  return (
    resource.bundle !== undefined ||
    index.remember('target', resource.document, (reader) => {
      if (reader.list(ignoredFile(resource.document.file)).length > 0) {
        return false;
      }
      const deployability = deployabilityOf(resource, reader);
      return deployability.type === 'deployable' || deployability.isTarget === true;
    })
  );
}
