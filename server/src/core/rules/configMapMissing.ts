import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const configMapMissing: Rule = {
  code: 'config-map-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod needs a ConfigMap that does not exist.',
    what: 'A pod template names a ConfigMap, in a volume or for its environment, that does not exist within reach, while one with a similar name does. With `closedWorld` a similar name is not necessary.',
    why: 'The pods wait, with `CreateContainerConfigError` or `FailedMount`, until the ConfigMap exists. Nobody notices while an older ReplicaSet still serves.',
    fix: 'Write the name of the ConfigMap as in its `metadata.name`.',
    silent:
      'References that are `optional` and ConfigMaps of kube-system are not judged. Much that pods need is in no file of the workspace, so nothing is reported without a similar name.',
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
