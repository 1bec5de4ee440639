import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const route = (parent: string, namespace = 'shop') => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
  namespace: ${namespace}
spec:
  parentRefs:
    - name: ${parent}
  rules:
    - backendRefs: [{name: web, port: 80}]
`;

const gateway = (name: string, namespace = 'shop') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  gatewayClassName: istio
  listeners:
    - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
`;

const service = `---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
`;

const code = 'route-parent-missing';

testRule('route-parent-missing', {
  reports: {
    'a typing error': `${route(
      `extrenal\n#           ^^^^^^^^ warning ${code}: HTTPRoute "shop" attaches to Gateway "extrenal", which does not exist. No request is routed by it. Closest match: Gateway "external".`,
    )}${gateway('external')}${service}`,
    'a Gateway of another namespace, which the route does not state': `${route(
      `external\n#           ^^^^^^^^ warning ${code}: which does not exist in its namespace. No request is routed by it. One exists in namespace "infra"`,
    )}${gateway('external', 'infra')}${service}`,
    'the Service of a mesh': `${route(
      `chekout\n#           ^^^^^^^ warning ${code}\n      kind: Service\n      group: ""`,
    ).replace('name: web,', 'name: web-v2,')}${service.replaceAll('name: web,', 'name: checkout,')}`,
  },
  silent: {
    'a Gateway that is there': `${route('external')}${gateway('external')}${gateway('extrenal')}${service}`,
    'a Gateway that is nowhere': `${route('external')}${service}`,
    'a Gateway whose name only begins like it': `${route('external')}${gateway('external-admin')}${service}`,
    'a Gateway of another namespace, which the route states': `${route('external\n      namespace: infra')}${gateway('external', 'infra')}${service}`,
    'a namespace that has another Gateway of that name': `${route('external\n      namespace: edge')}${gateway('external', 'infra')}${service}`,
    'a parent of another kind': `${route('extrenal\n      kind: ListenerSet')}${gateway('external')}${service}`,
    'a Gateway of Istio': `${route('extrenal\n      group: networking.istio.io')}${gateway('external')}${service}`,
  },
});

test('the name becomes that of the Gateway', () => {
  const rest = gateway('external') + service;
  checkFix(code, route('extrenal # here') + rest, route('external # here') + rest);
});

test('the namespace of the Gateway is added', () => {
  const rest = gateway('external', 'infra') + service;
  checkFix(code, route('external') + rest, route('external\n      namespace: infra') + rest);
});
