import { nameFixes } from './fixes/name.ts';
import { judgeName } from './namedTarget.ts';
import type { Rule } from './rule.ts';
import { isAction } from './useAnnotation.ts';

export const ingressBackendMissing: Rule = {
  code: 'ingress-backend-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'An Ingress sends requests to a Service that is not there.',
    what: 'The Service that a backend of an Ingress names is nowhere near it, and one is that is called nearly so; or the one of that name is in another namespace, where no Ingress looks, beside others that this one finds. Nothing is said where the Service may come from something that is not read, where a name changes on its way to the cluster, and about the actions of the AWS load balancer (`use-annotation`).',
    why: 'The Ingress is accepted all the same. Its controller answers every request for that path with 503 or with its default page.',
    mend: 'Write the name of the Service, as its `metadata.name` has it.',
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
