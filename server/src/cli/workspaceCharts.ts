import { type ChartContent, type ChartFile, isPartOfChart, isValuesFile } from '../core/chart/files.ts';
import { compareCodePoints } from '../core/text/compare.ts';
import { baseName, directoryOf, isBelow } from '../core/text/path.ts';
import { fileText } from '../sources/chartArchive.ts';
import { runToEnd } from '../sources/chartFiles.ts';
import type { ChartsOnDisk } from '../sources/chartsOnDisk.ts';
import type { FoundFile } from '../sources/workspaceFiles.ts';
import type { Targets } from './targets.ts';

/** Contents that are not those on disk, by path. */
export type Given = ReadonlyMap<string, Buffer>;

/** The directories of charts, each before those of the charts in it. */
export function chartsAmong(found: readonly FoundFile[], { charts }: Targets): readonly string[] {
  const inFolders = found.flatMap(({ path: file, unread }) =>
    baseName(file) === 'Chart.yaml' && !unread ? [directoryOf(file)] : [],
  );
  return [...new Set([...inFolders, ...charts])].sort(compareCodePoints);
}

/** Reads the charts with the given contents in place of those on disk. */
export function* chartsAt(
  directories: readonly string[],
  charts: ChartsOnDisk,
  given: Given,
): Generator<readonly [string, ChartContent | string]> {
  for (const directory of directories) {
    const chart = runToEnd(charts.read(directory))!;
    yield [directory, typeof chart === 'string' ? chart : withGiven(chart, directory, given)];
  }
}

function withGiven(chart: ChartContent, directory: string, given: Given): ChartContent {
  const texts = new Map<string, ChartFile>();
  for (const [file, bytes] of given) {
    const name = isBelow(directory, file) ? file.slice(directory === '' ? 0 : directory.length + 1) : '';
    if (isPartOfChart(name)) {
      texts.set(name, { name, path: file, text: fileText(bytes) });
    }
  }
  if (texts.size === 0) {
    return chart;
  }
  const others = ({ name }: ChartFile): boolean => !texts.has(name);
  return {
    ...chart,
    files: [...chart.files.filter(others), ...texts.values()],
    valuesFiles: [...chart.valuesFiles.filter(others), ...[...texts.values()].filter(({ name }) => isValuesFile(name))],
  };
}
