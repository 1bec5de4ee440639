import type { Inclusion, Kustomization } from '../model/kustomization.ts';
import { baseName, directoryOf, resolvePath } from '../text/path.ts';
import { deref, get } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import { writtenOf } from './written.ts';

/** Source: sigs.k8s.io/kustomize/api/konfig RecognizedKustomizationFileNames. */
const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields whose items are paths by themselves. */
const pathFields = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'transformers',
  'generators',
  'validators',
  'patchesStrategicMerge',
];
/** Fields whose items hold a path under `path`. */
const itemFields = ['patches', 'patchesJson6902', 'replacements'];

/** The kustomization that a document is, by the name of its file; `kind` may be absent there. */
export function kustomizationOf(root: Node | undefined, file: string): Kustomization | undefined {
  const mapping = deref(root);
  if (mapping?.type !== 'mapping' || !fileNames.includes(baseName(file))) {
    return undefined;
  }
  const directory = directoryOf(file);
  const includes: Inclusion[] = [];
  const include = (field: string, node: Node | undefined) => {
    const written = node && writtenOf(node);
    if (!written || written.value === '' || written.value.includes('\n')) {
      return;
    }
    const path = isRemote(written.value) ? undefined : resolvePath(directory, written.value);
    includes.push({
      field,
      written: written.value,
      start: written.start,
      end: written.end,
      ...(path === undefined ? {} : { path }),
    });
  };
  for (const field of [...pathFields, ...itemFields]) {
    const list = deref(get(mapping, field));
    for (const item of list?.type === 'sequence' ? list.items : []) {
      include(field, pathFields.includes(field) ? item : get(item, 'path'));
    }
  }
  return { directory, includes };
}

/** Source: sigs.k8s.io/kustomize/api/internal/git NewRepoSpecFromURL; what is no local path is fetched. */
function isRemote(written: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^[\w.-]+\.[a-z]{2,}\/|[?&]ref=|^git::/.test(written);
}
