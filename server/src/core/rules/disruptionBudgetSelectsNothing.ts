import { selectorFixes } from './fixes/selector.ts';
import type { Rule } from './rule.ts';
import { exampleDeployment } from './shared/exampleManifests.ts';
import { judgeSelectors } from './shared/selectsNothing.ts';

export const disruptionBudgetSelectsNothing: Rule = {
  code: 'disruption-budget-selects-nothing',
  severity: 'error',
  of: ['selectors'],
  documentation: {
    title: 'A PodDisruptionBudget selects no pods.',
    what: 'No pod template within reach has the labels that a PodDisruptionBudget selects, while a workload has similar ones. Expressions count like labels: one value of `In`, or a key that has to exist. If a workload beside it has exactly these labels, but in another namespace, where no budget selects it, this is an *information*. Labels next to `matchLabels` instead of inside are an *error*. A budget with the same selector as another budget in the same place, whose name is that of the workload that both select, is an *information* if a workload has the name of this budget and no budget selects it; it is a *warning* if this budget selected that workload in the baseline.',
    why: 'The API server accepts it all the same. The budget protects nothing: while nodes are drained, all pods may be evicted at once.',
    fix: 'Copy the labels of the pod template into the selector.',
    silent:
      'An empty selector selects all pods of the namespace and is not reported. Nothing is reported if something that may define the pods is not read.',
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
${exampleDeployment('carts')}`,
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
