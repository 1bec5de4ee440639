import { distance } from 'fastest-levenshtein';
import { builtInGroups } from '../kinds/list.ts';
import { containsPlaceholder } from '../kinds/written.ts';
import { writtenText } from '../model/origin.ts';
import { labelOperators } from '../model/requirement.ts';
import type { PlacedRequirement, Resource } from '../model/resource.ts';
import { selectorRejectedFixes } from './fixes/selectorRejected.ts';
import type { Rule } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { exampleDeployment } from './shared/exampleManifests.ts';
import { eachCauseOnce, type Rejection } from './shared/rejections.ts';

export const selectorRejected: Rule = {
  code: 'selector-rejected',
  severity: 'error',
  of: ['requirements'],
  documentation: {
    title: 'The API server rejects an expression of a selector.',
    what: `The API server certainly rejects an item of \`matchExpressions\` with one of these:

- an operator other than \`In\`, \`NotIn\`, \`Exists\` and \`DoesNotExist\` (of nodes also \`Gt\` and \`Lt\`), such as \`in\` or \`Equals\`, or none;
- \`In\` or \`NotIn\` without \`values\`, \`Exists\` or \`DoesNotExist\` with \`values\`;
- \`values\` that are not a list, or not one whole number for \`Gt\` and \`Lt\`.

Each is reported once for an object, with its other places beside it. Keys and values that are no labels are reported by \`label-not-a-string\`.`,
    why: 'kubectl prints an error and does not apply the object.',
    fix: 'Write the operator as it is spelled here, and give `In` and `NotIn` a list of values. `Exists` and `DoesNotExist` only have a key.',
    silent:
      'Values with placeholders are unknown. For custom resources nothing is reported, because only their own schema decides.',
    example: {
      bad: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: carts
spec:
  minAvailable: 1
  selector:
    matchExpressions:
      - key: app
        operator: in
        values: [carts]
---
${exampleDeployment('carts')}`,
      good: `      - key: app
        operator: In
        values: [carts]
`,
    },
  },
  *check(resource, { index }) {
    if (!builtInGroups.includes(resource.group) || resource.requirements.length === 0) {
      return;
    }
    const applied = appliedAs(resource, index);
    if (applied !== 'part' && applied !== 'changed') {
      yield* eachCauseOnce(
        resource,
        resource.requirements.flatMap((each) => rejectionOf(resource, each) ?? []),
      );
    }
  },
  fixes: selectorRejectedFixes,
};

/** The input of a fix. */
export type SelectorRejectionData =
  /** Replaces the operator at the problem's place. */
  | { readonly type: 'operator'; readonly operator: string; readonly certain: boolean }
  /** Makes a list of the value at the problem's place. */
  | { readonly type: 'list' }
  /** Replaces the operator of the requirement whose values are at the problem's place. */
  | { readonly type: 'operator beside'; readonly operator: string };

/**
 * Source: k8s.io/apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelectorRequirement;
 * k8s.io/kubernetes/pkg/apis/core/validation ValidateNodeSelectorRequirement.
 */
function rejectionOf(
  resource: Resource,
  { requirement, path, ofNodes }: PlacedRequirement,
): Rejection<SelectorRejectionData> | undefined {
  const { operator, operatorAt, values, list, key } = requirement;
  if (containsPlaceholder(writtenText(resource, requirement))) {
    return undefined;
  }
  const operators = ofNodes ? operatorsOfNodes : labelOperators;
  if (!operators.includes(operator)) {
    const bare = operator.replace(/[\s_-]/g, '').toLowerCase();
    const near =
      operators.find((each) => each.toLowerCase() === bare) ??
      operators.find((each) => each.length > 4 && distance(each.toLowerCase(), bare) <= 2);
    const meant = near ?? (values.length > 0 ? otherWords[operator.toLowerCase()] : undefined);
    const isGap = operatorAt?.type === 'null';
    return isGap || (key.type === 'null' && !operatorAt)
      ? undefined
      : {
          at: operatorAt ?? key,
          cause: `operator ${operator}`,
          message: operatorAt ? `There is no operator "${operator}"` : `${path} has no operator`,
          advice: meant ? `Write ${meant}.` : `The operators are ${operators.join(', ')}.`,
          ...(meant && operatorAt ? { data: { type: 'operator', operator: meant, certain: near !== undefined } } : {}),
        };
  }
  if (list?.shape === 'other') {
    return {
      at: list,
      cause: 'no list',
      message: `values of ${path} is not a list`,
      data: { type: 'list' },
    };
  }
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    return {
      at: operatorAt!,
      cause: `${operator} without values`,
      message: `${operator} needs values, and ${path} has none`,
      advice: `Without values, ${operator === 'In' ? 'Exists' : 'DoesNotExist'} selects by the key alone.`,
    };
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    const meant = operator === 'Exists' ? 'In' : 'NotIn';
    return {
      at: list!.keyRange,
      cause: `${operator} with values`,
      message: `${operator} cannot have values`,
      advice: `Remove them, or write ${meant}.`,
      data: { type: 'operator beside', operator: meant },
    };
  }
  const isNumber = values.length === 1 && /^-?\d+$/.test(values[0]!.value);
  return (operator === 'Gt' || operator === 'Lt') && !isNumber
    ? {
        at: list?.keyRange ?? operatorAt!,
        cause: `${operator} without a number`,
        message: `${operator} needs one whole number as its value`,
      }
    : undefined;
}

const operatorsOfNodes = [...labelOperators, 'Gt', 'Lt'];

/** What people write for an operator. */
const otherWords: Readonly<Record<string, string>> = {
  equals: 'In',
  equal: 'In',
  '=': 'In',
  '==': 'In',
  eq: 'In',
  notequals: 'NotIn',
  notequal: 'NotIn',
  '!=': 'NotIn',
  ne: 'NotIn',
};
