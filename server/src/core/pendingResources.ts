import type { Resource } from './model/resource.ts';
import { emptyMap, entriesOf, lookUp, type VersionedMap, withChanges } from './text/versionedMap.ts';

/** Resources to judge, in the order in which they were added. Immutable. */
export interface PendingResources {
  readonly resources: VersionedMap<Resource, true>;
  readonly size: number;
}

export const noPendingResources: PendingResources = { resources: emptyMap(), size: 0 };

export function isPendingResource({ resources }: PendingResources, resource: Resource): boolean {
  return lookUp(resources, resource) === true;
}

export function* eachPendingResource({ resources }: PendingResources): Generator<Resource> {
  for (const [resource] of entriesOf(resources)) {
    yield resource;
  }
}

/** The pending resources after some were added, and others were judged or removed. */
export function withPendingResources(
  pending: PendingResources,
  added: Iterable<Resource>,
  done: Iterable<Resource>,
): PendingResources {
  const changes = new Map<Resource, true | undefined>();
  let { size } = pending;
  for (const resource of added) {
    if (!isPendingResource(pending, resource)) {
      changes.set(resource, true);
      size++;
    }
  }
  for (const resource of done) {
    if (isPendingResource(pending, resource)) {
      changes.set(resource, undefined);
      size--;
    }
  }
  return size === 0 ? noPendingResources : { resources: withChanges(pending.resources, changes), size };
}
