import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const route = (name: string, more = '', kind = 'HTTPRoute') => `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata:
  name: shop
  namespace: shop
spec:
  rules:
    - backendRefs:
        - name: ${name}
          port: 8081${more}
`;

const service = (name: string, namespace = 'shop') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    app: web
  ports:
    - port: 8081
`;

const grant = (name: string) => `apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: shop
  namespace: other
spec:
  from:
    - {group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}
  to:
    - {group: "", kind: Service${name && `, name: ${name}`}}
`;

const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: other, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
`;

const wrong =
  'web\n#               ^^^ warning route-backend-missing: sends traffic to Service "web", which does not exist.';

testRule('route-backend-missing', {
  reports: {
    'a name without the word that the Service has': `${route(wrong)}---\n${service('web-svc')}`,
    'nothing near, as a hint': `${route('web\n#               ^^^ hint route-backend-missing: which no manifest here defines')}---
${service('database').replace('app: web', 'app: database')}`,
    'a name like it in the same file, though another directory has it in the namespace': `=== tests/routes/route.yaml
${route(wrong)}---
${service('web-svc')}=== tests/base/services/all.yaml
${service('web')}`,
    'a filter that mirrors requests, and one that asks whether they are allowed': `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  rules:
    - filters:
        - type: RequestMirror
          requestMirror:
            backendRef: {name: mirorr, port: 8081}
#                              ^^^^^^ warning route-backend-missing
        - type: ExternalAuth
          externalAuth:
            protocol: HTTP
            backendRef: {name: auht, port: 8081}
#                              ^^^^ warning route-backend-missing
      backendRefs: [{name: web-svc, port: 8081}]
---
${service('web-svc')}---
${service('mirror')}---
${service('auth')}`,
    'a route of another protocol': `${route(wrong, '', 'TCPRoute')}---\n${service('web-svc')}`,
    'a backend in another namespace': `${route(wrong, '\n          namespace: other')}---\n${service('web')}---\n${service('web-svc', 'other')}`,
    'another namespace that allows something else, in a closed world': {
      text: `${route('web', '\n          namespace: other\n#                    ^^^^^ error route-backend-missing: no ReferenceGrant there allows it')}---
${service('web', 'other')}---
${grant('api')}${pod}`,
      settings: { closedWorld: true },
    },
    'requests that are mirrored': `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  rules:
    - filters:
        - type: RequestMirror
          requestMirror:
            backendRef: {name: web, port: 8081}
#                              ^^^ warning route-backend-missing
---
${service('web-svc')}`,
    'a prefix that kustomize does not give to routes': `
=== kustomization.yaml
namePrefix: my-
resources: [web.yaml]
=== web.yaml
${route('web-server\n#               ^^^^^^^^^^ warning route-backend-missing: Closest match: Service "my-web-server".')}---
${service('web-server')}`,
  },
  silent: {
    'a name that is elsewhere in the namespace, where another file beside it has one like it': `=== tests/routes/route.yaml
${route('web')}=== tests/routes/others.yaml
${service('web-svc')}=== tests/base/services/all.yaml
${service('web')}`,
    'another namespace, which may allow it': `${route('web', '\n          namespace: other\n#                    ^^^^^ unknown route-backend-missing: no ReferenceGrant')}---
${service('web', 'other')}`,
    'another namespace that allows it': {
      text: `${route('web', '\n          namespace: other')}---\n${service('web', 'other')}---\n${grant('web')}${pod}`,
      settings: { closedWorld: true },
    },
    'another namespace that allows all': {
      text: `${route('web', '\n          namespace: other')}---\n${service('web', 'other')}---\n${grant('')}${pod}`,
      settings: { closedWorld: true },
    },
    'a Service that is there': `${route('web')}---\n${service('web')}`,
    'a backend of another kind': `${route('web', '\n          kind: InferencePool')}---\n${service('web-svc')}`,
    'a backend of another group': `${route('web', '\n          group: example.com\n          kind: Service')}---\n${service('web-svc')}`,
    'a Service that an operator may make': `${route('web')}---\n${service('web-svc')}---
apiVersion: example.com/v1
kind: Shop
metadata: {name: web, namespace: shop}
`,
  },
});

test('the name becomes that of the Service', () => {
  checkFix(
    'route-backend-missing',
    `${route('web # front')}---\n${service('web-svc')}`,
    `${route('web-svc # front')}---\n${service('web-svc')}`,
  );
});

test('a name that kustomize changed is stated in full', () => {
  const rest = `          port: 8081\n---\n${service('web-server')}`;
  const files = (name: string) => `
=== kustomization.yaml
namePrefix: my-
resources: [web.yaml]
=== web.yaml
${route(name).replace('          port: 8081\n', '')}${rest}`;
  checkFix('route-backend-missing', files('web-server'), files('my-web-server'));
});
