import { distance } from 'fastest-levenshtein';
import { originOf, type Stated } from '../../model/origin.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelSelector } from '../../model/written.ts';
import { describeResource } from '../../resolve/describe.ts';
import { deployabilityOf } from '../../resolve/scope/deployability.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { looksLikeTemplate } from './template.ts';

/** The input of the fixes for a field that a label selector does not have. */
export interface StrayFieldData {
  /** The key of the selector. */
  readonly selector: Stated;
  /** The probable intended field. Absent if the field may be a label. */
  readonly near?: string;
}

/**
 * A field that a label selector does not have, e.g. a label in the place of `matchLabels`. kubectl requests
 * strict validation. Source: k8s.io/apimachinery meta/v1 LabelSelector; kubernetes.io, Server Side Field
 * Validation.
 *
 * @returns whether there is such a field; what the selector selects is then not judged
 */
export function* judgeStrayFields(
  resource: Resource,
  { strayFields, keyRange }: LabelSelector,
  { index }: RuleContext,
): Generator<Finding, boolean> {
  const field = strayFields.find(({ value }) => !looksLikeTemplate(value));
  if (field && deployabilityOf(resource, index).type === 'deployable') {
    const near = fields.find((each) => distance(each.toLowerCase(), field.value.toLowerCase()) <= 2);
    yield {
      severity: 'error',
      message: `${field.value} is not a field of a label selector: the API server rejects ${describeResource(resource)}. ${near ? `Did you mean ${near}?` : 'Labels belong inside matchLabels.'}`,
      at: originOf(resource, field),
      data: { selector: keyRange, ...(near === undefined ? {} : { near }) } satisfies StrayFieldData,
    };
  }
  return field !== undefined;
}

const fields = ['matchLabels', 'matchExpressions'];
