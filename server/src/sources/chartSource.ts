import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ChartFiles } from '../core/chart/files.ts';
import { type Chart, type ChartLookup, type ChartProblem, loadChart } from '../core/chart/load.ts';
import { isCompatibleRange } from '../core/template/library/semver.ts';
import { addToList } from '../core/text/maps.ts';
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
  let known: ReadonlyMap<string, readonly string[]> | undefined;
  const read = (directory: string): { readonly files: ChartFiles; readonly directory: string } | undefined => {
    const files = readChartFiles(directory, reading);
    return typeof files === 'string' ? undefined : { files, directory };
  };
  return ({ name, version, repository }, around) => {
    if (repository.startsWith('file://')) {
      const directory = path.posix
        .normalize(path.posix.join(around, repository.slice('file://'.length)))
        .replace(/\/$/, '');
      const isBelow = directory !== '..' && !directory.startsWith('../') && !path.posix.isAbsolute(directory);
      return isBelow && isChart(below(reading.root, directory)) ? read(directory) : undefined;
    }
    known ??= chartsByName(reading.root);
    for (const directory of known.get(name) ?? []) {
      const found = directory === around ? undefined : read(directory);
      const stated = found && loadChart({ files: chartFileOf(found.files), packed: new Map() }, directory);
      if (stated && 'metadata' in stated && isCompatibleRange(version, stated.metadata.version)) {
        return found;
      }
    }
    return undefined;
  };
}

function chartFileOf({ files }: ChartFiles): ChartFiles['files'] {
  return files.filter(({ name }) => name === 'Chart.yaml');
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
