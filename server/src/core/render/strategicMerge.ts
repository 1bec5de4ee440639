import type { Mapping, Node, Pair, Sequence } from '../yaml/node.ts';
import { shapeOfKind, shapes } from './schema.ts';
import { at, isNull, owned, pairIn, pairOf, plainAt, scalarTextAt, withoutKey } from './tree.ts';

export interface Merged {
  /** Absent if the patch deletes the object. */
  readonly root?: Mapping;
  /** Why kustomize stops here. */
  readonly failure?: string;
}

/**
 * Applies a strategic merge patch to an object as kustomize does. Lists of built-in kinds are merged by their
 * keys, with the items of the patch first. Lists of other kinds are replaced.
 * @param document of the patch. Nodes from the patch name this document. Source:
 * sigs.k8s.io/kustomize/kyaml/yaml/merge2 and walk.
 */
export function mergePatch(root: Mapping, patch: Mapping, document: object): Merged {
  const merge: Merge = { document };
  const shape = shapeOfKind[`${scalarTextAt(root, 'apiVersion')}/${scalarTextAt(root, 'kind')}`];
  const merged = mergeNodes(root, patch, shape, merge, '');
  if (merge.failure !== undefined) {
    return { root, failure: merge.failure };
  }
  return merged?.type === 'mapping' ? { root: merged } : {};
}

interface Merge {
  readonly document: object;
  failure?: string;
}

/** Undefined if the merge leaves nothing. */
function mergeNodes(
  base: Node | undefined,
  patch: Node,
  shape: string | undefined,
  merge: Merge,
  path: string,
  field?: Field,
): Node | undefined {
  if (isNull(patch)) {
    return undefined;
  }
  if (base !== undefined && !isNull(base) && base.type !== patch.type) {
    merge.failure ??= `wrong node kind: expected ${nodeKinds[base.type]} but was ${nodeKinds[patch.type]} at ${path}`;
    return base;
  }
  switch (patch.type) {
    case 'mapping':
      return mergeMappings(base?.type === 'mapping' ? base : undefined, patch, shape, merge, path);
    case 'sequence':
      return mergeSequences(base?.type === 'sequence' ? base : undefined, patch, field, merge, path);
    default:
      return owned(patch, merge.document);
  }
}

const nodeKinds = { mapping: 'MappingNode', sequence: 'SequenceNode', scalar: 'ScalarNode', alias: 'AliasNode' };

function mergeMappings(
  base: Mapping | undefined,
  written: Mapping,
  shape: string | undefined,
  merge: Merge,
  path: string,
): Mapping | undefined {
  const directive = pairIn(written, directiveKey);
  const strategy = directive === undefined ? 'merge' : scalarText(directive.value);
  const patch = directive === undefined ? written : withoutKey(written, directiveKey);
  if (strategy === 'delete') {
    return undefined;
  }
  if (strategy !== 'merge' && strategy !== 'replace') {
    merge.failure ??= `unknown patch strategy '${strategy}'`;
    return base;
  }
  const fields = fieldsOf(shape);
  const replaces = base === undefined || strategy === 'replace';
  let pairs: readonly Pair[] = replaces ? [] : base.pairs;
  let changed = false;
  const added: Pair[] = [];
  for (const pair of patch.pairs) {
    const key = pair.key.text;
    const field = fields.get(key);
    const found = replaces ? -1 : pairs.findLastIndex((each) => each.key.text === key);
    const before = found < 0 ? undefined : pairs[found]!.value;
    const value = mergeNodes(before, pair.value, field?.shape, merge, path === '' ? key : `${path}.${key}`, field);
    if (value === undefined) {
      if (found >= 0) {
        pairs = pairs.toSpliced(found, 1);
        changed = true;
      }
    } else if (found < 0) {
      added.push(replaces ? withPairValue(pair, value) : owned(withPairValue(pair, value), merge.document));
    } else if (value !== before) {
      // If the patch replaces the whole value, the key of the pair comes from the patch too.
      const own = value.type === 'scalar' || value.document !== undefined;
      pairs = pairs.with(found, own ? owned(withPairValue(pair, value), merge.document) : { ...pairs[found]!, value });
      changed = true;
    }
  }
  if (replaces) {
    return owned({ ...patch, pairs: added }, merge.document);
  }
  return changed || added.length > 0 ? { ...base, pairs: [...pairs, ...added] } : base;
}

