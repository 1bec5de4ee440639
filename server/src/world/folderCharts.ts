import { type AnalysisChange, fileOf as sourceFile } from '../core/analysis.ts';
import { withLastGood } from '../core/bundles/lastGood.ts';
import { type ChartContent, isPartOfChart } from '../core/chart/files.ts';
import { readChartFile, readFile } from '../core/kinds/documents.ts';
import type { SourceFile } from '../core/model/document.ts';
import type { ParsedTemplate } from '../core/template/nodes.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';
import { directoriesAbove } from '../core/text/path.ts';
import type { ChartsChanged } from './events.ts';
import { type Folder, putOnDisk } from './folder.ts';

/** The charts of one folder. */
export interface FolderCharts {
  readonly byDirectory: Map<string, ChartContent | string>;
  /** The directories of the charts that have a file, by its path: a chart in a chart shares its files. */
  readonly holders: Map<string, Set<string>>;
}

export const noFolderCharts = (): FolderCharts => ({ byDirectory: new Map(), holders: new Map() });

/** Whether a file is read as a part of a chart. */
export function isInChart({ charts }: Folder, path: string): boolean {
  return charts.holders.has(path);
}

/** The templates that the renders of the folder have parsed. */
export function parsedTemplatesOf({ analysis }: Folder): Map<string, ParsedTemplate> {
  return analysis.index.bundles.kept.charts.parsed;
}

/**
 * Whether a former file was read as a part of a chart. One that is not on disk any more was in the chart of its folder.
 */
export function wasInChart(folder: Folder, path: string): boolean {
  const { charts, onDisk } = folder;
  return (
    isInChart(folder, path) ||
    (!onDisk.has(path) && directoriesAbove(path).some((each) => charts.byDirectory.has(each)))
  );
}

/** Takes charts as they are on disk now. */
export function chartsChanged(folder: Folder, event: ChartsChanged): AnalysisChange {
  const { byDirectory, holders } = folder.charts;
  const charts = new Map<string, ChartContent | string | undefined>();
  const come = new Map<string, string>();
  const gone = new Set<string>();
  for (const [directory, content] of event.charts) {
    const chart = isChart(content) ? content : undefined;
    charts.set(directory, chart);
    for (const { path } of filesOf(byDirectory.get(directory))) {
      holders.get(path)?.delete(directory);
      gone.add(path);
    }
    if (chart === undefined) {
      byDirectory.delete(directory);
    } else {
      byDirectory.set(directory, chart);
    }
    for (const { path, text } of filesOf(chart)) {
      getOrInsertComputed(holders, path, () => new Set()).add(directory);
      come.set(path, text);
    }
  }
  const files = new Map<string, SourceFile | undefined>();
  for (const path of gone) {
    if (holders.get(path)?.size === 0) {
      holders.delete(path);
      putOnDisk(folder, path, undefined);
      const open = folder.open.get(path);
      files.set(path, open === undefined ? undefined : readFile(path, open));
    }
  }
  for (const [path, text] of come) {
    const known = folder.onDisk.get(path);
    const file = readChartFile(path, text, known);
    putOnDisk(folder, path, file);
    const open = folder.open.get(path);
    if (open === undefined) {
      files.set(path, file);
    } else {
      const now = sourceFile(folder.analysis, path);
      const before = now?.lastGood === undefined ? file : now;
      files.set(path, withLastGood(readChartFile(path, open, now), before, parsedTemplatesOf(folder)));
    }
  }
  return { charts, files };
}

/** Those files of a chart that are not manifests by themselves. */
function filesOf(
  chart: ChartContent | string | undefined,
): readonly { readonly path: string; readonly text: string }[] {
  return chart === undefined || typeof chart === 'string'
    ? []
    : [...chart.files, ...chart.valuesFiles].filter(({ name }) => isPartOfChart(name));
}

/** Other tools have files of this name too: a Chart.yaml of Helm states a name or a version, and no kind. */
function isChart(content: ChartContent | string | undefined): boolean {
  const text =
    content === undefined || typeof content === 'string'
      ? undefined
      : content.files.find(({ name }) => name === 'Chart.yaml')?.text;
  return text === undefined || (/^(?:name|version)[ \t]*:/m.test(text) && !/^kind[ \t]*:/m.test(text));
}
