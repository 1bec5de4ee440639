import { placeOfRange, type TextPlace } from '../template/places.ts';
import type { Text } from '../template/text.ts';
import { compareCodePoints } from '../text/compare.ts';
import { deref, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { read } from '../yaml/read.ts';
import { fieldOf, isNull } from './fields.ts';
import type { RenderedFile } from './renderChart.ts';

/** One document of a rendered template. */
export interface Manifest {
  /** The name of the template, e.g. `web/templates/service.yaml`. */
  readonly template: string;
  readonly text: Text;
  /** Absent if the document has only comments. Ranges are offsets in the text. */
  readonly root?: Mapping;
  readonly kind: string;
  /** Whether Helm runs it apart from the release, e.g. before an installation or as a test. */
  readonly hook?: string;
}

/** Why `helm template` refuses a text that was rendered. */
export interface UnreadableManifest {
  readonly template: string;
  readonly message: string;
  readonly text: Text;
}

export interface Manifests {
  /** In the order in which Helm installs them, hooks last. */
  readonly manifests: readonly Manifest[];
  readonly unreadable: readonly UnreadableManifest[];
}

/** The documents of a text, or why they are none. */
export type KnownManifests = Map<Text, readonly (Manifest | UnreadableManifest)[]>;

/**
 * The documents of rendered templates, as Helm splits and orders them. Source: helm pkg/releaseutil SortManifests.
 *
 * @param known the documents of texts that were read before
 * @param into receives the documents of these texts
 */
export function manifestsOf(files: readonly RenderedFile[], known?: KnownManifests, into?: KnownManifests): Manifests {
  const plain: Manifest[] = [];
  const hooks: Manifest[] = [];
  const unreadable: UnreadableManifest[] = [];
  const inOrder = [...files].sort((a, b) => compareCodePoints(a.name, b.name));
  for (const { name, text } of inOrder) {
    if (name.endsWith('NOTES.txt')) {
      continue;
    }
    const documents = known?.get(text) ?? splitManifests(text).map((document) => manifestOf(name, document));
    into?.set(text, documents);
    for (const manifest of documents) {
      if ('message' in manifest) {
        unreadable.push(manifest);
      } else if (manifest.hook === undefined) {
        plain.push(manifest);
      } else if (manifest.hook.split(',').every((event) => hookEvents.has(event.trim().toLowerCase()))) {
        hooks.push(manifest);
      }
    }
  }
  return { manifests: [...plain.sort(byKind), ...hooks.sort(byKind)], unreadable };
}

const hookEvents: ReadonlySet<string> = new Set([
  ...['pre-install', 'post-install', 'pre-delete', 'post-delete', 'pre-upgrade', 'post-upgrade', 'pre-rollback'],
  ...['post-rollback', 'test', 'test-success'],
]);

/**
 * Splits at lines that begin with `---`. What follows on the same line belongs to the next document. Source:
 * releaseutil SplitManifests, whose expression is `(?:^|\s*\n)---\s*`.
 */
export function splitManifests(text: Text): readonly Text[] {
  const whole = trimmed(text);
  const content = whole.text;
  const documents: [number, number][] = [];
  let from = 0;
  for (let at = content.indexOf('---'); at >= 0; at = content.indexOf('---', at)) {
    if (at === 0 || (content[at - 1] === '\n' && at - 1 >= from)) {
      let end = at;
      while (end > from && isSpace(content.charCodeAt(end - 1))) {
        end--;
      }
      documents.push([from, end]);
      from = at + 3;
      while (isSpace(content.charCodeAt(from))) {
        from++;
      }
      at = from;
    } else {
      at++;
    }
  }
  documents.push([from, content.length]);
  return whole
    .slices(documents)
    .map(trimmed)
    .filter((document) => document.text !== '');
}

function trimmed(text: Text): Text {
  const start = text.text.length - text.text.trimStart().length;
  return text.slice(start, Math.max(text.text.trimEnd().length, start));
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b);
}

