import { distance } from 'fastest-levenshtein';
import { originOf, type Stated } from '../../model/origin.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelSelector } from '../../model/written.ts';
import { describeResource } from '../../resolve/describe.ts';
import { deployabilityOf } from '../../resolve/scope/deployability.ts';
import type { Finding, RuleContext } from '../rule.ts';
import { looksLikeTemplate } from './template.ts';

/** What the fixes of a field that a label selector does not have start from. */
export interface StrayFieldData {
  /** The key that introduces the selector. */
  readonly selector: Stated;
  /** The field that was probably meant; absent for what may be a label. */
  readonly near?: string;
}

/**
 * A field that a label selector does not have, as labels have that stand where `matchLabels` belongs: kubectl asks for strict
 * validation. Source: k8s.io/apimachinery meta/v1 LabelSelector; kubernetes.io, Server Side Field Validation.
 *
 * @returns whether there is one: then what the selector selects is another matter.
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
