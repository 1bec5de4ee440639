import type { Resource } from '../model/resource.ts';
import { isSameList } from '../text/compare.ts';
import type { BundleChange, Bundles } from './bundles.ts';
import { type Charts, type ChartVariant, chartVariants } from './chartRoots.ts';
import { type ReleasesInput, releaseVariants } from './releaseVariants.ts';

/** What installs charts or holds values for them, as the kustomizations that are built now render it. */
export function withReleasing(
  before: Bundles['releasing'],
  changed: readonly BundleChange[],
  kustomizations: ReadonlySet<string>,
): Bundles['releasing'] {
  const next = new Map([...before].filter(([directory]) => kustomizations.has(directory)));
  for (const { directory, after } of changed) {
    const found = after?.resources.filter(isOfReleases) ?? [];
    if (found.length > 0) {
      next.set(directory, found);
    } else {
      next.delete(directory);
    }
  }
  const isSame =
    next.size === before.size && [...next].every(([directory, found]) => isSameList(found, before.get(directory)));
  return isSame ? before : next;
}

/** Whether a resource decides which charts are installed with which values. */
export function isOfReleases({ releases, valuesTexts }: Resource): boolean {
  return releases !== undefined || valuesTexts !== undefined;
}

/** The facts of the workspace that decide which charts are rendered, and with which values. */
export interface VariantsInput {
  readonly charts: Charts;
  /** HelmReleases, Applications and ConfigMaps with values, as manifests state them, in a fixed order. */
  installers(): readonly Resource[];
  placesOf: ReleasesInput['placesOf'];
  /** Whether a file is a part of something else and is not applied by itself. */
  isPart(file: string): boolean;
}

/** What kustomizations render. */
export interface Rendered {
  readonly kustomizations: ReadonlySet<string>;
  readonly releasing: Bundles['releasing'];
  /** The bundles that read a file. */
  readersOf(file: string): readonly string[] | undefined;
}

/**
 * The charts and, after them, the releases of manifests that no kustomization reads and of what kustomizations render.
 */
export function variantsOf(
  input: VariantsInput,
  { kustomizations, releasing, readersOf }: Rendered,
): ReadonlyMap<string, ChartVariant> {
  const charts = chartVariants(input.charts, kustomizations);
  const written = input.installers();
  if (written.length === 0 && releasing.size === 0) {
    return charts;
  }
  const isLoose = ({ document: { file } }: Resource) =>
    !input.isPart(file) && !readersOf(file)?.some((each) => kustomizations.has(each));
  const loose = written.filter(isLoose);
  const rendered = [...releasing.keys()].sort().flatMap((directory) => releasing.get(directory)!);
  const releases = releaseVariants({
    charts: input.charts,
    installers: [...loose, ...rendered].filter((each) => each.releases !== undefined),
    placesOf: input.placesOf,
    configMap(name, { bundle, namespace }) {
      const isMeant = (each: Resource) =>
        each.valuesTexts !== undefined &&
        each.name === name &&
        (each.namespace === undefined || namespace === undefined || each.namespace.value === namespace.value);
      return bundle === undefined ? loose.find(isMeant) : releasing.get(bundle)?.find(isMeant);
    },
  });
  return new Map([...charts, ...releases]);
}
