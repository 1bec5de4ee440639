import type { BindingFacts, StatedReference } from '../model/binding.ts';
import { optional } from '../text/optional.ts';
import { deref } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { pairAt, placeOf, textAt } from './written.ts';

/** What a RoleBinding or ClusterRoleBinding states; undefined for any other kind. Source: k8s.io/api rbac/v1. */
export function bindingOf(root: Mapping, group: string, kind: string): BindingFacts | undefined {
  if (group !== 'rbac.authorization.k8s.io' || (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding')) {
    return undefined;
  }
  const roleRef = pairAt(root, ['roleRef']);
  const subjects = deref(pairAt(root, ['subjects'])?.value);
  return {
    ...optional('roleRef', roleRef && { ...statedIn(roleRef.value), ...placeOf(roleRef.key) }),
    subjects: subjects?.type === 'sequence' ? subjects.items.map(statedIn) : [],
  };
}

function statedIn(node: Node): StatedReference {
  return {
    ...placeOf(node),
    ...optional('apiGroup', textAt(node, 'apiGroup')),
    ...optional('kind', textAt(node, 'kind')),
    ...optional('name', textAt(node, 'name')),
    ...optional('namespace', textAt(node, 'namespace')),
  };
}
