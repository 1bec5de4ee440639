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

testRule('service-account-missing', {
  reports: {
    'a typing error': `${pod(
      'web-reder\n#                     ^^^^^^^^^ warning service-account-missing: Pod "web" needs ServiceAccount "web-reder", which does not exist. The API server refuses its pods. Closest match: ServiceAccount "web-reader".',
    )}---
${object('web-reader')}`,
    'a closed world': {
      text: pod('other\n#                     ^^^^^ error service-account-missing: does not exist'),
      settings: { closedWorld: true },
    },
  },
  silent: {
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
