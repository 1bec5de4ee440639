import type { Resource } from './resource.ts';

/** Not stated is compatible with any namespace: people run `kubectl -n x apply`. */
export type NamespaceRelation = 'same' | 'different' | 'not stated';

/** How the namespaces of two resources relate; in a closed world one that states none lives in `default`. */
export function relateNamespaces(a: Resource, b: Resource, closedWorld: boolean): NamespaceRelation {
  const left = statedNamespace(a, closedWorld);
  const right = statedNamespace(b, closedWorld);
  if (left === undefined || right === undefined) {
    return 'not stated';
  }
  return left === right ? 'same' : 'different';
}

/** The namespace that the resource states, or undefined; a placeholder states nothing that can be compared. */
export function statedNamespace(resource: Resource, closedWorld: boolean): string | undefined {
  const written = resource.namespace;
  if (written !== undefined && written.type !== 'placeholder' && written.value !== '') {
    return written.value;
  }
  return closedWorld && written?.type !== 'placeholder' ? 'default' : undefined;
}
