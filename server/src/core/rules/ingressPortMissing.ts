import { originOf } from '../model/origin.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { describeResource } from '../resolve/describe.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import { ingressPortFixes } from './fixes/ingressPort.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgePortOf } from './shared/namedPort.ts';
import { isAction } from './shared/useAnnotation.ts';

export const ingressPortMissing: Rule = {
  code: 'ingress-port-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'An Ingress uses a port that its Service does not have.',
    what: `The Service of a backend exists, but none of its ports has the number or the name that the Ingress uses. The \`port\` of the Service counts, not its \`targetPort\`. Only ingress-nginx accepts a \`targetPort\` too, so that case is an *information*.

A backend with a Service and without a port is an *error*: the API server rejects it. Often the port is one level too high.`,
    why: 'The API server does not compare the two. The ingress controller answers every request for that path with 503 or with its default page.',
    fix: 'Use the number of a port of the Service, or its name if it has one.',
    silent:
      'Nothing is reported if the Service is unknown, or if something may change its ports on their way to the cluster.',
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
        number: 8000
---
${exampleService('web', 'web', { port: 80, targetPort: 8080 })}`,
      good: `spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 80
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      if (reference.role === 'ingress backend' && !isAction(reference)) {
        yield* reference.port
          ? judgePortOf(resource, reference, consequence, context, (services) => severityFor(reference, services))
          : judgeAbsence(resource, reference, context);
      }
    }
  },
  fixes: ingressPortFixes,
};

const consequence = 'Requests are answered with an error.';

/** Source: github.com/kubernetes/ingress-nginx internal/ingress/controller/controller.go serviceEndpoints. */
function severityFor({ port }: Reference, services: readonly Resource[]): 'information' | 'warning' {
  const leadsThere = services.some((each) =>
    each.service?.ports.some(({ targetPort }) => targetPort?.value === port?.written.value),
  );
  return leadsThere ? 'information' : 'warning';
}

/** Source: k8s.io/kubernetes/pkg/apis/networking/validation validateIngressBackend. */
function* judgeAbsence(resource: Resource, reference: Reference, { index }: RuleContext): Generator<Finding> {
  const isNew = resource.apiVersion === 'networking.k8s.io/v1' && reference.path.endsWith('.service.name');
  if (!isNew || deployabilityOf(resource, index).type === 'part') {
    return;
  }
  const stray = reference.strayPort
    ? ' The port is next to `service` and belongs inside it.'
    : ' Add a port with a number or a name next to the name.';
  yield {
    severity: 'error',
    message: `${describeResource(resource)} names no port of Service "${reference.name.value}": the API server rejects it.${stray}`,
    at: originOf(resource, reference.strayPort ?? reference.name),
    data: { reference, services: [] },
  };
}
