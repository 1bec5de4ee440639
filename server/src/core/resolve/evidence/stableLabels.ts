import type { Resource } from '../../model/resource.ts';
import type { LabelPair } from '../../model/written.ts';
import { isSamePair } from './match.ts';

/**
 * The labels by which the pods of a workload are known for as long as it lives. Its own selector is what cannot change;
 * where it has none, the labels of its pods without those that change with every release. Empty for what makes no pods.
 */
export function stableLabelsOf(resource: Resource): readonly LabelPair[] {
  const { podTemplate, workloadSelector } = resource;
  if (!podTemplate) {
    return [];
  }
  const labels = podTemplate.labels?.pairs ?? [];
  const own = workloadSelector?.matchLabels?.pairs ?? [];
  // A selector that does not match its own template is wrong, and nobody should copy it.
  const isOnTemplate = (pair: LabelPair) => labels.some((each) => isSamePair(each, pair));
  return own.length > 0 && own.every(isOnTemplate) ? own : labels.filter((pair) => !changesWithReleases(pair));
}

/**
 * Labels that name a version, a revision or a chart. Sources: helm.sh, "Labels and Annotations"; the labels that the
 * controllers of Deployments, DaemonSets, StatefulSets and Argo Rollouts add.
 */
function changesWithReleases({ key }: LabelPair): boolean {
  return isReleaseLabel(key.value);
}

/** Whether a label of a pod changes with releases of what made it. */
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
