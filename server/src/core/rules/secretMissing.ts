import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const secretMissing: Rule = {
  code: 'secret-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod or an Ingress needs a Secret that does not exist.',
    what: 'A pod template names a Secret, in a volume, for its environment or to pull its images, or an Ingress names one for its certificate or for the passwords of ingress-nginx, that does not exist within reach, while one with a similar name does. With `closedWorld` a similar name is not necessary. The data of a Secret is never read.',
    why: 'The pods wait, with `CreateContainerConfigError` or `FailedMount`, until the Secret exists. Nobody notices while an older ReplicaSet still serves. An Ingress controller answers with its default certificate.',
    fix: 'Write the name of the Secret as in its `metadata.name`.',
    silent:
      'References that are `optional`, certificates of an Ingress whose annotations make cert-manager create them, and Secrets of kube-system are not judged. Most Secrets are in no file of the workspace, or something creates them, such as a Certificate, an ExternalSecret or a SealedSecret, so nothing is reported without a similar name.',
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
  *check(resource, context) {
    yield* judgeNeeds(resource, 'secret', consequence, context);
    yield* judgeNeeds(resource, 'ingress secret', consequenceForIngress, context);
  },
  fixes: nameFixes,
};

const consequence = 'Its pods do not start.';
const consequenceForIngress = 'Its controller does without: it answers with its default certificate, or with an error.';
