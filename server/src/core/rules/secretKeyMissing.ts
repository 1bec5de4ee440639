import { dataKeyFixes } from './fixes/dataKey.ts';
import type { Rule } from './rule.ts';
import { judgeKeys } from './shared/namedKey.ts';

export const secretKeyMissing: Rule = {
  code: 'secret-key-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A pod uses a key that its Secret does not have.',
    what: 'The Secret that a pod template names is in the workspace, but it has no such key. Podwire looks at `secretKeyRef`, at the `items` of volumes and of projected volumes, and at the `subPath` of a mount. It knows the keys of Secrets that an ExternalSecret, a SealedSecret, a Certificate of cert-manager, a SopsSecret or a SecretProviderClass makes. It reads only the names of keys and never keeps a value. With `closedWorld` it is an *error*, else a *warning*; a key that resembles none of a Secret in a manifest is an *information*, because the real Secret is often another one. Several keys of one object that resemble none of its keys are one report.',
    why: 'A variable without its key keeps the container from starting (`CreateContainerConfigError`), and an item without its key keeps the pod from starting (`FailedMount`). For a `subPath` without a file, the kubelet creates an empty directory.',
    fix: 'Use a key that the Secret has, or add the key to it.',
    silent:
      'References that are `optional` are not judged. The keys are unknown if nothing states them: with `dataFrom` or `templateFrom` of an ExternalSecret, for a Secret without any key, and for one that a controller fills because of its annotations, such as the token of a service account. If an object of another document uses the same key, the applied object may be another one. A file called `example`, `sample` or `template` is not what is applied.',
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
        - name: PASSWORD
          valueFrom:
            secretKeyRef:
              name: database
              key: pasword
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: database
spec:
  secretStoreRef:
    name: vault
  data:
    - secretKey: password
      remoteRef:
        key: database
        property: password
`,
      good: `            secretKeyRef:
              name: database
              key: password
`,
    },
  },
  check: (resource, context) => judgeKeys(resource, 'secret', context),
  fixes: dataKeyFixes,
};
