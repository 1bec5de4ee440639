import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgeName } from './shared/namedTarget.ts';
import { isAction } from './shared/useAnnotation.ts';

export const ingressBackendMissing: Rule = {
  code: 'ingress-backend-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'An Ingress refers to a Service that does not exist.',
    what: 'A backend of an Ingress names a Service that does not exist within reach, while a Service with a similar name does. Or the Service exists only in another namespace, where an Ingress does not look, while other backends of the same Ingress resolve.',
    why: 'The API server accepts it all the same. The ingress controller answers every request for that path with 503 or with its default page.',
    fix: 'Write the name of the Service as in its `metadata.name`.',
    silent:
      'Nothing is reported if the Service may come from something that is not read, or if its name changes on its way to the cluster. Actions of the AWS load balancer (`use-annotation`) are not references.',
    example: {
      bad: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 8081
---
${exampleService('web-svc', 'web', { port: 8081 })}`,
      good: `spec:
  defaultBackend:
    service:
      name: web-svc
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      if (reference.role === 'ingress backend' && !isAction(reference)) {
        yield* judgeName(resource, reference, words, context);
      }
    }
  },
  fixes: nameFixes,
};

const words = { verb: 'sends requests to', consequence: 'They are answered with an error.' };
