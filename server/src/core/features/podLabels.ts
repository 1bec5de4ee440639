import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import { stableLabelsOf } from '../resolve/evidence/stableLabels.ts';
import { pairText } from '../yaml/write.ts';

/**
 * The stable labels of a workload's pods, as YAML to paste below `selector:`. Undefined for a resource that
 * makes no pods or gives them no labels.
 */
export function podLabels(resource: Resource): string | undefined {
  const stable = stableLabelsOf(resource);
  return stable.length > 0 ? stable.map((pair) => `${lineOf(pair)}\n`).join('') : undefined;
}

function lineOf({ key, value }: LabelPair): string {
  return pairText(key.value, value.value, { flow: false, json: false, minified: false, lineEnd: '\n' }, 0);
}
