import { nameFixes } from './fixes/name.ts';
import { judgeNeeds } from './podNeeds.ts';
import type { Rule } from './rule.ts';

export const serviceAccountMissing: Rule = {
  code: 'service-account-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod runs under a ServiceAccount that is not there.',
    what: "The ServiceAccount that a pod template names is not beside it, and one is that is called nearly so. `default` is always there, and ServiceAccounts of kube-system may be the cluster's own. Without such a neighbour nothing is said, except in a closed world.",
    why: 'The API server refuses every pod: the Deployment is there and has no pods, and only the events of its ReplicaSet say why.',
    mend: 'Write the name of the ServiceAccount, as its `metadata.name` has it.',
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
  check: (resource, context) => judgeNeeds(resource, 'service account', consequence, context),
  fixes: nameFixes,
};

const consequence = 'The API server refuses its pods.';
