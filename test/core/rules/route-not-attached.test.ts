import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haveCommonName } from '../../../server/src/core/resolve/attachment.ts';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

interface Route {
  readonly parent?: string;
  readonly hostnames?: string;
  readonly namespace?: string;
  readonly kind?: string;
}

const route = ({
  parent = 'external',
  hostnames = '',
  namespace = 'shop',
  kind = 'HTTPRoute',
}: Route = {}) => `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata:
  name: shop
  namespace: ${namespace}
spec:
  parentRefs:
    - name: ${parent}
${hostnames}  rules:
    - backendRefs: [{name: web, port: 80}]
`;

const gateway = (listeners: string, namespace = 'shop') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: external
  namespace: ${namespace}
spec:
  gatewayClassName: istio
  listeners:
${listeners}`;

const listener = (more = '', name = 'http', protocol = 'HTTP', port = 80) => `    - name: ${name}
      port: ${port}
      protocol: ${protocol}
${more}`;

const fromAll = '      allowedRoutes: {namespaces: {from: All}}\n';
const selecting = (labels: string) =>
  `      allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {${labels}}}}}\n`;
const hostname = (name: string) => `      hostname: "${name}"\n`;
const hostnames = (...names: readonly string[]) => `  hostnames:\n${names.map((name) => `    - ${name}\n`).join('')}`;

const service = (namespace = 'shop') => `---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: ${namespace}}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: ${namespace}, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
`;

const code = 'route-not-attached';
const inInfra = (mark = '') => route({ parent: `external${mark}\n      namespace: infra` });
const here = (message: string, severity = 'warning') => `\n#           ^^^^^^^^ ${severity} ${code}: ${message}`;

testRule('route-not-attached', {
  reports: {
    'a listener that the Gateway does not have': `${route({
      parent: `external\n      sectionName: htps\n#                  ^^^^ warning ${code}: HTTPRoute "shop" refers to listener "htps" of Gateway "external", which has 443 ("https"). The Gateway does not accept it.`,
    })}${gateway(listener('', 'https', 'HTTPS', 443))}${service()}`,
    'a port that no listener has': `${route({
      parent: `external\n      port: 8443\n#           ^^^^ warning ${code}: refers to listener 8443 of Gateway`,
    })}${gateway(listener('', 'https', 'HTTPS', 443))}${service()}`,
    'a kind that the protocol does not have': `${route({
      parent: `external${here('HTTPRoute "shop" attaches to Gateway "external", but its listener "tcp" allows no HTTPRoute (its protocol is TCP).')}`,
    })}${gateway(listener('', 'tcp', 'TCP'))}${service()}`,
    'a kind that the listener does not allow': `${route({
      parent: `external${here('its listener "http" allows no HTTPRoute.')}`,
    })}${gateway(listener('      allowedRoutes: {kinds: [{kind: GRPCRoute}]}\n'))}${service()}`,
    'another namespace, though the Gateway allows only its own': `${inInfra(here('its listener "http" allows only routes of the namespace "infra", and the route is in "shop".'))}${gateway(listener(), 'infra')}${service()}`,
    'a namespace that a selector of names leaves out': `${inInfra(here('allows no routes of the namespace "shop"'))}${gateway(listener(selecting('kubernetes.io/metadata.name: other')), 'infra')}${service()}`,
    'a namespace without the label': `${inInfra(here('allows only namespaces with other labels than "shop" has here', 'information'))}${gateway(listener(selecting('access: "yes"')), 'infra')}${service()}---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`,
    'a hostname that no listener has': `${route({
      hostnames: hostnames(
        `shop.example.com\n#     ^^^^^^^^^^^^^^^^ warning ${code}: no hostname of the route matches that of its listener "http" (*.example.org).`,
      ),
    })}${gateway(listener(hostname('*.example.org')))}${service()}`,
    'the name without a label in front, which the wildcard does not have': `${route({
      hostnames: hostnames(`example.org\n#     ^^^^^^^^^^^ warning ${code}`),
    })}${gateway(listener(hostname('*.example.org')))}${service()}`,
    'listeners with different reasons': `${route({ parent: `external${here('none of its listeners allows', 'information')}`, hostnames: hostnames('shop.example.com') })}${gateway(`${listener(hostname('example.org'))}${listener('', 'tcp', 'TCP', 90)}`)}${service()}`,
  },
  silent: {
    'a listener by its name': `${route({ parent: 'external\n      sectionName: http' })}${gateway(listener())}${service()}`,
    'a listener by its port': `${route({ parent: 'external\n      port: 80' })}${gateway(listener())}${service()}`,
    'one of two listeners': `${route({ hostnames: hostnames('shop.example.com') })}${gateway(`${listener(hostname('example.org'))}${listener(hostname('*.example.com'), 'more', 'HTTP', 8080)}`)}${service()}`,
    'another namespace that the Gateway allows': `${inInfra()}${gateway(listener(fromAll), 'infra')}${service()}`,
    'a namespace that a selector names': `${inInfra()}${gateway(listener(selecting('kubernetes.io/metadata.name: shop')), 'infra')}${service()}`,
    'a namespace whose labels are unknown': `${inInfra()}${gateway(listener(selecting('access: "yes"')), 'infra')}${service()}`,
    'a namespace with the label': `${inInfra()}${gateway(listener(selecting('access: "yes"')), 'infra')}${service()}---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {access: "yes"}}
