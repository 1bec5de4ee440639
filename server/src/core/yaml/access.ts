import type { Alias, Mapping, Node, Pair } from './node.ts';
import type { Reader } from './scalar.ts';

/** The node itself, for an alias the one it names; undefined where an alias names nothing. */
export function deref(node: Node | undefined): Exclude<Node, Alias> | undefined {
  return node?.type === 'alias' ? node.target : node;
}

/** What stands in a node, keys included, in the order of the text; what an alias names does not. */
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

/** The pair that decides for a key written so in plain view, as kubectl reads it: the last. */
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
 * The pairs of a mapping with its merge keys expanded: own pairs, then those merged in that count, each in the order of the text.
 * Of pairs with one key the last counts. To kubectl a merge key stands for its pairs at its place, so that what is merged behind an
 * own pair wins over it (go.yaml.in/yaml/v2, decode.go mapping); to kustomize and to YAML it never does
 * (sigs.k8s.io/kustomize/kyaml/yaml RNode.DeAnchor; https://yaml.org/type/merge.html). Of a list of mappings the earlier wins.
 * Bounded: each mapping is merged at most once, however often it is named.
 */
export function pairsOf(mapping: Mapping, reader: Reader = 'kubectl'): readonly EffectivePair[] {
  const { pairs } = mapping;
  if (!pairs.some(isMerge)) {
    return pairs.map((pair) => ({ pair }));
  }
  const own = pairs.filter((pair) => !isMerge(pair)).map((pair) => ({ pair }));
  return [...own, ...mergedInto(mapping, reader).toSorted((a, b) => a.pair.start - b.pair.start)];
}

/** The pairs that merge keys bring in, and that no other wins over. */
function mergedInto(mapping: Mapping, reader: Reader): EffectivePair[] {
  const merged: EffectivePair[] = [];
  const known = new Set<string>();
  // What comes first here wins, so a node that was seen has nothing more to give.
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

/** What is in a collection that is merged: what wins over others behind these. */
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

/** Whether a pair is a merge key: `<<`, plain and without another tag. */
export function isMerge(pair: Pair): boolean {
  const { text, style, tag } = pair.key;
  return text === '<<' && (style === 'plain' ? tag === undefined || tag === mergeTag : tag === mergeTag);
}

const mergeTag = 'tag:yaml.org,2002:merge';