/** Source: releaseutil SimpleHead, which is decoded from each document. */
function manifestOf(template: string, text: Text): Manifest | UnreadableManifest {
  const tree = read(text.text);
  const refused = (message: string): UnreadableManifest => ({ template, message, text });
  const [error] = tree.errors;
  if (error !== undefined) {
    return refused(`YAML parse error on ${template}: ${error.message}`);
  }
  const root = deref(tree.root);
  if (root === undefined || isNull(root)) {
    return { template, text, kind: '' };
  }
  if (root.type !== 'mapping') {
    return refused(`YAML parse error on ${template}: a ${root.type} is no manifest`);
  }
  const metadata = fieldOf(root, 'metadata');
  const annotations = metadata?.type === 'mapping' ? fieldOf(metadata, 'annotations') : undefined;
  const scalars = [fieldOf(root, 'apiVersion'), fieldOf(root, 'kind')];
  if (metadata?.type === 'mapping') {
    scalars.push(fieldOf(metadata, 'name'));
  }
  const fits =
    isMap(metadata) &&
    isMap(annotations) &&
    scalars.every(isText) &&
    (annotations?.type !== 'mapping' || pairsOf(annotations).every(({ pair }) => isText(deref(pair.value))));
  if (!fits) {
    return refused(`YAML parse error on ${template}: apiVersion, kind, metadata or annotations have another type`);
  }
  const hook = annotations?.type === 'mapping' ? fieldOf(annotations, 'helm.sh/hook') : undefined;
  const kind = fieldOf(root, 'kind');
  return {
    template,
    text,
    root,
    kind: kind?.type === 'scalar' ? kind.text : '',
    ...(hook?.type === 'scalar' ? { hook: hook.text } : {}),
  };
}

function isMap(node: Node | undefined): boolean {
  return node === undefined || node.type === 'mapping' || isNull(node);
}

function isText(node: Node | undefined): boolean {
  return node === undefined || node.type === 'scalar';
}

/** Source: releaseutil kind_sorter.go InstallOrder. */
const installOrder: ReadonlyMap<string, number> = new Map(
  [
    ...['PriorityClass', 'Namespace', 'NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodSecurityPolicy'],
    ...['PodDisruptionBudget', 'ServiceAccount', 'Secret', 'SecretList', 'ConfigMap', 'StorageClass'],
    ...['PersistentVolume', 'PersistentVolumeClaim', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleList'],
    ...['ClusterRoleBinding', 'ClusterRoleBindingList', 'Role', 'RoleList', 'RoleBinding', 'RoleBindingList'],
    ...['Service', 'DaemonSet', 'Pod', 'ReplicationController', 'ReplicaSet', 'Deployment'],
    ...['HorizontalPodAutoscaler', 'StatefulSet', 'Job', 'CronJob', 'IngressClass', 'Ingress', 'APIService'],
  ].map((kind, index) => [kind, index]),
);

/** Kinds that Helm does not know come last, by their names. */
function byKind(a: Manifest, b: Manifest): number {
  const [first, second] = [installOrder.get(a.kind), installOrder.get(b.kind)];
  if (first === undefined && second === undefined) {
    return compareCodePoints(a.kind, b.kind);
  }
  return (first ?? installOrder.size) - (second ?? installOrder.size);
}

/** A line of a rendered chart. */
export interface ManifestLine {
  readonly text: string;
  /** Where it is changed. Absent for a separator and for what no text of the chart states. */
  readonly place?: TextPlace;
}

/** The manifests as `helm template` prints them. */
export function manifestLines(manifests: readonly Manifest[]): readonly ManifestLine[] {
  return manifests.flatMap(({ template, text }) => [
    { text: '---' },
    { text: `# Source: ${template}` },
    ...text.split('\n').map((line): ManifestLine => {
      const place = placeOfRange(line, 0, line.text.length);
      return { text: line.text.replace(/\r$/, ''), ...(place && { place }) };
    }),
  ]);
}
