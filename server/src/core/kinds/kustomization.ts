import type { Inclusion, Kustomization } from '../model/kustomization.ts';
import { baseName, directoryOf, resolvePath } from '../text/path.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { groupOf } from './list.ts';
import { textAt, writtenOf } from './written.ts';

/** Source: sigs.k8s.io/kustomize/api/konfig RecognizedKustomizationFileNames. */
export const kustomizationFileNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a file is a kustomization by its name. */
export function isKustomizationFile(path: string): boolean {
  return kustomizationFileNames.includes(baseName(path));
}

/** Where paths stand, and what becomes of the files. Source: sigs.k8s.io/kustomize/api/types Kustomization. */
const pathFields: readonly {
  readonly field: string;
  readonly role: Inclusion['role'];
  /** Where an item is no path by itself, the key that holds one. */
  readonly under?: string;
}[] = [
  { field: 'resources', role: 'resource' },
  { field: 'bases', role: 'resource' },
  { field: 'components', role: 'component' },
  { field: 'patchesStrategicMerge', role: 'patch' },
  { field: 'patches', role: 'patch', under: 'path' },
  { field: 'patchesJson6902', role: 'patch', under: 'path' },
  { field: 'crds', role: 'configuration' },
  { field: 'configurations', role: 'configuration' },
  { field: 'transformers', role: 'configuration' },
  { field: 'generators', role: 'configuration' },
  { field: 'validators', role: 'configuration' },
  { field: 'replacements', role: 'configuration', under: 'path' },
];

/** The kustomization that a document is, by the name of its file; `apiVersion` and `kind` may be absent there. */
export function kustomizationOf(root: Node | undefined, file: string, text: string): Kustomization | undefined {
  const mapping = deref(root);
  if (mapping?.type !== 'mapping' || !isKustomizationFile(file)) {
    return undefined;
  }
  const group = groupOf(textAt(mapping, 'apiVersion')?.value ?? '');
  const kind = textAt(mapping, 'kind')?.value ?? '';
  // A Flux Kustomization is an object like others, whatever its file is called.
  if ((group !== '' && group !== 'kustomize.config.k8s.io') || !['', 'Kustomization', 'Component'].includes(kind)) {
    return undefined;
  }
  const directory = directoryOf(file);
  const namespace = textAt(mapping, 'namespace');
  return {
    directory,
    component: kind === 'Component',
    includes: [...includesOf(mapping, directory), ...mistakenIn(mapping, directory)],
    ...(namespace && namespace.value !== '' ? { namespace } : {}),
    ...(helmExpression.test(text) ? { makesChart: true } : {}),
  };
}

