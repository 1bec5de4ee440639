import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const ingress = (spec: string, version = 'networking.k8s.io/v1') => `apiVersion: ${version}
kind: Ingress
metadata:
  name: shop
spec:
${spec}`;

const path = (backend: string, type = '\n            pathType: Prefix', name = '/') => `          - path: ${name}${type}
            backend:
${backend}`;

const rules = (...paths: readonly string[]) => `  rules:
    - http:
        paths:
${paths.join('')}`;

const old = (service = 'web', port = '80') => `              serviceName: ${service}
              servicePort: ${port}
`;

const backend = (service = 'web', port = 'number: 80') => `              service:
                name: ${service}
                port:
                  ${port}
`;

const service = `---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
`;

const code = 'ingress-rejected';

testRule('ingress-rejected', {
  reports: {
    'a backend of an older version': `${ingress(rules(path(old(`web\n#                          ^^^ error ${code}: serviceName and servicePort are of an older version of Ingress: the API server rejects Ingress "shop". A backend of networking.k8s.io/v1 has service.name and service.port.`))))}${service}`,
    'several, once': `${ingress(rules(path(old(`web\n#                          ^^^ error ${code}: (and 1 more backend)`)), path(old('web\n#                          ^^^ related: The same here'), undefined, '/more')))}${service}`,
    'the former name of the default backend': `${ingress(`  backend:
# ^^^^^^^ error ${code}: It is called spec.defaultBackend now.
    service: {name: web, port: {number: 80}}
`)}${service}`,
    'paths without a type, once': `${ingress(
      rules(
        path(backend(), '').replace(
          'backend:',
          `backend:\n#           ^^^^^^^ error ${code}: A path has no pathType (and 1 more path)`,
        ),
        path(backend(), '', '/more'),
      ),
    )}${service}`,
    'a namespace beside the name': `${ingress(rules(path(`${backend('web\n                namespace: other\n#                          ^^^^^ information ingress-rejected: A backend of an Ingress has no field namespace')}`)))}${service}`,
  },
  silent: {
    'a backend of this version': `${ingress(rules(path(backend())))}${service}`,
    'an older version': `${ingress(rules(path(old(), '')), 'networking.k8s.io/v1beta1')}${service}`,
    'a type that a patch adds': `
=== kustomization.yaml
resources: [ingress.yaml]
patches:
  - target: {kind: Ingress}
    patch: |
      - {op: add, path: /spec/rules/0/http/paths/0/pathType, value: Exact}
=== ingress.yaml
${ingress(rules(path(backend(), '')))}${service}`,
  },
});

test('every backend gets the fields of this version', () => {
  checkFix(
    code,
    `${ingress(rules(path(old()), path(old('web', 'http'), undefined, '/more')))}${service}`,
    `${ingress(rules(path(backend()), path(backend('web', 'name: http'), undefined, '/more')))}${service}`,
  );
});

test('a port in quotes becomes a number', () => {
  checkFix(
    code,
    `${ingress(rules(path(old('web', '"80"'))))}${service}`,
    `${ingress(rules(path(backend())))}${service}`,
  );
});

test('the default backend gets its new name', () => {
  const text = (key: string) => `${ingress(`  ${key}:\n    service: {name: web, port: {number: 80}}\n`)}${service}`;
  checkFix(code, text('backend'), text('defaultBackend'));
});

test('every path gets a type', () => {
  const text = (type: string) => `${ingress(rules(path(backend(), type), path(backend(), type, '/more')))}${service}`;
  checkFix(code, text(''), text('\n            pathType: Prefix'));
});

test('the namespace is removed', () => {
  checkFix(
    code,
    `${ingress(rules(path(backend('web\n                namespace: other'))))}${service}`,
    `${ingress(rules(path(backend())))}${service}`,
  );
});
