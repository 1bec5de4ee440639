import { dataKeyFixes } from './fixes/dataKey.ts';
import type { Rule } from './rule.ts';
import { judgeKeys } from './shared/namedKey.ts';

export const configMapKeyMissing: Rule = {
  code: 'config-map-key-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod uses a key that its ConfigMap does not have.',
    what: 'The ConfigMap that a pod template names exists, but it has no such key. Podwire looks at `configMapKeyRef`, at the `items` of volumes and of projected volumes, and at the `subPath` of a mount, which is the name of a file and so a key. With `closedWorld` it is an *error*, else a *warning*; the name of a file that resembles none is an *information*, because such objects are often made by `kubectl create`. Several keys of one object that resemble none of its keys are one report.',
    why: 'A variable without its key keeps the container from starting (`CreateContainerConfigError`), and an item without its key keeps the pod from starting (`FailedMount`). For a `subPath` without a file, the kubelet creates an empty directory.',
    fix: 'Use a key that the ConfigMap has, or add the key to it.',
    silent:
      'References that are `optional` are not judged. A ConfigMap without any key is filled by something else, and so is one that a controller fills because of its annotations. If a generator reads a file of variables that is not in the workspace, its keys are unknown. If an object of another document uses the same key, the applied object may be another one. A file called `example`, `sample` or `template` is not what is applied.',
    example: {
      bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      env:
        - name: COLOR
          valueFrom:
            configMapKeyRef:
              name: web-settings
              key: colour
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-settings
data:
  color: blue
`,
      good: `            configMapKeyRef:
              name: web-settings
              key: color
`,
    },
  },
  check: (resource, context) => judgeKeys(resource, 'config map', context),
  fixes: dataKeyFixes,
};
