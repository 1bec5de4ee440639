import { deref, pairsOf } from '../yaml/access.ts';
import type { Node, Placed, Scalar } from '../yaml/node.ts';
import { resolveKey, resolveScalar } from '../yaml/scalar.ts';
import { type Failure, failure } from './function.ts';
import type { Origin } from './origin.ts';
import type { Text } from './text.ts';
import { bool, type Entry, entryOf, float, list, map, nil, string, type Value } from './value.ts';

/** Where the values of a YAML text come from. */
export interface YamlPlaces {
  /**
   * @param range the range of the value in the text of the document
   * @param key the range of its key, if it is a value of a mapping
   * @param path the keys and indices that lead to it, e.g. `ports[0].name`
   */
  readonly origin: (range: Placed, key: Placed | undefined, path: string) => Origin | undefined;
  /** The origin of the key of a mapping. */
  readonly key: (range: Placed) => Origin | undefined;
  /** The string of a scalar, with the origins of its parts. Undefined if the origin of the whole is enough. */
  readonly string?: (scalar: Scalar) => Text | undefined;
}

/**
 * The value of a YAML document as sigs.k8s.io/yaml decodes it into an interface: with the scalars of YAML 1.1, and
 * through JSON, so that every number is a float64 and every key a string. An absent document is nil.
 *
 * @returns a failure if the reader refuses a scalar or a key
 */
export function valueOfYaml(root: Node | undefined, places: YamlPlaces): Value | Failure {
  if (root === undefined) {
    return nil;
  }
  const refused: Failure[] = [];
  const value = decoded(root, undefined, '', places, refused);
  return refused[0] ?? value;
}

function decoded(written: Node, key: Placed | undefined, path: string, places: YamlPlaces, refused: Failure[]): Value {
  const node = deref(written);
  if (node === undefined) {
    refused.push(failure('yaml: unknown anchor referenced'));
    return nil;
  }
  const origin = places.origin(node, key, path);
  switch (node.type) {
    case 'scalar':
      return scalarValue(node, origin, places, refused);
    case 'sequence':
      return list(
        node.items.map((item, index) => decoded(item, undefined, `${path}[${index}]`, places, refused)),
        '[]interface {}',
        origin,
      );
    case 'mapping': {
      const entries = new Map<string, Entry>();
      for (const { pair } of pairsOf(node)) {
        const name = resolveKey(pair.key, 'kubectl');
        if (name.type === 'invalid') {
          refused.push(failure(`unsupported map key: ${pair.key.text}`));
          continue;
        }
        const below = path === '' ? name.value : `${path}.${name.value}`;
        const value = decoded(pair.value, pair.key, below, places, refused);
        entries.set(name.value, entryOf(value, places.key(pair.key)));
      }
      return map(entries, undefined, origin);
    }
  }
}

function scalarValue(scalar: Scalar, origin: Origin | undefined, places: YamlPlaces, refused: Failure[]): Value {
  const { type, value } = resolveScalar(scalar, 'kubectl');
  switch (type) {
    case 'null':
      return origin === undefined ? nil : { ...nil, origin };
    case 'boolean':
      return bool(value === 'true', origin);
    case 'integer':
    case 'float':
      return float(Number(value), origin);
    case 'invalid':
      refused.push(failure(`json: unsupported value: ${value}`));
      return nil;
    default:
      return places.string?.(scalar) ?? string(value, origin);
  }
}
