import type { Resource } from '../../model/resource.ts';
import type { LabelPair } from '../../model/written.ts';
import { isSamePair } from './match.ts';

/**
 * The labels by which the pods of a workload are known as long as the workload exists: its own selector, which
 * is immutable, or if it has none, the labels of its pods without those that change with releases. Empty if the
 * resource has no pod template.
 */
export function stableLabelsOf(resource: Resource): readonly LabelPair[] {
  const { podTemplate, workloadSelector } = resource;
  if (!podTemplate) {
    return [];
  }
  const labels = podTemplate.labels?.pairs ?? [];
  const own = workloadSelector?.matchLabels?.pairs ?? [];
  // A selector that does not match its own template is wrong and should not be copied.
  const isOnTemplate = (pair: LabelPair) => labels.some((each) => isSamePair(each, pair));
  return own.length > 0 && own.every(isOnTemplate) ? own : labels.filter((pair) => !changesWithReleases(pair));
}

/**
 * Whether a label names a version, a revision or a chart. Sources: helm.sh, "Labels and Annotations"; the
 * labels that the controllers of Deployments, DaemonSets, StatefulSets and Argo Rollouts add.
 */
function changesWithReleases({ key }: LabelPair): boolean {
  return isReleaseLabel(key.value);
}

/** Whether a label of pods changes with the releases of their workload. */
export function isReleaseLabel(key: string): boolean {
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
    'rollouts-pod-template-hash',
  ].includes(key);
}
