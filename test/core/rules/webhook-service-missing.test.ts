import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const webhook = (
  name: string,
  { kind = 'ValidatingWebhookConfiguration', namespace = 'shop' } = {},
) => `apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata:
  name: shop
webhooks:
  - name: shop.example.com
    clientConfig:
      service:
        name: ${name}
        namespace: ${namespace}
        path: /validate
    admissionReviewVersions: [v1]
    sideEffects: None
`;

const service = (name: string, more = '\n  namespace: shop') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}${more}
spec:
  selector:
    app: shop
  ports:
    - port: 443
`;

const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop, labels: {app: shop}}
spec: {containers: [{name: shop, image: shop}]}
`;

/** A CustomResourceDefinition whose objects a webhook of the Service converts. */
const definition = (service: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: carts.shop.example.com
spec:
  conversion:
    strategy: Webhook
    webhook:
      conversionReviewVersions: [v1]
      clientConfig:
        service:
          name: ${service}
          namespace: shop
          path: /convert
  group: shop.example.com
  names: {kind: Cart, plural: carts}
  scope: Namespaced
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          properties:
            conversion:
              description: not a service: of the definition
`;

const code = 'webhook-service-missing';
const wrong = `shop-webhok\n#             ^^^^^^^^^^^ warning ${code}: ValidatingWebhookConfiguration "shop" calls Service "shop-webhok", which does not exist. Requests that need the webhook fail, unless its failurePolicy is Ignore. Closest match: Service "shop-webhook".`;

testRule('webhook-service-missing', {
  reports: {
    'a typing error': `${webhook(wrong)}---\n${service('shop-webhook')}${pod}`,
    'a webhook that changes objects': `${webhook(`shop-webhok\n#             ^^^^^^^^^^^ warning ${code}`, { kind: 'MutatingWebhookConfiguration' })}---
${service('shop-webhook')}${pod}`,
    'the conversion of a CustomResourceDefinition': `${definition(`shop-webhok
#               ^^^^^^^^^^^ warning ${code}: Requests for another version of its objects than the stored one fail.`)}---
${service('shop-webhook')}${pod}`,
    'a conversion after its schemas, and in a version that is no longer served': `apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata:
    name: carts.shop.example.com
spec:
    validation: {openAPIV3Schema: {properties: {conversion: {type: string}}}}
    # Another version is stored.
    conversion:
        webhookClientConfig:
            service: {name: shop-webhok, namespace: shop}
#                           ^^^^^^^^^^^ warning ${code}
---
${service('shop-webhook')}${pod}`,
    'the conversion of a CustomResourceDefinition that a kustomization deploys': `=== kustomization.yaml
namespace: shop
resources: [definition.yaml, service.yaml]
=== definition.yaml
${definition(`shop-webhok
#               ^^^^^^^^^^^ warning ${code}: Closest match: Service "shop-webhook"`)}=== service.yaml
${service('shop-webhook', '')}${pod}`,
    'an APIService': `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.shop.example.com}
spec:
  group: shop.example.com
  version: v1
  groupPriorityMinimum: 100
  versionPriority: 100
  service: {name: shop-serer, namespace: shop}
#                 ^^^^^^^^^^ warning ${code}: Its API is unavailable.
---
${service('shop-server')}${pod}`,
    'another namespace than that of the Service': `${webhook('shop-webhook', { namespace: 'system\n#                  ^^^^^^ warning webhook-service-missing: which does not exist in its namespace. Requests that need the webhook fail, unless its failurePolicy is Ignore. One exists in namespace "shop"' })}---
${service('shop-webhook')}${pod}`,
    'a name that kustomize does not change, because the Service has another one': `
=== kustomization.yaml
namePrefix: my-
namespace: shop
resources: [manifests, service]
=== manifests/kustomization.yaml
resources: [webhook.yaml]
=== manifests/webhook.yaml
${webhook(`shop-webhok\n#             ^^^^^^^^^^^ warning ${code}: Closest match: Service "my-shop-webhook"`)}
=== service/kustomization.yaml
resources: [service.yaml]
=== service/service.yaml
${service('shop-webhook', '')}${pod}`,
  },
  silent: {
    'the conversion of a CustomResourceDefinition': `${definition('shop-webhook')}---
${service('shop-webhook')}${pod}`,
    'the conversion that a kustomization moves to its namespace': `=== kustomization.yaml
namespace: other
resources: [definition.yaml, service.yaml]
=== definition.yaml
${definition('shop-webhook')}=== service.yaml
${service('shop-webhook', '')}${pod}`,
    'the word in a schema': `${definition('shop-webhook').replace(/^ {2}conversion:[\s\S]*?(?= {2}group)/m, '')}---
${service('shop-webhok')}${pod}`,
    'a Service that is there': `${webhook('shop-webhook')}---\n${service('shop-webhook')}${pod}`,
    'a Service that is nowhere': webhook('shop-webhook'),
    'a Service whose namespace kustomize changes in both': `
=== kustomization.yaml
namePrefix: my-
namespace: shop
resources: [webhook, service]
=== webhook/kustomization.yaml
resources: [webhook.yaml]
=== webhook/webhook.yaml
${webhook('webhook', { namespace: 'system' })}
=== service/kustomization.yaml
resources: [service.yaml]
=== service/service.yaml
${service('webhook', '\n  namespace: system')}${pod.replace('namespace: shop, ', '')}`,
    'a webhook that is called by a URL': `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: shop}
webhooks:
  - name: shop.example.com
    clientConfig: {url: "https://shop.example.com"}
    admissionReviewVersions: [v1]
    sideEffects: None
---
${service('shop')}${pod}`,
    'what a template fills in': `${webhook('shop-webhok', { namespace: '${NAMESPACE}' })}---\n${service('shop-webhook')}${pod}`,
  },
});

test('the name becomes that of the Service', () => {
  const rest = `---\n${service('shop-webhook')}${pod}`;
  checkFix(code, `${webhook('shop-webhok # here')}${rest}`, `${webhook('shop-webhook # here')}${rest}`);
});

test('the namespace becomes that of the Service', () => {
  const rest = `---\n${service('shop-webhook')}${pod}`;
  checkFix(code, `${webhook('shop-webhook', { namespace: 'system' })}${rest}`, `${webhook('shop-webhook')}${rest}`);
});
