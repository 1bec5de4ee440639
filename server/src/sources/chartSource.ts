import { readdirSync } from 'node:fs';
import path from 'node:path';
import { dependencyLookup } from '../core/chart/dependencyLookup.ts';
import type { ChartFiles } from '../core/chart/files.ts';
import { type Chart, type ChartLookup, type ChartProblem, loadChart } from '../core/chart/load.ts';
import { addToList, getOrInsertComputed } from '../core/text/maps.ts';
import { pathIn } from '../core/text/path.ts';
import { type ChartReading, isChart, readChartFiles } from './chartFiles.ts';
import { below } from './fileNames.ts';
import { type IgnoreRules, ignoreRules } from './ignoreRules.ts';

/**
 * Reads a chart with its dependencies: those in its `charts/`, those that `file://` names, and those of the same name
 * and a fitting version elsewhere below the root. Never throws, and fetches nothing.
 *
 * @param directory relative to the root
 */
export function readChart(directory: string, reading: ChartReading): Chart | ChartProblem {
  const files = readChartFiles(directory, reading);
  return typeof files === 'string'
    ? { message: files, path: directory, start: 0, end: 0 }
    : loadChart(files, directory, chartLookup(reading));
}

function chartLookup(reading: ChartReading): ChartLookup {
  const read = new Map<string, ChartFiles | undefined>();
  const files = (directory: string) =>
    getOrInsertComputed(read, directory, () => {
      const found = readChartFiles(directory, reading);
      return typeof found === 'string' ? undefined : found;
    });
  let byName: ReadonlyMap<string, readonly string[]> | undefined;
  return dependencyLookup({
    isChart: (directory) => isChart(below(reading.root, directory)),
    named(name) {
      byName ??= chartsByName(reading.root);
      return byName.get(name) ?? [];
    },
    chartFile: (directory) => files(directory)?.files.find(({ name }) => name === 'Chart.yaml')?.text,
    files,
  });
}

/** A search for dependencies looks into no more folders. */
const mostFolders = 20_000;

/** Charts below a root by the names of their folders, which Helm requires to be the names of the charts. */
function chartsByName(root: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let left = mostFolders;
  const visit = (directory: string, rules: IgnoreRules): void => {
    if (--left < 0) {
      return;
    }
    const absolute = below(root, directory);
    if (isChart(absolute)) {
      const name = path.basename(absolute);
      addToList(found, name, directory);
    }
    for (const entry of readdirSync(absolute, { withFileTypes: true })) {
      const { name } = entry;
      const skipped = name === '.git' || name === 'node_modules' || name === 'templates';
      if (entry.isDirectory() && !skipped && !rules.ignores(name, true)) {
        visit(pathIn(directory, name), rules.enter(name));
      }
    }
  };
  try {
    visit('', ignoreRules(root));
  } catch {
    // A folder that cannot be listed holds no chart that could be read.
  }
  return found;
}
