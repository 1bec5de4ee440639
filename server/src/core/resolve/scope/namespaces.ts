import type { IndexReader } from '../../index/reader.ts';
import type { NamespaceRelation } from '../../model/namespace.ts';
import { namespaceIn, statedNamespace } from '../../model/namespace.ts';
import type { Resource } from '../../model/resource.ts';
import {
  deployersOfBundle,
  type GivenNamespace,
  givenNamespaces,
  namespaceGivenBy,
} from '../../render/kustomizationGraph.ts';

/**
 * The namespaces that a resource may live in, one for each way it is deployed: what its bundle gives it, else what its
 * file states; `undefined` where neither says so.
 */
export function namespacesOf(
  resource: Resource,
  index: IndexReader,
  closedWorld: boolean,
): readonly (string | undefined)[] {
  return index.remember(closedWorld ? 'namespaces in a closed world' : 'namespaces', resource, (reader) =>
    workOut(resource, reader, closedWorld),
  );
}

function workOut(resource: Resource, index: IndexReader, closedWorld: boolean): readonly (string | undefined)[] {
  const namespaces = new Set<string | undefined>();
  for (const given of givenTo(resource, index)) {
    const value = given && namespaceIn(given.written);
    if (given?.overrides) {
      namespaces.add(value);
    } else {
      namespaces.add(statedNamespace(resource, false) ?? value ?? statedNamespace(resource, closedWorld));
    }
  }
  return [...namespaces];
}

/** What gives it a namespace, beside its own text; of a bundle that has what its kustomizations give already. */
function givenTo(
  { bundle, document: { file } }: Resource,
  index: IndexReader,
): readonly (GivenNamespace | undefined)[] {
  if (bundle === undefined) {
    return index.remember('given namespaces', file, (reader) => givenNamespaces(file, reader));
  }
  return index.remember('given namespaces of a bundle', bundle, (reader) => {
    const deployers = deployersOfBundle(bundle, reader);
    return deployers.length === 0 ? [undefined] : deployers.map(namespaceGivenBy);
  });
}

/**
 * How the namespaces of two resources relate: `different` only where every way of deploying them states different ones,
 * because not stated is compatible with any.
 */
export function relationOf(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): NamespaceRelation {
  let relation: NamespaceRelation = 'different';
  for (const left of a) {
    for (const right of b) {
      if (left === undefined || right === undefined) {
        relation = relation === 'same' ? 'same' : 'not stated';
      } else if (left === right) {
        relation = 'same';
      }
    }
  }
  return relation;
}

/** Whether both state their namespace, on every way in which they are deployed, and it is the same. */
export function areStatedSame(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): boolean {
  return [...a, ...b].every((each) => each !== undefined) && relationOf(a, b) === 'same';
}
