import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const secretMissing: Rule = {
  code: 'secret-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod needs a Secret that does not exist.',
    what: 'A pod template names a Secret, in a volume or for its environment, that does not exist within reach, while one with a similar name does. With `closedWorld` a similar name is not necessary. The data of a Secret is never read.',
    why: 'The pods wait, with `CreateContainerConfigError` or `FailedMount`, until the Secret exists. Nobody notices while an older ReplicaSet still serves.',
    fix: 'Write the name of the Secret as in its `metadata.name`.',
    silent:
      'References that are `optional` and Secrets of kube-system are not judged. Most Secrets are in no file of the workspace, or something creates them, such as a Certificate, an ExternalSecret or a SealedSecret, so nothing is reported without a similar name.',
    example: {
      bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
  volumes:
    - name: tls
      secret:
        secretName: web-certifcate
---
apiVersion: v1
kind: Secret
metadata:
  name: web-certificate
type: kubernetes.io/tls
`,
      good: `  volumes:
    - name: tls
      secret:
        secretName: web-certificate
`,
    },
  },
  check: (resource, context) => judgeNeeds(resource, 'secret', consequence, context),
  fixes: nameFixes,
};

const consequence = 'Its pods do not start.';
