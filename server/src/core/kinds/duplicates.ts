import type { DuplicateKey } from '../model/resource.ts';
import { none, orNone } from '../text/emptyList.ts';
import { deref, get, isMerge } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { resolveKey } from '../yaml/scalar.ts';
import type { Kind } from './kind.ts';
import { forEachSelector } from './references.ts';
import { placeOf, writtenKey } from './written.ts';

/**
 * Duplicate keys in the fields with wiring: in label maps, in selectors, in ports, and in the mappings above
 * them. A duplicate in any other field changes no traffic, so this project does not report it.
 */
export function duplicateKeysOf(
  root: Mapping,
  group: string,
  kind: string,
  known: Kind | undefined,
): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  /** `path` is the path of the node, in parts. It is joined only if a duplicate is found. */
  const look = (node: Node | undefined, path: readonly string[], keys?: readonly string[]) => {
    const mapping = deref(node);
    if (mapping?.type === 'mapping' && mayHaveDuplicates(mapping)) {
      found.push(...duplicatesIn(mapping, path, keys));
    }
  };
  const lookBelow = (node: Node | undefined, path: readonly string[], key: string, keys?: readonly string[]) => {
    const below = get(node, key);
    if (below) {
      look(below, [...path, key], keys);
    }
    return below;
  };
  const lookAtItems = (list: Node | undefined, path: readonly string[]) => {
    for (const [index, item] of itemsOf(list).entries()) {
      look(item, [...path.slice(0, -1), `${path.at(-1)}[${index}]`]);
    }
  };
  const lookAtSelector = (selector: Node | undefined, path: readonly string[]) => {
    look(selector, path);
    lookBelow(selector, path, 'matchLabels');
  };
  const lookAtLabels = (path: readonly string[]) => {
    const object = get(root, ...path);
    look(object, path, ['metadata', 'spec']);
    const metadata = lookBelow(object, path, 'metadata', ['name', 'namespace', 'labels']);
    lookBelow(metadata, [...path, 'metadata'], 'labels');
  };

  lookAtLabels([]);
  forEachSelector(root, group, kind, ({ selector: field }, node, path) => {
    look(node, path, field.slice(0, 1));
    lookAtSelector(get(node, ...field), [...path, ...field]);
  });
  if (group === '' && kind === 'Service') {
    look(get(root, 'spec'), ['spec']);
    lookAtSelector(get(root, 'spec', 'selector'), ['spec', 'selector']);
    lookAtItems(get(root, 'spec', 'ports'), ['spec', 'ports']);
  } else if (known) {
    const wiring = [known.selector?.path[1], known.podTemplate?.[1]].filter((key) => key !== undefined);
    look(get(root, 'spec'), ['spec'], wiring);
    if (known.selector) {
      lookAtSelector(get(root, ...known.selector.path), known.selector.path);
    }
    if (known.podTemplate) {
      const template = known.podTemplate;
      if (template.length > 0) {
        lookAtLabels(template);
      }
      for (const list of ['containers', 'initContainers']) {
        for (const [index, container] of itemsOf(get(root, ...template, 'spec', list)).entries()) {
          const path = [...template, 'spec', `${list}[${index}]`];
          look(container, path, ['ports']);
          lookAtItems(get(container, 'ports'), [...path, 'ports']);
        }
      }
    }
  }
  return orNone(found);
}

function itemsOf(list: Node | undefined): readonly Node[] {
  const sequence = deref(list);
  return sequence?.type === 'sequence' ? sequence.items : none;
}

/** Nearly all mappings have only keys that equal their text, without duplicates. */
function mayHaveDuplicates({ pairs }: Mapping): boolean {
  if (pairs.length > 16) {
    return true;
  }
  for (let i = 0; i < pairs.length; i++) {
    const { key } = pairs[i]!;
    const { text } = key;
    // Numbers and the words for booleans and null may be one key in two spellings. Longer words are always
    // strings.
    if ((text.length < 6 || !/^[A-Za-z_]/.test(text)) && resolveKey(key, 'kubectl').value !== text) {
      return true;
    }
    for (let j = 0; j < i; j++) {
      if (pairs[j]!.key.text === text) {
        return true;
      }
    }
  }
  return false;
}

/** `keys` limits the search to the keys that matter in the mapping. */
function duplicatesIn(
  mapping: Mapping,
  path: readonly string[],
  keys: readonly string[] | undefined,
): readonly DuplicateKey[] {
  const places = new Map<string, Mapping['pairs'][number][]>();
  for (const pair of mapping.pairs) {
    const key = writtenKey(pair);
    if (!isMerge(pair) && key.type !== 'placeholder' && (keys === undefined || keys.includes(key.value))) {
      places.set(key.value, [...(places.get(key.value) ?? []), pair]);
    }
  }
  return [...places.values()]
    .filter((pairs) => pairs.length > 1)
    .map((pairs) => ({
      path: path.join('.'),
      key: writtenKey(pairs.at(-1)!),
      earlier: pairs.slice(0, -1).map(placeOf),
      pair: placeOf(pairs.at(-1)!),
    }));
}