/** Outside comments. Of other uses of braces, in alerts and workflows, nothing follows for what is built. */
const helmExpression = /^(?![ \t]*#).*\{\{-? *(?:\.Values\.|\.Release\.|\.Chart\.|include "|template "|toYaml )/m;

/**
 * What can be said of a kustomization file that is no YAML: every word below a field that names paths may be one of them, and
 * below a field that nobody knows the path of a resource.
 */
export function brokenKustomization(text: string, file: string): Kustomization {
  const directory = directoryOf(file);
  const includes: Inclusion[] = [];
  let field = 'resources';
  for (const line of text.matchAll(/^(?:([A-Za-z]\w*)[ \t]*:)?(.*)$/gm)) {
    const [whole, key, rest = ''] = line;
    field = key ?? field;
    const role = pathFields.find((each) => each.field === field)?.role ?? 'resource';
    const content = rest.replace(/(^|\s)#.*/, '');
    const from = line.index + whole.length - rest.length;
    for (const { 0: written, index } of content.matchAll(/[^\s"',:[\]{}]+/g)) {
      const path = written === '-' || isRemote(written) ? undefined : resolvePath(directory, written);
      if (path !== undefined) {
        const start = from + index;
        includes.push({ field, role, written, path, start, end: start + written.length });
      }
    }
  }
  return { directory, component: false, includes, broken: true };
}

/**
 * Whether a text may be a part of a kustomization that is no object: operations on JSON, replacements, or the
 * configuration of transformers. Source: RFC 6902; sigs.k8s.io/kustomize/api/types Replacement;
 * sigs.k8s.io/kustomize/api/internal/plugins/builtinconfig TransformerConfig.
 */
export function isKustomizationPart(text: string): boolean {
  if (text.length > longestPart) {
    return false;
  }
  return (
    /^[ \t]*(?:-[ \t]+)?["']?op["']?[ \t]*:[ \t]*["']?(?:add|remove|replace|move|copy|test)\b/m.test(text) ||
    (/^[ \t]*(?:-[ \t]+)?source:/m.test(text) && /^[ \t]*(?:-[ \t]+)?targets:/m.test(text)) ||
    (/^(?:name(?:Reference|Prefix|Suffix|space)|common(?:Labels|Annotations)|labels|templateLabels|varReference|images|replicas):[ \t]*(?:#.*)?$/m.test(
      text,
    ) &&
      /^[ \t]*-[ \t]+(?:kind|path|group|version|create|fieldSpecs):/m.test(text))
  );
}

// People write patches by hand; what is longer is data.
const longestPart = 64_000;

function includesOf(mapping: Mapping, directory: string): Inclusion[] {
  const includes: Inclusion[] = [];
  for (const { field, role, under } of pathFields) {
    const list = deref(get(mapping, field));
    for (const item of list?.type === 'sequence' ? list.items : []) {
      const node = under === undefined ? item : get(item, under);
      const written = node && writtenOf(node);
      if (!written || written.value === '' || written.value.includes('\n')) {
        // A patch may also stand here as text.
        continue;
      }
      const path = isRemote(written.value) ? undefined : resolvePath(directory, written.value);
      includes.push({
        field,
        role,
        written: written.value,
        start: written.start,
        end: written.end,
        ...(path === undefined ? {} : { path }),
      });
    }
  }
  return includes;
}

/**
 * Paths under a field that there is not, as people write `resource`, or where a list is left out: kustomize refuses that, and
 * what they name is none the less what this kustomization was to take in.
 */
function mistakenIn(mapping: Mapping, directory: string): Inclusion[] {
  const includes: Inclusion[] = [];
  for (const { key, value } of mapping.pairs) {
    const known = pathFields.some(({ field }) => field === key.text);
    const target = deref(value);
    const isPlain = target?.type === 'sequence' && target.items.every((item) => deref(item)?.type === 'scalar');
    const items =
      known && target?.type === 'scalar'
        ? [target]
        : !known && key.text !== 'buildMetadata' && isPlain
          ? target.items
          : [];
    for (const item of items) {
      const { value: written, start, end } = writtenOf(item) ?? { value: '', start: 0, end: 0 };
      const path =
        written === '' || /\s/.test(written) || isRemote(written) ? undefined : resolvePath(directory, written);
      if (path !== undefined) {
        includes.push({ field: key.text, role: 'resource', written, path, start, end });
      }
    }
  }
  return includes;
}

/**
 * Whether a path says that the files behind it define custom resources and nothing that runs: operators keep their definitions in
 * a directory of that name, Helm reads them from one, and releases have them in a file that is called so. Sources: kubebuilder,
 * Project Layout (`config/crd`); helm.sh, Custom Resource Definitions (`crds/`).
 */
export function containsDefinitions(path: string): boolean {
  const [place = ''] = path.split('?');
  // `crd-operator` is called after what it is for, `operator-crds` after what is in it.
  return /(?:^|[-_./])crds?(?:\/|$|(?:[-_.][^/]*)?\.(?:ya?ml|json)$)/i.test(place);
}

/**
 * Whether a file is called after the secrets in it (`secret.yaml`, `db-secrets.enc.yaml`): people keep such files out of git, and
 * nothing that runs is in them. An operator of that name is no file of secrets: External Secrets is called so.
 */
export function isCalledSecret(path: string): boolean {
  return (
    /(?:^|[-_.])secrets?(?:\.\w+)*\.(?:ya?ml|json)(?:\.\w+)?$/i.test(baseName(path)) &&
    !/external-?secrets?\./i.test(path)
  );
}

/** Source: sigs.k8s.io/kustomize/api/internal/git NewRepoSpecFromURL; what is no local path is fetched. */
function isRemote(written: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^[\w.-]+\.[a-z]{2,}\/|[?&]ref=|^git::/.test(written);
}
