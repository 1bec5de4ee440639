import { containsPlaceholder, resolveWritten } from '../../kinds/written.ts';
import { writtenText } from '../../model/origin.ts';
import type { Resource } from '../../model/resource.ts';
import { looksLikeTemplate } from '../shared/template.ts';
import type { Rejection } from './rejection.ts';

/**
 * Problems of the name and the annotations of a Service. `kustomized` says whether kustomize reads the file; it
 * reads fewer words as booleans than kubectl. Source: k8s.io/apimachinery/pkg/api/validation NameIsDNSLabel,
 * ValidateObjectMeta.
 */
export function* rejectedMetadata(resource: Resource, kustomized: boolean): Generator<Rejection> {
  const { name, nameRange, service } = resource;
  const written = writtenText(resource, nameRange);
  const isFilledIn = looksLikeTemplate(written) || isToBeFilledIn(name) || containsPlaceholder(name);
  if (name !== '' && !isDnsLabel(name) && !isFilledIn) {
    yield {
      at: nameRange,
      message: `"${name}" is not a valid name of a Service, which has at most 63 lower-case letters, digits and "-"`,
      together: false,
    };
  }
  for (const { key, value } of service?.annotations ?? []) {
    const isText = kustomized && resolveWritten(value, 'kustomize').type === 'string';
    const collection = value.type === 'mapping' || value.type === 'sequence';
    if (isText) {
      continue;
    }
    yield {
      at: value,
      cause: collection ? 'annotation is a collection' : 'annotation is no string',
      message: collection
        ? `The annotation ${key.value} is a ${value.type === 'mapping' ? 'map' : 'list'}, not a string`
        : `kubectl reads the annotation ${key.value} as the ${value.type === 'boolean' ? 'boolean' : 'number'} ${value.value}, not as a string`,
      ...(!collection && {
        advice: `Put it in quotes: "${value.value}".`,
        data: { type: 'replace', value: value.value, as: 'text', certain: true },
      }),
      together: false,
    };
  }
}

/** Source: k8s.io/apimachinery/pkg/util/validation IsDNS1123Label. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}

/**
 * Whether a name is a placeholder, like `MY_SERVICE` or `REPLACEME-canary`. People and scripts fill in words in
 * capitals, and the field's own name.
 */
export function isToBeFilledIn(name: string): boolean {
  return /[A-Z]{2}|__|^(?:service|svc|app)_name$/.test(name);
}
