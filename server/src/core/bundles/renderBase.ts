import type { ChartFile, ChartFiles } from '../chart/files.ts';
import type { Chart } from '../chart/load.ts';
import type { KnownManifests, Manifest } from '../chart/manifests.ts';
import type { Recording, RenderOptions } from '../chart/renderChart.ts';
import type { DocumentFacts } from '../model/document.ts';
import type { Resource } from '../model/resource.ts';
import type { RenderedObject } from '../render/bundle.ts';
import { none } from '../text/emptyList.ts';
import type { BundleFacts } from './bundleFacts.ts';
import { type FlagPath, valuesWithFlag } from './chartFlags.ts';

/**
 * A render of a chart with its own values, from which later renders take what a flag or an edit does not concern. It
 * is large, so only that of one chart is kept.
 */
export interface RenderBase {
  /** The facts of the bundle to which the render belongs. */
  of: BundleFacts | undefined;
  files: ChartFiles | undefined;
  /** The documents of the files, in their order. */
  documents: readonly (DocumentFacts | undefined)[];
  chart: Chart | undefined;
  readonly recording: Recording;
  readonly manifests: KnownManifests;
  readonly objects: Map<Manifest, readonly RenderedObject[]>;
  readonly resources: Map<RenderedObject, readonly Resource[]>;
}

export function emptyBase(): RenderBase {
  return {
    of: undefined,
    files: undefined,
    documents: none,
    chart: undefined,
    recording: { templates: new Map(), disabling: new Set(), changesShared: false },
    manifests: new Map(),
    objects: new Map(),
    resources: new Map(),
  };
}

/** What a render takes from an earlier one, and where it keeps what it makes. Both maps of a kind may be the same. */
export interface Reuse {
  readonly from?: RenderBase | undefined;
  readonly into?: RenderBase | undefined;
}

/** The chart of an earlier render with edited templates. */
export interface EditedChart {
  readonly chart: Chart;
  /** The earlier texts, by path. */
  readonly edited: ReadonlyMap<string, string>;
}

/** The chart of an earlier render with its present templates. Undefined if something else has changed. */
export function editedChart(
  { chart, files, documents }: RenderBase,
  now: ChartFiles,
  documentsNow: RenderBase['documents'],
): EditedChart | undefined {
  if (
    chart === undefined ||
    files === undefined ||
    files.packed !== now.packed ||
    files.files.length !== now.files.length ||
    !isSelfContained(chart)
  ) {
    return undefined;
  }
  const edited = new Map<string, string>();
  const present = new Map<string, ChartFile>();
  for (const [index, file] of now.files.entries()) {
    const before = files.files[index]!;
    if (file.path !== before.path || file.lastGood !== undefined || before.lastGood !== undefined) {
      return undefined;
    }
    if (file.text !== before.text) {
      if (!file.name.startsWith('templates/')) {
        return undefined;
      }
      edited.set(file.path, before.text);
      present.set(file.path, file);
    } else if (documents[index] !== documentsNow[index]) {
      return undefined;
    }
  }
  return { chart: { ...chart, templates: chart.templates.map((each) => present.get(each.path) ?? each) }, edited };
}

/** Whether nothing outside of the chart's own files is a part of it. */
function isSelfContained({ missing, linked, dependencies }: Chart): boolean {
  return missing.length === 0 && linked.size === 0 && dependencies.every(isSelfContained);
}

/** The earlier render as the engine needs it. */
export function earlierRender(
  { recording, chart }: RenderBase,
  flag: FlagPath | undefined,
  edited: EditedChart['edited'] | undefined,
): Pick<RenderOptions, 'earlier'> {
  if (flag === undefined) {
    return edited === undefined ? {} : { earlier: { recording, edited } };
  }
  const changed = chart === undefined ? none : valuesWithFlag(chart.values, flag).turnedOn;
  return changed.length === 0 ? {} : { earlier: { recording, changed } };
}

/** What is known of a key from an earlier render, or else made now. It is kept in the present one. */
export function reused<K, V>(
  from: ReadonlyMap<K, V> | undefined,
  into: Map<K, V> | undefined,
  key: K,
  make: () => V,
): V {
  const value = from?.get(key) ?? make();
  into?.set(key, value);
  return value;
}
