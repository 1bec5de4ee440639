import type { Mapping, Node, Pair } from '../yaml/node.ts';

/**
 * Returns the rendered tree with the document noted on every node that comes from a document other than `own`.
 * The caller can then take any part of the tree and still knows its document. Subtrees of a single document
 * keep their nodes.
 */
export function annotateOrigins(root: Mapping, own: object): Mapping {
  return annotateNode(root, undefined, own) as Mapping;
}

function annotateNode(node: Node, around: object | undefined, own: object): Node {
  const document = node.document ?? around;
  const foreign = document === own ? undefined : document;
  const placed = foreign !== undefined && node.document === undefined ? { ...node, document: foreign } : node;
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
  const foreign = document !== own && document !== undefined && pair.document === undefined;
  if (key === pair.key && value === pair.value && !foreign) {
    return pair;
  }
  return foreign ? { ...pair, key, value, document } : { ...pair, key, value };
}
