import { nameFixes } from './fixes/name.ts';
import { judgeName } from './namedTarget.ts';
import type { Rule } from './rule.ts';

export const routeBackendMissing: Rule = {
  code: 'route-backend-missing',
  severity: 'error',
  documentation: {
    title: 'A route of the Gateway API sends traffic to a Service that is not there.',
    what: 'The Service that a backend of an HTTPRoute, GRPCRoute, TCPRoute, TLSRoute or UDPRoute names, or a filter that mirrors requests, is nowhere near it, and one is that is called nearly so. Kustomize does not rewrite the names in routes when it gives Services a prefix or a suffix, so that breaks them. Backends of other kinds are not looked at, and nothing is said where the Service may come from something that is not read.',
    why: 'The route is accepted all the same, with `ResolvedRefs: False` in its status. Requests that it should send to that backend are answered with 500.',
    mend: 'Write the name of the Service, as its `metadata.name` has it in the cluster.',
    example: {
      bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
    - backendRefs:
        - name: web
          port: 8081
---
apiVersion: v1
kind: Service
metadata:
  name: web-svc
spec:
  selector:
    app: web
  ports:
    - port: 8081
`,
      good: `spec:
  rules:
    - backendRefs:
        - name: web-svc
          port: 8081
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      if (reference.role === 'route backend' && reference.kind === 'Service' && reference.group === '') {
        yield* judgeName(resource, reference, words, context);
      }
    }
  },
  fixes: nameFixes,
};

const words = { verb: 'sends traffic to', consequence: 'Its requests are answered with an error.' };
