import type { Inclusion, Kustomization, NamedTarget } from '../model/kustomization.ts';
import { none, orNone } from '../text/emptyList.ts';
import { baseName, directoryOf, resolvePath } from '../text/path.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { groupOf } from './list.ts';
import type { FieldPath } from './referenceRules.ts';
import { visit } from './references.ts';
import { textAt, writtenOf } from './written.ts';

/** Source: sigs.k8s.io/kustomize/api/konfig RecognizedKustomizationFileNames. */
export const kustomizationFileNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a file is a kustomization by its name. */
export function isKustomizationFile(path: string): boolean {
  return kustomizationFileNames.includes(baseName(path));
}

/**
 * The fields that contain paths, and the role of the files. Source: sigs.k8s.io/kustomize/api/types
 * Kustomization.
 */
export const pathFields: readonly {
  readonly field: string;
  readonly role: Inclusion['role'];
  /** The key of the path, if an item is a mapping. */
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

/** The kustomization in a document, by the name of its file. It may lack `apiVersion` and `kind`. */
export function kustomizationOf(root: Node | undefined, file: string, text: string): Kustomization | undefined {
  const mapping = deref(root);
  if (mapping?.type !== 'mapping' || !isKustomizationFile(file)) {
    return undefined;
  }
  const group = groupOf(textAt(mapping, 'apiVersion')?.value ?? '');
  const kind = textAt(mapping, 'kind')?.value ?? '';
  // A Flux Kustomization is an ordinary object, whatever the name of its file.
  if ((group !== '' && group !== 'kustomize.config.k8s.io') || !['', 'Kustomization', 'Component'].includes(kind)) {
    return undefined;
  }
  const directory = directoryOf(file);
  const namespace = textAt(mapping, 'namespace');
  return {
    directory,
    component: kind === 'Component',
    includes: [...includesOf(mapping, directory), ...mistakenIn(mapping, directory)],
    targets: targetsOf(mapping),
    ...(namespace && namespace.value !== '' ? { namespace } : {}),
    ...(helmExpression.test(text) ? { makesChart: true } : {}),
  };
}

/** Outside comments. Other uses of braces, in alerts and workflows, say nothing about the build. */
const helmExpression = /^(?![ \t]*#).*\{\{-? *(?:\.Values\.|\.Release\.|\.Chart\.|include "|template "|toYaml )/m;

/**
 * A guess for a kustomization file that is not YAML. Every word below a field with paths may be a path, and
 * every word below an unknown field may be the path of a resource.
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
  return { directory, component: false, includes, targets: none, broken: true };
}

/**
 * Whether a text may be a part of a kustomization that is not an object: JSON patch operations, replacements,
 * or the configuration of transformers. Source: RFC 6902; sigs.k8s.io/kustomize/api/types Replacement;
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

// People write patches by hand. A longer text is data.
const longestPart = 64_000;

function includesOf(mapping: Mapping, directory: string): Inclusion[] {
  const includes: Inclusion[] = [];
  for (const { field, role, under } of pathFields) {
    const list = deref(get(mapping, field));
    for (const item of list?.type === 'sequence' ? list.items : []) {
      const node = under === undefined ? item : get(item, under);
      const written = node && writtenOf(node);
      if (!written || written.value === '' || written.value.includes('\n')) {
        // The item may also be an inline patch.
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
 * The fields that name objects. Source: sigs.k8s.io/kustomize/api/types Patch, Selector, Replacement, Replica, Var;
 * only the selectors of patches are expressions.
 */
const targetFields: readonly { readonly at: FieldPath; readonly isExpression: boolean; readonly kind?: string }[] = [
  { at: ['patches', '*', 'target'], isExpression: true },
  { at: ['patchesJson6902', '*', 'target'], isExpression: true },
  { at: ['replacements', '*', 'source'], isExpression: false },
  { at: ['replacements', '*', 'targets', '*', 'select'], isExpression: false },
  { at: ['replacements', '*', 'targets', '*', 'reject', '*'], isExpression: false },
  { at: ['vars', '*', 'objref'], isExpression: false },
  { at: ['replicas', '*'], isExpression: true, kind: 'Deployment|ReplicaSet|ReplicationController|StatefulSet' },
];

function targetsOf(mapping: Mapping): readonly NamedTarget[] {
  const found: NamedTarget[] = [];
  for (const { at, isExpression, kind: always } of targetFields) {
    visit(mapping, at, [], (node) => {
      const name = textAt(node, 'name');
      const kind = always ?? textAt(node, 'kind')?.value;
      const group = textAt(node, 'group')?.value;
      if (name && name.value !== '') {
        found.push({ name, isExpression, ...(kind ? { kind } : {}), ...(group ? { group } : {}) });
      }
    });
  }
  return orNone(found);
}

/**
 * Paths under an unknown field such as `resource`, or in a field that lacks its list. Kustomize refuses such a
 * field, but its paths still show what the kustomization should include.
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
 * Whether a path shows that its files define custom resources and nothing that runs. Operators keep their
 * definitions in a directory with this name, Helm reads them from such a directory, and releases have them in a
 * file with this name. Sources: kubebuilder, Project Layout (`config/crd`); helm.sh, Custom Resource
 * Definitions (`crds/`).
 */
export function containsDefinitions(path: string): boolean {
  const [place = ''] = path.split('?');
  // The name `crd-operator` says what the operator is for, and `operator-crds` says what the path contains.
  return /(?:^|[-_./])crds?(?:\/|$|(?:[-_.][^/]*)?\.(?:ya?ml|json)$)/i.test(place);
}

/**
 * Whether the name of a file says that it holds secrets (`secret.yaml`, `db-secrets.enc.yaml`). People keep
 * such files out of git, and they contain nothing that runs. An operator with this word in its name, such as
 * External Secrets, is not a file of secrets.
 */
export function isCalledSecret(path: string): boolean {
  return (
    /(?:^|[-_.])secrets?(?:\.\w+)*\.(?:ya?ml|json)(?:\.\w+)?$/i.test(baseName(path)) &&
    !/external-?secrets?\./i.test(path)
  );
}

/**
 * Kustomize fetches everything that is not a local path. Source: sigs.k8s.io/kustomize/api/internal/git
 * NewRepoSpecFromURL.
 */
function isRemote(written: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^[\w.-]+\.[a-z]{2,}\/|[?&]ref=|^git::/.test(written);
}
