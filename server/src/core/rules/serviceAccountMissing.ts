import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const serviceAccountMissing: Rule = {
  code: 'service-account-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod or a binding uses a ServiceAccount that does not exist.',
    what: 'A pod template, or a subject of a RoleBinding or ClusterRoleBinding, names a ServiceAccount that does not exist within reach, while one with a similar name does. Or a subject reached one in the baseline. With `closedWorld` a similar name is not necessary.',
    why: 'The API server rejects every such pod: the Deployment exists but has no pods, and only the events of its ReplicaSet say why. A binding is accepted and grants nothing to the pods that it is meant for: their requests are forbidden (403).',
    fix: 'Write the name of the ServiceAccount as in its `metadata.name`.',
    silent:
      'The ServiceAccount `default` always exists, and those of kube-system may belong to the cluster itself. Nothing is reported without a similar name.',
    example: {
      bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  serviceAccountName: web-reder
  containers:
    - name: web
      image: nginx
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web-reader
`,
      good: `spec:
  serviceAccountName: web-reader
`,
    },
  },
  *check(resource, context) {
    yield* judgeNeeds(resource, 'service account', consequence, context);
    yield* judgeNeeds(resource, 'binding subject', wordsOfBinding, context);
  },
  fixes: nameFixes,
};

const consequence = 'The API server refuses its pods.';
const wordsOfBinding = { verb: 'grants a role to', consequence: 'It grants nothing to it.' };
