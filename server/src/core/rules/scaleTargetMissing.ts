import { nameFixes } from './fixes/name.ts';
import { judgeNames } from './namedTarget.ts';
import type { Rule } from './rule.ts';

export const scaleTargetMissing: Rule = {
  code: 'scale-target-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'An autoscaler scales a workload that is not there.',
    what: 'The workload that a HorizontalPodAutoscaler or a ScaledObject of KEDA names in `scaleTargetRef` is nowhere near it, and one is that is called nearly so, or is called so and of another kind. A ScaledObject that states no kind means a Deployment. Nothing is said where the workload may come from something that is not read, and where a name changes on its way to the cluster.',
    why: 'The autoscaler is accepted all the same, and scales nothing: the number of pods stays what it is under any load.',
    mend: 'Write the kind and the name of the workload, as its `metadata.name` has it.',
    example: {
      bad: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: carts
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: cart
  maxReplicas: 10
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: carts
spec:
  selector:
    matchLabels:
      app: carts
  template:
    metadata:
      labels:
        app: carts
    spec:
      containers:
        - name: carts
          image: nginx
`,
      good: `spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: carts
`,
    },
  },
  check: (resource, context) => judgeNames(resource, 'scale target', words, context),
  fixes: nameFixes,
};

const words = { verb: 'scales', consequence: 'It scales nothing.', exclusive: true };
