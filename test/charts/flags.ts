import { flagsOf, valuesWithFlag } from '../../server/src/core/bundles/chartFlags.ts';
import { isProblem, loadChart } from '../../server/src/core/chart/load.ts';
import { type ChartRender, type Recording, renderChart } from '../../server/src/core/chart/renderChart.ts';
import type { ParsedTemplate } from '../../server/src/core/template/nodes.ts';
import { map } from '../../server/src/core/template/value.ts';
import { readChartFiles } from '../../server/src/sources/chartFiles.ts';
import type { CollectedChart } from './collection.ts';

export interface FlagFigures {
  charts: number;
  flags: number;
  /** Templates in the renders with a flag, and how many of them were taken from the render without it. */
  templates: number;
  taken: number;
  /** Renders with a flag that differ from a whole render. */
  readonly differences: string[];
}

/** Renders charts with each of their flags, whole and from what the flag does not concern, and compares the texts. */
export function compareFlags(charts: readonly CollectedChart[]): FlagFigures {
  const figures: FlagFigures = { charts: 0, flags: 0, templates: 0, taken: 0, differences: [] };
  for (const { complete, directory } of charts) {
    const files = readChartFiles(directory, { root: complete.slice(0, -directory.length) });
    const chart = typeof files === 'string' ? undefined : loadChart(files, directory);
    if (chart === undefined || isProblem(chart)) {
      continue;
    }
    const release = { name: 'release', namespace: 'release-namespace' };
    const parsed = new Map<string, ParsedTemplate>();
    const recording: Recording = { templates: new Map(), disabling: new Set(), changesShared: false };
    const own = renderChart(chart, { values: map(), release, parsed, recording });
    const flags = flagsOf(chart, directory, own.decidedBy);
    figures.charts += flags.length > 0 ? 1 : 0;
    for (const flag of flags) {
      const { values, turnedOn: changed } = valuesWithFlag(chart.values, flag);
      const whole = renderChart(chart, { values, release, parsed });
      const partly = renderChart(chart, { values, release, parsed, earlier: { recording, changed } });
      const before = new Set([...recording.templates.values()].map(({ result }) => result));
      figures.flags++;
      figures.templates += partly.files.length;
      figures.taken += partly.files.filter((each) => before.has(each)).length;
      if (textOf(whole) !== textOf(partly)) {
        figures.differences.push(`${directory} ${flag.join('.')}`);
      }
    }
  }
  return figures;
}

function textOf({ files, errors }: ChartRender): string {
  return JSON.stringify([files.map(({ name, text }) => [name, text.text]), errors.map(({ message }) => message)]);
}
