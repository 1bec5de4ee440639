import { nameFixes } from './fixes/name.ts';
import { judgeNeeds } from './podNeeds.ts';
import type { Rule } from './rule.ts';

export const secretMissing: Rule = {
  code: 'secret-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod needs a Secret that is not there.',
    what: 'A Secret that a pod template names, in a volume or for its environment, is not beside it, and one is that is called nearly so. References that are `optional` are left out, and Secrets of kube-system; the data of a Secret is never read. Most Secrets are in no file of the workspace, or something makes them, as a Certificate, an ExternalSecret or a SealedSecret does: without such a neighbour nothing is said, except in a closed world.',
    why: 'The pods wait, with `CreateContainerConfigError` or `FailedMount`, until the Secret is there. While an older ReplicaSet still serves, nobody notices.',
    mend: 'Write the name of the Secret, as its `metadata.name` has it.',
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
