import { groupOf } from '../kinds/list.ts';
import { renderedResources } from '../kinds/resource.ts';
import { writtenOf } from '../kinds/written.ts';
import type { DocumentFacts } from '../model/document.ts';
import type { InstalledBy } from '../model/release.ts';
import type { CustomWorkload, Resource } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { annotateOrigins } from '../render/annotateOrigins.ts';
import type { Bundle, RenderedObject } from '../render/bundle.ts';
import { documentsOf } from '../render/documents.ts';
import { groupVersionKind, isClusterScoped } from '../render/identity.ts';
import { emptyLayers, forgetLayers, type Layers } from '../render/layerParts.ts';
import { renderKustomization } from '../render/render.ts';
import type { Inflation, RenderFile, RenderSource } from '../render/source.ts';
import { none } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { directoryOf } from '../text/path.ts';
import { type BundleFacts, pathOfFileKey } from './bundleFacts.ts';
import type { FlagPath } from './chartFlags.ts';
import { renderChartVariant } from './chartRendering.ts';
import type { ChartVariant, InstalledRelease } from './chartRoots.ts';
import { emptyKeptCharts, type KeptCharts } from './keptCharts.ts';
import { knownResources, type Made, openDataOf, sharedWith } from './knownResources.ts';
import { emptyBase, reused } from './renderBase.ts';
import type { ChartInput } from './renderedChart.ts';

/**
 * The intermediate results of the last renders, so that the next edit of the same files costs only what it
 * changes. The size is bounded; anything else is read from the texts again when an edit reaches it.
 */
export interface Kept {
  readonly layers: Layers;
  readonly files: ReadonlyMap<string, RenderFile>;
  /** The number of characters of the documents in `files`. */
  readonly size: number;
  /** Whether the renders since the last time no bundle was due exceeded the bound. */
  readonly overflowed: boolean;
  /** The rendered objects of each bundle, by the bundle's directory. */
  readonly made: ReadonlyMap<string, Made>;
  readonly charts: KeptCharts;
}

export const emptyKept = (): Kept => ({
  layers: emptyLayers(),
  files: new Map(),
  size: 0,
  overflowed: false,
  made: new Map(),
  charts: emptyKeptCharts(),
});

// The syntax trees of a text take about ten times its size.
const mostKept = 1_000_000;

/** The workspace as a renderer sees it. */
export interface RenderingInput extends ChartInput {
  readonly workloads: readonly CustomWorkload[];
  isDirectory(path: string): boolean;
}

/** The contents of `Kept`, while a render changes them. */
export interface Rendering {
  layers: Layers;
  files: Map<string, RenderFile>;
  size: number;
  /** Whether the bound was exceeded. The files kept last are then hardly useful, and they take memory. */
  overflowed: boolean;
  made: Map<string, Made>;
  charts: KeptCharts;
}

export function begin(kept: Kept, touched: ReadonlySet<string>): Rendering {
  const layers: Layers = {
    byDirectory: new Map(kept.layers.byDirectory),
    cache: kept.layers.cache,
  };
  forgetLayers(layers, touched);
  const files = new Map(kept.files);
  let { size } = kept;
  for (const key of touched) {
    const path = pathOfFileKey(key);
    const file = path === undefined ? undefined : files.get(path);
    if (path !== undefined && file !== undefined) {
      size -= sizeOf(file);
      files.delete(path);
    }
  }
  return { layers, files, size, overflowed: kept.overflowed, made: new Map(kept.made), charts: kept.charts };
}

export function end({ layers, files, size, overflowed, made, charts }: Rendering, isAll: boolean): Kept {
  const isMuch = overflowed || size > mostKept;
  return isMuch && isAll ? emptyKept() : { layers, files, size, overflowed: isMuch, made, charts };
}

function sizeOf({ documents }: RenderFile): number {
  return documents.reduce((sum, { facts }) => sum + facts.text.length, 0);
}