const directiveKey = '$patch';

function withPairValue(pair: Pair, value: Node): Pair {
  return pair.value === value ? pair : { ...pair, value };
}

function mergeSequences(
  base: Sequence | undefined,
  written: Sequence,
  field: Field | undefined,
  merge: Merge,
  path: string,
): Node | undefined {
  if (field?.keys === undefined) {
    return owned(written, merge.document);
  }
  // An item that holds only a directive applies to the list.
  const directive = written.items.find(
    (item) => item.type === 'mapping' && item.pairs.length === 1 && item.pairs[0]!.key.text === directiveKey,
  );
  const strategy = directive?.type === 'mapping' ? scalarText(directive.pairs[0]!.value) : 'merge';
  const patch =
    directive === undefined ? written : { ...written, items: written.items.filter((item) => item !== directive) };
  if (strategy === 'delete' && base !== undefined) {
    return undefined;
  }
  if (!['merge', 'replace', 'delete'].includes(strategy)) {
    merge.failure ??= `unknown patch strategy '${strategy}'`;
    return base;
  }
  const replaced = base === undefined || strategy === 'replace';
  const result = mergeItems(replaced ? [] : base.items, patch.items, field, merge, path);
  return replaced ? owned({ ...patch, items: result }, merge.document) : { ...base, items: result };
}

function mergeItems(
  base: readonly Node[],
  patch: readonly Node[],
  field: Field,
  merge: Merge,
  path: string,
): readonly Node[] {
  const keys = field.keys ?? [];
  if (keys.length === 0) {
    const texts = new Set(patch.map(scalarText));
    return [
      ...patch.map((item) => owned(item, merge.document)),
      ...base.filter((item) => !texts.has(scalarText(item))),
    ];
  }
  const values = completeValues(
    distinct([...patch, ...base].map((item) => keys.map((key) => scalarTextAt(item, key)))),
  );
  const used = keys.filter((_, index) => values.some((each) => each[index] !== ''));
  // Items without any merge key are not merged.
  let rest: readonly Node[] = base;
  let front: readonly Node[] = patch
    .filter((item) => keys.every((key) => scalarTextAt(item, key) === ''))
    .map((item) => owned(item, merge.document));
  for (const tuple of values.filter((each) => each.some((value) => value !== ''))) {
    const fits = (item: Node) =>
      keys.every((key, index) => tuple[index] === '' || scalarTextAt(item, key) === tuple[index]);
    const before = rest.find(fits);
    const item = patch.find(fits);
    let value = item === undefined ? before : mergeNodes(before, item, field.shape, merge, path);
    const usedValues = used.map((key) => tuple[keys.indexOf(key)]!);
    if (value === undefined || (value.type === 'mapping' && value.pairs.length === 0)) {
      rest = withItem(rest, undefined, used, usedValues);
      continue;
    }
    for (const [index, key] of used.entries()) {
      if (value.type === 'mapping' && usedValues[index] !== '' && pairIn(value, key) === undefined) {
        const made = pairOf(key, plainAt(usedValues[index]!, value));
        value = { ...value, pairs: [...value.pairs, made] };
      }
    }
    if (before !== undefined && !isReplacing(item)) {
      const merged = value;
      rest = rest.map((each) => (each === before ? merged : each));
    }
    front = withItem(front, value, used, usedValues);
  }
  return behind(front, rest, used);
}

/**
 * Whether an item of a patch has the directive `$patch: replace`. In a list, kustomize then keeps the original
 * item.
 */
function isReplacing(item: Node | undefined): boolean {
  return scalarTextAt(item, directiveKey) === 'replace';
}

