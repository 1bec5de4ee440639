import { objectsNamed } from '../index/keys.ts';
import type { Reference, ReferenceRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { leadsTraffic } from './evidence/nameLikelihood.ts';
import { isTarget } from './scope/deployability.ts';
import { namespacesOf, relationOf } from './scope/namespaces.ts';
import { proximityIn, type Scope } from './scope/scope.ts';
import type { Search } from './search.ts';

/**
 * The object that has the exact name in another namespace, if the reference does not reach it. An Ingress never
 * searches another namespace, and a route only one that it states. The object is a candidate if it is
 * near the referrer, or near other objects that the same referrer names and finds. Sources: k8s.io/api networking/v1
 * IngressServiceBackend; gateway-api/apis/v1 BackendObjectReference.
 */
export function namesakeAstray(
  reference: Reference,
  scope: Scope,
  { referrer, index, settings, namespaces }: Search,
): Resource | undefined {
  const { role, kind, name } = reference;
  const isSearchedHere = leadsTraffic(role) || role === 'route parent' || role === 'controller object';
  if (reference.namespace ? !mayBeMisplaced(role) : !isSearchedHere) {
    return undefined;
  }
  // A tool that deploys a directory above may leave the file out, and its namespace would then mean nothing.
  if (!reference.namespace && !referrer.namespace && referrer.bundle === undefined) {
    return undefined;
  }
  const relation = (each: Resource) => relationOf(namespaces, namespacesOf(each, index, settings.closedWorld));
  const found: readonly string[] = reference.namespace
    ? none
    : referrer.references
        .filter((each) => each.role === role && each !== reference)
        .flatMap((each) => index.list(objectsNamed(each.group, each.kind, each.name.value)))
        .filter((each) => relation(each) === 'same')
        .map(({ document }) => directoryOf(document.file));
  const isBeside = (each: Resource) =>
    found.includes(directoryOf(each.document.file)) ||
    !['elsewhere', 'neighbours'].includes(proximityIn(scope, each, index));
  return index
    .list(objectsNamed(reference.group, kind, name.value))
    .find((each) => isTarget(each, index) && relation(each) === 'different' && isBeside(each));
}

/**
 * Whether the namespace that such a reference states is likely to be wrong if it has no such object and another one
 * has: the Service of a webhook, or a source of Flux, is deployed together with it. A route and a binding name a namespace on purpose: a
 * binding often grants a role to the ServiceAccount of that name in another namespace.
 */
export function mayBeMisplaced(role: ReferenceRole): boolean {
  return role === 'webhook service' || role === 'controller object' || role === 'mesh host';
}
