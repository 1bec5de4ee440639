import type { LivePod } from '../../live/objects.ts';
import type { Fix } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import type { Labels } from '../../model/written.ts';
import { isReleaseLabel } from '../../resolve/evidence/stableLabels.ts';
import { livePodsAround } from '../../resolve/liveService.ts';
import { replaceMapping } from '../../yaml/edit.ts';
import type { RuleContext } from '../rule.ts';
import { fixOf, openDocument, pairWithKey } from './tree.ts';

/**
 * *Copy pod labels from pod "x" (context "y")*, for running pods that resemble the Service's selector, the
 * closest match first.
 */
export function* livePodLabelsFixes(
  service: Resource,
  selector: Labels,
  { index, settings }: RuleContext,
): Generator<Fix | undefined> {
  const around = livePodsAround(service, index, settings);
  const text = around && openDocument(service.document);
  const placed = text && pairWithKey(text, selector.keyRange);
  if (!around || !text || placed?.pair.value.type !== 'mapping') {
    return;
  }
  for (const pod of nearestPods(service, selector, around.pods)) {
    const labels = stableLabels(pod);
    if (labels.length > 0) {
      const words = { title: `Copy pod labels from pod "${pod.name}" (context "${around.context}")` };
      yield fixOf(words, service.document, replaceMapping(text, placed.pair.value, labels));
    }
  }
}

// A person chooses from a menu, and a longer menu is hard to read.
const most = 2;

function nearestPods(service: Resource, selector: Labels, pods: readonly LivePod[]): readonly LivePod[] {
  const seen = new Set<string>();
  return pods
    .filter(({ isTerminating }) => !isTerminating)
    .map((pod) => ({ pod, points: likeness(service, selector, pod) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || (a.pod.name < b.pod.name ? -1 : 1))
    .map(({ pod }) => pod)
    .filter((pod) => {
      // Of many pods of one workload, one is enough.
      const labels = stableLabels(pod).join(' ');
      return !seen.has(labels) && seen.add(labels).size <= most;
    });
}

/**
 * Equal pairs count most, then values of which one extends the other (`web`, `web-backend`), then the pod's
 * name.
 */
function likeness(service: Resource, { pairs }: Labels, pod: LivePod): number {
  let points = 0;
  for (const { key, value } of pairs) {
    const label = pod.labels[key.value];
    if (label === value.value) {
      points += 2;
    } else if (label !== undefined && extendsOther(label, value.value)) {
      points += 1.5;
    } else if (extendsOther(pod.name, value.value)) {
      points += 1;
    }
  }
  return points + (extendsOther(pod.name, service.name) ? 0.5 : 0);
}

function extendsOther(a: string, b: string): boolean {
  return a !== '' && b !== '' && (a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`));
}

function stableLabels({ labels }: LivePod): (readonly [string, string])[] {
  return Object.entries(labels).filter(([key]) => !isReleaseLabel(key) && !isAddedToEachPod(key));
}

/**
 * Labels that controllers and admission plugins add to single pods. Sources: pkg/controller/statefulset,
 * plugin/pkg/admission/podtopologylabels.
 */
function isAddedToEachPod(key: string): boolean {
  return /^(statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/pod-index$|topology\.kubernetes\.io\/|batch\.kubernetes\.io\/|controller-uid$|job-name$)/.test(
    key,
  );
}
