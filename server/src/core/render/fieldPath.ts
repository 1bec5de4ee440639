import type { Mapping, Node } from '../yaml/node.ts';
import {
  isNull,
  type MadePlace,
  mappingAt,
  pairIn,
  pairOf,
  plainAt,
  scalarTextAt,
  sequenceAt,
  withValue,
} from './tree.ts';

/**
 * Splits a path at its dots, e.g. `spec.template.spec.containers.[name=web].ports.0`. A dot after `\` and a dot
 * in brackets belong to the part. Source: sigs.k8s.io/kustomize/kyaml/utils SmarterPathSplitter.
 */
export function splitFieldPath(path: string): readonly string[] {
  const split = path
    .replace(/^\./, '')
    .split(/(?<!\\)\./)
    .map((part) => part.replaceAll('\\.', '.'));
  const parts: string[] = [];
  for (let i = 0; i < split.length; i++) {
    let part = split[i]!;
    if (part.startsWith('[') && !part.endsWith(']')) {
      while (i < split.length - 1 && !part.endsWith(']')) {
        i++;
        part += `.${split[i]}`;
      }
      parts.push(part.includes('=') ? part : part.replace(/^\[|\]$/g, ''));
    } else {
      parts.push(part);
    }
  }
  return parts;
}

/**
 * The value at a path. A part of the path can select an item by `[key=value]`, by index, or by `-` for the last
 * item.
 */
export function lookUp(node: Node | undefined, path: readonly string[]): Node | undefined {
  let current = node;
  for (const part of path) {
    if (current?.type === 'mapping') {
      current = pairIn(current, part)?.value;
    } else if (current?.type === 'sequence') {
      const index = itemsMeant(current.items, part)[0];
      current = index === undefined ? undefined : current.items[index];
    } else {
      return undefined;
    }
  }
  return current;
}

/**
 * Returns the object with every value at the path changed. A part `*` matches all items or values. `found` is
 * the number of matches. A field that the change creates gets the position `place`.
 *
 * Source: sigs.k8s.io/kustomize/kyaml/yaml PathMatcher.
 */
export function changeAtPath(
  root: Mapping,
  path: readonly string[],
  change: (value: Node) => Node,
  made?: { readonly leaf: 'mapping' | 'sequence' | 'scalar'; readonly place: MadePlace },
): { readonly root: Mapping; readonly found: number } {
  const count = { found: 0 };
  const result = changed(root, path, change, made, count);
  return { root: result.type === 'mapping' ? result : root, found: count.found };
}

function changed(
  node: Node,
  path: readonly string[],
  change: (value: Node) => Node,
  made: { readonly leaf: 'mapping' | 'sequence' | 'scalar'; readonly place: MadePlace } | undefined,
  count: { found: number },
): Node {
  const [part, ...rest] = path;
  if (part === undefined) {
    count.found++;
    return change(node);
  }
  if (node.type === 'mapping') {
    if (part === '*') {
      const pairs = node.pairs.map((pair) => ({ ...pair, value: changed(pair.value, rest, change, made, count) }));
      return { ...node, pairs };
    }
    const pair = pairIn(node, part);
    const value = pair === undefined || (made !== undefined && isNull(pair.value)) ? emptyFor(rest, made) : pair.value;
    return value === undefined
      ? node
      : withValue(node, part, changed(value, rest, change, made, count), made && pairOf(part, value, made.place));
  }
  if (node.type === 'sequence') {
    const meant = itemsMeant(node.items, part);
    let items = node.items.map((item, index) =>
      meant.includes(index) ? changed(item, rest, change, made, count) : item,
    );
    if (meant.length === 0 && made !== undefined) {
      const selector = itemSelector(part);
      if (selector !== undefined) {
        const [key, text] = selector;
        const item: Node =
          key === ''
            ? plainAt(text, made.place)
            : mappingAt(made.place, [pairOf(key, plainAt(text, made.place), made.place)]);
        items = [...items, changed(item, rest, change, made, count)];
      } else if (part === '-' || part === String(node.items.length)) {
        const item = emptyFor(rest, made);
        items = item === undefined ? items : [...items, changed(item, rest, change, made, count)];
      }
    }
    return { ...node, items };
  }
  return node;
}

function emptyFor(
  rest: readonly string[],
  made: { readonly leaf: 'mapping' | 'sequence' | 'scalar'; readonly place: MadePlace } | undefined,
): Node | undefined {
  if (made === undefined) {
    return undefined;
  }
  const [next] = rest;
  if (next === undefined) {
    return made.leaf === 'scalar'
      ? plainAt('', made.place)
      : made.leaf === 'mapping'
        ? mappingAt(made.place)
        : sequenceAt(made.place);
  }
  return itemSelector(next) !== undefined || next === '-' ? sequenceAt(made.place) : mappingAt(made.place);
}

function itemsMeant(items: readonly Node[], part: string): readonly number[] {
  if (part === '*') {
    return items.map((_, index) => index);
  }
  if (part === '-') {
    return items.length > 0 ? [items.length - 1] : [];
  }
  const selector = itemSelector(part);
  if (selector !== undefined) {
    const [key, text] = selector;
    return items.flatMap((item, index) => {
      const value = key === '' ? (item.type === 'scalar' ? item.text : undefined) : scalarTextAt(item, key);
      return value === text ? [index] : [];
    });
  }
  return /^\d+$/.test(part) && Number(part) < items.length ? [Number(part)] : [];
}

function itemSelector(part: string): readonly [key: string, value: string] | undefined {
  const match = /^\[([^=]*)=(.*)\]$/.exec(part);
  return match === null ? undefined : [match[1]!, match[2]!];
}
