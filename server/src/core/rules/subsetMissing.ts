import { dataKeyFixes } from './fixes/dataKey.ts';
import type { Rule } from './rule.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { judgeKeys } from './shared/namedKey.ts';

export const subsetMissing: Rule = {
  code: 'subset-missing',
  severity: 'error',
  of: ['references'],
  documentation: {
    title: 'A VirtualService sends traffic to a subset that no DestinationRule defines.',
    what: 'A destination of an Istio VirtualService names a `subset`, and the DestinationRules of its host define other subsets. With `closedWorld` it is an *error*, else a *warning*.',
    why: 'The API server accepts the VirtualService. The proxies know no such subset and answer its requests with 503.',
    fix: 'Write the name of a subset as in the DestinationRule of the host, or add the subset to it.',
    silent:
      'Nothing is reported if no DestinationRule of the host is in the workspace, or if another VirtualService names the same subset: its DestinationRule is then likely to be elsewhere. Argo Rollouts and Flagger write subsets of their own.',
    example: {
      bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
spec:
  hosts: [reviews]
  http:
    - route:
        - destination:
            host: reviews
            subset: stabel
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: reviews
spec:
  host: reviews
  subsets:
    - name: stable
      labels:
        version: v1
---
${exampleService('reviews', 'reviews', { port: 9080 })}`,
      good: `        - destination:
            host: reviews
            subset: stable
`,
    },
  },
  check: (resource, context) => judgeKeys(resource, 'subset', context, words),
  fixes: dataKeyFixes,
};

const words = { verb: 'sends traffic to', reaches: 'reaches', noun: 'subset', kind: 'Service' };
