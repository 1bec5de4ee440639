import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const rollout = (strategy: string, name = 'shop', app = name) => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${app}
  strategy:
${strategy}  template:
    metadata:
      labels:
        app: ${app}
    spec:
      containers:
        - name: shop
          image: shop
`;

const service = (name: string, app = 'shop') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${app}
  ports:
    - port: 80
`;

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
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
        - name: ${name}
          image: ${name}
`;

const blueGreen = (active: string, preview: string) => `    blueGreen:
      activeService: ${active}
      previewService: ${preview}
`;
const canary = (stable: string, other: string) => `    canary:
      stableService: ${stable}
      canaryService: ${other}
`;
const both = `${service('shop-active')}---\n${service('shop-preview')}`;

testRule('rollout-service-missing', {
  reports: {
    'a typing error': `${rollout(
      blueGreen(
        'shop-activ\n#                    ^^^^^^^^^^ warning rollout-service-missing: which does not exist. Its controller rejects this (InvalidSpec) and creates no pods. Closest match: Service "shop-active".',
        'shop-preview',
      ),
    )}---\n${both}`,
    'Services that take turns': `${rollout(
      '    canary:\n      pingPong:\n        pingService: shop-pingg\n#                    ^^^^^^^^^^ warning rollout-service-missing: Closest match: Service "shop-ping".\n        pongService: shop-pong\n',
    )}---\n${service('shop-ping')}---\n${service('shop-pong')}`,
    'a Service of something else': `${rollout(
      canary(
        'cart\n#                    ^^^^ warning rollout-service-missing: which selects app=cart and not its pods (app=shop).',
        'shop-canary',
      ),
    )}---\n${service('cart', 'cart')}---\n${service('shop-canary')}---\n${deployment('cart')}`,
    'a pair the other half of which is typed wrong': `${rollout(
      canary(
        'shop-stable',
        'shop-canari\n#                    ^^^^^^^^^^^ warning rollout-service-missing: Closest match: Service "shop-canary".',
      ),
    )}---\n${service('shop-stable')}---\n${service('shop-canary')}`,
  },
  silent: {
    'Services that are there': `${rollout(blueGreen('shop-active', 'shop-preview'))}---\n${both}`,
    'no strategy that names any': `${rollout('    canary: {}\n')}---\n${service('shop-canary')}`,
    'nothing near that is called so': `${rollout(blueGreen('shop-active', 'shop-preview'))}---\n${service('orders', 'orders')}---
${deployment('orders')}`,
    'the Service that it names as the other one already': `${rollout(canary('shop', 'shop-canary'))}---\n${service('shop')}`,
    'a name that a template fills in': `${rollout(blueGreen('shop-${COLOUR}', 'shop-preview'))}---\n${both}`,
    'a Rollout of another group': `${rollout(blueGreen('shop-activ', 'shop-preview')).replace('argoproj.io', 'rollouts.example.com')}---\n${both}`,
    'a Service that selects nothing, of which another rule speaks': `${rollout(canary('shop-stable', 'shop-canary'))}---
${service('shop-stable')}---
${service(
  'shop-canary',
  'shopp\n#        ^^^^^ warning service-selects-nothing: no pod template has app=shopp. Closest match: Rollout "shop"',
)}`,
    'one that another Rollout names': `${rollout(canary('shop-stable', 'shop-canary'))}---
${rollout(canary('shop-stables', 'shop-canarys'), 'shops', 'shops')}---
${service('shop-stable')}---
${service('shop-canary')}---
${service('shop-stables', 'shops')}---
${service('shop-canarys', 'shops')}`,
  },
});

test('the name becomes that of the Service', () => {
  checkFix(
    'rollout-service-missing',
    `${rollout(blueGreen('shop-activ # what users see', 'shop-preview'))}---\n${both}`,
    `${rollout(blueGreen('shop-active # what users see', 'shop-preview'))}---\n${both}`,
  );
});
