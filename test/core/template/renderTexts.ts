import { overlaid } from '../../../server/src/core/chart/coalesce.ts';
import type { ChartFile } from '../../../server/src/core/chart/files.ts';
import { isProblem, loadChart, readValues } from '../../../server/src/core/chart/load.ts';
import { type ChartRender, renderChart } from '../../../server/src/core/chart/renderChart.ts';
import { map } from '../../../server/src/core/template/value.ts';

/** The texts of a chart by the names of the templates, and why Helm would refuse it. */
export interface RenderedTexts {
  readonly texts: Readonly<Record<string, string>>;
  readonly error?: string;
}

/**
 * Renders a chart in memory with the release of all cases.
 *
 * @param values the texts of files of values of the user
 */
export function renderTexts(files: Readonly<Record<string, string>>, values: readonly string[]): RenderedTexts {
  const chart = loadChart(
    { files: Object.entries(files).map(([name, text]) => fileOf(name, text)), packed: new Map() },
    '',
  );
  if (isProblem(chart)) {
    return { texts: {}, error: chart.message };
  }
  if (chart.metadata.type === 'library') {
    return { texts: {}, error: 'library charts are not installable' };
  }
  let over = map();
  for (const [index, text] of values.entries()) {
    const read = readValues(fileOf(`values-${index}.yaml`, text));
    if ('message' in read) {
      return { texts: {}, error: read.message };
    }
    over = overlaid(over, read);
  }
  return textsOf(
    renderChart(chart, { values: over, release: { name: 'release-name', namespace: 'default' }, parsed: new Map() }),
  );
}

export function textsOf({ files, errors }: ChartRender): RenderedTexts {
  const texts = Object.fromEntries(files.map(({ name, text }) => [name, text.text]));
  const [first] = errors;
  return first === undefined ? { texts } : { texts, error: first.message };
}

function fileOf(name: string, text: string): ChartFile {
  return { name, path: name, text };
}
