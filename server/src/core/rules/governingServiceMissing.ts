import { nameFixes } from './fixes/name.ts';
import { judgePodsOfNamed } from './namedService.ts';
import { judgeNames } from './namedTarget.ts';
import type { Rule } from './rule.ts';

export const governingServiceMissing: Rule = {
  code: 'governing-service-missing',
  severity: 'information',
  of: ['references'],
  documentation: {
    title: "A StatefulSet's serviceName names no Service of its pods.",
    what: 'The Service that a StatefulSet names in `serviceName` is nowhere near it, and one is that is called nearly so or selects its pods; or the Service is there and selects other pods. Kubernetes checks neither, so it is an *information*. A StatefulSet without `serviceName` is nothing to report.',
    why: 'Each pod of a StatefulSet has a DNS name, `web-0.web-headless`, only where `serviceName` is the name of a Service that selects the pods. Without it members of a cluster do not find each other by name.',
    mend: 'Write the name of the headless Service that selects the pods. `serviceName` cannot be changed once the StatefulSet is applied, so delete that first, with `--cascade=orphan` if its pods shall stay.',
    example: {
      bad: `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: mongo
spec:
  serviceName: mongo
  selector:
    matchLabels:
      app: mongo
  template:
    metadata:
      labels:
        app: mongo
    spec:
      containers:
        - name: mongo
          image: mongo
---
apiVersion: v1
kind: Service
metadata:
  name: mongo-service
spec:
  clusterIP: None
  selector:
    app: mongo
  ports:
    - port: 27017
`,
      good: `spec:
  serviceName: mongo-service
`,
    },
  },
  *check(resource, context) {
    yield* judgeNames(resource, 'governing service', words, context);
    yield* judgePodsOfNamed(resource, 'governing service', words, context);
  },
  fixes: nameFixes,
};

const words = {
  verb: 'is governed by',
  consequence: 'Its pods have no DNS names of their own.',
  severity: 'information',
} as const;