export function render(
  directory: string,
  before: BundleFacts | undefined,
  input: RenderingInput,
  rendering: Rendering,
): BundleFacts | undefined {
  if (rendering.size > mostKept) {
    Object.assign(rendering, begin(emptyKept(), new Set()), { overflowed: true });
  }
  const made = renderKustomization(sourceOf(input, rendering), directory, rendering.layers);
  if (made === undefined) {
    return undefined;
  }
  const { bundle, reads } = made;
  const last = rendering.made.get(directory);
  const { objects } = bundle;
  const known = knownResources(before, last, objects);
  const ofObjects = objects.map((object, position) =>
    last?.objects[position] === object
      ? last.resources[position]!
      : (known.of(object) ??
        resourcesOfObject(object, directory, input.workloads, rendering).map((each) => known.asBefore(each, position))),
  );
  rendering.made.set(directory, { objects, resources: ofObjects });
  return sharedWith(before, {
    directory,
    resources: [kustomizationResource(bundle), ...ofObjects.flat()],
    unread: bundle.unread,
    reads,
  });
}

/** What a chart deploys with a flag turned on. What the flag does not concern is the same as in `own`. */
export function renderFlag(
  own: BundleFacts,
  variant: ChartVariant,
  flag: FlagPath,
  input: RenderingInput,
  kept: Pick<Rendering, 'charts'>,
): BundleFacts {
  const { charts } = kept;
  const name = own.directory;
  if (charts.base?.of !== own) {
    renderChartBundle(name, variant, own, input, kept);
    charts.base!.of = own;
  }
  return { ...renderChartBundle(name, { ...variant, flag }, own, input, kept), reads: own.reads };
}

/** Renders a chart with the values of a variant. */
export function renderChartBundle(
  name: string,
  variant: ChartVariant,
  before: BundleFacts | undefined,
  input: RenderingInput,
  { charts }: Pick<Rendering, 'charts'>,
): BundleFacts {
  const isOwn = variant.values === undefined && variant.release === undefined;
  const from = isOwn && before !== undefined && charts.base?.of === before ? charts.base : undefined;
  const into = isOwn && variant.flag === undefined ? emptyBase() : undefined;
  const made = renderChartVariant(variant, input, charts, { from, into });
  const { document, objects, errors, unread, reads, flags } = made;
  const known = knownResources(before, undefined, none);
  const release = installedBy(variant, before);
  const bundle = (release?.tool === 'Flux' ? release.by.bundle : undefined) ?? name;
  const ofRelease = (each: Resource): Resource =>
    release === undefined
      ? each
      : { ...each, release, ...optional('namespace', each.namespace ?? namespaceIn(variant.release!, each)) };
  const resourcesOf = ({ root, document: own }: RenderedObject) =>
    renderedResources(annotateOrigins(root, own), own, bundle, input.workloads).map((each) =>
      known.asBefore(ofRelease(each), 0),
    );
  const resources = objects.flatMap((object) =>
    reused(from?.resources, into?.resources, object, () => resourcesOf(object)),
  );
  const chart: Resource = {
    ...bundleResource(document, name, 'v2', 'helm.sh', 'Chart'),
    refusals: none,
    chartErrors: errors,
    ...optional('release', release),
  };
  const facts = sharedWith(before, {
    directory: name,
    chart: variant.chart,
    ...optional('release', release),
    ...(into && flags.length > 0 && { flags: flags.map((flag) => ({ ...chart, chartErrors: none, flag })) }),
    resources: [chart, ...resources],
    unread,
    reads,
  });
  if (into !== undefined) {
    into.of = facts;
    charts.base = into;
  }
  return facts;
}

function installedBy({ release }: ChartVariant, before: BundleFacts | undefined): InstalledBy | undefined {
  if (release === undefined) {
    return undefined;
  }
  const { by, words, stated } = release;
  const known = before?.release;
  return known?.by === by && known.words === words ? known : { by, words, tool: stated.tool };
}

/** The namespace of the release for an object that is in a namespace. */
function namespaceIn({ stated, by }: InstalledRelease, { apiVersion, kind }: Resource): Written | undefined {
  const { namespace } = stated;
  return namespace === undefined ||
    namespace.type === 'placeholder' ||
    isClusterScoped(groupVersionKind(apiVersion, kind))
    ? undefined
    : { document: by.document, ...namespace };
}

