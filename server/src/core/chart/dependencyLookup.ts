import { isCompatibleRange } from '../template/library/semver.ts';
import { pathIn, resolvePath } from '../text/path.ts';
import type { ChartFile, ChartFiles } from './files.ts';
import { type ChartLookup, isProblem, loadChart } from './load.ts';

/** The charts of a workspace, as a search for dependencies needs them. Paths are relative to the workspace folder. */
export interface ChartPlaces {
  isChart(directory: string): boolean;
  /** The charts whose folder has a name, which Helm requires to be the name of the chart, in a fixed order. */
  named(name: string): Iterable<string>;
  /** The text of `Chart.yaml`; undefined if it cannot be read. */
  chartFile(directory: string): string | undefined;
  /** Undefined if the chart cannot be read. */
  files(directory: string): ChartFiles | undefined;
}

/** Finds dependencies that a chart does not contain: by `file://`, else by the name and a fitting version. */
export function dependencyLookup(places: ChartPlaces): ChartLookup {
  const found = (directory: string): ReturnType<ChartLookup> => {
    const files = places.files(directory);
    return files && { files, directory };
  };
  return ({ name, version, repository }, around) => {
    if (repository.startsWith('file://')) {
      const directory = resolvePath(around, repository.slice('file://'.length));
      return directory !== undefined && places.isChart(directory) ? found(directory) : undefined;
    }
    for (const directory of places.named(name)) {
      const stated = directory === around ? undefined : versionOf(directory, places);
      if (stated !== undefined && isCompatibleRange(version, stated)) {
        return found(directory);
      }
    }
    return undefined;
  };
}

function versionOf(directory: string, places: ChartPlaces): string | undefined {
  const text = places.chartFile(directory);
  if (text === undefined) {
    return undefined;
  }
  const file: ChartFile = { name: 'Chart.yaml', path: pathIn(directory, 'Chart.yaml'), text };
  const chart = loadChart({ files: [file], packed: new Map() }, directory);
  return isProblem(chart) ? undefined : chart.metadata.version;
}
