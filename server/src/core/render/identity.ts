import type { Mapping } from '../yaml/node.ts';
import { clusterScopedKinds } from './schema.ts';
import { scalarTextAt } from './tree.ts';

/** What kustomize knows an object by. Source: sigs.k8s.io/kustomize/kyaml/resid ResId. */
export interface Identity extends GroupVersionKind {
  readonly name: string;
  /** As stated; the empty string where none is. */
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

/** Whether kustomize is certain of it; of a kind that it does not know it is not. */
export function isClusterScoped(kind: GroupVersionKind): boolean {
  return clusterScopedKinds.has(`${apiVersionOf(kind)}/${kind.kind}`);
}

/** The namespace by which objects are told apart: where none is stated, `default`. */
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

/** Whether a kind is meant by one that may leave out any part. Source: Gvk.IsSelected. */
export function isSelected(kind: GroupVersionKind, selector: Partial<GroupVersionKind>): boolean {
  return (
    (!selector.group || selector.group === kind.group) &&
    (!selector.version || selector.version === kind.version) &&
    (!selector.kind || selector.kind === kind.kind)
  );
}

/** In kustomize's own words, e.g. `Deployment.v1.apps/web.[noNs]`. */
export function inWords({ group, version, kind, name, namespace }: Identity): string {
  return `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}/${name || '[noName]'}.${namespace || '[noNs]'}`;
}
