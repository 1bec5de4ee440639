import { addedLabelKeys } from '../kinds/list.ts';
import type { LabelPair, Labels } from '../model/written.ts';

/**
 * Pairs that a template has to carry in its text to be matched: not those that kubectl drops, and not those whose label a
 * controller may put on the pods, where there are others.
 */
export function writtenPairs(selector: Labels): readonly LabelPair[] {
  const asked = selector.pairs.filter((pair) => pair.value.type !== 'null');
  const written = asked.filter((pair) => !addedLabelKeys.has(pair.key.value));
  return written.length > 0 ? written : asked;
}

/**
 * The one pair under which a Service is to be found: whatever it matches carries them all. It is the longest, which says
 * most: half of a cluster may be `tier=backend`, and an edit of one of its Services is no one else's concern.
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
