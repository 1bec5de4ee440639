import type { Parameter, StatedRelease, StatedValuesFile, UnreadOfRelease, ValuesSource } from '../model/release.ts';
import type { Written } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { resolvePath } from '../text/path.ts';
import { sha256 } from '../text/sha256.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { changesIn } from './deploys.ts';
import { placeOf, textAt, writtenOf } from './written.ts';

/** The charts of the repository that an object installs. What it installs from elsewhere is not among them. */
export function releasesOf(root: Mapping, group: string, kind: string): readonly StatedRelease[] {
  if (group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease') {
    return helmReleaseOf(root);
  }
  if (group !== 'argoproj.io') {
    return none;
  }
  return kind === 'Application'
    ? applicationOf(root, get(root, 'spec'))
    : kind === 'ApplicationSet'
      ? applicationOf(get(root, 'spec', 'template'), get(root, 'spec', 'template', 'spec'))
      : none;
}

/** Source: github.com/fluxcd/helm-controller/api v2 HelmReleaseSpec, v2beta1 and v2beta2. */
function helmReleaseOf(root: Mapping): readonly StatedRelease[] {
  const template = get(root, 'spec', 'chart', 'spec');
  const at = textAt(template, 'chart');
  const path = pathOf('', at);
  const name = textAt(root, 'metadata', 'name');
  if (textAt(template, 'sourceRef', 'kind')?.value !== 'GitRepository' || !at || path === undefined || !isPlain(name)) {
    return none;
  }
  const target = stated(textAt(root, 'spec', 'targetNamespace'));
  const given = stated(textAt(root, 'spec', 'releaseName'));
  const namespace = target ?? stated(textAt(root, 'metadata', 'namespace'));
  const values = get(root, 'spec', 'values');
  const listed = textsAt(template, 'valuesFiles');
  const single = stated(textAt(template, 'valuesFile'));
  const files = listed.length === 0 && single ? [single] : listed;
  const release = given?.value ?? (target ? `${target.value}-${name.value}` : name.value);
  return [
    {
      tool: 'Flux',
      path,
      at,
      name: shortened(release),
      ...optional('namespace', namespace),
      valuesFiles: orNone(files.map((written) => ({ written, ...optional('path', pathOf('', written)) }))),
      replacesValues: files.length > 0,
      ignoresMissing: textAt(template, 'ignoreMissingValuesFiles')?.value === 'true',
      valuesFrom: orNone(itemsAt(root, 'spec', 'valuesFrom').flatMap((item) => valuesSourceOf(item) ?? none)),
      ...optional('values', deref(values)?.type === 'mapping' ? values : undefined),
      parameters: none,
      unread: orNone(
        itemsAt(root, 'spec', 'postRenderers').flatMap((renderer) =>
          ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) =>
            unreadAt(itemsAt(renderer, 'kustomize', field), `spec.postRenderers.kustomize.${field}`),
          ),
        ),
      ),
    },
  ];
}

