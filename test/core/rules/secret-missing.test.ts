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
    - name: tls
      secret:
        secretName: ${name}
`;

const object = (name: string) => `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
`;

const ingress = (name: string, annotation = 'example.com/owner: shop') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    ${annotation}
spec:
  tls:
    - hosts: [shop.example.com]
      secretName: ${name}
`;

testRule('secret-missing', {
  reports: {
    'the certificate of an Ingress': `${ingress(
      'web-certifcate\n#                 ^^^^^^^^^^^^^^ warning secret-missing: Ingress "shop" needs Secret "web-certifcate", which does not exist. Its controller does without',
    )}---
${object('web-certificate')}`,
    'the passwords of an Ingress': `${ingress(
      'web-certificate',
      'nginx.ingress.kubernetes.io/auth-secret: web-pasword\n#                                            ^^^^^^^^^^^ warning secret-missing',
    )}---
${object('web-certificate')}---
${object('web-password')}`,
    'a Secret with which images are pulled': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  imagePullSecrets: [{name: registry-credentals}]
#                           ^^^^^^^^^^^^^^^^^^^ warning secret-missing
  containers: [{name: web, image: nginx}]
---
${object('registry-credentials')}`,
    'the same of a ServiceAccount': `apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
imagePullSecrets: [{name: registry-credentals}]
#                         ^^^^^^^^^^^^^^^^^^^ warning secret-missing
---
${object('registry-credentials')}`,
    'a typing error': `${pod(
      'web-certifcate\n#                   ^^^^^^^^^^^^^^ warning secret-missing: Pod "web" needs Secret "web-certifcate", which does not exist. Its pods do not start. Closest match: Secret "web-certificate".',
    )}---
${object('web-certificate')}`,
    'a closed world': {
      text: pod('other\n#                   ^^^^^ error secret-missing: does not exist'),
      settings: { closedWorld: true },
    },
  },
  silent: {
    'a certificate that cert-manager makes': `${ingress('web-certifcate', 'cert-manager.io/cluster-issuer: letsencrypt')}---
${object('web-certificate')}`,
    'a certificate that an older cert-manager makes': `${ingress('web-certifcate', "kubernetes.io/tls-acme: 'true'")}---
${object('web-certificate')}`,
    'one that is there': `${pod('web-certificate')}---\n${object('web-certificate')}---\n${object('web-certifcate')}`,
    'one that is nowhere': pod('web-certifcate'),
    'one that is called after something': `${pod('web')}---\n${object('web-extra')}`,
    'one of the cluster itself': `${pod('web-certifcate', '\n  namespace: kube-system')}---\n${object('web-certificate')}`,
    'another directory': `
=== pods/web.yaml
${pod('web-certifcate')}
=== more/web.yaml
${object('web-certificate')}`,
    'what a template fills in': `${pod('$(NAME)-web')}---\n${object('name-web')}`,
    'one that is optional': `${pod('web-certifcate\n        optional: true')}---\n${object('web-certificate')}`,
    'one that something else makes': `${pod('web-certifcate')}---
${object('web-certificate')}---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: web
spec:
  secretName: web-certifcate
`,
  },
});

test('the name becomes that of the neighbour', () => {
  checkFix(
    'secret-missing',
    `${pod('web-certifcate # here')}---\n${object('web-certificate')}`,
    `${pod('web-certificate # here')}---\n${object('web-certificate')}`,
  );
});
