import type { Resource } from './resource.ts';
import type { Written } from './written.ts';

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
export function statedNamespace({ namespace }: Resource, closedWorld: boolean): string | undefined {
  const isStated = namespace !== undefined && namespace.value !== '';
  return isStated ? namespaceIn(namespace) : closedWorld ? 'default' : undefined;
}

/**
 * The namespace that a text names; undefined for a placeholder. What is no label of DNS is one too, as `NAMESPACE` and
 * `<your-namespace>` are: the API server refuses it, so somebody puts another word there first. Source:
 * k8s.io/apimachinery/pkg/api/validation ValidateNamespaceName.
 */
export function namespaceIn({ type, value }: Written): string | undefined {
  return type !== 'placeholder' && /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(value) ? value : undefined;
}
