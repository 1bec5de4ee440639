import type { Mapping, Node, Scalar } from '../yaml/node.ts';
import { withItems, withValues } from './tree.ts';

/**
 * Kustomize adds a label with a new key as one shared node to every field of an object: metadata, selector,
 * template. A later change of one of these fields, by an overlay that labels only metadata or by a patch,
 * changes them all. The effect decides which pods a Service selects, so the renderer reproduces it. Source:
 * api/filters/filtersutil SetEntry creates the node once for each object, and kyaml/yaml FieldSetter inserts
 * that node if the field is missing, else it overwrites the node of the field.
 */

/** Returns the changed object. A shared value that was set in one field is set in all fields that share it. */
export function asShared(before: Mapping, after: Mapping): Mapping {
  if (before === after) {
    return after;
  }
  const set = new Map<object, Scalar>();
  const noted = noteSet(before, after, set);
  return set.size === 0 || noted.type !== 'mapping' ? after : (withSet(noted, set) as Mapping);
}

/**
 * Returns the object without shared values. JSON patches have this effect, because they write the object as
 * text and parse it again.
 */
export function withoutSharing(root: Mapping): Mapping {
  return eachScalar(root, unshared) as Mapping;
}

/** Returns the value without sharing. */
export function unshared(scalar: Scalar): Scalar {
  if (scalar.shared === undefined) {
    return scalar;
  }
  const { shared: _, ...own } = scalar;
  return own;
}

/** Records the shared values that changed, and marks the new values as shared too. */
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
