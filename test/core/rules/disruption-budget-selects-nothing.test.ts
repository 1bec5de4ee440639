import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const budget = (selector: string, more = '') => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: carts${more}
spec:
  minAvailable: 1
  selector:
    matchLabels:
      ${selector}
`;

const deployment = (name: string, labels = `{app: ${name}}`, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}${more}
spec:
  selector:
    matchLabels: ${labels}
  template:
    metadata:
      labels: ${labels}
    spec:
      containers:
        - name: ${name}
          image: nginx
`;

/** A budget with one expression. */
const expressed = (expression: string) =>
  budget('').replace(/matchLabels:\n.*\n/, `matchExpressions:\n      - ${expression}\n`);

const wrong = 'app: cart\n#          ^^^^ warning disruption-budget-selects-nothing: no pod template has app=cart';

/** Budgets of `carts` and `orders`; the second one protects the pods of the first. */
const copied = (drawing: string, name = 'orders-pdb') =>
  [
    budget('app: carts'),
    budget(drawing === '' ? 'app: carts' : `app: carts\n#          ^^^^^ ${drawing}`).replace('carts', name),
    deployment('carts'),
    deployment('orders'),
  ].join('---\n');

testRule('disruption-budget-selects-nothing', {
  reports: {
    'the selector of another budget': copied(
      'information disruption-budget-selects-nothing: PodDisruptionBudget "orders-pdb" protects Deployment "carts", as PodDisruptionBudget "carts" does with the same selector, and no PodDisruptionBudget here protects Deployment "orders"',
    ),
    'a typing error': `${budget(wrong)}---\n${deployment('carts')}`,
    'a selector of which expressions narrow what nothing has': `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: carts
spec:
  selector:
    matchExpressions: [{key: tier, operator: Exists}]
    matchLabels:
      ${wrong}
---
${deployment('carts')}`,
    'an expression with a typing error': `${expressed(`{key: app, operator: In, values: [cart]}
#                                         ^^^^ warning disruption-budget-selects-nothing: no pod template has app In (cart). While nodes are drained all of them may be evicted at once. Closest match: Deployment "carts" (app=carts).`)}---
${deployment('carts')}`,
    'an expression of several values, of which none is right': `${expressed(`{key: app, operator: In, values: [zephyr, cart]}
#                                                 ^^^^ warning disruption-budget-selects-nothing: no pod template has app In (zephyr, cart)`)}---
${deployment('carts')}`,
    'a key that has to exist, with a typing error': `${expressed(`{key: ap, operator: Exists}
#             ^^ warning disruption-budget-selects-nothing: no pod template has ap Exists`)}---
${deployment('carts')}`,
    'labels that are there in another namespace': `${budget('app: carts', '\n  namespace: shop').replace('namespace: shop', 'namespace: shop\n#            ^^^^ information disruption-budget-selects-nothing: PodDisruptionBudget "carts" protects no pods: Deployment "carts" has app=carts, but in namespace "store", and it selects only in its own, namespace "shop". While nodes')}---
${deployment('carts', '{app: carts}', '\n  namespace: store')}`,
    'the labels under another key': `${budget(
      'application: carts\n#     ^^^^^^^^^^^ warning disruption-budget-selects-nothing: Closest match: Deployment "carts" (app=carts)',
    )}---
${deployment('carts')}`,
    'a closed world': {
      text: budget('app: other\n#          ^^^^^ error disruption-budget-selects-nothing'),
      settings: { closedWorld: true },
    },
  },
  silent: {
    'the selector of another budget, and a name of no workload': copied('', 'all'),
    'expressions that match': `${expressed('{key: app, operator: In, values: [carts, orders]}')}---
${deployment('carts')}`,
    'a key that exists': `${expressed('{key: app, operator: Exists}')}---\n${deployment('carts')}`,
    'an expression that excludes, beside pods that it does not exclude': `${expressed('{key: app, operator: NotIn, values: [cart]}')}---
${deployment('carts')}`,
    'an expression that excludes what is near': `${expressed('{key: app, operator: In, values: [cart]}\n      - {key: app, operator: DoesNotExist}')}---
${deployment('carts')}`,
    'an expression that a template fills in': `${expressed('{key: app, operator: In, values: ["${APP}"]}')}---
${deployment('carts')}`,
    'labels in another namespace, where another budget selects them': `${budget('app: carts', '\n  namespace: shop')}---
${budget('app: carts', '\n  namespace: store')}---
${deployment('carts', '{app: carts}', '\n  namespace: store')}`,
    'labels that are there': `${budget('app: carts')}---\n${deployment('carts')}`,
    'all pods': budget('').replace('matchLabels:', '{}'),
    'labels that a controller adds': `${budget('statefulset.kubernetes.io/pod-name: carts-0')}---
${deployment('carts').replace('Deployment', 'StatefulSet')}`,
    'a value that is a part of another': `${budget('app: worker')}---\n${deployment('web-worker')}`,
    'a workload of another namespace': `${budget('app: cart', '\n  namespace: a')}---
${deployment('carts', '{app: carts}', '\n  namespace: b')}`,
    'what a template fills in': `${budget('app: ${NAME}')}---\n${deployment('carts')}`,
    'pods of an operator': `${budget('app: cart')}---\n${deployment('carts')}---
apiVersion: example.com/v1
kind: Shop
metadata:
  name: cart
`,
    'labels that a kustomization fixes': `
=== kustomization.yaml
resources: [web.yaml]
patches:
  - patch: '[{"op": "replace", "path": "/spec/selector/matchLabels/app", "value": "carts"}]'
    target: {kind: PodDisruptionBudget}
=== web.yaml
${budget('app: cart')}---
${deployment('carts')}`,
    'a workspace that is still being read': {
      text: `${budget('app: cart')}---\n${deployment('carts')}`,
      complete: false,
    },
  },
});

test('the one value that is wrong is changed', () => {
  checkFix(
    'disruption-budget-selects-nothing',
    `${budget('app: cart # pods')}---\n${deployment('carts')}`,
    `${budget('app: carts # pods')}---\n${deployment('carts')}`,
  );
});

test('labels under another key are copied', () => {
  checkFix(
    'disruption-budget-selects-nothing',
    `${budget('application: carts')}---\n${deployment('carts')}`,
    `${budget('app: carts')}---\n${deployment('carts')}`,
  );
});

test('an expression gets the value or the key that is there', () => {
  const fixed = `${expressed('{key: app, operator: In, values: [carts]}')}---\n${deployment('carts')}`;
  for (const wrong of [
    '{key: app, operator: In, values: [cart]}',
    '{key: application, operator: In, values: [carts]}',
  ]) {
    checkFix('disruption-budget-selects-nothing', `${expressed(wrong)}---\n${deployment('carts')}`, fixed);
  }
});

test('the namespace becomes that of the pods', () => {
  const of = (namespace: string) =>
    `${budget('app: carts', `\n  namespace: ${namespace}`)}---\n${deployment('carts', '{app: carts}', '\n  namespace: store')}`;
  checkFix('disruption-budget-selects-nothing', of('shop'), of('store'));
});
