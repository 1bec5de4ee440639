/** The operators of a `LabelSelector`. Source: k8s.io/apimachinery meta/v1 LabelSelectorOperator. */
export const labelOperators: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/**
 * Whether a label satisfies a requirement of a `LabelSelector`. `In` needs the key, and `NotIn` also matches
 * without it. `value` is the label's value under the key of the requirement. Source:
 * k8s.io/apimachinery/pkg/labels Requirement.Matches.
 */
export function requirementHolds(
  operator: string | undefined,
  values: readonly unknown[],
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
