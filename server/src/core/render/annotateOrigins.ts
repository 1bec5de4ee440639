import type { Mapping, Node, Pair } from '../yaml/node.ts';

/**
 * Returns the rendered tree with the document noted on every node that comes from a document other than `own`. No node
 * names `own`. The caller can then take any part of the tree and still knows its document. Subtrees of a single
 * document keep their nodes.
 */
export function annotateOrigins(root: Mapping, own: object): Mapping {
  return annotateNode(root, undefined, own) as Mapping;
}

function annotateNode(node: Node, around: object | undefined, own: object): Node {
  const document = node.document ?? around;
  const foreign = document === own ? undefined : document;
  const placed = node.document === foreign ? node : withDocument(node, foreign);
  switch (placed.type) {
    case 'mapping': {
      let pairs: Pair[] | undefined;
      for (let index = 0; index < placed.pairs.length; index++) {
        const pair = placed.pairs[index]!;
        const next = annotatePair(pair, document, own);
        if (next !== pair) {
          pairs ??= [...placed.pairs];
          pairs[index] = next;
        }
      }
      return pairs === undefined ? placed : { ...placed, pairs };
    }
    case 'sequence': {
      let items: Node[] | undefined;
      for (let index = 0; index < placed.items.length; index++) {
        const item = placed.items[index]!;
        const next = annotateNode(item, document, own);
        if (next !== item) {
          items ??= [...placed.items];
          items[index] = next;
        }
      }
      return items === undefined ? placed : { ...placed, items };
    }
    default:
      return placed;
  }
}

function annotatePair(pair: Pair, around: object | undefined, own: object): Pair {
  const document = pair.document ?? around;
  const key = annotateNode(pair.key, document, own) as Pair['key'];
  const value = annotateNode(pair.value, document, own);
  const foreign = document === own ? undefined : document;
  if (key === pair.key && value === pair.value && pair.document === foreign) {
    return pair;
  }
  return withDocument({ ...pair, key, value }, foreign);
}

function withDocument<T extends Node | Pair>(part: T, document: object | undefined): T {
  if (document !== undefined) {
    return { ...part, document };
  }
  const { document: _, ...rest } = part;
  return rest as T;
}
