import type { DuplicateKey } from '../model/resource.ts';
import { orNone } from '../text/none.ts';
import { deref, get, isMerge } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { resolveKey } from '../yaml/scalar.ts';
import type { Kind } from './kind.ts';
import { placeOf, writtenKey } from './written.ts';

/**
 * Keys that stand twice where wiring is stated: in label maps, in selectors, in ports, and on the way to them. Elsewhere
 * a duplicate changes no traffic, and is not this project's to report.
 */
export function duplicateKeysOf(root: Mapping, known: Kind | undefined, isService: boolean): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const look = (node: Node | undefined, path: string, keys?: readonly string[]) => {
    const mapping = deref(node);
    if (mapping?.type === 'mapping' && mayHaveDuplicates(mapping)) {
      found.push(...duplicatesIn(mapping, path, keys));
    }
  };
  const lookAtSelector = (path: readonly string[]) => {
    look(get(root, ...path), path.join('.'));
    look(get(root, ...path, 'matchLabels'), [...path, 'matchLabels'].join('.'));
  };
  const lookAtLabels = (path: readonly string[]) => {
    look(get(root, ...path), path.join('.'), ['metadata', 'spec']);
    look(get(root, ...path, 'metadata'), [...path, 'metadata'].join('.'), ['name', 'namespace', 'labels']);
    look(get(root, ...path, 'metadata', 'labels'), [...path, 'metadata', 'labels'].join('.'));
  };

  lookAtLabels([]);
  if (isService) {
    look(get(root, 'spec'), 'spec');
    lookAtSelector(['spec', 'selector']);
    lookAtItems(get(root, 'spec', 'ports'), 'spec.ports', look);
  } else if (known) {
    const wiring = [known.selector?.path[1], known.podTemplate?.[1]].filter((key) => key !== undefined);
    look(get(root, 'spec'), 'spec', wiring);
    if (known.selector) {
      lookAtSelector(known.selector.path);
    }
    if (known.podTemplate) {
      const template = known.podTemplate;
      if (template.length > 0) {
        lookAtLabels(template);
      }
      for (const list of ['containers', 'initContainers']) {
        const containers = deref(get(root, ...template, 'spec', list));
        for (const [index, container] of (containers?.type === 'sequence' ? containers.items : []).entries()) {
          const path = [...template, 'spec', `${list}[${index}]`].join('.');
          look(container, path, ['ports']);
          lookAtItems(get(container, 'ports'), `${path}.ports`, look);
        }
      }
    }
  }
  return orNone(found);
}

function lookAtItems(list: Node | undefined, path: string, look: (node: Node, path: string) => void): void {
  const sequence = deref(list);
  for (const [index, item] of (sequence?.type === 'sequence' ? sequence.items : []).entries()) {
    look(item, `${path}[${index}]`);
  }
}

/** Nearly every mapping has only keys that are what they say, and no two that say the same. */
function mayHaveDuplicates({ pairs }: Mapping): boolean {
  if (pairs.length > 16) {
    return true;
  }
  for (let i = 0; i < pairs.length; i++) {
    const { key } = pairs[i]!;
    const { text } = key;
    // Numbers, and the words for booleans and null, may be one key in two spellings; no longer word is any.
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

/** `keys` limits the search to those that matter there. */
function duplicatesIn(mapping: Mapping, path: string, keys: readonly string[] | undefined): DuplicateKey[] {
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
      path,
      key: writtenKey(pairs.at(-1)!),
      earlier: pairs.slice(0, -1).map(placeOf),
      pair: placeOf(pairs.at(-1)!),
    }));
}