`,
    'a route that states no namespace': `${route({ namespace: '' }).replace('  namespace: \n', '')}${gateway(listener(), 'infra')}${service()}`,
    'a hostname below a wildcard': `${route({ hostnames: hostnames('shop.example.com', 'other.org') })}${gateway(listener(hostname('*.example.com')))}${service()}`,
    'a hostname that a template fills in': `${route({ hostnames: hostnames('${HOST}') })}${gateway(listener(hostname('*.example.com')))}${service()}`,
    'listeners that a patch may change': `
=== kustomization.yaml
resources: [shop.yaml]
components: [more]
=== shop.yaml
${route({ hostnames: hostnames('shop.example.com') })}${gateway(listener(hostname('*.example.org')))}${service()}
=== more/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: {kind: Gateway}
    patch: |
      - {op: replace, path: /spec/listeners/0/hostname, value: "*.example.com"}
`,
    'a Gateway that is not here': `${route({ parent: 'external\n      sectionName: htps' })}${service()}`,
  },
});

test('hostnames have a name in common if one is the other, or below its wildcard', () => {
  const common = [
    ['a.example.com', 'a.example.com'],
    ['A.Example.com', 'a.example.com'],
    ['a.example.com', '*.example.com'],
    ['a.b.example.com', '*.example.com'],
    ['*.example.com', '*.example.com'],
    ['*.b.example.com', '*.example.com'],
  ] as const;
  const apart = [
    ['example.com', '*.example.com'],
    ['a.example.com', 'b.example.com'],
    ['*.a.example.com', '*.b.example.com'],
    ['aexample.com', '*.example.com'],
  ] as const;
  for (const [a, b] of common) {
    assert.ok(haveCommonName(a, b) && haveCommonName(b, a), `${a} ${b}`);
  }
  for (const [a, b] of apart) {
    assert.ok(!haveCommonName(a, b) && !haveCommonName(b, a), `${a} ${b}`);
  }
});

test('the listener becomes the one of the Gateway', () => {
  const rest = gateway(listener('', 'https', 'HTTPS', 443)) + service();
  checkFix(
    code,
    route({ parent: 'external\n      sectionName: htps # here' }) + rest,
    route({ parent: 'external\n      sectionName: https # here' }) + rest,
  );
});

test('the port becomes that of the listener', () => {
  const rest = gateway(listener('', 'https', 'HTTPS', 443)) + service();
  checkFix(
    code,
    route({ parent: 'external\n      port: 8443' }) + rest,
    route({ parent: 'external\n      port: 443' }) + rest,
  );
});

test('the hostname becomes that of the listener', () => {
  const rest = gateway(listener(hostname('shop.example.com'))) + service();
  checkFix(
    code,
    route({ hostnames: hostnames('shp.example.com') }) + rest,
    route({ hostnames: hostnames('shop.example.com') }) + rest,
  );
});

test('the Gateway allows all namespaces on request', () => {
  const text = (more: string) => `${inInfra()}${gateway(listener(more), 'infra')}${service()}`;
  checkFix(
    code,
    text(''),
    text('      allowedRoutes:\n        namespaces:\n          from: All\n'),
    'Allow routes of all namespaces',
  );
});
