import { deref, isMerge, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node, Pair, Placed, Scalar, Sequence } from '../yaml/node.ts';
import { resolveScalar } from '../yaml/scalar.ts';

/** Trees are immutable: every function returns a new tree that shares all equal parts with the old one. */

/**
 * Returns the node without aliases and merge keys, as kustomize has it after parsing. A node without them is
 * returned as it is.
 */
export function withoutAliases(node: Node): Exclude<Node, { type: 'alias' }> {
  const known = new Map<Node, Exclude<Node, { type: 'alias' }>>();
  const expand = (each: Node): Exclude<Node, { type: 'alias' }> => {
    const target = deref(each) ?? nullAt(each);
    const before = known.get(target);
    if (before !== undefined) {
      return before;
    }
    // The readers reject an alias that leads back to its own node. This entry still ends such a cycle.
    known.set(target, target);
    const result = expandCollection(target, expand);
    known.set(target, result);
    return result;
  };
  return expand(node);
}

function expandCollection(
  target: Exclude<Node, { type: 'alias' }>,
  expand: (node: Node) => Exclude<Node, { type: 'alias' }>,
): Exclude<Node, { type: 'alias' }> {
  if (target.type === 'sequence') {
    const items = target.items.map(expand);
    return items.every((item, index) => item === target.items[index]) ? target : { ...target, items };
  }
  if (target.type === 'mapping') {
    const merges = target.pairs.some(isMerge);
    const pairs = (merges ? mergedPairs(target) : target.pairs).map((pair) => {
      const value = expand(pair.value);
      return value === pair.value ? pair : { ...pair, value };
    });
    return !merges && pairs.every((pair, index) => pair === target.pairs[index]) ? target : { ...target, pairs };
  }
  return target;
}

function mergedPairs(mapping: Mapping): Pair[] {
  return pairsOf(mapping, 'kustomize').map(({ pair }) => pair);
}

/** The pair with a key. Of duplicate keys the last one counts. */
export function pairIn(mapping: Mapping, key: string): Pair | undefined {
  const { pairs } = mapping;
  for (let i = pairs.length - 1; i >= 0; i--) {
    if (pairs[i]!.key.text === key) {
      return pairs[i];
    }
  }
  return undefined;
}

/** The value under keys of nested mappings. */
export function at(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let current = node;
  for (const key of keys) {
    current = current?.type === 'mapping' ? pairIn(current, key)?.value : undefined;
  }
  return current;
}

/** The text of the scalar under keys, or the empty string. */
export function scalarTextAt(node: Node | undefined, ...keys: readonly string[]): string {
  const found = at(node, ...keys);
  return found?.type === 'scalar' && !isNull(found) ? found.text : '';
}

/** Whether the node is absent, or kustomize reads it as null. */
export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.type === 'scalar' && resolveScalar(node, 'kustomize').type === 'null');
}

/** Returns the mapping with the value under a key. An existing pair keeps its position and its key. */
export function withValue(mapping: Mapping, key: string, value: Node, made?: Pair): Mapping {
  const found = mapping.pairs.findLastIndex((pair) => pair.key.text === key);
  if (found < 0) {
    return { ...mapping, pairs: [...mapping.pairs, made === undefined ? pairOf(key, value) : { ...made, value }] };
  }
  const pair = mapping.pairs[found]!;
  return pair.value === value ? mapping : { ...mapping, pairs: mapping.pairs.with(found, { ...pair, value }) };
}

export function withoutKey(mapping: Mapping, key: string): Mapping {
  return mapping.pairs.some((pair) => pair.key.text === key)
    ? { ...mapping, pairs: mapping.pairs.filter((pair) => pair.key.text !== key) }
    : mapping;
}

/** Returns the sequence with every item changed, or the same sequence if no item changes. */
export function withItems(sequence: Sequence, change: (item: Node) => Node): Sequence {
  let items: Node[] | undefined;
  for (let index = 0; index < sequence.items.length; index++) {
    const item = sequence.items[index]!;
    const next = change(item);
    if (next !== item) {
      items ??= [...sequence.items];
      items[index] = next;
    }
  }
  return items === undefined ? sequence : { ...sequence, items };
}

/** Returns the mapping with every value changed, or the same mapping if no value changes. */
export function withValues(mapping: Mapping, change: (value: Node, key: string) => Node): Mapping {
  let pairs: Pair[] | undefined;
  for (let index = 0; index < mapping.pairs.length; index++) {
    const pair = mapping.pairs[index]!;
    const value = change(pair.value, pair.key.text);
    if (value !== pair.value) {
      pairs ??= [...mapping.pairs];
      pairs[index] = { ...pair, value };
    }
  }
  return pairs === undefined ? mapping : { ...mapping, pairs };
}

/** Returns the mapping with the pair added. It replaces a pair with the same key. */
export function withPair(mapping: Mapping, made: Pair): Mapping {
  const found = mapping.pairs.findLastIndex((pair) => pair.key.text === made.key.text);
  return {
    ...mapping,
    pairs: found < 0 ? [...mapping.pairs, made] : mapping.pairs.with(found, made),
  };
}

/** The place of a node that the renderer creates: the range and the document of its cause. */
export interface MadePlace extends Placed {
  readonly document: object;
}

export function madeAt({ start, end }: Placed, document: object): MadePlace {
  return { start, end, document };
}

/** Returns the node with its document, so that a tree of another document can hold it. */
export function owned<T extends Placed>(node: T, document: object): T {
  return node.document === undefined ? { ...node, document } : node;
}

/** A string, in any spelling. */
export function stringAt(text: string, place: Placed): Scalar {
  return { ...rangeOf(place), type: 'scalar', text, style: 'double' };
}

/** A scalar whose type follows from its spelling. */
export function plainAt(text: string, place: Placed): Scalar {
  return { ...rangeOf(place), type: 'scalar', text, style: 'plain' };
}

export function mappingAt(place: Placed, pairs: readonly Pair[] = []): Mapping {
  return { ...rangeOf(place), type: 'mapping', flow: false, pairs };
}

export function sequenceAt(place: Placed, items: readonly Node[] = []): Sequence {
  return { ...rangeOf(place), type: 'sequence', flow: false, items };
}

/** A pair with the position of its value, unless a place is given. */
export function pairOf(key: string, value: Node, place: Placed = value): Pair {
  return { ...rangeOf(place), key: stringAt(key, place), value };
}

function nullAt(place: Placed): Scalar {
  return plainAt('', place);
}

function rangeOf({ start, end, document }: Placed): Placed {
  return document === undefined ? { start, end } : { start, end, document };
}

/** A node as a JSON value, as kustomize emits it. Of duplicate keys the last one counts. */
export function toJson(node: Node | undefined): unknown {
  const target = deref(node);
  switch (target?.type) {
    case 'mapping':
      return Object.fromEntries(target.pairs.map((pair) => [pair.key.text, toJson(pair.value)]));
    case 'sequence':
      return target.items.map(toJson);
    case 'scalar': {
      const { type, value } = resolveScalar(target, 'kustomize');
      switch (type) {
        case 'null':
          return null;
        case 'boolean':
          return value === 'true';
        case 'integer':
        case 'float':
          return Number(value);
        default:
          return value;
      }
    }
    default:
      return null;
  }
}
