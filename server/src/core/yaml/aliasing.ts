import { childrenOf } from './access.ts';
import type { Alias, Node, YamlError } from './node.ts';

/**
 * The error for a text that kubectl and kustomize reject because aliases expand it too much. Its place is the
 * alias with the largest expansion. Undefined if they accept the text. An accepted text is small enough to
 * visit every node of its expansion. Source: go.yaml.in/yaml/v2, decode.go (decoder).unmarshal, "document
 * contains excessive aliasing"; v3 has the same.
 */
export function excessiveAliasing(root: Node): YamlError | undefined {
  const { all, aliased, largest } = decoded(root);
  const isExcessive = aliased > 100 && all > 1000 && aliased / all > allowedShare(all);
  if (!isExcessive || largest === undefined) {
    return undefined;
  }
  const { start, end } = largest;
  return { start, end, message: 'The aliases of this document expand to too much: kubectl refuses it.' };
}

/** The share of decoded nodes that may come from aliases. */
function allowedShare(all: number): number {
  const [low, high] = [400_000, 4_000_000];
  return all <= low ? 0.99 : all >= high ? 0.1 : 0.99 - 0.89 * ((all - low) / (high - low));
}

interface Decoded {
  /** The number of nodes that a reader decodes if it expands aliases. */
  readonly all: number;
  /** The number of nodes among them that come from aliases. */
  readonly aliased: number;
}

function decoded(root: Node): Decoded & { readonly largest: Alias | undefined } {
  const sizes = new Map<Node, number>();
  let largest: { readonly alias: Alias; readonly size: number } | undefined;
  const visit = (node: Node): Decoded => {
    if (node.type === 'alias') {
      // The target of an alias is before it in the text, and was visited.
      const size = (node.target && sizes.get(node.target)) ?? 0;
      largest = largest === undefined || size > largest.size ? { alias: node, size } : largest;
      return { all: 1 + size, aliased: size };
    }
    let [all, aliased] = [1, 0];
    for (const child of childrenOf(node)) {
      const inner = visit(child);
      all += inner.all;
      aliased += inner.aliased;
    }
    if (node.anchor !== undefined) {
      sizes.set(node, all);
    }
    return { all, aliased };
  };
  return { ...visit(root), largest: largest?.alias };
}
