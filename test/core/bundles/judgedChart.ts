import type { ChartContent } from '../../../server/src/core/chart/files.ts';
import { codeLenses } from '../../../server/src/core/features/codeLens.ts';
import { problemsOf, unknownOf } from '../../../server/src/core/problems.ts';
import { entriesOf } from '../../../server/src/core/text/versionedMap.ts';
import { createWorld, type World, type WorldOptions } from '../../../server/src/world.ts';
import { chartFiles } from '../chart/charts.ts';

/** The files of a chart; `=== values-x.yaml` and `=== ci/x.yaml` become files of values. */
export function contentOf(text: string, directory = 'web'): ChartContent {
  const { files, packed } = chartFiles(text, directory);
  const isOfValues = (name: string) => /^(?:values-.*|ci\/.*)\.yaml$/.test(name);
  return {
    files: files.filter(({ name }) => !isOfValues(name)),
    packed,
    valuesFiles: files.filter(({ name }) => isOfValues(name)),
  };
}

/** A world with charts, by their directories, and other files, by their paths. */
export function worldOf(
  charts: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  options: WorldOptions = {},
): World {
  const world = createWorld(options);
  world.apply({ type: 'FoldersChanged', added: ['folder'], removed: [] });
  setCharts(world, charts);
  const contents = Object.entries(files).map(([path, text]) => [path, { text }] as const);
  world.apply({ type: 'FilesChanged', folder: 'folder', files: contents, complete: true });
  return world;
}

export function setCharts(world: World, charts: Readonly<Record<string, string | undefined>>): void {
  const contents = Object.entries(charts).map(
    ([directory, text]) => [directory, text === undefined ? undefined : contentOf(text, directory)] as const,
  );
  world.apply({ type: 'ChartsChanged', folder: 'folder', charts: contents });
}

export function edit(world: World, path: string, text: string | undefined): void {
  world.apply({ type: 'TextChanged', folder: 'folder', path, text });
}

/** Problems and unknown references of all files, e.g. `web/values.yaml:3 "api" service-selects-nothing: …`. */
export function findingsOf(world: World): readonly string[] {
  const analysis = world.analysis('folder')!;
  const found: string[] = [];
  const ofCharts = [...analysis.index.charts.values()].flatMap((chart) =>
    typeof chart === 'string' ? [] : [...chart.files, ...chart.valuesFiles].map(({ path }) => path),
  );
  const others = [...entriesOf(analysis.index.files)].map(([path]) => path).sort();
  for (const path of new Set([...ofCharts, ...others])) {
    for (const each of [...problemsOf(analysis, path), ...unknownOf(analysis, path)]) {
      const { document, range } = each.at;
      const line = document.text.slice(0, range.start).split('\n').length;
      const text = document.text.slice(range.start, range.end);
      const said = 'message' in each ? each.message : `unknown, because ${each.because}`;
      found.push(`${path}:${line} "${text}" ${each.code}: ${said}`);
    }
  }
  return found;
}

/** The lenses of a file, e.g. `1 ok selects Deployment release-web`. */
export function lensesOf(world: World, path: string): readonly string[] {
  return codeLenses(world.analysis('folder')!, path).map(
    ({ document, start, mark, text }) => `${document.text.slice(0, start).split('\n').length} ${mark} ${text}`,
  );
}
