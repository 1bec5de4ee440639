import type { Alias, Mapping, Node, Pair } from './node.ts';
import type { Reader } from './scalar.ts';

/** Returns the node that an alias names, and any other node itself. Undefined if an alias names nothing. */
export function deref(node: Node | undefined): Exclude<Node, Alias> | undefined {
  return node?.type === 'alias' ? node.target : node;
}

/**
 * The direct children of a node in the order of the text, including keys. The target of an alias is not a
 * child.
 */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'mapping':
      return node.pairs.flatMap(({ key, value }) => [key, value]);
    case 'sequence':
      return node.items;
    default:
      return [];
  }
}

/**
 * The node at a path of keys and indices, through aliases and merge keys. Of duplicate keys the last one
 * counts, as in kubectl (k8s.io/apimachinery/pkg/util/yaml decodes into a map).
 *
 * @returns undefined if the path does not exist.
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

/** The pair that decides the value of a key as kubectl reads it: the last one whose key has exactly this text. */
export function pairOf(mapping: Mapping, key: string): Pair | undefined {
  const { pairs } = mapping;
  for (let i = pairs.length - 1; i >= 0; i--) {
    const pair = pairs[i]!;
    if (isMerge(pair)) {
      return pairsOf(mapping).findLast((each) => each.pair.key.text === key)?.pair;
    }
    if (pair.key.text === key) {
      return pair;
    }
  }
  return undefined;
}

/** A pair of a mapping after the expansion of merge keys. */
export interface EffectivePair {
  readonly pair: Pair;
  /**
   * The pair `<<: …` that brings the pair in, if the mapping does not have it itself. It is a pair of the
   * mapping that the caller passed. An edit of a merged pair changes every user of the anchor.
   */
  readonly mergedBy?: Pair;
}

/**
 * The pairs of a mapping with its merge keys expanded: the effective own pairs, then the effective merged
 * pairs, each in the order of the text. Of pairs with the same key the last one counts.
 *
 * In kubectl a merge key acts as its pairs at its position, so that a pair that is merged after an own pair
 * overrides it (go.yaml.in/yaml/v2, decode.go mapping). In kustomize and in YAML a merged pair never overrides
 * an own pair (sigs.k8s.io/kustomize/kyaml/yaml RNode.DeAnchor; https://yaml.org/type/merge.html). In a list of
 * mappings the earlier mapping overrides the later one. The work is bounded: each mapping is merged at most
 * once, however many aliases name it.
 */
export function pairsOf(mapping: Mapping, reader: Reader = 'kubectl'): readonly EffectivePair[] {
  const { pairs } = mapping;
  if (!pairs.some(isMerge)) {
    return pairs.map((pair) => ({ pair }));
  }
  const own = pairs.filter((pair) => !isMerge(pair)).map((pair) => ({ pair }));
  return [...own, ...mergedInto(mapping, reader).toSorted((a, b) => a.pair.start - b.pair.start)];
}

/** The pairs from merge keys that no other pair overrides. */
function mergedInto(mapping: Mapping, reader: Reader): EffectivePair[] {
  const merged: EffectivePair[] = [];
  const known = new Set<string>();
  // A member that is visited earlier overrides one that is visited later, so a second visit of a node adds
  // nothing.
  const seen = new Set<Node>();
  const open: { readonly member: Pair | Node; readonly mergedBy: Pair | undefined }[] = [
    { member: mapping, mergedBy: undefined },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { member, mergedBy } = next;
    if (!('key' in member)) {
      const source = deref(member);
      if (source !== undefined && !seen.has(source)) {
        seen.add(source);
        for (const each of membersOf(source, reader)) {
          open.push({ member: each, mergedBy });
        }
      }
    } else if (isMerge(member)) {
      open.push({ member: member.value, mergedBy: mergedBy ?? member });
    } else if (!known.has(member.key.text)) {
      known.add(member.key.text);
      if (mergedBy) {
        merged.push({ pair: member, mergedBy });
      }
    }
  }
  return merged;
}

/** The members of a merged collection. A member overrides the ones before it. */
function membersOf(source: Exclude<Node, Alias>, reader: Reader): readonly (Pair | Node)[] {
  switch (source.type) {
    case 'mapping':
      return reader === 'kubectl'
        ? source.pairs
        : [...source.pairs.filter(isMerge).toReversed(), ...source.pairs.filter((pair) => !isMerge(pair))];
    case 'sequence':
      return source.items.toReversed();
    case 'scalar':
      return [];
  }
}

/** Whether a pair is a merge key: a plain `<<` without another tag. */
export function isMerge(pair: Pair): boolean {
  const { text, style, tag } = pair.key;
  return text === '<<' && (style === 'plain' ? tag === undefined || tag === mergeTag : tag === mergeTag);
}

const mergeTag = 'tag:yaml.org,2002:merge';
