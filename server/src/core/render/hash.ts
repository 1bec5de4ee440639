import { compareCodePoints } from '../text/compare.ts';
import { sha256 } from '../text/sha256.ts';
import type { Mapping } from '../yaml/node.ts';
import { at, scalarTextAt, toJson } from './tree.ts';

/**
 * The suffix that kustomize appends to the name of a generated ConfigMap or Secret, e.g. `m2g7m4fb29`. Source:
 * sigs.k8s.io/kustomize/api/hasher.
 */
export function nameHash(root: Mapping): string {
  const kind = scalarTextAt(root, 'kind');
  const data = at(root, 'data');
  const content: Record<string, unknown> = {
    kind,
    // Kustomize reads the name from a key that no object has, so the hash does not depend on the name.
    name: '',
    data: data === undefined ? '' : toJson(data),
  };
  if (kind === 'Secret') {
    content.type = scalarTextAt(root, 'type');
  }
  for (const key of kind === 'Secret' ? ['stringData'] : ['binaryData']) {
    const value = at(root, key);
    if (value?.type === 'mapping') {
      content[key] = toJson(value);
    }
  }
  const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };
  return [...sha256(goJson(content)).slice(0, 10)].map((digit) => letters[digit] ?? digit).join('');
}

/** JSON as encoding/json writes it: keys sorted by their bytes, and HTML characters escaped. */
function goJson(value: unknown): string {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
    return `{${entries.map(([key, each]) => `${goJson(key)}:${goJson(each)}`).join(',')}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(goJson).join(',')}]`;
  }
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
