import { addedLabelKeys } from '../kinds/list.ts';
import type { LabelPair, Labels } from '../model/written.ts';

/**
 * The pairs that a pod template has to state in its text to match. Pairs that kubectl drops do not count. Pairs
 * with a label that a controller may add to the pods do not count if other pairs remain.
 */
export function writtenPairs(selector: Labels): readonly LabelPair[] {
  const asked = selector.pairs.filter((pair) => pair.value.type !== 'null');
  const written = asked.filter((pair) => !addedLabelKeys.has(pair.key.value));
  return written.length > 0 ? written : asked;
}

/**
 * The one pair under which a Service is indexed: every template that the Service matches carries it. The
 * longest pair is chosen, because it is the most specific: half of a cluster may have `tier=backend`, and an
 * edit of one of those workloads should not concern the other Services.
 */
export function indexedPair(selector: Labels): LabelPair | undefined {
  let telling: LabelPair | undefined;
  for (const pair of writtenPairs(selector)) {
    const longer = telling ? lengthOf(pair) - lengthOf(telling) : 1;
    telling = longer > 0 || (longer === 0 && pairText(pair) < pairText(telling!)) ? pair : telling;
  }
  return telling;
}

function lengthOf({ key, value }: LabelPair): number {
  return key.value.length + value.value.length;
}

function pairText({ key, value }: LabelPair): string {
  return `${key.value}=${value.value}`;
}
