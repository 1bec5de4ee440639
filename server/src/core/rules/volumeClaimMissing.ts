import { nameFixes } from './fixes/name.ts';
import type { Rule } from './rule.ts';
import { judgeNeeds } from './shared/podNeeds.ts';

export const volumeClaimMissing: Rule = {
  code: 'volume-claim-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod needs a PersistentVolumeClaim that does not exist.',
    what: 'A volume of a pod template names a PersistentVolumeClaim that does not exist within reach, while one with a similar name does. With `closedWorld` a similar name is not necessary.',
    why: 'The pods stay `Pending`: the scheduler finds no node for them, because the claim does not exist.',
    fix: 'Write the name of the claim as in its `metadata.name`.',
    silent: 'Nothing is reported without a similar name.',
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
    - name: data
      persistentVolumeClaim:
        claimName: web-dta
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: web-data
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
`,
      good: `  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: web-data
`,
    },
  },
  check: (resource, context) => judgeNeeds(resource, 'volume claim', consequence, context),
  fixes: nameFixes,
};

const consequence = 'Its pods are not scheduled.';
