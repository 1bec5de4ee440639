import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const pod = (name: string, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: web${more}
spec:
  containers: [{name: web, image: nginx}]
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: ${name}
`;

const object = (name: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
`;

testRule('volume-claim-missing', {
  reports: {
    'a typing error': `${pod(
      'web-dta\n#                  ^^^^^^^ warning volume-claim-missing: Pod "web" needs PersistentVolumeClaim "web-dta", which does not exist. Its pods are not scheduled. Closest match: PersistentVolumeClaim "web-data".',
    )}---
${object('web-data')}`,
    'a closed world': {
      text: pod('other\n#                  ^^^^^ error volume-claim-missing: does not exist'),
      settings: { closedWorld: true },
    },
  },
  silent: {
    'one that is there': `${pod('web-data')}---\n${object('web-data')}---\n${object('web-dta')}`,
    'one that is nowhere': pod('web-dta'),
    'one that is called after something': `${pod('web')}---\n${object('web-extra')}`,
    'one of the cluster itself': `${pod('web-dta', '\n  namespace: kube-system')}---\n${object('web-data')}`,
    'another directory': `
=== pods/web.yaml
${pod('web-dta')}
=== more/web.yaml
${object('web-data')}`,
    'what a template fills in': `${pod('$(NAME)-web')}---\n${object('name-web')}`,
  },
});

test('the name becomes that of the neighbour', () => {
  checkFix(
    'volume-claim-missing',
    `${pod('web-dta # here')}---\n${object('web-data')}`,
    `${pod('web-data # here')}---\n${object('web-data')}`,
  );
});
