import type { ChartContent } from '../chart/files.ts';
import type { Release } from '../chart/objects.ts';
import type { StatedRelease } from '../model/release.ts';
import type { Resource } from '../model/resource.ts';
import { pathIn } from '../text/path.ts';
import type { FlagPath } from './chartFlags.ts';

/** The charts of the workspace by their directories, or why they cannot be read. */
export type Charts = ReadonlyMap<string, ChartContent | string>;

/** A chart with the values with which it is installed. */
export interface ChartVariant {
  /** The directory of the chart. */
  readonly chart: string;
  /** The path of the file of values. Absent for the defaults of the chart. */
  readonly values?: string;
  /** What installs it. Absent for a release that nobody states. */
  readonly release?: InstalledRelease;
  /** A flag of the chart's own values that is turned on. */
  readonly flag?: FlagPath;
}

/** A release with the paths and objects of the workspace that it means. */
export interface InstalledRelease {
  readonly stated: StatedRelease;
  /** The HelmRelease or the Application. */
  readonly by: Resource;
  /** E.g. `HelmRelease apps/web`. */
  readonly words: string;
  /** The paths of `stated.valuesFiles`; undefined for what is no path of the workspace. */
  readonly files: readonly (string | undefined)[];
  /** The same of `stated.parameters` that are files. */
  readonly parameterFiles: readonly (string | undefined)[];
  /** The objects of `stated.valuesFrom`, if they are ConfigMaps and here. */
  readonly configMaps: readonly (Resource | undefined)[];
}

/**
 * The variants of charts that are rendered, by the names of their bundles: the directory of the chart for its defaults,
 * and e.g. `charts/web with values-prod.yaml`. A chart in another one's `charts/` or `templates/` is a part of that
 * chart.
 *
 * @param taken directories that name other bundles
 */
export function chartVariants(charts: Charts, taken: ReadonlySet<string>): ReadonlyMap<string, ChartVariant> {
  const variants = new Map<string, ChartVariant>();
  for (const [chart, content] of charts) {
    if (isPartOfChart(chart, charts)) {
      continue;
    }
    const name = taken.has(chart) ? pathIn(chart, 'Chart.yaml') : chart;
    variants.set(name, { chart });
    for (const { name: file, path } of typeof content === 'string' ? [] : content.valuesFiles) {
      variants.set(`${name} with ${file}`, { chart, values: path });
    }
  }
  return variants;
}

/**
 * The release of a chart that nobody installs: a name that no file states, so that no text equals it by chance. Its
 * namespace is left out of the objects (`placedTree`).
 */
export const symbolicRelease: Release = { name: 'release', namespace: 'release-namespace' };

/** The name and the namespace of the release, each as far as it is stated. */
export function releaseOf({ release }: ChartVariant): Release {
  const { name, namespace } = release?.stated ?? {};
  const isKnown = namespace !== undefined && namespace.type !== 'placeholder';
  return { name: name ?? symbolicRelease.name, namespace: isKnown ? namespace.value : symbolicRelease.namespace };
}

function isPartOfChart(directory: string, charts: Charts): boolean {
  const parts = directory.split('/');
  return parts.some(
    (part, position) =>
      (part === 'charts' || part === 'templates') &&
      position < parts.length - (part === 'charts' ? 1 : 0) &&
      charts.has(parts.slice(0, position).join('/')),
  );
}
