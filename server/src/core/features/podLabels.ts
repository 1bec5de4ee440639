import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import { pairText } from '../yaml/write.ts';

/**
 * The labels by which the pods of a workload are known for as long as it lives, as YAML to paste below `selector:`;
 * undefined for what makes no pods or gives them no labels. A workload's own selector is what cannot change; where it
 * has none, the labels of its pods without those that change with every release.
 */
export function podLabels(resource: Resource): string | undefined {
  const template = resource.podTemplate;
  const own = resource.workloadSelector?.matchLabels?.pairs ?? [];
  const stable = own.length > 0 ? own : (template?.labels?.pairs ?? []).filter((pair) => !changesWithReleases(pair));
  return template && stable.length > 0 ? stable.map((pair) => `${lineOf(pair)}\n`).join('') : undefined;
}

/** Labels that name a version, a revision or a chart. Source of the first three: helm.sh, "Labels and Annotations". */
function changesWithReleases({ key }: LabelPair): boolean {
  return [
    'helm.sh/chart',
    'app.kubernetes.io/version',
    'app.kubernetes.io/managed-by',
    'version',
    'chart',
    'heritage',
    'pod-template-hash',
    'controller-revision-hash',
    'pod-template-generation',
  ].includes(key.value);
}

function lineOf({ key, value }: LabelPair): string {
  return pairText(key.value, value.value, { flow: false, json: false, minified: false, lineEnd: '\n' }, 0);
}
