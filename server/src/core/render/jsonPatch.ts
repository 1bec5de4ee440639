import type { Mapping, Node } from '../yaml/node.ts';
import { resolveKey, resolveScalar } from '../yaml/scalar.ts';
import { at, isNull, owned, pairIn, pairOf, scalarTextAt, stringAt, toJson, withoutKey, withPair } from './tree.ts';

export interface Patched {
  readonly root: Mapping;
  /** Why kustomize stops here. `root` is then unchanged. */
  readonly failure?: string;
  /** The operation that fails, for the position of the problem. */
  readonly operation?: Node;
}

/**
 * Applies the operations of a JSON patch (RFC 6902) to an object.
 * @param document of the patch. Nodes from the patch name this document. Source:
 * gopkg.in/evanphx/json-patch.v4, which kustomize applies with its defaults.
 */
export function applyJsonPatch(root: Mapping, operations: readonly Node[], document: object): Patched {
  let current: Node = root;
  for (const operation of operations) {
    const result: Step = applyOperation(current, operation, document);
    if ('failure' in result) {
      return { root, failure: result.failure, operation };
    }
    current = result.node;
  }
  return current.type === 'mapping' ? { root: current } : { root, failure: 'the result is no object' };
}

type Step = { readonly node: Node } | { readonly failure: string };

function applyOperation(root: Node, operation: Node, document: object): Step {
  const op = scalarTextAt(operation, 'op');
  const path = scalarTextAt(operation, 'path');
  const written = at(operation, 'value');
  const value = written && owned(readAsJson(written), document);
  switch (op) {
    case 'add':
      return value === undefined
        ? { failure: `add operation does not apply: doc is missing value: ${path}` }
        : insert(root, path, value, operation, document, 'add');
    case 'replace':
      return value === undefined
        ? { failure: `replace operation does not apply: doc is missing value: ${path}` }
        : insert(root, path, value, operation, document, 'replace');
    case 'remove':
      return remove(root, path);
    case 'test': {
      const found = lookUp(root, path);
      const isEqual = JSON.stringify(sorted(toJson(found))) === JSON.stringify(sorted(toJson(value)));
      return isEqual ? { node: root } : { failure: `testing value ${path} failed` };
    }
    case 'copy':
    case 'move': {
      const from = scalarTextAt(operation, 'from');
      const found = lookUp(root, from);
      if (found === undefined) {
        return { failure: `${op} operation does not apply: doc is missing from path: ${from}` };
      }
      const rest = op === 'move' ? remove(root, from) : { node: root };
      return 'failure' in rest ? rest : insert(rest.node, path, found, operation, document, 'add');
    }
    default:
      return { failure: `Unexpected kind: ${op === '' ? 'unknown' : op}` };
  }
}

