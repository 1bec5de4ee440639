import { emptyMap, entriesOf, lookUp, type VersionedMap, withChanges } from './index/versionedMap.ts';
import type { Resource } from './model/resource.ts';

/** Resources that are to be judged, in the order in which they came. Immutable. */
export interface Waiting {
  readonly resources: VersionedMap<Resource, true>;
  readonly size: number;
}

export const noneWaiting: Waiting = { resources: emptyMap(), size: 0 };

export function isWaiting({ resources }: Waiting, resource: Resource): boolean {
  return lookUp(resources, resource) === true;
}

export function* eachWaiting({ resources }: Waiting): Generator<Resource> {
  for (const [resource] of entriesOf(resources)) {
    yield resource;
  }
}

/** What waits after some came, and others were judged or are gone. */
export function withWaiting(waiting: Waiting, came: Iterable<Resource>, gone: Iterable<Resource>): Waiting {
  const changes = new Map<Resource, true | undefined>();
  let { size } = waiting;
  for (const resource of came) {
    if (!isWaiting(waiting, resource)) {
      changes.set(resource, true);
      size++;
    }
  }
  for (const resource of gone) {
    if (isWaiting(waiting, resource)) {
      changes.set(resource, undefined);
      size--;
    }
  }
  return size === 0 ? noneWaiting : { resources: withChanges(waiting.resources, changes), size };
}
