import { distance } from 'fastest-levenshtein';
import type { Written } from '../../model/written.ts';
import { likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { compareText } from '../../text/compare.ts';

/** A part of the same pod that the author of a name may have meant. */
export interface NearPart {
  readonly name: string;
  readonly part: Written;
  /** Whether hardly any other can be meant. */
  readonly isClear: boolean;
}

/**
 * The parts with another name, the most similar first. The first one is clear if it is spelt almost like the name, or
 * if it is the only one that nothing uses yet.
 *
 * @param used the names that something uses.
 */
export function nearestParts(name: string, parts: readonly Written[], used: ReadonlySet<string>): readonly NearPart[] {
  const known = [...new Map(parts.filter(({ type }) => type === 'string').map((part) => [part.value, part])).values()];
  const unused = known.filter(({ value }) => !used.has(value));
  const isAlike = ({ value }: Written) => ['spelling', 'typo'].includes(likenessOf(value, name));
  const rankOf = (part: Written) =>
    isAlike(part) ? 0 : unused.includes(part) ? 1 : likenessOf(part.value, name) === 'extended' ? 2 : 3;
  const ranked = known.sort(
    (a, b) =>
      rankOf(a) - rankOf(b) || distance(a.value, name) - distance(b.value, name) || compareText(a.value, b.value),
  );
  const [first, second] = ranked;
  const isClear =
    first !== undefined &&
    rankOf(first) < 2 &&
    (second === undefined ||
      rankOf(second) > rankOf(first) ||
      (isAlike(first) && distance(first.value, name) < distance(second.value, name)));
  return ranked.map((part, position) => ({ name: part.value, part, isClear: isClear && position === 0 }));
}
