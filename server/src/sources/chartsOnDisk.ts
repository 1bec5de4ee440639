import { type ChartContent, isPartOfChart } from '../core/chart/files.ts';
import { baseName, directoriesAbove, directoryOf, isBelow } from '../core/text/path.ts';
import { type ChartReading, type ReadChart, type ReadEntry, readChartContent } from './chartFiles.ts';

/** The charts below one folder as they were last read. Texts that did not change are kept, and are in memory once. */
export interface ChartsOnDisk {
  /**
   * Reads a chart, in steps that read at most one file. Undefined if the same was read before. Never throws.
   *
   * @param directory relative to the folder
   */
  read(directory: string): Generator<void, ChartContent | string | undefined>;
  /** Forgets a chart that is gone. */
  forget(directory: string): void;
  /**
   * The files that were parts of a chart and are of none since the last call. They may be manifests by themselves.
   */
  released(): readonly string[];
  /** Whether a file would be a part of a chart if it existed. */
  wouldHold(path: string): boolean;
  /** The directories of all charts. */
  directories(): readonly string[];
  /** Whether a file makes a chart, or is a link that a chart follows. Such a file is not a manifest by itself. */
  holds(path: string): boolean;
  /** The charts that a change of a path concerns: a file, or a directory. */
  concernedBy(path: string): readonly string[];
}

export function createChartsOnDisk(reading: Pick<ChartReading, 'root' | 'spelled'>): ChartsOnDisk {
  const charts = new Map<string, KnownChart>();
  const around = (path: string): readonly KnownChart[] =>
    charts.size === 0 ? [] : directoriesAbove(path).flatMap((directory) => charts.get(directory) ?? []);
  const known = (path: string): ReadEntry | undefined => {
    for (const chart of around(path)) {
      const entry = chart.entries.get(path);
      if (entry) {
        return entry;
      }
    }
    return undefined;
  };
  const dropped = new Set<string>();
  const drop = (chart: KnownChart | undefined): void => {
    for (const path of [...(chart?.parts ?? []), ...(chart?.links.keys() ?? [])]) {
      dropped.add(path);
    }
  };
  const holds = (path: string): boolean => around(path).some((chart) => chart.parts.has(path) || chart.links.has(path));
  return {
    *read(directory) {
      const before = charts.get(directory);
      const now = yield* readChartContent(directory, reading, known);
      drop(charts.get(directory));
      charts.set(directory, knownChart(now));
      return before && isSame(before, now) ? undefined : now.content;
    },
    forget: (directory) => {
      drop(charts.get(directory));
      charts.delete(directory);
    },
    released: () => {
      const paths = [...dropped].filter((path) => !holds(path));
      dropped.clear();
      return paths;
    },
    directories: () => [...charts.keys()],
    holds,
    wouldHold: (path) =>
      charts.size > 0 &&
      directoriesAbove(path).some(
        (directory) => charts.has(directory) && isPartOfChart(path.slice(directory === '' ? 0 : directory.length + 1)),
      ),
    concernedBy: (path) => {
      const above = baseName(path) === 'Chart.yaml' ? [directoryOf(path)] : [];
      return [...charts]
        .filter(
          ([directory, { links }]) =>
            isBelow(directory, path) || isBelow(path, directory) || [...links.values()].some((to) => isBelow(to, path)),
        )
        .map(([directory]) => directory)
        .concat(above.filter((directory) => !charts.has(directory)));
    },
  };
}

interface KnownChart {
  readonly problem: string | undefined;
  readonly keys: ReadonlyMap<string, string>;
  readonly entries: ReadonlyMap<string, ReadEntry>;
  /** The paths of the files that are read as parts of the chart. */
  readonly parts: ReadonlySet<string>;
  readonly links: ReadonlyMap<string, string>;
}

function knownChart({ content, entries, keys, links }: ReadChart): KnownChart {
  const isUnread = typeof content === 'string';
  return {
    problem: isUnread ? content : undefined,
    keys,
    entries: new Map(entries.map((entry) => [entry.path, entry])),
    parts: new Set(
      isUnread
        ? []
        : [...content.files, ...content.valuesFiles].filter(({ name }) => isPartOfChart(name)).map(({ path }) => path),
    ),
    links: isUnread ? new Map() : links,
  };
}

function isSame(before: KnownChart, { content, keys }: ReadChart): boolean {
  if (before.problem !== (typeof content === 'string' ? content : undefined) || before.keys.size !== keys.size) {
    return false;
  }
  for (const [path, key] of keys) {
    if (before.keys.get(path) !== key) {
      return false;
    }
  }
  return true;
}
