import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const binding = (
  subjects: string,
  { of = 'ClusterRoleBinding', role = 'kind: ClusterRole', group = 'rbac.authorization.k8s.io' } = {},
) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${of}
metadata:
  name: web
roleRef:
  apiGroup: ${group}
  ${role}
  name: view
subjects:
${subjects}
`;

const account = (name: string, namespace: string) => `---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${namespace}
`;

const code = 'role-binding-rejected';
const good = '  - kind: ServiceAccount\n    name: web\n    namespace: shop';

testRule('role-binding-rejected', {
  reports: {
    'a ServiceAccount without a namespace': binding(`  - kind: ServiceAccount
    name: web
#         ^^^ error ${code}: ServiceAccount "web" of a ClusterRoleBinding has no namespace: the API server rejects ClusterRoleBinding "web".`),
    'several, once': binding(`  - kind: ServiceAccount
    name: web
#         ^^^ error ${code}: ServiceAccount "web" of a ClusterRoleBinding has no namespace (and 1 more): the API
  - kind: ServiceAccount
    name: api
#         ^^^ related: ServiceAccount "api" of a ClusterRoleBinding has no namespace`),
    'an empty namespace': binding(`  - kind: ServiceAccount
    name: web
    namespace: ""
#              ^^ error ${code}: has no namespace`),
    'a Role for the whole cluster': binding(good, {
      role: `kind: Role\n#       ^^^^ error ${code}: The roleRef of a ClusterRoleBinding cannot have the kind Role: the API server rejects ClusterRoleBinding "web". Write ClusterRole.`,
    }),
    'a role of an unknown kind': binding(good, {
      of: 'RoleBinding',
      role: `kind: clusterrole\n#       ^^^^^^^^^^^ error ${code}: roleRef cannot have the kind clusterrole`,
    }),
    'a group with a version': binding(good, {
      of: 'RoleBinding',
      group: `rbac.authorization.k8s.io/v1\n#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error ${code}: roleRef cannot have the apiGroup "rbac.authorization.k8s.io/v1"`,
    }),
    'a subject of an unknown kind': binding(`  - kind: Serviceaccount
#         ^^^^^^^^^^^^^^ error ${code}: subjects[0] cannot have the kind Serviceaccount
    name: web
    namespace: shop`),
    'a ServiceAccount with the group of roles': binding(`  - kind: ServiceAccount
    apiGroup: rbac.authorization.k8s.io
#             ^^^^^^^^^^^^^^^^^^^^^^^^^ error ${code}: Write "", which is the group of a ServiceAccount.
    name: web
    namespace: shop`),
    'a subject without a kind, and one without a name': binding(`  - name: web
#         ^^^ error ${code}: subjects[0] has no kind
  - kind: User
#         ^^^^ error ${code}: subjects[1] has no name`),
    'a kustomization that does not name the ServiceAccount': `
=== kustomization.yaml
namespace: shop
resources: [binding.yaml]
=== binding.yaml
${binding(`  - kind: ServiceAccount
    name: web
#         ^^^ error ${code}`)}`,
  },
  silent: {
    'a binding that is accepted': binding(good),
    'a RoleBinding, whose ServiceAccounts are in its namespace': binding('  - kind: ServiceAccount\n    name: web', {
      of: 'RoleBinding',
    }),
    'users and groups': binding(
      '  - kind: User\n    name: ann\n  - kind: Group\n    apiGroup: rbac.authorization.k8s.io\n    name: devs',
    ),
    'a kustomization that fills in the namespace of its ServiceAccount': `
=== kustomization.yaml
namespace: shop
resources: [binding.yaml]
=== binding.yaml
${binding('  - kind: ServiceAccount\n    name: web')}---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
`,
    'what a template fills in': binding('  - kind: ServiceAccount\n    name: web\n    namespace: ${NAMESPACE}'),
    'gaps that a script fills in': binding(
      '  - kind: ServiceAccount\n    name: #{ACCOUNT}\n    namespace: #{NAMESPACE}',
    ),
    'a file that the kustomization beside it leaves out': `
=== kustomization.yaml
namespace: shop
resources: [account.yaml]
=== account.yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
=== binding.yaml
${binding('  - kind: ServiceAccount\n    name: web')}`,
    'a base that gets its namespace elsewhere': `
=== kustomization.yaml
resources: [binding.yaml]
=== binding.yaml
${binding('  - kind: ServiceAccount\n    name: web')}---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
`,
    'a patch': `
=== kustomization.yaml
resources: [binding.yaml]
patches: [{path: patch.yaml}]
=== binding.yaml
${binding(good)}
=== patch.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: web
subjects:
  - kind: ServiceAccount
    name: web
    namespace: shop
`,
    'a folder to which Flux gives a namespace': `
=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec:
  path: ./app
  targetNamespace: shop
  sourceRef: {kind: GitRepository, name: shop}
=== app/binding.yaml
${binding('  - kind: ServiceAccount\n    name: web')}${account('web', 'shop').replace('\n  namespace: shop', '')}`,
  },
});

test('every ServiceAccount gets the namespace in which it is', () => {
  const subjects = (more: string) =>
    `  - kind: ServiceAccount\n    name: web${more}\n  - kind: ServiceAccount\n    name: api${more}`;
  const accounts = account('web', 'shop') + account('api', 'shop');
  checkFix(code, binding(subjects('')) + accounts, binding(subjects('\n    namespace: shop')) + accounts);
});

test('without the ServiceAccount the other subjects decide', () => {
  checkFix(
    code,
    binding('  - {kind: ServiceAccount, name: web}\n  - {kind: ServiceAccount, name: api, namespace: shop}'),
    binding(
      '  - {kind: ServiceAccount, name: web, namespace: shop}\n  - {kind: ServiceAccount, name: api, namespace: shop}',
    ),
  );
});

test('a ClusterRoleBinding grants a ClusterRole', () => {
  checkFix(code, binding(good, { role: 'kind: Role' }), binding(good));
});

test('the version is no part of the group', () => {
  checkFix(code, binding(good, { group: 'rbac.authorization.k8s.io/v1' }), binding(good));
});
