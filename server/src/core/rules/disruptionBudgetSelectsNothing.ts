import { selectorFixes } from './fixes/selector.ts';
import type { Rule } from './rule.ts';
import { judgeSelectors } from './selectsNothing.ts';

export const disruptionBudgetSelectsNothing: Rule = {
  code: 'disruption-budget-selects-nothing',
  severity: 'error',
  of: ['selectors'],
  documentation: {
    title: 'A PodDisruptionBudget protects no pods.',
    what: 'The labels that a PodDisruptionBudget asks for are on no pod template that it could mean, and a workload is near that it probably means. An empty selector means all pods of the namespace, so it is nothing to report; labels that stand where `matchLabels` belongs are an *error*. A budget with the very selector of another one beside it, which has the name of the workload that both select, is an *information* where a workload has its own name and no budget here selects that; a *warning* where it selected that in the baseline. Nothing is said where something that could hold the pods has not been read.',
    why: 'The budget is accepted all the same, and protects nothing: while nodes are drained all pods may be evicted at once.',
    mend: "Copy the pod template's own labels into the selector.",
    example: {
      bad: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: carts
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: cart
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
  selector:
    matchLabels:
      app: carts
`,
    },
  },
  check: (resource, context) => judgeSelectors(resource, 'disruption budget', words, context),
  fixes: selectorFixes,
};

const words = {
  verb: 'protects',
  fails: 'protects no pods',
  consequence: 'While nodes are drained all of them may be evicted at once.',
};
