import { distance } from 'fastest-levenshtein';
import type { MissingTarget } from '../../model/kustomization.ts';
import { type Likeness, likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { compareText } from '../../text/compare.ts';

/** The names that resemble the name of the target, the most similar first. */
export function similarNames(target: Pick<MissingTarget, 'name' | 'names'>): readonly string[] {
  const rank = (name: string) => order.indexOf(likenessOf(target.name, name));
  return target.names
    .filter((name) => rank(name) >= 0)
    .sort((a, b) => rank(a) - rank(b) || distance(target.name, a) - distance(target.name, b) || compareText(a, b));
}

/** Whether the name is so similar that hardly anything else can be meant. */
export function isMistyped(target: Pick<MissingTarget, 'name'>, name: string): boolean {
  const likeness = likenessOf(target.name, name);
  return likeness === 'spelling' || likeness === 'typo';
}

const order: readonly Likeness[] = ['spelling', 'typo', 'extended', 'shared parts', 'other number'];
