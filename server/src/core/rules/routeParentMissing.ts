import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgeName } from './shared/namedTarget.ts';
import { leastForNeeds } from './shared/podNeeds.ts';

export const routeParentMissing: Rule = {
  code: 'route-parent-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A Gateway API route refers to a Gateway that does not exist.',
    what: 'A `parentRefs` item of a route names a Gateway, or in a mesh a Service, that does not exist within reach, while one with a similar name does. Or the Gateway is in another namespace, which the item does not state.',
    why: 'The API server accepts the route, and no controller attaches it to anything: its status stays empty, and no request is routed by it.',
    fix: 'Write the name of the Gateway as in its `metadata.name`, and its `namespace` if it is not in the namespace of the route.',
    silent:
      'Gateways are often in another repository, so nothing is reported without a similar name. Parents of other kinds are not judged.',
    example: {
      bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  parentRefs:
    - name: extrenal
  rules:
    - backendRefs:
        - name: web
          port: 80
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: external
spec:
  gatewayClassName: istio
  listeners:
    - name: http
      port: 80
      protocol: HTTP
---
${exampleService('web', 'web', { port: 80 })}`,
      good: `spec:
  parentRefs:
    - name: external
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      const { role, group, kind } = reference;
      const isService = group === '' && kind === 'Service';
      if (role === 'route parent' && (isService || (group === gatewayGroup && kind === 'Gateway'))) {
        yield* judgeName(resource, reference, words, context);
      }
    }
  },
  fixes: nameFixes,
};

const gatewayGroup = 'gateway.networking.k8s.io';
const words = { verb: 'attaches to', consequence: 'No request is routed by it.', least: leastForNeeds };
