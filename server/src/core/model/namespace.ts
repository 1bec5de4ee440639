import type { Resource } from './resource.ts';
import type { Written } from './written.ts';

/** `not stated` is compatible with any namespace, because people run `kubectl -n x apply`. */
export type NamespaceRelation = 'same' | 'different' | 'not stated';

/**
 * The relation of the namespaces of two resources. In a closed world, a resource without a namespace is in
 * `default`.
 */
export function relateNamespaces(a: Resource, b: Resource, closedWorld: boolean): NamespaceRelation {
  const left = statedNamespace(a, closedWorld);
  const right = statedNamespace(b, closedWorld);
  if (left === undefined || right === undefined) {
    return 'not stated';
  }
  return left === right ? 'same' : 'different';
}

/**
 * The namespace that the resource states, or undefined. A placeholder counts as no namespace, because it cannot
 * be compared.
 */
export function statedNamespace({ namespace }: Resource, closedWorld: boolean): string | undefined {
  const isStated = namespace !== undefined && namespace.value !== '';
  return isStated ? namespaceIn(namespace) : closedWorld ? 'default' : undefined;
}

/**
 * The namespace that a value names; undefined for a placeholder. A value that is not a DNS label, such as
 * `NAMESPACE` or `<your-namespace>`, is a placeholder too: the API server rejects it, so it has to be replaced
 * before it is applied. Source: k8s.io/apimachinery/pkg/api/validation ValidateNamespaceName.
 */
export function namespaceIn({ type, value }: Written): string | undefined {
  return type !== 'placeholder' && /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(value) ? value : undefined;
}
