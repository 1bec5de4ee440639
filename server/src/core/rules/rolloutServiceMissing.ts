import { nameFixes } from './fixes/name.ts';
import { judgePodsOfNamed } from './namedService.ts';
import { judgeNames } from './namedTarget.ts';
import type { Rule } from './rule.ts';

export const rolloutServiceMissing: Rule = {
  code: 'rollout-service-missing',
  severity: 'warning',
  of: ['references'],
  documentation: {
    title: 'A Rollout names no Service of its pods.',
    what: 'A Service that a Rollout of Argo Rollouts names in `spec.strategy` (`canaryService`, `stableService`, `activeService`, `previewService`, `pingService`, `pongService`) is nowhere near it, and one is that is called nearly so; or the Service is there and selects pods of something else. Of a Service that selects nothing at all `service-selects-nothing` speaks.',
    why: 'The controller of Argo Rollouts looks each of these Services up, and compares its selector with the labels of the pod template. Where one is missing or asks for another label the Rollout is an InvalidSpec: it makes no pods, and of an older version that runs nothing changes.',
    mend: 'Write the name of a Service of the same namespace whose selector asks for nothing but labels of the pod template.',
    example: {
      bad: `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: shop
spec:
  selector:
    matchLabels:
      app: shop
  strategy:
    blueGreen:
      activeService: shop-activ
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: shop
---
apiVersion: v1
kind: Service
metadata:
  name: shop-active
spec:
  selector:
    app: shop
  ports:
    - port: 80
`,
      good: `spec:
  strategy:
    blueGreen:
      activeService: shop-active
`,
    },
  },
  *check(resource, context) {
    yield* judgeNames(resource, 'rollout service', words, context);
    yield* judgePodsOfNamed(resource, 'rollout service', words, context);
  },
  fixes: nameFixes,
};

// Source: argo-rollouts/rollout getReferencedService; pkg/apis/rollouts/validation ValidateService.
const words = {
  verb: 'switches the traffic of',
  consequence: 'Its controller refuses that (InvalidSpec), and makes no pods.',
  exclusive: true,
  severity: 'warning',
} as const;
