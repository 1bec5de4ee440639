import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFix, problemsIn } from '../features/checkFix.ts';
import { analysisOf, testRule } from '../fixture.ts';

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

/** Each route of another controller, with `NAME` in place of the name of the Service. */
const routesOfControllers: Readonly<Record<string, string>> = {
  'a destination of a VirtualService': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: shop}
spec: {http: [{route: [{destination: {host: NAME}}]}]}
`,
  'a mirror of a VirtualService': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: shop}
spec: {http: [{mirrors: [{destination: {host: NAME}}]}]}
`,
  'a destination for TCP by its full host': `apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: {name: a, namespace: other}
spec: {tcp: [{route: [{destination: {host: NAME.shop.svc.cluster.local}}]}]}
`,
  ...Object.fromEntries(
    ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'].map((kind) => [
      `a service of an ${kind}`,
      `apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: {name: a, namespace: shop}
spec: {routes: [{services: [{name: NAME, port: 80}]}]}
`,
    ]),
  ),
  'a service of the former group of Traefik': `apiVersion: traefik.containo.us/v1alpha1
kind: IngressRoute
metadata: {name: a, namespace: shop}
spec: {routes: [{services: [{name: NAME, kind: Service, port: 80}]}]}
`,
  'a service of another namespace': `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: {name: a, namespace: edge}
spec: {routes: [{services: [{name: NAME, namespace: shop, port: 80}]}]}
`,
  'a weighted service': `apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: {name: a, namespace: shop}
spec: {weighted: {services: [{name: NAME, port: 80}]}}
`,
  'a mirrored service': `apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: {name: a, namespace: shop}
spec: {mirroring: {name: NAME, port: 80}}
`,
  'a service for errors': `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: {name: a, namespace: shop}
spec: {errors: {service: {name: NAME, port: 80}}}
`,
  'a service of an HTTPProxy': `apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: {name: a, namespace: shop}
spec: {routes: [{services: [{name: NAME, port: 80}]}]}
`,
  'a service of an HTTPProxy for TCP': `apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: {name: a, namespace: shop}
spec: {tcpproxy: {services: [{name: NAME, port: 80}]}}
`,
  'a backend of a route of Linkerd': `apiVersion: policy.linkerd.io/v1beta3
kind: HTTPRoute
metadata: {name: a, namespace: shop}
spec: {rules: [{backendRefs: [{name: NAME, port: 80}]}]}
`,
};

for (const [what, broken] of Object.entries(routesOfControllers)) {
  const rest = `---
apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
`;
  const problemsWith = (name: string) => {
    const fixture = broken.replace('NAME', name) + rest;
    return problemsIn(fixture, analysisOf(fixture)).filter(({ severity }) => severity !== 'hint');
  };
  test(`${what} is reported with a typing error, and its fix makes it right`, () => {
    assert.deepEqual(
      problemsWith('chekout').map(({ code, severity, at }) => [
        code,
        severity,
        at.document.text.slice(at.range.start, at.range.end),
      ]),
      [['route-backend-missing', 'warning', 'chekout']],
    );
    checkFix(
      'route-backend-missing',
      broken.replace('NAME', 'chekout') + rest,
      broken.replace('NAME', 'checkout') + rest,
    );
  });
  test(`${what} is not reported if it exists`, () => assert.deepEqual(problemsWith('checkout'), []));
}

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
