import path from 'node:path';
import type { ChartContent } from '../../server/src/core/chart/files.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import type { Problem } from '../../server/src/core/model/problem.ts';
import { problemsOf, resourcesOf } from '../../server/src/core/problems.ts';
import { resolveServiceSelector } from '../../server/src/core/resolve/serviceSelector.ts';
import { readChartFiles } from '../../server/src/sources/chartFiles.ts';
import { createWorld, type World } from '../../server/src/world.ts';
import type { CollectedChart } from './collection.ts';

/** The charts of a repository in one world, with the value files beside them. */
export function worldOfCharts(root: string, charts: readonly CollectedChart[]): World {
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: ['folder'], removed: [] });
  const contents = charts.flatMap(({ complete, variants }): [string, ChartContent][] => {
    const directory = path.relative(root, complete);
    const read = readChartFiles(directory, { root });
    return typeof read === 'string'
      ? []
      : [
          [
            directory,
            {
              ...read,
              valuesFiles: [...variants].map(([name, text]) => ({ name, path: `${directory}/${name}`, text })),
            },
          ],
        ];
  });
  world.apply({ type: 'ChartsChanged', folder: 'folder', charts: contents });
  world.apply({ type: 'FilesChanged', folder: 'folder', files: [], complete: true });
  return world;
}

/** What Podwire says of the charts of one repository. */
export interface JudgedCharts {
  /** E.g. `web/templates/service.yaml:3 warning service-selects-nothing …`. */
  readonly reports: readonly string[];
  readonly services: number;
  /** Services in charts without errors of which it is known what they select. */
  readonly definite: number;
  /** Why it is not known of the others. */
  readonly unknown: readonly string[];
}

export function judgeCharts(world: World): JudgedCharts {
  const analysis = world.analysis('folder')!;
  const index = new IndexReader(analysis.index);
  const files = new Set<string>();
  const unknown: string[] = [];
  let services = 0;
  let definite = 0;
  for (const resource of resourcesOf(analysis)) {
    files.add(resource.document.file);
    const renders =
      resource.bundle !== undefined && (index.bundle(resource.bundle)?.resources[0]?.chartErrors?.length ?? 1) === 0;
    if (renders && resource.service?.selector && resource.service.selector.pairs.length > 0) {
      services++;
      const resolution = resolveServiceSelector(resource, index, analysis.settings);
      if (resolution.type === 'unknown') {
        unknown.push(`${resource.bundle} ${resource.name}: ${resolution.because}`);
      } else {
        definite++;
      }
    }
  }
  for (const chart of analysis.index.charts.values()) {
    for (const { path: file } of typeof chart === 'string' ? [] : [...chart.files, ...chart.valuesFiles]) {
      files.add(file);
    }
  }
  const reports = [...files].sort().flatMap((file) => problemsOf(analysis, file).map(describe));
  return { reports, services, definite, unknown };
}

function describe({ at, severity, code, message }: Problem): string {
  const { document, range } = at;
  const line = document.text.slice(0, range.start).split('\n').length;
  return `${document.file}:${line} ${severity} ${code} ${JSON.stringify(document.text.slice(range.start, range.end).slice(0, 60))} ${message}`;
}
