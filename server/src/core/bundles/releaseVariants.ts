import type { StatedRelease } from '../model/release.ts';
import type { Resource } from '../model/resource.ts';
import { isSameList } from '../text/compare.ts';
import { addToList } from '../text/maps.ts';
import { pathIn } from '../text/path.ts';
import type { Charts, ChartVariant, InstalledRelease } from './chartRoots.ts';

/** The facts that decide which releases are rendered. */
export interface ReleasesInput {
  readonly charts: Charts;
  /** HelmReleases and Applications, each as a manifest states it or as a bundle renders it, in a fixed order. */
  readonly installers: readonly Resource[];
  /** Where a path of the repository may be in the workspace, the likeliest place first. */
  placesOf(path: string, deployer: Resource): readonly string[];
  /** The ConfigMap that a release of a bundle or of a file takes values from. */
  configMap(name: string, release: Resource): Resource | undefined;
}

/**
 * The charts of the workspace that HelmReleases and Applications install, by the names of their bundles, e.g.
 * `charts/web with HelmRelease apps/web`. The name has the kustomization that renders the release, and the file if two
 * releases are alike.
 */
export function releaseVariants(input: ReleasesInput): ReadonlyMap<string, ChartVariant> {
  const found = new Map<string, ChartVariant[]>();
  for (const by of input.installers) {
    for (const stated of by.releases ?? []) {
      const chart = input.placesOf(stated.path, by).find((place) => input.charts.has(place));
      if (chart !== undefined) {
        const release = installed(stated, by, chart, input);
        const name = `${chart} with ${wordsOf(by)}${by.bundle === undefined ? '' : ` in ${by.bundle || '.'}`}`;
        addToList(found, name, { chart, release });
      }
    }
  }
  const variants = new Map<string, ChartVariant>();
  for (const [name, alike] of found) {
    for (const [index, variant] of alike.entries()) {
      const { file } = variant.release!.by.document;
      const ofFile = alike.length === 1 ? name : `${name} of ${file}`;
      variants.set(variants.has(ofFile) ? `${ofFile} (${index + 1})` : ofFile, variant);
    }
  }
  return variants;
}

function installed(stated: StatedRelease, by: Resource, chart: string, input: ReleasesInput): InstalledRelease {
  const { path, valuesFiles, valuesFrom } = stated;
  // The place of every other path of the repository follows from that of the chart.
  const isBelowRoot = chart === path || path === '' || chart.endsWith(`/${path}`);
  const root = isBelowRoot ? chart.slice(0, chart.length - path.length).replace(/\/$/, '') : undefined;
  const within = root === undefined ? path.slice(0, path.length - chart.length) : '';
  const placeOf = (file: string) =>
    root !== undefined ? pathIn(root, file) : file.startsWith(within) ? file.slice(within.length) : undefined;
  return {
    stated,
    by,
    words: wordsOf(by),
    files: valuesFiles.map((each) => (each.path === undefined ? undefined : placeOf(each.path))),
    parameterFiles: stated.parameters.map(({ as, path: file }) =>
      as === 'file' && file !== undefined ? placeOf(file) : undefined,
    ),
    configMaps: valuesFrom.map(({ kind, name }) =>
      kind === 'ConfigMap' ? input.configMap(name.value, by) : undefined,
    ),
  };
}

/** E.g. `HelmRelease apps/web`. */
function wordsOf({ kind, name, namespace }: Resource): string {
  return `${kind} ${namespace === undefined || namespace.value === '' ? '' : `${namespace.value}/`}${name}`;
}

/** Whether two variants render the same. */
export function isSameVariant(a: ChartVariant, b: ChartVariant): boolean {
  const [one, other] = [a.release, b.release];
  return (
    a.chart === b.chart &&
    a.values === b.values &&
    one?.by === other?.by &&
    one?.stated === other?.stated &&
    isSameList(one?.files, other?.files) &&
    isSameList(one?.parameterFiles, other?.parameterFiles) &&
    isSameList(one?.configMaps, other?.configMaps)
  );
}
