import { webhookPortFixes } from './fixes/webhookPort.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgePortOf } from './shared/namedPort.ts';
import { consequenceFor } from './shared/webhook.ts';

export const webhookPortMissing: Rule = {
  code: 'webhook-port-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A webhook, a CustomResourceDefinition or an APIService calls a port that its Service does not have.',
    what: 'The Service that a ValidatingWebhookConfiguration, a MutatingWebhookConfiguration, a CustomResourceDefinition or an APIService names exists, but none of its ports has the number that is called. Without a `port` the number is 443. The `port` of the Service counts, not its `targetPort`.',
    why: 'The API server accepts the object, and cannot call the Service: "no service port 443 found". With `failurePolicy: Fail`, the default, it then rejects every request that the webhook concerns.',
    fix: 'State the number of a port of the Service, or give the Service the port 443.',
    silent:
      'Nothing is reported if the Service is unknown, or if something may change its ports on their way to the cluster.',
    example: {
      bad: `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.example.com
    clientConfig:
      service:
        name: shop
        namespace: shop
    admissionReviewVersions: [v1]
    sideEffects: None
---
${exampleService('shop', 'shop', { port: 9443 }).replace('name: shop\n', 'name: shop\n  namespace: shop\n')}`,
      good: `webhooks:
  - name: shop.example.com
    clientConfig:
      service:
        name: shop
        namespace: shop
        port: 9443
`,
    },
  },
  *check(resource, context) {
    for (const reference of resource.references) {
      if (reference.role === 'webhook service') {
        yield* judgePortOf(resource, reference, consequenceFor(resource.kind), context);
      }
    }
  },
  fixes: webhookPortFixes,
};
