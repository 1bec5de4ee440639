import type { Mapping } from '../yaml/node.ts';
import { clusterScopedKinds } from './schema.ts';
import { scalarTextAt } from './tree.ts';

/** The identity of an object in kustomize. Source: sigs.k8s.io/kustomize/kyaml/resid ResId. */
export interface Identity extends GroupVersionKind {
  readonly name: string;
  /** The stated namespace; the empty string if none is stated. */
  readonly namespace: string;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function identityOf(root: Mapping): Identity {
  return {
    ...groupVersionKind(scalarTextAt(root, 'apiVersion'), scalarTextAt(root, 'kind')),
    name: scalarTextAt(root, 'metadata', 'name'),
    namespace: scalarTextAt(root, 'metadata', 'namespace'),
  };
}

export function groupVersionKind(apiVersion: string, kind: string): GroupVersionKind {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion, kind }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

export function apiVersionOf({ group, version }: GroupVersionKind): string {
  return group === '' ? version : `${group}/${version}`;
}

/**
 * Whether kustomize knows that the kind is cluster-scoped. It treats a kind that it does not know as
 * namespaced.
 */
export function isClusterScoped(kind: GroupVersionKind): boolean {
  return clusterScopedKinds.has(`${apiVersionOf(kind)}/${kind.kind}`);
}

/** The namespace that identifies the object: the stated namespace, else `default`. */
export function effectiveNamespace(identity: Identity): string {
  return isClusterScoped(identity) ? '_non_namespaceable_' : identity.namespace || 'default';
}

export function isSame(a: Identity, b: Identity): boolean {
  return (
    a.name === b.name &&
    a.kind === b.kind &&
    a.group === b.group &&
    a.version === b.version &&
    effectiveNamespace(a) === effectiveNamespace(b)
  );
}

/** Whether a selector matches a kind. An absent part of the selector matches any value. Source: Gvk.IsSelected. */
export function isSelected(kind: GroupVersionKind, selector: Partial<GroupVersionKind>): boolean {
  return (
    (!selector.group || selector.group === kind.group) &&
    (!selector.version || selector.version === kind.version) &&
    (!selector.kind || selector.kind === kind.kind)
  );
}

/** The identity in kustomize's notation, e.g. `Deployment.v1.apps/web.[noNs]`. */
export function inWords({ group, version, kind, name, namespace }: Identity): string {
  return `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}/${name || '[noName]'}.${namespace || '[noNs]'}`;
}
