import { sha256, utf8 } from '../text/sha256.ts';
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

/** JSON as encoding/json writes it: sorted keys, and HTML characters escaped. */
function goJson(value: unknown): string {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const entries = Object.entries(value).map(([key, each]) => [utf8(key), `${goJson(key)}:${goJson(each)}`] as const);
    entries.sort(([a], [b]) => compareBytes(a, b));
    return `{${entries.map(([, text]) => text).join(',')}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(goJson).join(',')}]`;
  }
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) {
      return a[i]! - b[i]!;
    }
  }
  return a.length - b.length;
}
