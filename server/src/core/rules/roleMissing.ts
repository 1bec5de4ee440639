import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const roleMissing: Rule = {
  code: 'role-missing',
  severity: 'error',
  of: ['binding'],
  documentation: {
    title: 'A RoleBinding or ClusterRoleBinding grants a role that does not exist.',
    what: 'The `roleRef` of a binding names a Role or a ClusterRole that does not exist within reach, while one with a similar name does, or the role existed before. A Role is searched in the namespace of the binding. With `closedWorld` a similar name is not necessary.',
    why: 'The API server accepts the binding, and it grants nothing: every request of its subjects is forbidden (403). An operator or controller then sees no objects and does nothing.',
    fix: 'Write the name of the role as in its `metadata.name`. The `roleRef` of a binding cannot be changed once it is applied: delete the binding first.',
    silent:
      'The roles that every cluster has (`cluster-admin`, `admin`, `edit`, `view`, `system:…`) always exist. Roles are often in another repository, so nothing is reported without a similar name. What a role permits is not judged, and neither is an aggregated role, whose rules come from other roles.',
    example: {
      bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: web
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: pod-reder
subjects:
  - kind: ServiceAccount
    name: web
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: pod-reader
`,
      good: `roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: pod-reader
`,
    },
  },
  check: (resource, context) => judgeNeeds(resource, 'role', words, context),
  fixes: nameFixes,
};

const words = { verb: 'grants', consequence: 'It grants nothing, and requests of its subjects are forbidden.' };
