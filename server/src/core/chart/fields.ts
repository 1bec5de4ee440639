import { deref, pairsOf } from '../yaml/access.ts';
import type { Alias, Mapping, Node } from '../yaml/node.ts';
import { resolveKey, resolveScalar } from '../yaml/scalar.ts';

/** The value under a key as sigs.k8s.io/yaml reads the key: `y` is `true`. Of several the last one counts. */
export function fieldOf(mapping: Mapping | undefined, key: string): Exclude<Node, Alias> | undefined {
  const found = mapping && pairsOf(mapping).findLast(({ pair }) => resolveKey(pair.key, 'kubectl').value === key);
  return deref(found?.pair.value);
}

/** Whether sigs.k8s.io/yaml reads the node as null. */
export function isNull(node: Node): boolean {
  return node.type === 'scalar' && resolveScalar(node, 'kubectl').type === 'null';
}
