import type { Chart } from '../chart/load.ts';
import type { KnownManifests, Manifest } from '../chart/manifests.ts';
import type { Recording, RenderOptions } from '../chart/renderChart.ts';
import type { Resource } from '../model/resource.ts';
import type { RenderedObject } from '../render/bundle.ts';
import type { Origin } from '../template/origin.ts';
import { bool, type GoMap, map, type Value } from '../template/value.ts';
import { pathIn } from '../text/path.ts';
import type { BundleFacts } from './bundleFacts.ts';

/** The keys of the chart's values that lead to a flag, e.g. `ingress`, `enabled`. */
export type FlagPath = readonly string[];

/** A chart with more flags than that has renders for the first ones. */
const mostFlags = 40;

/**
 * The flags of a chart: the keys of its `values.yaml` that are `false` and that decided a condition, in the order of
 * the file.
 *
 * @param directory the directory of the chart
 */
export function flagsOf({ values }: Chart, directory: string, decidedBy: ReadonlySet<Origin>): readonly FlagPath[] {
  const file = pathIn(directory, 'values.yaml');
  const own = [...decidedBy].filter(({ source }) => source?.path === file);
  if (own.length === 0) {
    return [];
  }
  const found: { readonly path: FlagPath; readonly start: number }[] = [];
  const starts = new Set(own.map(({ start }) => start));
  const collect = ({ entries }: GoMap, above: FlagPath): void => {
    for (const [key, { value }] of entries) {
      if (value.kind === 'map') {
        collect(value, [...above, key]);
      } else if (value.kind === 'bool' && !value.value && value.origin?.source?.path === file) {
        const { start } = value.origin;
        if (starts.has(start)) {
          found.push({ path: [...above, key], start });
        }
      }
    }
  };
  collect(values, []);
  return found
    .sort((a, b) => a.start - b.start)
    .slice(0, mostFlags)
    .map(({ path }) => path);
}

/** The values of a user who turns on a flag. What it decides leads to its key. */
export function valuesWithFlag(values: GoMap, path: FlagPath): GoMap {
  const [key, ...below] = path;
  const entry = values.entries.get(key!);
  if (entry === undefined) {
    return map();
  }
  const { value } = entry;
  return value.kind === 'map'
    ? map([[key!, { ...entry, value: valuesWithFlag(value, below) }]])
    : map([[key!, { ...entry, value: bool(true, value.origin) }]]);
}

/**
 * A render of a chart with its own values, from which the renders with a flag take what the flag does not concern. It
 * is large, so only that of one chart is kept.
 */
export interface RenderBase {
  /** The facts of the bundle to which the render belongs. */
  readonly of: BundleFacts;
  chart: Chart | undefined;
  readonly recording: Recording;
  readonly manifests: KnownManifests;
  readonly objects: Map<Manifest, readonly RenderedObject[]>;
  readonly resources: Map<RenderedObject, readonly Resource[]>;
}

export function emptyBase(of: BundleFacts): RenderBase {
  return {
    of,
    chart: undefined,
    recording: { templates: new Map(), disabling: new Set(), changesShared: false },
    manifests: new Map(),
    objects: new Map(),
    resources: new Map(),
  };
}

/** What a render takes from a base or, without a flag, adds to it. */
export function reuse(
  { recording, chart }: RenderBase,
  flag: FlagPath | undefined,
): Pick<RenderOptions, 'recording' | 'earlier'> {
  if (flag === undefined) {
    return { recording };
  }
  let value: Value | undefined = chart?.values;
  for (const key of flag) {
    value = value?.kind === 'map' ? value.entries.get(key)?.value : undefined;
  }
  const changed = value?.origin;
  return changed === undefined ? {} : { earlier: { recording, changed } };
}
