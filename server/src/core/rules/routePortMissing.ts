import { describeResource } from '../index/describe.ts';
import { standingOf } from '../index/standing.ts';
import { originOf } from '../model/origin.ts';
import { portOfServiceFixes } from './fixes/portOfService.ts';
import { judgePortOf } from './namedPort.ts';
import type { Rule } from './rule.ts';

export const routePortMissing: Rule = {
  code: 'route-port-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A route of the Gateway API asks for a port that the Service does not have.',
    what: "The Service of a backend is there, and none of its ports has the number that the route asks for. It is the Service's own `port` that counts, not the `targetPort` where that leads. A backend that is a Service and names no port is an *error*: the schema of the Gateway API refuses it.",
    why: 'The route is accepted all the same, with `ResolvedRefs: False` in its status. Requests that it should send to that backend are answered with 500.',
    mend: 'Ask for a port of the Service by its number.',
    example: {
      bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
    - backendRefs:
        - name: web
          port: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
`,
      good: `spec:
  rules:
    - backendRefs:
        - name: web
          port: 80
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      if (reference.role !== 'route backend' || reference.kind !== 'Service' || reference.group !== '') {
        continue;
      }
      if (reference.port) {
        yield* judgePortOf(resource, reference, consequence, context);
      } else if (standingOf(resource, context.index).type === 'stands') {
        // Source: sigs.k8s.io/gateway-api/apis/v1 BackendObjectReference, "Must have port for Service reference".
        yield {
          severity: 'error',
          message: `${describeResource(resource)} names no port of Service "${reference.name.value}": the API server rejects it, because a Service is asked for by name and port.`,
          at: originOf(resource, reference.name),
          data: { reference, services: [] },
        };
      }
    }
  },
  fixes: portOfServiceFixes,
};

const consequence = 'Its requests are answered with an error.';
