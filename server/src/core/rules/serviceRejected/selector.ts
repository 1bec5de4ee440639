import { containsPlaceholder } from '../../kinds/written.ts';
import { writtenText } from '../../model/origin.ts';
import type { Resource, ServiceFacts } from '../../model/resource.ts';
import type { Rejection } from './rejection.ts';

/** Source: k8s.io/api core/v1 ServiceSpec.selector, a map from string to string. */
export function* rejectedSelector(resource: Resource, { selector }: ServiceFacts): Generator<Rejection> {
  if (!selector) {
    return;
  }
  if (selector.shape === 'other') {
    if (!containsPlaceholder(writtenText(resource, selector))) {
      yield { at: selector.keyRange, message: 'spec.selector is not a map of labels', together: false };
    }
    return;
  }
  for (const { key, value } of selector.pairs) {
    if (key.type === 'placeholder' || (value.type !== 'mapping' && value.type !== 'sequence')) {
      continue;
    }
    if (containsPlaceholder(writtenText(resource, value))) {
      continue;
    }
    if (key.value === 'matchLabels' && value.type === 'mapping') {
      yield {
        at: key,
        message: 'The selector of a Service is a plain map of labels, without matchLabels',
        advice: 'Move the labels one level up.',
        together: false,
        data: { type: 'move up' },
      };
    } else if (key.value === 'matchExpressions') {
      yield {
        at: key,
        message: 'The selector of a Service is a plain map of labels and cannot have matchExpressions',
        together: false,
      };
    } else {
      yield {
        at: key,
        cause: 'no string in the selector',
        message: `${key.value} in spec.selector is a ${value.type === 'mapping' ? 'map' : 'list'}, not a string`,
        together: false,
      };
    }
  }
}
