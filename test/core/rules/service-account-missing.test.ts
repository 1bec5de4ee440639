import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const pod = (name: string, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: web${more}
spec:
  serviceAccountName: ${name}
  containers: [{name: web, image: nginx}]
`;

const object = (name: string) => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
`;

const binding = (name: string, namespace: string, kind = 'RoleBinding') => `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: web
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - kind: ServiceAccount
    name: ${name}
    namespace: ${namespace}
`;

const inNamespace = (name: string, namespace: string) => `${object(name)}  namespace: ${namespace}\n`;

testRule('service-account-missing', {
  reports: {
    'a subject with a typing error': `${binding(
      'web-reder\n#         ^^^^^^^^^ warning service-account-missing: RoleBinding "web" grants a role to ServiceAccount "web-reder", which does not exist. It grants nothing to it. Closest match: ServiceAccount "web-reader".',
      'shop',
    )}---
${inNamespace('web-reader', 'shop')}`,
    'the former name of the field': `${pod('web-reder\n#                     ^^^^^^^^^ warning service-account-missing')
      .replace('serviceAccountName', 'serviceAccount')
      .replace('#     ', '# ')}---
${object('web-reader')}`,
    'a closed world': {
      text: pod('other\n#                     ^^^^^ error service-account-missing: does not exist'),
      settings: { closedWorld: true },
    },
  },
  silent: {
    'the former name of the field beside the present one': `${pod('web-reader\n  serviceAccount: web-reder')}---
${object('web-reader')}`,
    'a subject that is there': `${binding('web-reader', 'shop')}---\n${inNamespace('web-reader', 'shop')}`,
    'a subject whose namespace is not stated': `${binding('web-reader', 'shop')}---\n${object('web-reader')}`,
    'a subject of another namespace, which is not the one beside it': `${binding('prometheus', 'monitoring')}---
${inNamespace('prometheus', 'shop')}---
${pod('prometheus', '\n  namespace: shop')}`,
    'a subject whose namespace Flux replaces together with that of the ServiceAccount': `
=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec:
  path: ./app
  targetNamespace: system
  sourceRef: {kind: GitRepository, name: shop}
=== app/all.yaml
${binding('web-reader', 'shop')}---
${inNamespace('web-reader', 'shop')}---
${inNamespace('web-readers', 'shop')}`,
    'a subject that is nowhere': binding('web-reader', 'shop'),
    'a subject of another namespace, which has none of its own here': `${binding('prometheus', 'monitoring')}---
${inNamespace('web-reader', 'shop')}`,
    'a user': `${binding('web-reder', 'shop').replace('kind: ServiceAccount', 'kind: User')}---\n${inNamespace('web-reader', 'shop')}`,
    'the ServiceAccount of every namespace': `${binding('default', 'shop')}---\n${inNamespace('defaults', 'shop')}`,
    'one that is there': `${pod('web-reader')}---\n${object('web-reader')}---\n${object('web-reder')}`,
    'one that is nowhere': pod('web-reder'),
    'one that is called after something': `${pod('web')}---\n${object('web-extra')}`,
    'one of the cluster itself': `${pod('web-reder', '\n  namespace: kube-system')}---\n${object('web-reader')}`,
    'another directory': `
=== pods/web.yaml
${pod('web-reder')}
=== more/web.yaml
${object('web-reader')}`,
    'what a template fills in': `${pod('$(NAME)-web')}---\n${object('name-web')}`,
    'what every namespace has': `${pod('default')}---\n${object('defaul')}`,
  },
});

test('the name becomes that of the neighbour', () => {
  checkFix(
    'service-account-missing',
    `${pod('web-reder # here')}---\n${object('web-reader')}`,
    `${pod('web-reader # here')}---\n${object('web-reader')}`,
  );
});
