import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { judgePodsOfNamed } from './shared/namedService.ts';
import { judgeNames } from './shared/namedTarget.ts';

export const governingServiceMissing: Rule = {
  code: 'governing-service-missing',
  severity: 'information',
  of: ['references'],
  documentation: {
    title: "A StatefulSet's serviceName names no Service that selects its pods.",
    what: 'The `serviceName` of a StatefulSet names a Service that does not exist within reach, while another one has a similar name or selects the pods. Or the Service exists and selects other pods. Kubernetes does not check `serviceName`, so this is an *information*.',
    why: 'Each pod of a StatefulSet has a DNS name, such as `web-0.web-headless`, only if `serviceName` is the name of a Service that selects the pods. Without it, the members of a cluster do not find each other by name.',
    fix: 'Write the name of the headless Service that selects the pods. `serviceName` cannot be changed once the StatefulSet is applied: delete the StatefulSet first, with `--cascade=orphan` if its pods must keep running.',
    silent:
      'A StatefulSet without `serviceName` is not judged. Nothing is reported if the Service may come from something that is not read.',
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
