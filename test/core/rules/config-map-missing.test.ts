import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const pod = (name: string, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: web${more}
spec:
  containers:
    - name: web
      image: nginx
      envFrom:
        - configMapRef:
            name: ${name}
`;

const object = (name: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
`;

testRule('config-map-missing', {
  reports: {
    'a typing error': `${pod(
      'web-setings\n#                 ^^^^^^^^^^^ warning config-map-missing: Pod "web" needs ConfigMap "web-setings", which does not exist. Its pods do not start. Closest match: ConfigMap "web-settings".',
    )}---
${object('web-settings')}`,
    'a closed world': {
      text: pod('other\n#                 ^^^^^ error config-map-missing: does not exist'),
      settings: { closedWorld: true },
    },
  },
  silent: {
    'one that is there': `${pod('web-settings')}---\n${object('web-settings')}---\n${object('web-setings')}`,
    'one that is nowhere': pod('web-setings'),
    'one that is called after something': `${pod('web')}---\n${object('web-extra')}`,
    'one of the cluster itself': `${pod('web-setings', '\n  namespace: kube-system')}---\n${object('web-settings')}`,
    'another directory': `
=== pods/web.yaml
${pod('web-setings')}
=== more/web.yaml
${object('web-settings')}`,
    'what a template fills in': `${pod('$(NAME)-web')}---\n${object('name-web')}`,
    'one that is optional': `${pod('web-setings\n            optional: true')}---\n${object('web-settings')}`,
    'what every namespace has': `${pod('kube-root-ca.crt')}---\n${object('kube-root-ca.cert')}`,
    'one that a kustomization generates': `
=== kustomization.yaml
resources: [web.yaml]
configMapGenerator: [{name: web-setings, literals: [a=b]}]
=== web.yaml
${pod('web-setings')}---
${object('web-settings')}`,
  },
});

test('the name becomes that of the neighbour', () => {
  checkFix(
    'config-map-missing',
    `${pod('web-setings # here')}---\n${object('web-settings')}`,
    `${pod('web-settings # here')}---\n${object('web-settings')}`,
  );
});

test('every place of the pod that has the name changes with it, because one problem stands for all', () => {
  const files = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx
      envFrom: [{configMapRef: {name: ${name}}}]
      env: [{name: A, valueFrom: {configMapKeyRef: {name: ${name}, key: a}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: b}
`;
  checkFix('config-map-missing', files('setings'), files('settings'));
});
