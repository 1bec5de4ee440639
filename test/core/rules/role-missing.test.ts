import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const binding = (
  name: string,
  { kind = 'Role', of = 'RoleBinding', more = '' } = {},
) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${of}
metadata:
  name: web${more}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kind}
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: web
    namespace: shop
`;

const role = (name: string, { kind = 'Role', more = '' } = {}) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: ${name}${more}
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get]
`;

const cluster = { kind: 'ClusterRole', of: 'ClusterRoleBinding' };
const inShop = { more: '\n  namespace: shop' };
const inOther = { more: '\n  namespace: other' };
const wrong =
  'pod-reder\n#       ^^^^^^^^^ warning role-missing: RoleBinding "web" grants Role "pod-reder", which does not exist.';
const renamed = 'pod-reder\n#       ^^^^^^^^^ warning role-missing: Closest match: Role "my-pod-reader".';
const wrongInCluster = 'pod-reder\n#       ^^^^^^^^^ warning role-missing: Closest match: ClusterRole "pod-reader".';

testRule('role-missing', {
  reports: {
    'a typing error': `${binding(wrong)}---\n${role('pod-reader')}`,
    'a typing error in the name of a ClusterRole': `${binding(wrongInCluster, cluster)}---
${role('pod-reader', { kind: 'ClusterRole' })}`,
    'a ClusterRole that a RoleBinding grants': `${binding(wrongInCluster, { kind: 'ClusterRole', ...inShop })}---
${role('pod-reader', { kind: 'ClusterRole' })}`,
    'no group, which is the group of roles': `${binding(wrong).replace('  apiGroup: rbac.authorization.k8s.io\n', '')}---
${role('pod-reader')}`,
    'a word for a kind that the role has': `${binding('web-controller\n#       ^^^^^^^^^^^^^^ warning role-missing')}---
${role('web')}`,
    'what another folder of the same kustomization renames': `
=== kustomization.yaml
namePrefix: my-
resources: [bindings, roles]
=== bindings/kustomization.yaml
resources: [binding.yaml]
=== bindings/binding.yaml
${binding(renamed)}
=== roles/kustomization.yaml
resources: [role.yaml]
=== roles/role.yaml
${role('pod-reader')}`,
    'a closed world': {
      text: `${binding('other\n#       ^^^^^ error role-missing: does not exist')}---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
`,
      settings: { closedWorld: true },
    },
  },
  silent: {
    'a role that is there': `${binding('pod-reader')}---\n${role('pod-reader')}---\n${role('pod-reder')}`,
    'a role that is nowhere': binding('pod-reder'),
    'a role whose kind is another one': `${binding('pod-reder', { kind: 'ClusterRole' })}---\n${role('pod-reader')}`,
    'a role that every cluster has': {
      text: `${binding('view', { kind: 'ClusterRole' })}---\n${role('views', { kind: 'ClusterRole' })}`,
    },
    'a role of the system': `${binding('system:auth-delegator', { kind: 'ClusterRole' })}---
${role('system:auth-delegators', { kind: 'ClusterRole' })}`,
    'another namespace': `${binding('pod-reder', inShop)}---\n${role('pod-reader', inOther)}`,
    'a ClusterRole, though a tool gives its folder a namespace': `
=== app/binding.yaml
${binding('pod-reader', { kind: 'ClusterRole', ...inShop })}---
${role('pod-reder', { kind: 'ClusterRole' })}
=== app/roles.yaml
${role('pod-reader', { kind: 'ClusterRole', ...inOther })}`,
    'a role that another folder of the kustomization has': `
=== kustomization.yaml
namePrefix: my-
resources: [binding.yaml, roles]
=== binding.yaml
${binding('pod-reader')}---
${role('pod-reader2')}
=== roles/kustomization.yaml
resources: [role.yaml]
=== roles/role.yaml
${role('pod-reader')}`,
    'an aggregated role, whose rules are elsewhere': `${binding('all', cluster)}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: all
aggregationRule:
  clusterRoleSelectors: [{matchLabels: {to: all}}]
rules: []
`,
    'what a template fills in': `${binding('${NAME}-reader')}---\n${role('pod-reader')}`,
  },
});

test('the name becomes that of the role', () => {
  checkFix(
    'role-missing',
    `${binding('pod-reder # here')}---\n${role('pod-reader')}`,
    `${binding('pod-reader # here')}---\n${role('pod-reader')}`,
  );
});
