import { selectorFixes } from './fixes/selector.ts';
import type { Rule } from './rule.ts';
import { judgeSelectors } from './selectsNothing.ts';

export const networkPolicySelectsNothing: Rule = {
  code: 'network-policy-selects-nothing',
  severity: 'error',
  of: ['selectors'],
  documentation: {
    title: 'A NetworkPolicy is about no pods, or lets no pods through.',
    what: 'The labels of a `podSelector`, of the policy itself or of one of its peers, are on no pod template that it could mean, and a workload is near that it probably means. An empty selector means all pods, so it is nothing to report, and peers in other namespaces are not looked for; labels that stand where `matchLabels` belongs are an *error*. A policy with the very selector of another one beside it, which has the name of the workload that both select, is an *information* where a workload has its own name and no policy here selects that; a *warning* where it selected that in the baseline. Nothing is said where something that could hold the pods has not been read.',
    why: 'A policy that is about no pods protects none: they stay open to everybody. A peer that is no pod lets nobody through: what should reach the pods is refused, and the pods themselves look healthy.',
    mend: "Copy the pod template's own labels into the selector.",
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
apiVersion: apps/v1
kind: Deployment
metadata:
  name: carts
spec:
  selector:
    matchLabels:
      app: carts
  template:
    metadata:
      labels:
        app: carts
    spec:
      containers:
        - name: carts
          image: nginx
`,
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
  verb: 'is about',
  fails: 'is about no pods',
  consequence: 'What it should protect stays as open as it is without it.',
};

const ofPeer = {
  verb: 'lets through',
  fails: 'lets no pods through here',
  consequence: 'Those that it should let through are refused.',
};
