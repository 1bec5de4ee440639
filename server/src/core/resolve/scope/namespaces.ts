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
 * The namespaces in which a resource may be, one for each way in which it is deployed: the namespace that its
 * bundle sets, or else the one that its file states; `undefined` if neither states one.
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

/**
 * The namespaces that something besides the resource's own text sets. A resource of a bundle already has the
 * namespaces that kustomizations set.
 */
function givenTo(
  { bundle, document: { file }, release }: Resource,
  index: IndexReader,
): readonly (GivenNamespace | undefined)[] {
  if (release !== undefined) {
    // A release states the namespace of its objects, or has the one that its own deployer gives it.
    const given = release.tool === 'Flux' ? givenTo(release.by, index) : [namespaceGivenBy(release.by)];
    return given.map((each) => each && { ...each, overrides: false });
  }
  if (bundle === undefined) {
    return index.remember('given namespaces', file, (reader) => givenNamespaces(file, reader));
  }
  return index.remember('given namespaces of a bundle', bundle, (reader) => {
    const deployers = deployersOfBundle(bundle, reader);
    return deployers.length === 0 ? [undefined] : deployers.map(namespaceGivenBy);
  });
}

/**
 * How the namespaces of two resources relate. They are `different` only if all ways of deploying the two state
 * different namespaces, because an unstated namespace is compatible with any.
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

/** Whether both resources state the same namespace, for every way in which they are deployed. */
export function areStatedSame(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): boolean {
  return [...a, ...b].every((each) => each !== undefined) && relationOf(a, b) === 'same';
}
