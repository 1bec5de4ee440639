import type { Resource } from '../model/resource.ts';
import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgeNames } from './shared/namedTarget.ts';
import { consequenceFor } from './shared/webhook.ts';

export const webhookServiceMissing: Rule = {
  code: 'webhook-service-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A webhook, a CustomResourceDefinition or an APIService calls a Service that does not exist.',
    what: 'The `clientConfig.service` of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration, the `conversion.webhook.clientConfig.service` of a CustomResourceDefinition, or the `spec.service` of an APIService, names a Service that does not exist within reach, while one with a similar name does, or while a Service of this name is in another namespace.',
    why: 'The API server accepts the object, and cannot call the Service. With `failurePolicy: Fail`, the default, it then rejects every request that the webhook concerns. Objects of a CustomResourceDefinition can be read and written only in the version in which they are stored. The API of an APIService is unavailable, which also blocks the deletion of namespaces.',
    fix: 'Write the name and the namespace of the Service.',
    silent:
      'Operators are often split over several files, so nothing is reported without a similar Service. A webhook that is called by a URL is not judged, nor is a conversion that a patch of a kustomization adds.',
    example: {
      bad: `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.example.com
    clientConfig:
      service:
        name: shop-webhok
        namespace: shop
    admissionReviewVersions: [v1]
    sideEffects: None
---
${exampleService('shop-webhook', 'shop', { port: 443 }).replace('name: shop-webhook', 'name: shop-webhook\n  namespace: shop')}`,
      good: `webhooks:
  - name: shop.example.com
    clientConfig:
      service:
        name: shop-webhook
        namespace: shop
`,
    },
  },
  check: (resource, context) => judgeNames(resource, 'webhook service', wordsFor(resource), context),
  fixes: nameFixes,
};

function wordsFor({ kind }: Resource): { readonly verb: string; readonly consequence: string } {
  return { verb: 'calls', consequence: consequenceFor(kind) };
}
