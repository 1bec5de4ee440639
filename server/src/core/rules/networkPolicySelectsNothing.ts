import { selectorFixes } from './fixes/selector.ts';
import type { Rule } from './rule.ts';
import { exampleDeployment } from './shared/exampleManifests.ts';
import { judgeSelectors } from './shared/selectsNothing.ts';

export const networkPolicySelectsNothing: Rule = {
  code: 'network-policy-selects-nothing',
  severity: 'error',
  of: ['selectors'],
  documentation: {
    title: 'A NetworkPolicy, or one of its peers, selects no pods.',
    what: 'No pod template within reach has the labels of a `podSelector`, of the policy itself or of one of its peers, while a workload has similar ones. Expressions count like labels: one value of `In`, or a key that has to exist. If a peer states its namespaces by `kubernetes.io/metadata.name`, its pods have to be in one of them. Labels next to `matchLabels` instead of inside are an *error*. A policy with the same selector as another policy in the same place, whose name is that of the workload that both select, is an *information* if a workload has the name of this policy and no policy selects it; it is a *warning* if this policy selected that workload in the baseline.',
    why: 'A policy that selects no pods protects none: they stay open to everybody. A peer that selects no pods admits nobody: traffic that should reach the pods is blocked, although the pods look healthy.',
    fix: 'Copy the labels of the pod template into the selector.',
    silent:
      'An empty selector selects all pods and is not reported. Peers whose namespaces are selected by other labels are not judged. Nothing is reported if something that may define the pods is not read.',
    example: {
      bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: carts
spec:
  podSelector:
    matchLabels:
      app: cart
  ingress: []
---
${exampleDeployment('carts')}`,
      good: `spec:
  podSelector:
    matchLabels:
      app: carts
`,
    },
  },
  *check(resource, context) {
    yield* judgeSelectors(resource, 'network policy', ofPolicy, context);
    yield* judgeSelectors(resource, 'network peer', ofPeer, context);
  },
  fixes: selectorFixes,
};

const ofPolicy = {
  verb: 'selects',
  fails: 'selects no pods',
  consequence: 'The pods that it should protect stay open.',
};

const ofPeer = {
  verb: 'allows',
  fails: 'allows no pods here',
  consequence: 'Traffic that it should allow is blocked.',
};
