import type { ChartFiles } from '../../../server/src/core/chart/files.ts';
import type { ChartLookup } from '../../../server/src/core/chart/load.ts';
import { isProblem, loadChart, readValues } from '../../../server/src/core/chart/load.ts';
import { type ChartOutput, chartOutput } from '../../../server/src/core/chart/output.ts';
import { map } from '../../../server/src/core/template/value.ts';

/** The files of a chart from a text with `=== path` before each. Chart.yaml is added where it is not there. */
export function chartFiles(text: string, directory = 'web'): ChartFiles {
  const files = text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      const name = part.slice(0, end);
      return { name, path: `${directory}/${name}`, text: part.slice(end + 1) };
    });
  const name = directory.split('/').at(-1)!;
  const own = {
    name: 'Chart.yaml',
    path: `${directory}/Chart.yaml`,
    text: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
  };
  return { files: files.some((file) => file.name === 'Chart.yaml') ? files : [own, ...files], packed: new Map() };
}

export interface Rendering {
  readonly values?: string;
  readonly find?: ChartLookup;
}

export function rendered(files: ChartFiles | string, { values = '', find }: Rendering = {}): ChartOutput {
  const chart = loadChart(typeof files === 'string' ? chartFiles(files) : files, 'web', find);
  const given =
    values === '' ? map() : readValues({ name: 'values-test.yaml', path: 'values-test.yaml', text: values });
  if (isProblem(chart) || 'message' in given) {
    const { message } = isProblem(chart) ? chart : (given as { readonly message: string });
    return { lines: [], manifests: 0, refusals: [{ message }], unread: [], notes: [] };
  }
  const release = { name: 'demo', namespace: 'shop' };
  return chartOutput(chart, { values: given, release, parsed: new Map() });
}

/** The manifests without separators and comments, or the refusals. */
export function textOf(files: ChartFiles | string, rendering: Rendering = {}): string {
  const { lines, refusals } = rendered(files, rendering);
  const text = lines.map((line) => line.text).filter((line) => !/^(?:---$|# Source: )/.test(line));
  return refusals.length > 0 ? `refused: ${refusals.map(({ message }) => message).join('; ')}` : text.join('\n');
}

/** Where the line with a text is changed, e.g. `value web/values.yaml:2 port`. */
export function placeOfLine(output: ChartOutput, text: string): string {
  const place = output.lines.find((line) => line.text === text)?.place;
  if (place === undefined) {
    return 'nowhere';
  }
  const line = place.source.text.slice(0, place.start).split('\n').length;
  return `${place.sort} ${place.source.path}:${line} ${place.source.text.slice(place.start, place.end)}`;
}
