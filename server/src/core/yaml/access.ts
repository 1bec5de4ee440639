import type { Alias, Mapping, Node, Pair } from './node.ts';

/** The node itself, for an alias the one it names; undefined where an alias names nothing. */
export function deref(node: Node | undefined): Exclude<Node, Alias> | undefined {
  return node?.type === 'alias' ? node.target : node;
}

/**
 * The node at a path of keys and indices, through aliases and merge keys. Of a key that stands twice it takes the
 * last, as kubectl does (k8s.io/apimachinery/pkg/util/yaml decodes into a map).
 *
 * @returns undefined where the path leaves the tree.
 */
export function get(node: Node | undefined, ...path: readonly (string | number)[]): Node | undefined {
  let current = node;
  for (const step of path) {
    const collection = deref(current);
    if (collection?.type === 'mapping' && typeof step === 'string') {
      current = pairOf(collection, step)?.value;
    } else if (collection?.type === 'sequence' && typeof step === 'number') {
      current = collection.items[step];
    } else {
      return undefined;
    }
  }
  return current;
}

/** The pair that decides for a key written so in plain view: the last, an own one before a merged one. */
export function pairOf(mapping: Mapping, key: string): Pair | undefined {
  const { pairs } = mapping;
  let merges = false;
  for (let i = pairs.length - 1; i >= 0; i--) {
    const pair = pairs[i]!;
    if (pair.key.text === key && !isMerge(pair)) {
      return pair;
    }
    merges ||= isMerge(pair);
  }
  return merges ? pairsOf(mapping).findLast(({ pair }) => pair.key.text === key)?.pair : undefined;
}

/** A pair as a mapping has it in the end. */
export interface EffectivePair {
  readonly pair: Pair;
  /**
   * The pair `<<: …` that it came by, where it is not the mapping's own: the one of the mapping that was asked for. An
   * edit of such a pair changes every user of the anchor.
   */
  readonly mergedBy?: Pair;
}

/**
 * The pairs of a mapping with its merge keys expanded (https://yaml.org/type/merge.html): own pairs in the order of the
 * text, duplicates included, then those merged in whose key is not there yet, where of several mappings the earlier
 * wins. Bounded: each mapping is merged at most once, however often it is named.
 */
export function pairsOf(mapping: Mapping): readonly EffectivePair[] {
  const { pairs } = mapping;
  if (!pairs.some(isMerge)) {
    return pairs.map((pair) => ({ pair }));
  }
  const effective: EffectivePair[] = [];
  const known = new Set<string>();
  for (const pair of pairs) {
    if (!isMerge(pair)) {
      effective.push({ pair });
      known.add(pair.key.text);
    }
  }
  const seen = new Set<Node>([mapping]);
  for (const mergedBy of pairs.filter(isMerge)) {
    const open: Node[] = [mergedBy.value];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const source = deref(next);
      if (source === undefined || seen.has(source)) {
        continue;
      }
      seen.add(source);
      if (source.type === 'sequence') {
        open.push(...source.items.toReversed());
      } else if (source.type === 'mapping') {
        const own = source.pairs.filter((pair) => !isMerge(pair) && !known.has(pair.key.text));
        for (const pair of own) {
          effective.push({ pair, mergedBy });
        }
        for (const pair of own) {
          known.add(pair.key.text);
        }
        open.push(...source.pairs.filter(isMerge).map((pair) => pair.value));
      }
    }
  }
  return effective;
}

/** Whether a pair is a merge key: `<<`, plain and without another tag. */
export function isMerge(pair: Pair): boolean {
  const { text, style, tag } = pair.key;
  return text === '<<' && (style === 'plain' ? tag === undefined || tag === mergeTag : tag === mergeTag);
}

const mergeTag = 'tag:yaml.org,2002:merge';
