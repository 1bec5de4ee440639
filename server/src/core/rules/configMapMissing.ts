import { nameFixes } from './fixes/name.ts';
import { judgeNeeds } from './podNeeds.ts';
import type { Rule } from './rule.ts';

export const configMapMissing: Rule = {
  code: 'config-map-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod needs a ConfigMap that is not there.',
    what: 'A ConfigMap that a pod template names, in a volume or for its environment, is not beside it, and one is that is called nearly so. References that are `optional` are left out, and ConfigMaps of kube-system. Much that pods need is in no file of the workspace: without such a neighbour nothing is said, except in a closed world.',
    why: 'The pods wait, with `CreateContainerConfigError` or `FailedMount`, until the ConfigMap is there. While an older ReplicaSet still serves, nobody notices.',
    mend: 'Write the name of the ConfigMap, as its `metadata.name` has it.',
    example: {
      bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      envFrom:
        - configMapRef:
            name: web-setings
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-settings
data:
  COLOR: blue
`,
      good: `      envFrom:
        - configMapRef:
            name: web-settings
`,
    },
  },
  check: (resource, context) => judgeNeeds(resource, 'config map', consequence, context),
  fixes: nameFixes,
};

const consequence = 'Its pods do not start.';