function distinct(tuples: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const known = new Set<string>();
  return tuples.filter((tuple) => {
    const key = JSON.stringify(tuple);
    const isKnown = known.has(key);
    known.add(key);
    return !isKnown;
  });
}

/**
 * Appends the items of `others` to the list. An item with the same keys replaces the item of the list. Source:
 * appendListNode.
 */
function behind(list: readonly Node[], others: readonly Node[], keys: readonly string[]): readonly Node[] {
  let result = list;
  for (const item of others) {
    const values: string[] = [];
    for (const key of keys) {
      const value = at(item, key);
      if (value === undefined) {
        result = [...result, item];
      } else {
        values.push(scalarTextAt(item, key));
      }
    }
    if (keys.length > 1) {
      result = withItem(result, undefined, keys, values);
    }
    result = withItem(result, item, keys, values);
  }
  return result;
}

/**
 * Returns the list with the item in place of every item that has the values under the keys, or at the end if
 * there is none. Without an item, the matching items are removed. Source: ElementSetter in
 * sigs.k8s.io/kustomize/kyaml/yaml, including its treatment of items that lack a key.
 */
function withItem(
  list: readonly Node[],
  item: Node | undefined,
  keys: readonly string[],
  values: readonly string[],
): readonly Node[] {
  const isFor = (each: Node) => {
    let found = false;
    for (const [index, key] of keys.entries()) {
      const value = values[index];
      if (value !== undefined) {
        const field = at(each, key);
        found = field !== undefined && (value === '' || scalarTextAt(each, key) === value);
      }
      if (!found) {
        return false;
      }
    }
    return true;
  };
  const result: Node[] = [];
  let matched = false;
  for (const each of list) {
    if (isNull(each) || (each.type === 'mapping' && each.pairs.length === 0)) {
      continue;
    }
    if (!isFor(each)) {
      result.push(each);
    } else {
      matched = true;
      if (item !== undefined) {
        result.push(item);
      }
    }
  }
  return item === undefined || matched ? result : [...result, item];
}

/**
 * An item that lacks keys gets them from another item that agrees in the remaining keys: a port without a
 * protocol matches the port with the same number. Source: mergeValues in associative_sequence.go.
 */
function completeValues(written: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const values = [...written];
  if ((values[0]?.length ?? 0) < 2 || values.length > longestList) {
    return values;
  }
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++) {
      const a = values[i]!;
      const b = values[j]!;
      const agree = a.some((value, index) => value === b[index]);
      if (agree && a.every((value, index) => value === b[index] || value === '' || b[index] === '')) {
        const both = a.map((value, index) => value || b[index]!);
        values[i] = both;
        values[j] = both;
      }
    }
  }
  return values;
}

// Every item is compared with every other item, so the length is bounded. Lists of ports are short.
const longestList = 500;

function scalarText(node: Node): string {
  return node.type === 'scalar' ? node.text : '';
}

interface Field {
  readonly shape?: string;
  /** For a list that is merged: the merge keys of its items. Empty for plain values. */
  readonly keys?: readonly string[];
}

function fieldsOf(shape: string | undefined): ReadonlyMap<string, Field> {
  return (shape === undefined ? undefined : parsedShapes.get(shape)) ?? noFields;
}

const noFields: ReadonlyMap<string, Field> = new Map();

const parsedShapes: ReadonlyMap<string, ReadonlyMap<string, Field>> = new Map(
  Object.entries(shapes).map(([name, fields]) => [name, parseShape(fields)]),
);

function parseShape(fields: string): ReadonlyMap<string, Field> {
  return new Map(
    fields.split(', ').map((written) => {
      const [, key = '', brackets, shape] = /^(\w+)(\[[\w ]*\])?(?::(\w+))?$/.exec(written) ?? [];
      const keys = brackets
        ?.slice(1, -1)
        .split(' ')
        .filter((each) => each !== '');
      return [key, { ...(shape === undefined ? {} : { shape }), ...(keys === undefined ? {} : { keys }) }];
    }),
  );
}
