import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFix, titlesFor } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const ingress = (backend: string, more = '') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop${more}
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${backend}
                port:
                  number: 8081
`;

const service = (name: string, more = '', port = 8081) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}${more}
spec:
  selector:
    app: web
  ports:
    - port: ${port}
`;

const wrong = (name = 'web', part = 'Closest match: Service "web-svc".') =>
  `${name}\n#                     ${'^'.repeat(name.length)} warning ingress-backend-missing: ${part}`;

testRule('ingress-backend-missing', {
  reports: {
    'a name without the word that the Service has': `${ingress(wrong())}---\n${service('web-svc')}`,
    'a typing error': `${ingress(wrong('frontned', 'Closest match: Service "frontend".'))}---\n${service('frontend')}`,
    "the workload's name where the Service has another": `${ingress(wrong('web', 'Closest match: Service "entry".'))}---
${service('entry')}`,
    'the backend of all other requests': `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
#           ^^^ warning ingress-backend-missing: Ingress "shop" sends requests to Service "web", which does not exist
      port: {number: 8081}
---
${service('web-svc')}`,
    'a Service of another namespace, beside another that it finds': `=== ingress/all.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: back
spec:
  rules:
    - http:
        paths:
          - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 8081}}}}
          - {path: /, pathType: Prefix, backend: {service: {name: front, port: {number: 8081}}}}
#                                                                 ^^^^^ warning ingress-backend-missing: sends requests to Service "front", which does not exist in its namespace. They are answered with an error. One exists in namespace "front", but that namespace is not searched.
=== services/api.yaml
${service('api', '\n  namespace: back')}=== services/front.yaml
${service('front', '\n  namespace: front')}`,
    'a Gateway or a topic that is called alike, which makes no Service of that name': `${ingress(wrong())}---
${service('web-svc')}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec: {gatewayClassName: istio}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: {name: web}`,
    'a namespace that is to be filled in, which is no namespace yet': `${ingress(wrong(), '\n  namespace: YOUR_NAMESPACE')}---
${service('web-svc', '\n  namespace: front')}`,
    'the old shape': `
apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: shop
spec:
  backend:
    serviceName: web
#                ^^^ warning ingress-backend-missing
    servicePort: 8081
---
${service('web-svc')}`,
    'a Service of another namespace': `${ingress(wrong(), '\n  namespace: a')}---
${service('web', '\n  namespace: b')}---
${service('web-svc', '\n  namespace: a')}`,
    'nothing near, as a hint': `${ingress('web\n#                     ^^^ hint ingress-backend-missing: which no manifest here defines')}---
${service('database').replace('app: web', 'app: database')}`,
    'a closed world': {
      text: `${ingress('web\n#                     ^^^ error ingress-backend-missing: does not exist')}`,
      settings: { closedWorld: true },
    },
  },
  silent: {
    'a Service that the controller of a Gateway makes': `${ingress('web-istio')}---
${service('web-istoi')}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec: {gatewayClassName: istio}`,
    'a Service of another namespace somewhere': `=== ingress/all.yaml
${ingress('web', '\n  namespace: back')}=== other/web.yaml
${service('web', '\n  namespace: front')}`,
    'a Service of that name in its own namespace as well': `${ingress('web', '\n  namespace: back')}---
${service('web', '\n  namespace: front')}---
${service('web', '\n  namespace: back')}`,
    'a Service that is there': `${ingress('web')}---\n${service('web')}`,
    'a sibling on another port': `${ingress('web')}---\n${service('web-admin', '', 9000)}`,
    'a sibling in another file': `
=== ingress.yaml
${ingress('web').replace('8081', '80')}
=== admin.yaml
${service('web-admin', '', 80)}`,
    'a name that a template fills in': `${ingress('${NAME}-svc')}---\n${service('name-svc')}`,
    'an action of the AWS load balancer': `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
      port: {name: use-annotation}
---
${service('web-svc')}`,
    'a backend that is no Service': `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    resource: {apiGroup: k8s.example.com, kind: StorageBucket, name: web}
---
${service('web-svc')}`,
    'names that a kustomization changes': `
=== kustomization.yaml
namePrefix: my-
resources: [web.yaml]
=== web.yaml
${ingress('my-web')}---
${service('web')}---
${service('my-web-svc')}`,
    'a remote base': `
=== kustomization.yaml
resources: [web.yaml, "https://example.com/base?ref=1"]
=== web.yaml
${ingress('web')}---
${service('web-svc')}`,
    'a patch that changes the Ingress': `
=== kustomization.yaml
resources: [web.yaml]
patches:
  - target: {kind: Ingress}
    patch: '[{"op": "replace", "path": "/spec/rules/0/http/paths/0/backend/service/name", "value": "web-svc"}]'
=== web.yaml
${ingress('web')}---
${service('web-svc')}`,
    'an operator that may make the Service': `${ingress('web')}---
${service('web-svc')}---
apiVersion: example.com/v1
kind: Shop
metadata:
  name: web
`,
    'a file that cannot be read and speaks of the name': `
=== ingress.yaml
${ingress('web')}---
${service('web-svc')}
=== web.jsonnet | unread: it is Jsonnet
{ kind: 'Service', metadata: { name: 'web' } }
`,
    'a Service elsewhere with the same namespace': `
=== a/ingress.yaml
${ingress('web', '\n  namespace: shop')}
=== b/c/service.yaml
${service('web', '\n  namespace: shop')}`,
    'a workspace that is still being read': { text: `${ingress('web')}---\n${service('web-svc')}`, complete: false },
  },
});

test('the name becomes that of the nearest Service, and others are offered', () => {
  checkFix(
    'ingress-backend-missing',
    `${ingress('"web" # front')}---\n${service('web-svc')}`,
    `${ingress('"web-svc" # front')}---\n${service('web-svc')}`,
  );
});

test('the port changes together with the name if the Service has another port', () => {
  const before = `${ingress('frontned')}---\n${service('frontend', '', 80)}`;
  const after = `${ingress('frontend').replace('8081', '80')}---\n${service('frontend', '', 80)}`;
  checkFix('ingress-backend-missing', before, after);
  assert.deepEqual(titlesFor('ingress-backend-missing', before), [
    'Change the name to "frontend", and the port to 80 *',
  ]);
});

test('of several ports none is preferred if nothing tells which is meant', () => {
  const ports = '    - {name: http, port: 80}\n    - {name: admin, port: 9000}\n';
  const several = service('frontend').replace('    - port: 8081\n', ports);
  assert.deepEqual(titlesFor('ingress-backend-missing', `${ingress('frontned')}---\n${several}`), [
    'Change the name to "frontend", and the port to 80',
  ]);
});
