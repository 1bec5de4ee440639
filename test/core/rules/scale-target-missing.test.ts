import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const autoscaler = (name: string, target: string, kind = 'Deployment') => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: ${kind}
    name: ${target}
`;

const scaledObject = (target: string) => `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: web
spec:
  scaleTargetRef:
    name: ${target}
`;

const workload = (name: string, kind = 'Deployment', apiVersion = 'apps/v1') => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: web
          image: nginx
`;

const cart = 'cart\n#         ^^^^ warning scale-target-missing: It scales nothing. Closest match: Deployment "carts".';

testRule('scale-target-missing', {
  reports: {
    'a typing error': `${autoscaler('carts', cart)}---\n${workload('carts')}`,
    'another kind': `${autoscaler('web', 'web', 'Deployment\n#         ^^^^^^^^^^ warning scale-target-missing: There is a StatefulSet "web".')}---
${workload('web', 'StatefulSet')}`,
    'a ScaledObject, which means a Deployment': `${scaledObject('web-deployment\n#         ^^^^^^^^^^^^^^ warning scale-target-missing')}---
${workload('web')}`,
    'a workload that is there, in a group that is not stated': `${autoscaler('web', 'web', `Deployment\n#         ^^^^^^^^^^ warning scale-target-missing: Write apiVersion: apps/v1.`).replace('    apiVersion: apps/v1\n', '')}---
${autoscaler('api', 'api', `Deployment\n#         ^^^^^^^^^^ warning scale-target-missing`).replace('apiVersion: apps/v1', 'apiVersion: v1')}---
${workload('web')}---
${workload('api')}`,
    'a directory of autoscalers whose workloads stand above': `
=== all.yaml
${workload('carts')}---
${workload('orders')}
=== autoscaling/orders.yaml
${autoscaler('orders', 'orders')}
=== autoscaling/cart.yaml
${autoscaler('cart', cart)}`,
  },
  silent: {
    'a workload that is there': `${autoscaler('web', 'web')}---\n${workload('web')}`,
    'a ScaledObject of one that is there': `${scaledObject('web')}---\n${workload('web')}`,
    'an older API group': `${autoscaler('web', 'web')}---\n${workload('web', 'Deployment', 'extensions/v1beta1')}`,
    'a group that is filled in, and a kind that the core group has': `${autoscaler('web', 'web').replace('apiVersion: apps/v1', 'apiVersion: $API')}---
${autoscaler('api', 'api', 'ReplicationController').replace('    apiVersion: apps/v1\n', '')}---
${workload('web')}---
${workload('api', 'ReplicationController', 'v1').replace('    matchLabels:\n  ', '')}`,
    'a custom resource': `${autoscaler('web', 'web', 'Cluster').replace('apps/v1', 'example.com/v1')}`,
    'a workload that another autoscaler names': `${autoscaler('web', 'web')}---
${autoscaler('web-worker', 'web-worker')}---
${workload('web-worker')}`,
    'a workload of a directory below, without company': `
=== cart.yaml
${autoscaler('cart', 'cart')}
=== carts/carts.yaml
${workload('carts')}`,
    'a workload that an operator makes': `${autoscaler('cart', 'cart')}---
${workload('carts')}---
apiVersion: example.com/v1
kind: Shop
metadata:
  name: shop
spec:
  parts: [cart]
`,
  },
});

test('the name becomes that of the workload', () => {
  checkFix(
    'scale-target-missing',
    `${autoscaler('carts', 'cart')}---\n${workload('carts')}`,
    `${autoscaler('carts', 'carts')}---\n${workload('carts')}`,
  );
});

test('the group becomes that of the workload', () => {
  const [right, of] = [autoscaler('web', 'web'), `---\n${workload('web')}`];
  checkFix('scale-target-missing', right.replace('    apiVersion: apps/v1\n', '') + of, right + of);
  checkFix('scale-target-missing', right.replace('apiVersion: apps/v1', 'apiVersion: v1') + of, right + of);
});

test('the kind becomes that of the workload', () => {
  checkFix(
    'scale-target-missing',
    `${autoscaler('web', 'web')}---\n${workload('web', 'StatefulSet')}`,
    `${autoscaler('web', 'web', 'StatefulSet')}---\n${workload('web', 'StatefulSet')}`,
  );
});
