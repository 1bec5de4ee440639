import type { AddedLabel } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { optional } from '../../text/optional.ts';
import { labelUnder, type PodLabels, pairMatches } from './match.ts';
import { isMistypedKey, type KnownNames, likenessOf } from './nameSimilarity.ts';

/** How a pair of a selector relates to the labels of a template. */
export interface PairFinding {
  readonly pair: LabelPair;
  readonly relation:
    | 'equal'
    | 'spelling'
    | 'typo'
    | 'extended'
    | 'shared parts'
    | 'other number'
    /** The key has a value that is not similar. */
    | 'other value'
    /** The value is under a key that is almost the same. */
    | 'mistyped key'
    /** The value is under another key. */
    | 'other key'
    /** The template has neither the key nor the value. */
    | 'absent';
  /** The similar label, or the label with the same key. */
  readonly label?: LabelPair;
  /** The same for a label that a controller adds to the pods, such as the name of a Job. */
  readonly addedLabel?: AddedLabel;
}

/** Compares every pair of the selector, in order, with the labels of the template. */
export function comparePairs(selector: Labels, template: PodLabels, names?: KnownNames): readonly PairFinding[] {
  const labels = template.labels?.pairs ?? [];
  return selector.pairs.map((pair): PairFinding => {
    if (pairMatches(pair, template)) {
      return { pair, relation: 'equal' };
    }
    const sameKey = labelUnder(template.labels, pair.key.value);
    const added = sameKey ? undefined : addedUnder(template, pair);
    const value = sameKey?.value.value ?? added?.exactly;
    const likeness = value === undefined ? 'none' : likenessOf(pair.value.value, value, names);
    if (likeness !== 'none') {
      return { pair, relation: likeness, ...optional('label', sameKey), ...optional('addedLabel', added) };
    }
    const sameValue = labels.filter((label) => label.value.value === pair.value.value && pair.value.value !== '');
    const mistyped = sameValue.find((label) => isMistypedKey(label.key.value, pair.key.value, names));
    const label = mistyped ?? sameValue[0];
    if (label) {
      return { pair, relation: mistyped ? 'mistyped key' : 'other key', label };
    }
    const put = template.added.find(({ exactly }) => exactly === pair.value.value && exactly !== '');
    if (put) {
      const isMistyped = isMistypedKey(put.key, pair.key.value, names);
      return { pair, relation: isMistyped ? 'mistyped key' : 'other key', addedLabel: put };
    }
    return value === undefined
      ? { pair, relation: 'absent' }
      : { pair, relation: 'other value', ...optional('label', sameKey), ...optional('addedLabel', added) };
  });
}

/**
 * The label that a controller adds to the pods under the key of the pair, if its value is known. If the pods
 * are numbered, the value is that of the number in the pair.
 */
export function addedUnder({ added }: PodLabels, { key, value }: LabelPair): AddedLabel | undefined {
  const known = added.find((each) => each.key === key.value);
  if (known?.ordinalFrom === undefined) {
    return known?.exactly === undefined ? undefined : known;
  }
  const ordinal = Number(/-(\d{1,9})\w?$/.exec(value.value)?.[1] ?? 0);
  return { key: known.key, exactly: `${known.prefix}${Math.max(ordinal, known.ordinalFrom)}` };
}
