import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';

/** `Deployment "web"`. */
export function describeResource(resource: Resource): string {
  return `${resource.kind} "${resource.name}"`;
}

/** `app=web, tier=front`. */
export function describeLabels(pairs: readonly LabelPair[]): string {
  return pairs.map((pair) => `${pair.key.value}=${pair.value.value}`).join(', ');
}
