import type { CaseInWords } from './in-words.ts';
import { casesOf } from './manifests.ts';

const rejected = 'role-binding-rejected';
const rbac = 'rbac.authorization.k8s.io';
const account = '{kind: ServiceAccount, name: web}';
const accountInShop = '{kind: ServiceAccount, name: web, namespace: shop}';

/**
 * @param subject the one item of `subjects`.
 * @param role the value of `roleRef`.
 */
function binding(kind: string, subject: string, role = `{apiGroup: ${rbac}, kind: ClusterRole, name: view}`): string {
  return `apiVersion: ${rbac}/v1
kind: ${kind}
metadata:
  name: web
roleRef: ${role}
subjects:
  - ${subject}
`;
}

export const roleBindings: readonly CaseInWords[] = [
  ...casesOf((subject) => binding('ClusterRoleBinding', subject), {
    'a ServiceAccount of a ClusterRoleBinding': [accountInShop],
    'a ServiceAccount of a ClusterRoleBinding without a namespace': [account, rejected],
    'a ServiceAccount of a ClusterRoleBinding with an empty namespace': [
      '{kind: ServiceAccount, name: web, namespace: ""}',
      rejected,
    ],
    'a User of a ClusterRoleBinding without a namespace': ['{kind: User, name: ann}'],
  }),
  ...casesOf((subject) => binding('RoleBinding', subject), {
    'a ServiceAccount of a RoleBinding without a namespace': [account],
    'a ServiceAccount with an empty group': ['{kind: ServiceAccount, name: web, apiGroup: ""}'],
    'a ServiceAccount with the group of roles': [`{kind: ServiceAccount, name: web, apiGroup: ${rbac}}`, rejected],
    'a ServiceAccount with a version in place of the group': [
      '{kind: ServiceAccount, name: web, apiGroup: v1}',
      rejected,
    ],
    'a User with an empty group': ['{kind: User, name: ann, apiGroup: ""}'],
    'a Group with another group': ['{kind: Group, name: devs, apiGroup: v1}', rejected],
    'a User with a namespace': ['{kind: User, name: ann, namespace: shop}'],
    'a subject without a kind': ['{name: web}', rejected],
    'a subject of an unknown kind': ['{kind: Serviceaccount, name: web}', rejected],
    'a subject without a name': ['{kind: ServiceAccount}', rejected],
  }),
  ...casesOf((role) => binding('RoleBinding', account, role), {
    'a RoleBinding of a Role': [`{apiGroup: ${rbac}, kind: Role, name: web}`],
    'a role without a group': ['{kind: Role, name: web}'],
    'a role with an empty group': ['{apiGroup: "", kind: Role, name: web}'],
    'a role with a version in its group': [`{apiGroup: ${rbac}/v1, kind: Role, name: web}`, rejected],
    'a role of an unknown kind': [`{apiGroup: ${rbac}, kind: clusterrole, name: web}`, rejected],
    'a role without a kind': [`{apiGroup: ${rbac}, name: web}`, rejected],
    'a role without a name': [`{apiGroup: ${rbac}, kind: Role}`, rejected],
  }),
  ...casesOf((role) => binding('ClusterRoleBinding', accountInShop, role), {
    'a ClusterRoleBinding of a Role': [`{apiGroup: ${rbac}, kind: Role, name: web}`, rejected],
  }),
];
