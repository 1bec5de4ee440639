import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgePodsOfNamed } from './shared/namedService.ts';
import { judgeNames } from './shared/namedTarget.ts';

export const rolloutServiceMissing: Rule = {
  code: 'rollout-service-missing',
  severity: 'warning',
  of: ['references'],
  documentation: {
    title: 'A Rollout names no Service that selects its pods.',
    what: 'The `spec.strategy` of an Argo Rollouts Rollout names a Service (`canaryService`, `stableService`, `activeService`, `previewService`, `pingService`, `pongService`) that does not exist within reach, while one with a similar name does. Or the Service exists and selects the pods of something else.',
    why: 'The controller of Argo Rollouts looks up each of these Services and compares its selector with the labels of the pod template. If one is missing or its selector asks for another label, the Rollout is an InvalidSpec: the controller creates no pods, and a running version stays unchanged.',
    fix: 'Write the name of a Service in the same namespace whose selector asks only for labels of the pod template.',
    silent:
      'Nothing is reported if the Service may come from something that is not read. If the Service selects nothing at all, `service-selects-nothing` reports it.',
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
${exampleService('shop-active', 'shop', { port: 80 })}`,
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
  consequence: 'Its controller rejects this (InvalidSpec) and creates no pods.',
  exclusive: true,
  severity: 'warning',
} as const;