/** Source: github.com/fluxcd/helm-controller internal/release ShortenName. */
function shortened(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName - 13)}-${sha256(name).slice(0, 12)}`;
}

/** Helm refuses a longer name of a release. */
const longestName = 53;

function valuesSourceOf(item: Node): ValuesSource | undefined {
  const name = textAt(item, 'name');
  return (
    name && {
      kind: textAt(item, 'kind')?.value ?? '',
      name,
      key: stated(textAt(item, 'valuesKey'))?.value ?? 'values.yaml',
      ...optional('targetPath', stated(textAt(item, 'targetPath'))?.value),
      optional: textAt(item, 'optional')?.value === 'true',
    }
  );
}

/** Source: argo-cd pkg/apis/application/v1alpha1 ApplicationSpec, ApplicationSourceHelm. */
function applicationOf(root: Node | undefined, spec: Node | undefined): readonly StatedRelease[] {
  const sources = [get(spec, 'source'), ...itemsAt(spec, 'sources')];
  return orNone(sources.flatMap((source) => releaseOfSource(root, spec, source) ?? none));
}

function releaseOfSource(
  root: Node | undefined,
  spec: Node | undefined,
  source: Node | undefined,
): StatedRelease | undefined {
  const at = textAt(source, 'path');
  const path = pathOf('', at);
  const helm = get(source, 'helm');
  const name = textAt(helm, 'releaseName') ?? textAt(root, 'metadata', 'name');
  const isOfOther = ['chart', 'plugin', 'kustomize', 'directory'].some((field) => get(source, field));
  if (!at || path === undefined || path === '' || isOfOther || !isPlain(name)) {
    return undefined;
  }
  const namespace = stated(textAt(helm, 'namespace')) ?? stated(textAt(spec, 'destination', 'namespace'));
  const object = get(helm, 'valuesObject');
  const text = get(helm, 'values');
  const values = deref(object)?.type === 'mapping' ? object : deref(text)?.type === 'scalar' ? text : undefined;
  return {
    tool: 'Argo CD',
    path,
    at,
    name: name.value,
    ...optional('namespace', namespace),
    valuesFiles: orNone(textsAt(helm, 'valueFiles').map((written) => valueFileOf(path, written))),
    replacesValues: false,
    ignoresMissing: textAt(helm, 'ignoreMissingValueFiles')?.value === 'true',
    valuesFrom: none,
    ...optional('values', values),
    parameters: orNone([
      ...itemsAt(helm, 'parameters').flatMap((item) =>
        parameterOf(item, textAt(item, 'value'), textAt(item, 'forceString')?.value === 'true' ? 'string' : 'set'),
      ),
      ...itemsAt(helm, 'fileParameters').flatMap((item) => {
        const file = textAt(item, 'path');
        return parameterOf(item, file, 'file', file && valueFileOf(path, file).path);
      }),
    ]),
    unread: none,
  };
}

/**
 * `$name/…` is in the repository of another source of the Application. Source: argo-cd util/io/path
 * ResolveValueFilePathOrUrl.
 */
function valueFileOf(chart: string, written: Written): StatedValuesFile {
  const [, ofOther] = /^\$[^/]+\/(.*)$/.exec(written.value) ?? none;
  const isPattern = /[*?[]|:\/\//.test(written.value);
  const isUnknown = isPattern || (ofOther === undefined && written.type === 'placeholder');
  const path =
    ofOther !== undefined
      ? resolvePath('', ofOther)
      : written.value.startsWith('/')
        ? resolvePath('', written.value.slice(1))
        : resolvePath(chart, written.value);
  return { written, ...optional('path', isUnknown ? undefined : path) };
}

function parameterOf(
  item: Node,
  value: Written | undefined,
  as: Parameter['as'],
  path?: string | undefined,
): readonly Parameter[] {
  const name = textAt(item, 'name');
  return name && value ? [{ name, value, as, ...optional('path', path) }] : none;
}

/** The texts of a ConfigMap that are values for charts, by their keys. */
export function valuesTextsOf(root: Mapping): ReadonlyMap<string, Node> | undefined {
  const data = deref(get(root, 'data'));
  const pairs = data?.type === 'mapping' ? data.pairs.filter(({ key }) => isValuesKey(key.text)) : none;
  return pairs.length === 0 ? undefined : new Map(pairs.map(({ key, value }) => [key.text, value]));
}

/** Whether a key of a ConfigMap is named like a file of values. */
function isValuesKey(key: string): boolean {
  return /values.*\.ya?ml$/.test(key);
}

/** Whether a manifest has a key that is named like a file of values. */
export function hasValuesKey(text: string): boolean {
  return text.includes('values') && /^[ \t]+["']?[\w.-]*values[\w.-]*\.ya?ml["']?:/m.test(text);
}

function unreadAt(patches: readonly Node[], field: string): readonly UnreadOfRelease[] {
  return patches.flatMap((patch) =>
    changesIn(patch, field).map(({ kind }) => ({ at: placeOf(patch), field, ...optional('kind', kind) })),
  );
}

/** A path in the repository; undefined for an address, a pattern or a text that a tool fills in. */
function pathOf(directory: string, written: Written | undefined): string | undefined {
  return isPlain(written) ? resolvePath(directory, written.value.replace(/^\/+/, '')) : undefined;
}

function isPlain(written: Written | undefined): written is Written {
  return written !== undefined && written.value !== '' && written.type !== 'placeholder';
}

/** A field that is not empty. */
function stated(written: Written | undefined): Written | undefined {
  return written === undefined || written.value === '' ? undefined : written;
}

function textsAt(node: Node | undefined, ...path: string[]): readonly Written[] {
  return itemsAt(node, ...path).flatMap((item) => stated(writtenOf(item)) ?? none);
}

function itemsAt(node: Node | undefined, ...path: string[]): readonly Node[] {
  const found = deref(get(node, ...path));
  return found?.type === 'sequence' ? found.items : none;
}
