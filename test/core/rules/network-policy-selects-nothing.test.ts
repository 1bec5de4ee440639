import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const policy = (name: string, selector: string, rest = '') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
spec:
  podSelector:
    matchLabels:
      ${selector}
${rest}`;

const peer = (selector: string, more = '') => `  ingress:
    - from:
        - podSelector:
            matchLabels:
              ${selector}
${more}`;

/** A peer with both selectors: its pods are in namespace `shop`. */
const inShop = (selector: string) =>
  peer(selector, '          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}\n');

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      name: ${name}
  template:
    metadata:
      labels:
        name: ${name}
    spec:
      containers:
        - name: ${name}
          image: nginx
`;

const cart =
  'name: cart\n#           ^^^^ warning network-policy-selects-nothing: selects no pods: no pod template has name=cart.';

/** Policies for `carts` and `orders`; the second one selects the pods of the first. */
const copied = (drawing: string, name = 'orders-netpol', rest = '') =>
  [
    policy('carts', 'name: carts', '  ingress: []\n'),
    policy(
      name,
      drawing === '' ? 'name: carts' : `name: carts\n#           ^^^^^ ${drawing}`,
      rest || '  egress: []\n',
    ),
    deployment('carts'),
    deployment('orders'),
  ].join('---\n');

testRule('network-policy-selects-nothing', {
  reports: {
    'the selector of another policy': copied(
      'information network-policy-selects-nothing: NetworkPolicy "orders-netpol" selects Deployment "carts", as NetworkPolicy "carts" does with the same selector, and no NetworkPolicy here selects Deployment "orders"',
    ),
    'a typing error': `${policy('carts', cart)}---\n${deployment('carts')}`,
    'a typing error in a file of its own, beside a sibling': `
=== all.yaml
${deployment('carts')}---
${deployment('carts-db')}
=== policy.yaml
${policy('web', cart)}`,
    'a peer': `${policy(
      'orders',
      'name: orders',
      peer('name: cart\n#                   ^^^^ warning network-policy-selects-nothing: allows no pods here'),
    )}---
${deployment('carts')}---
${deployment('orders')}`,
    'a peer that traffic goes to': `${policy(
      'orders',
      'name: orders',
      `  egress:
    - to:
        - podSelector: {matchLabels: {name: cart}}
#                                           ^^^^ warning network-policy-selects-nothing
`,
    )}---
${deployment('carts')}---
${deployment('orders')}`,
    'a peer that is, but for a letter, what the policy is about': `${policy(
      'carts-service',
      'name: carts-service',
      peer(
        'name: carts-servise\n#                   ^^^^^^^^^^^^^ warning network-policy-selects-nothing: allows no pods here',
      ),
    )}---
${deployment('carts-service')}`,
    'a peer that a kustomization gives the labels of its own pods': `
=== kustomization.yaml
resources: [all.yaml]
commonLabels: {part-of: carts}
=== all.yaml
${policy(
  'carts',
  'name: carts',
  peer(
    'app: carts-db\n#             ^^^ warning network-policy-selects-nothing: no pod template has app=carts-db, part-of=carts',
  ),
)}---
${deployment('carts')}`,
    'a peer whose namespaceSelector is empty to the API server': `${policy(
      'orders',
      'name: orders',
      peer(
        'name: cart\n#                   ^^^^ warning network-policy-selects-nothing: allows no pods here',
        '          namespaceSelector:\n',
      ),
    )}---
${deployment('carts')}---
${deployment('orders')}`,
    'labels where matchLabels belongs': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: carts}
spec:
  podSelector:
    name: carts
#   ^^^^ error network-policy-selects-nothing: name is not a field of a label selector
---
${deployment('carts')}`,
    'a pair too many, where nothing else has the others': `${policy(
      'carts',
      '{name: carts, tier: shop}\n#                   ^^^^ warning network-policy-selects-nothing: selects no pods',
    )}---
${deployment('carts')}---
${deployment('orders')}`,
    'a key that is mistyped': `${policy('carts', 'nmae: carts\n#     ^^^^ warning network-policy-selects-nothing')}---
${deployment('carts')}---
${deployment('orders')}`,
    'a directory of policies whose workloads stand above': `
=== all.yaml
${deployment('carts')}---
${deployment('orders')}
=== policies/orders.yaml
${policy('orders', 'name: orders')}
=== policies/carts.yaml
${policy('carts', cart)}`,
    'a peer that states the namespace by name, where the pods of that namespace have other labels': `${policy('orders', 'name: orders', inShop('name: cart\n#                   ^^^^ warning network-policy-selects-nothing: allows no pods here'))}---
${deployment('carts').replace('name: carts', 'name: carts\n  namespace: shop')}---
${deployment('orders')}`,
    'a peer with a typing error in an expression': `${policy('orders', 'name: orders')}  ingress:
    - from:
        - podSelector: {matchExpressions: [{key: name, operator: In, values: [cart]}]}
#                                                                             ^^^^ warning network-policy-selects-nothing: no pod template has name In (cart)
---
${deployment('carts')}---
${deployment('orders')}`,
  },
  silent: {
    'a peer whose pods are in the namespace that it states': `${policy('orders', 'name: orders', inShop('name: carts'))}---
${deployment('carts').replace('name: carts', 'name: carts\n  namespace: shop')}---
${deployment('orders')}`,
    'a peer that states another namespace than that of the pods with similar labels': `${policy('orders', 'name: orders', inShop('name: cart'))}---
${deployment('carts').replace('name: carts', 'name: carts\n  namespace: store')}---
${deployment('orders')}`,
    'two peers, of which one is for pods and one for namespaces': `${policy('orders', 'name: orders', inShop('name: carts').replace('          namespaceSelector', '        - namespaceSelector'))}---
${deployment('carts')}---
${deployment('orders')}`,
    'two policies of one workload, one of which is called after a workload that it lets through': copied(
      '',
      'allow-orders',
      peer('name: orders'),
    ),
    'a policy about all pods beside it': `${copied('')}---
${policy('all', '').replace('\n    matchLabels:\n      \n', ' {}\n')}`,
    'labels that are there': `${policy('carts', 'name: carts', peer('name: orders'))}---
${deployment('carts')}---
${deployment('orders')}`,
    'all pods': `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
${deployment('carts')}`,
    'a peer in another namespace': `${policy('orders', 'name: orders', peer('name: cart', '          namespaceSelector: {}\n'))}---
${deployment('carts')}---
${deployment('orders')}`,
    'a directory of policies without company': `
=== all.yaml
${deployment('carts')}
=== policies/carts.yaml
${policy('cart', 'name: cart')}`,
    'a peer that is only called like what the policy is about': `${policy('carts-api', 'name: carts-api', peer('name: carts'))}---
${deployment('carts-api')}`,
    'a peer that shares a label with what the policy is about': `${policy('carts-api', 'name: carts-api', peer('{app: carts, tier: shop}'))}---
${deployment('carts-api').replace('        name: carts-api\n', '        name: carts-api\n        tier: shop\n')}`,
    'a peer that is installed as a release, wherever that stands': `
=== shop/carts.yaml
${policy('orders', 'name: orders', peer('{app: carts, tier: shop}'))}---
${deployment('carts-api').replace('        name: carts-api\n', '        name: carts-api\n        tier: shop\n')}
=== releases/web/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: carts}
spec: {}`,
    'a sibling that is called alike': `${policy('carts-db', 'name: carts-db')}---\n${deployment('carts')}`,
    'a pair too many, where several have the others': `
=== shop/all.yaml
${policy('all', '{part-of: shop, tier: back}')}---
${deployment('carts').replace('        name: carts\n', '        name: carts\n        part-of: shop\n')}
=== orders.yaml
${deployment('orders').replace('        name: orders\n', '        name: orders\n        part-of: shop\n')}`,
    'what merely shares a label': `${policy('db', '{part-of: shop, name: storage}')}---
${deployment('carts').replace('        name: carts\n', '        name: carts\n        part-of: shop\n')}`,
    'nothing near': `${policy('carts', 'name: carts')}---\n${deployment('orders')}`,
  },
});

test('the one value that is wrong is changed', () => {
  checkFix(
    'network-policy-selects-nothing',
    `${policy('carts', 'name: cart')}---\n${deployment('carts')}`,
    `${policy('carts', 'name: carts')}---\n${deployment('carts')}`,
  );
});

test('labels are moved into matchLabels', () => {
  const right = policy('carts', 'name: carts');
  checkFix(
    'network-policy-selects-nothing',
    `${right.replace('    matchLabels:\n      name', '    name')}---\n${deployment('carts')}`,
    `${right}---\n${deployment('carts')}`,
  );
});
