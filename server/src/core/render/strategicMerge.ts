import type { Mapping, Node, Pair, Sequence } from '../yaml/node.ts';
import { shapeOfKind, shapes } from './schema.ts';
import { isNull, owned, pairIn, plainAt, textOf, withoutKey } from './tree.ts';

export interface Merged {
  /** Absent where the patch deletes the object. */
  readonly root?: Mapping;
  /** Why kustomize stops here. */
  readonly failure?: string;
}

/**
 * An object with a strategic merge patch applied, as kustomize does it: lists of built-in kinds are merged by their keys,
 * the patch's items first; those of other kinds are replaced.
 *
 * @param document where the patch stands: what comes from it says so.
 * Source: sigs.k8s.io/kustomize/kyaml/yaml/merge2 and walk.
 */
export function mergePatch(root: Mapping, patch: Mapping, document: object): Merged {
  const merge: Merge = { document };
  const shape = shapeOfKind[`${textOf(root, 'apiVersion')}/${textOf(root, 'kind')}`];
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

/** Undefined where nothing is left. */
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
      // A value that is another one altogether brings its key along: the pair is the patch's then.
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
  // An item that is nothing but a directive speaks of the list.
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
  const deleted = new Set<Node>();
  const front: { item: Node; values: readonly string[] }[] = [];
  const values = completeValues([...patch, ...base].map((item) => keys.map((key) => textOf(item, key))));
  const used = keys.filter((_, at) => values.some((each) => each[at] !== ''));
  const merged = new Set<Node>();
  for (const [index, item] of patch.entries()) {
    const own = values[index]!;
    const fits = (other: Node) => keys.every((key, at) => own[at] === '' || textOf(other, key) === own[at]);
    const isKeyless = own.every((value) => value === '');
    const before = isKeyless ? undefined : base.find((other) => !merged.has(other) && fits(other));
    let value = mergeNodes(before, item, field.shape, merge, path);
    if (before !== undefined) {
      merged.add(before);
    }
    if (value === undefined || (value.type === 'mapping' && value.pairs.length === 0)) {
      if (before !== undefined) {
        deleted.add(before);
      }
      continue;
    }
    if (value.type === 'mapping') {
      // A key that only the other side states is stated in the result.
      for (const [at, key] of keys.entries()) {
        if (used.includes(key) && own[at] !== '' && pairIn(value, key) === undefined) {
          const made = plainAt(own[at]!, value);
          value = { ...value, pairs: [...value.pairs, { ...placed(value), key: plainAt(key, value), value: made }] };
        }
      }
    }
    const twin = front.findIndex((each) => !isKeyless && each.values.every((text, at) => text === own[at]));
    if (twin >= 0) {
      front[twin] = { item: value, values: own };
    } else {
      front.push({ item: value, values: own });
    }
  }
  return [...front.map(({ item }) => item), ...base.filter((item) => !merged.has(item) && !deleted.has(item))];
}

/**
 * Keys that one item leaves out are those of another with which it agrees in the rest: a port without its protocol is the
 * port of that number. Source: mergeValues in associative_sequence.go.
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
      const agree = a.some((value, at) => value === b[at]);
      if (agree && a.every((value, at) => value === b[at] || value === '' || b[at] === '')) {
        const both = a.map((value, at) => value || b[at]!);
        values[i] = both;
        values[j] = both;
      }
    }
  }
  return values;
}

// Every item is compared with every other; lists of ports are short.
const longestList = 500;

function placed({ start, end, document }: Node): { start: number; end: number; document?: object } {
  return document === undefined ? { start, end } : { start, end, document };
}

function scalarText(node: Node): string {
  return node.type === 'scalar' ? node.text : '';
}

interface Field {
  readonly shape?: string;
  /** Of a list that is merged: the keys of its items, none for plain values. */
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
