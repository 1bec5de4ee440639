import type { Mapping, Node, Scalar } from '../yaml/node.ts';
import { withItems, withValues } from './tree.ts';

/**
 * Kustomize puts a label under a key that is not there as one and the same node into every field of an object: metadata,
 * selector, template. Whoever sets one of them later, be it an overlay that labels metadata alone or a patch, sets them all.
 * That decides what a Service selects, so it is kept. Source: api/filters/filtersutil SetEntry, whose node is made once for
 * an object, and kyaml/yaml FieldSetter, which takes it in where there is no field and else writes over the field's node.
 */

/** What was made of an object, with values that were set in one place set wherever they are shared. */
export function asShared(before: Mapping, after: Mapping): Mapping {
  if (before === after) {
    return after;
  }
  const set = new Map<object, Scalar>();
  const noted = noteSet(before, after, set);
  return set.size === 0 || noted.type !== 'mapping' ? after : (withSet(noted, set) as Mapping);
}

/** The object after it was written as text and read again, as JSON patches have it: each value is one of its own. */
export function withoutSharing(root: Mapping): Mapping {
  return eachScalar(root, unshared) as Mapping;
}

/** The value as one of its own. */
export function unshared(scalar: Scalar): Scalar {
  if (scalar.shared === undefined) {
    return scalar;
  }
  const { shared: _, ...own } = scalar;
  return own;
}

/** Notes which shared values are others now, and says of these that they are shared still. */
function noteSet(before: Node, after: Node, set: Map<object, Scalar>): Node {
  if (before === after) {
    return after;
  }
  if (before.type === 'scalar') {
    if (before.shared === undefined || after.type !== 'scalar' || after.shared === before.shared) {
      return after;
    }
    const value: Scalar = { ...after, shared: before.shared };
    set.set(before.shared, value);
    return value;
  }
  if (before.type === 'mapping' && after.type === 'mapping') {
    const known = new Map(before.pairs.map((pair) => [pair.key.text, pair.value]));
    return withValues(after, (value, key) => {
      const earlier = known.get(key);
      return earlier === undefined ? value : noteSet(earlier, value, set);
    });
  }
  if (before.type === 'sequence' && after.type === 'sequence' && before.items.length === after.items.length) {
    const items = after.items.map((item, index) => noteSet(before.items[index]!, item, set));
    return items.every((item, index) => item === after.items[index]) ? after : { ...after, items };
  }
  return after;
}

function withSet(root: Node, set: ReadonlyMap<object, Scalar>): Node {
  return eachScalar(root, (scalar) => (scalar.shared === undefined ? scalar : (set.get(scalar.shared) ?? scalar)));
}

function eachScalar(node: Node, change: (scalar: Scalar) => Node): Node {
  switch (node.type) {
    case 'scalar':
      return change(node);
    case 'mapping':
      return withValues(node, (value) => eachScalar(value, change));
    case 'sequence':
      return withItems(node, (item) => eachScalar(item, change));
    default:
      return node;
  }
}
