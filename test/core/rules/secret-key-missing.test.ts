import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const pod = (key: string, name = 'database') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      initContainers:
        - name: migrate
          image: nginx
          env:
            - name: DATABASE_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: ${name}
                  key: ${key}
`;

const reported = (more: string) => pod(`pasword\n#                      ^^^^^^^ warning secret-key-missing: ${more}`);

const object = (apiVersion: string, kind: string, spec: string, name = 'database') => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
${spec}
`;

const externalSecret = (spec: string, name = 'database') =>
  object('external-secrets.io/v1', 'ExternalSecret', `spec:\n  refreshInterval: 1h\n${spec}`, name);

const remote = '    - {secretKey: password, remoteRef: {key: a}}\n';

testRule('secret-key-missing', {
  reports: {
    'a key of a Secret': `${reported('which has the keys "password", "user". Its pods do not start: CreateContainerConfigError. Closest match: "password".')}---
${object('v1', 'Secret', 'type: Opaque\nstringData:\n  user: a\ndata:\n  password: cGFzc3dvcmQ=')}`,
    'a key that resembles none': `${pod(
      'token\n#                      ^^^^^ information secret-key-missing: which has the keys "user", "name"',
    )}---
${object('v1', 'Secret', 'type: Opaque\nstringData:\n  user: a\n  name: b')}`,
    'a key of an ExternalSecret': `${reported('Closest match: "password".')}---\n${externalSecret(`  data:\n${remote}`)}`,
    'a key of the Secret that an ExternalSecret makes': `${reported('Closest match: "password".')}---
${externalSecret(`  target: {name: database}\n  data:\n${remote}`, 'other')}`,
    'a key of a template': `${reported('has the key "url"')}---
${externalSecret(`  target: {template: {data: {url: "a:{{ .password }}"}}}\n  data:\n${remote}`)}`,
    'a key beside a template': `${reported('has the keys "url", "password"')}---
${externalSecret(`  target: {template: {mergePolicy: Merge, data: {url: a}}}\n  data:\n${remote}`)}`,
    'a key of a SealedSecret': `${reported('Closest match: "password".')}---
${object('bitnami.com/v1alpha1', 'SealedSecret', 'spec:\n  encryptedData:\n    password: AgBy\n  template: {data: {user: a}}')}`,
    'a key of a Certificate': `${pod('tls.cert\n#                      ^^^^^^^^ warning secret-key-missing: Closest match: "tls.crt".')}---
${object('cert-manager.io/v1', 'Certificate', 'spec: {secretName: database}', 'web')}`,
    'a key of a SopsSecret': `${reported('Closest match: "password".')}---
${object('isindir.github.com/v1alpha3', 'SopsSecret', 'spec:\n  secretTemplates:\n    - {name: database, stringData: {password: a}}', 'all')}`,
    'a key of an item of a List': `${reported('Closest match: "password".')}---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: database}, stringData: {password: a}}
`,
    'a Secret of SOPS': `${reported('Closest match: "password".')}---
${object('v1', 'Secret', 'data:\n  password: ENC[AES256_GCM,data:abc,type:str]\nsops:\n  version: 3')}`,
  },
  silent: {
    'a key that is there': `${pod('password')}---\n${externalSecret(`  data:\n${remote}`)}`,
    'a key that an extract may have': `${pod('pasword')}---
${externalSecret(`  data:\n${remote}  dataFrom:\n    - extract: {key: all}`)}`,
    'a key of a template that is elsewhere': `${pod('pasword')}---
${externalSecret(`  target: {template: {templateFrom: [{configMap: {name: a}}]}}\n  data:\n${remote}`)}`,
    'a Secret to which an ExternalSecret adds keys': `${pod('pasword')}---
${externalSecret(`  target: {creationPolicy: Merge}\n  data:\n${remote}`)}`,
    'a key that a store decides': `${pod('pasword')}---
${object('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', 'spec: {destination: {name: database, create: true}}', 'a')}`,
    'a Secret and its maker': `${pod('password')}---
${object('v1', 'Secret', 'stringData: {other: a}')}---
${externalSecret(`  data:\n${remote}`)}`,
    'a format of a certificate': `${pod('keystore.jks')}---
${object('cert-manager.io/v1', 'Certificate', 'spec: {secretName: database, keystores: {jks: {create: true}}}', 'web')}`,
    'the token of a service account': `${pod('token')}---
${object('v1', 'Secret', 'type: kubernetes.io/service-account-token\ndata: {extra: YQ==}').replace(
  'name: database',
  'name: database\n  annotations: {kubernetes.io/service-account.name: web}',
)}`,
    'a Secret that Conjur fills': `${pod('password')}---\n${object('v1', 'Secret', 'stringData: {conjur-map: a}')}`,
    'a Secret without data': `${pod('password')}---\n${object('v1', 'Secret', 'type: Opaque')}`,
    'another kind of the same name': `${pod('password')}---\n${object('example.com/v1', 'ExternalSecret', 'spec: {data: [{secretKey: a}]}')}`,
  },
});

test('a name that is almost that of a made Secret becomes it', () => {
  checkFix(
    'secret-missing',
    `${pod('password', 'datbase')}---\n${externalSecret(`  target: {name: database}\n  data:\n${remote}`, 'other')}`,
    `${pod('password', 'database')}---\n${externalSecret(`  target: {name: database}\n  data:\n${remote}`, 'other')}`,
  );
});
