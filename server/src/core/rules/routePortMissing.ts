import { originOf } from '../model/origin.ts';
import { describeResource } from '../resolve/describe.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import { portOfServiceFixes } from './fixes/portOfService.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgePortOf } from './shared/namedPort.ts';

export const routePortMissing: Rule = {
  code: 'route-port-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A route uses a port that its Service does not have.',
    what: 'The Service of a backend exists, but none of its ports has the number that the route uses. The `port` of the Service counts, not its `targetPort`. The routes of Istio, Traefik and Contour are judged too; Traefik also takes the name of a port. The `sectionName` of a BackendTLSPolicy is the name of a port, and a route of a mesh may name a port of its parent Service. A backend of the Gateway API that is a Service and names no port is an *error*: the schema of the Gateway API rejects it.',
    why: 'The API server accepts the route, and its status says `ResolvedRefs: False`. The gateway answers requests for that backend with 500. Istio and Contour answer with 503, and Traefik leaves the route out.',
    fix: 'Use the number of a port of the Service.',
    silent:
      'Nothing is reported if the Service is unknown, or if something may change its ports on their way to the cluster.',
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
${exampleService('web', 'web', { port: 80, targetPort: 8080 })}`,
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
      if (reference.kind !== 'Service' || reference.group !== '') {
        continue;
      }
      const { role } = reference;
      if (role === 'policy target' || role === 'route parent') {
        yield* judgePortOf(resource, reference, 'It applies to no port.', context);
      } else if (role !== 'route backend') {
      } else if (reference.port) {
        yield* judgePortOf(resource, reference, consequence, context);
      } else if (
        resource.group === 'gateway.networking.k8s.io' &&
        deployabilityOf(resource, context.index).type === 'deployable'
      ) {
        // Source: sigs.k8s.io/gateway-api/apis/v1 BackendObjectReference, "Must have port for Service reference".
        yield {
          severity: 'error',
          message: `${describeResource(resource)} names no port of Service "${reference.name.value}": the API server rejects it, because a reference to a Service needs a name and a port.`,
          at: originOf(resource, reference.name),
          data: { reference, services: [] },
        };
      }
    }
  },
  fixes: portOfServiceFixes,
};

const consequence = 'Its requests are answered with an error.';