/** The parts of a JSON pointer (RFC 6901). */
function pointer(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function lookUp(root: Node, path: string): Node | undefined {
  let current: Node | undefined = root;
  for (const part of pointer(path)) {
    if (current?.type === 'mapping') {
      current = pairIn(current, part)?.value;
    } else if (current?.type === 'sequence') {
      const index = indexOf(part, current.items.length, false);
      current = index === undefined ? undefined : current.items[index];
    } else {
      return undefined;
    }
  }
  return current;
}

function insert(root: Node, path: string, value: Node, operation: Node, document: object, op: 'add' | 'replace'): Step {
  const missing = { failure: `${op} operation does not apply: doc is missing path: "${path}": missing value` };
  return changeAt(root, pointer(path), missing, (parent, part) => {
    if (parent.type === 'mapping') {
      // `replace` accepts a missing key too, because partialDoc.get of that package returns no error for it.
      const { start, end } = operation;
      return { node: withPair(parent, owned({ ...pairOf(part, value), start, end }, document)) };
    }
    const length = parent.items.length;
    if (part === '-' && op === 'add') {
      return { node: { ...parent, items: [...parent.items, value] } };
    }
    const index = indexOf(part, length, op === 'add');
    if (index === undefined) {
      return { failure: `${op} operation does not apply: doc is missing index: ${path}` };
    }
    const items = op === 'add' ? parent.items.toSpliced(index, 0, value) : parent.items.with(index, value);
    return { node: { ...parent, items } };
  });
}

function remove(root: Node, path: string): Step {
  const missing = { failure: `remove operation does not apply: doc is missing path: "${path}": missing value` };
  return changeAt(root, pointer(path), missing, (parent, part) => {
    if (parent.type === 'mapping') {
      return pairIn(parent, part) === undefined
        ? { failure: `remove operation does not apply: doc is missing key: ${path}: missing value` }
        : { node: withoutKey(parent, part) };
    }
    const index = indexOf(part, parent.items.length, false);
    return index === undefined
      ? { failure: `remove operation does not apply: doc is missing index: ${path}` }
      : { node: { ...parent, items: parent.items.toSpliced(index, 1) } };
  });
}

function changeAt(
  node: Node,
  path: readonly string[],
  missing: { readonly failure: string },
  change: (parent: Exclude<Node, { type: 'scalar' | 'alias' }>, part: string) => Step,
): Step {
  const [part, ...rest] = path;
  if (part === undefined || (node.type !== 'mapping' && node.type !== 'sequence')) {
    return missing;
  }
  if (rest.length === 0) {
    return change(node, part);
  }
  if (node.type === 'mapping') {
    const found = node.pairs.findLastIndex((pair) => pair.key.text === part);
    const pair = node.pairs[found];
    if (pair === undefined) {
      return missing;
    }
    const next = changeAt(pair.value, rest, missing, change);
    return 'failure' in next
      ? next
      : { node: { ...node, pairs: node.pairs.with(found, { ...pair, value: next.node }) } };
  }
  const index = indexOf(part, node.items.length, false);
  if (index === undefined) {
    return missing;
  }
  const next = changeAt(node.items[index]!, rest, missing, change);
  return 'failure' in next ? next : { node: { ...node, items: node.items.with(index, next.node) } };
}

/** Negative indices count from the end. `add` also accepts the index after the last item. */
function indexOf(part: string, length: number, adds: boolean): number | undefined {
  if (!/^-?\d+$/.test(part)) {
    return undefined;
  }
  const end = adds ? length + 1 : length;
  const number = Number(part);
  const index = number < 0 ? number + end : number;
  return index >= 0 && index < end ? index : undefined;
}

/**
 * Reads the values of a patch as kubectl reads them. Kustomize reads manifests in another way: `yes` is true in
 * a patch. Source: sigs.k8s.io/yaml YAMLToJSON in filters/patchjson6902.
 */
export function readAsJson(node: Node): Node {
  switch (node.type) {
    case 'mapping': {
      const pairs = node.pairs.map((pair) => {
        const value = readAsJson(pair.value);
        const name = resolveKey(pair.key, 'kubectl').value;
        const key = name === pair.key.text ? pair.key : stringAt(name, pair.key);
        return value === pair.value && key === pair.key ? pair : { ...pair, key, value };
      });
      return pairs.every((pair, index) => pair === node.pairs[index]) ? node : { ...node, pairs };
    }
    case 'sequence': {
      const items = node.items.map(readAsJson);
      return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
    }
    case 'scalar': {
      const kubectl = resolveScalar(node, 'kubectl');
      const kustomize = resolveScalar(node, 'kustomize');
      if (kubectl.type === kustomize.type && kubectl.value === kustomize.value) {
        return node;
      }
      return kubectl.type === 'string'
        ? stringAt(kubectl.value, node)
        : { ...stringAt(kubectl.value, node), style: 'plain' };
    }
    default:
      return node;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;
}

/** Whether a patch is a list of operations and not an object to merge. */
export function isOperations(root: Node | undefined): boolean {
  return root?.type === 'sequence' && !isNull(root);
}
