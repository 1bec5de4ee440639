import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const webhook = (port: string) => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: shop
webhooks:
  - name: shop.example.com
    clientConfig:
      service:
        name: shop${port}
        namespace: shop
    admissionReviewVersions: [v1]
    sideEffects: None
`;

const rest = (port: number) => `---
apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: shop
spec:
  selector:
    app: shop
  ports:
    - port: ${port}
---
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop, labels: {app: shop}}
spec: {containers: [{name: shop, image: shop}]}
`;

const code = 'webhook-port-missing';

testRule('webhook-port-missing', {
  reports: {
    'no port, though the Service has another one than 443': `${webhook(`\n#             ^^^^ warning ${code}: refers to port 443, which is the default, of Service "shop", which has 9443.`)}${rest(9443)}`,
    'a port that the Service does not have': `${webhook(`\n        port: 8443\n#             ^^^^ warning ${code}: refers to port 8443 of Service "shop", which has 443.`)}${rest(443)}`,
    'an APIService': `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.shop.example.com}
spec:
  group: shop.example.com
  version: v1
  groupPriorityMinimum: 100
  versionPriority: 100
  service: {name: shop, namespace: shop, port: 4443}
#                                              ^^^^ warning ${code}: Its API is unavailable.
${rest(443)}`,
    'the conversion of a CustomResourceDefinition': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: carts.shop.example.com}
spec:
  group: shop.example.com
  conversion:
    strategy: Webhook
    webhook: {clientConfig: {service: {name: shop, namespace: shop}}, conversionReviewVersions: [v1]}
#                                            ^^^^ warning ${code}: refers to port 443, which is the default
${rest(9443)}`,
  },
  silent: {
    'the default port': `${webhook('')}${rest(443)}`,
    'the port of the Service': `${webhook('\n        port: 9443')}${rest(9443)}`,
    'a Service that is not here': webhook('\n        port: 9443'),
    'what a template fills in': `${webhook('\n        port: ${PORT}')}${rest(9443)}`,
  },
});

test('the port of the Service is added', () => {
  checkFix(code, `${webhook('')}${rest(9443)}`, `${webhook('\n        port: 9443')}${rest(9443)}`);
});

test('the port becomes that of the Service', () => {
  checkFix(code, `${webhook('\n        port: 443')}${rest(9443)}`, `${webhook('\n        port: 9443')}${rest(9443)}`);
});