function resourcesOfObject(
  object: RenderedObject,
  bundle: string,
  workloads: readonly CustomWorkload[],
  { files }: Rendering,
): readonly Resource[] {
  const { root, document } = object;
  return isAsWritten(object, files)
    ? document.resources.map((each) => ({ ...each, bundle }))
    : renderedResources(annotateOrigins(root, document), document, bundle, workloads, openDataOf(object));
}

/** Whether an object is its whole document and is unchanged: its facts are then those of the document's resource. */
function isAsWritten(object: RenderedObject, files: Rendering['files']): boolean {
  const { root, document } = object;
  const { resources } = document;
  return (
    openDataOf(object) === undefined &&
    resources.length > 0 &&
    resources.every(({ start, end }) => start === root.start && end === root.end) &&
    files.get(document.file)?.documents.some((each) => each.facts === document && each.root === root) === true
  );
}

/** The kustomization as a resource that rules can judge. */
function kustomizationResource({ directory, document, problems }: Bundle): Resource {
  const apiVersion = 'kustomize.config.k8s.io/v1beta1';
  return {
    ...bundleResource(document, directory, apiVersion, groupOf(apiVersion), 'Kustomization'),
    refusals: problems,
  };
}

function bundleResource(document: DocumentFacts, bundle: string, apiVersion: string, group: string, kind: string) {
  return {
    document,
    bundle,
    start: 0,
    end: document.text.length,
    apiVersion,
    group,
    kind,
    name: bundle === '' ? '.' : bundle,
    nameRange: { start: 0, end: 0 },
    silenced: none,
    labelMaps: none,
    requirements: none,
    duplicateKeys: none,
    references: none,
    selectors: none,
  };
}

function sourceOf(input: RenderingInput, rendering: Rendering): RenderSource {
  return {
    file(path) {
      const known = rendering.files.get(path);
      const source = known ? undefined : input.file(path);
      if (!source || source.named === 'text') {
        return known;
      }
      const documents = source.unread ? [] : documentsOf(source);
      const file: RenderFile = { path, documents, ...(source.unread ? { unread: source.unread.because } : {}) };
      rendering.files.set(path, file);
      rendering.size += sizeOf(file);
      return file;
    },
    isDirectory: (path) => input.isDirectory(path),
    text(path) {
      const file = input.file(path);
      return file?.text !== undefined ? { text: file.text } : file || isBehindLink(path, input) ? 'unknown' : 'missing';
    },
    chart: (inflation) =>
      input.charts.has(inflation.directory)
        ? renderChartVariant(inflatedVariant(inflation), { ...input, ...kubeVersionOf(inflation) }, rendering.charts)
        : undefined,
  };
}

/** A chart as a kustomization uses it. */
function inflatedVariant({ directory, item, document, release, namespace, files, inline }: Inflation): ChartVariant {
  const by = bundleResource(
    document,
    '',
    'kustomize.config.k8s.io/v1beta1',
    'kustomize.config.k8s.io',
    'Kustomization',
  );
  return {
    chart: directory,
    release: {
      by,
      words: document.file,
      files: files.map(({ path }) => path),
      parameterFiles: none,
      configMaps: none,
      stated: {
        tool: 'kustomize',
        path: directory,
        at: writtenOf(item),
        name: release,
        ...optional('namespace', namespace && writtenOf(namespace)),
        valuesFiles: files.map(({ node }) => ({ written: writtenOf(node) })),
        replacesValues: false,
        ignoresMissing: false,
        valuesFrom: none,
        ...optional('values', inline),
        parameters: none,
        unread: none,
      },
    },
  };
}

function kubeVersionOf({ kubeVersion }: Inflation): { readonly kubeVersion?: string } {
  return kubeVersion === '' ? {} : { kubeVersion: kubeVersion.startsWith('v') ? kubeVersion : `v${kubeVersion}` };
}

/** Whether a directory above the path is a symbolic link, which Podwire does not follow. */
function isBehindLink(path: string, input: RenderingInput): boolean {
  for (let directory = directoryOf(path); directory !== ''; directory = directoryOf(directory)) {
    if (input.file(directory)) {
      return true;
    }
  }
  return false;
}
