import { contains } from '../text/range.ts';
import { childrenOf } from './access.ts';
import { lineEndsOf } from './layout.ts';
import type { Mapping, Node } from './node.ts';
import type { WritingStyle } from './write.ts';

/** A document after reading: its text and the root of its tree. The ranges of the tree refer to that text. */
export interface DocumentText {
  readonly text: string;
  readonly root: Node;
}

/** The style for text next to a node, from the collections around the node. */
export function writingStyleAt({ text, root }: DocumentText, node: Node): WritingStyle {
  const flows = pathTo(root, node).filter((outer) => outer.type === 'mapping' && outer.flow) as Mapping[];
  const firsts = flows.flatMap(({ pairs }) => pairs.slice(0, 1));
  return {
    flow: pathTo(root, node).some((outer) => outer !== node && 'flow' in outer && outer.flow) || isFlow(node),
    json: firsts.some(({ key }) => key.style === 'double'),
    minified: firsts.some(({ key, value }) => value.start === key.end + 1 && value.end > value.start),
    lineEnd: lineEndsOf(text),
  };
}

function isFlow(node: Node): boolean {
  return node.type === 'mapping' && node.flow;
}

/**
 * Whether an alias names the node, a collection around it, or a node inside it. With `parts`, only these nodes
 * inside it are searched.
 */
export function isShared({ root }: DocumentText, node: Node, parts: readonly Node[] = [node]): boolean {
  const named = aliasTargets(root);
  return (
    named.size > 0 &&
    (pathTo(root, node).some((outer) => named.has(outer)) ||
      parts.some((part) => nodesIn(part).some((inner) => named.has(inner))))
  );
}

function aliasTargets(root: Node): Set<Node> {
  const targets = new Set<Node>();
  for (const node of nodesIn(root)) {
    if (node.type === 'alias' && node.target !== undefined) {
      targets.add(node.target);
    }
  }
  return targets;
}

/** A node and all nodes inside it, without the targets of aliases. */
function nodesIn(root: Node): readonly Node[] {
  const nodes: Node[] = [root];
  for (let i = 0; i < nodes.length; i++) {
    for (const child of childrenOf(nodes[i]!)) {
      nodes.push(child);
    }
  }
  return nodes;
}

/** The nodes from the root down to this one. */
function pathTo(root: Node, node: Node): readonly Node[] {
  if (root === node) {
    return [root];
  }
  for (const child of childrenOf(root)) {
    if (child === node || contains(child, node)) {
      const path = pathTo(child, node);
      if (path.length > 0) {
        return [root, ...path];
      }
    }
  }
  return [];
}
