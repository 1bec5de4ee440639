import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { isCompatibleRange } from '../../server/src/core/template/library/semver.ts';
import { unpack } from '../corpus/unpack.ts';

const packed = fileURLToPath(new URL('../../../shared/charts/charts.tar.xz', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/charts', import.meta.url));

/** Why there are no charts, for tests that then cannot run. */
export const chartsAreNotHere =
  'the charts are not here: PODWIRE_CHARTS names no folder with a folder for each repository';

/**
 * The folder with one folder for each repository: another one on request, else the optional collection, unpacked once.
 */
export function chartsFolder(): string | undefined {
  const stated = process.env.PODWIRE_CHARTS;
  if (stated !== undefined) {
    return path.resolve(stated);
  }
  return existsSync(packed) ? path.join(unpack(packed, cache), 'charts') : undefined;
}

/** A chart that is no part of another one. */
export interface CollectedChart {
  readonly repository: string;
  /** Relative to the folder of all repositories. */
  readonly directory: string;
  /** The same, or a copy in which dependencies from the same repository are in `charts/`. Absolute. */
  readonly complete: string;
  /** Value files of the chart for its tests and environments, by name: their texts. */
  readonly variants: ReadonlyMap<string, string>;
}

/** Whether nobody looks at a repository until everything is done: half of them, by a hash of the name. */
export function isHeldBack(repository: string): boolean {
  return createHash('sha256').update(repository).digest()[0]! % 2 === 1;
}

/** All charts of a folder, in the order of their directories. */
export function collectCharts(root: string): CollectedChart[] {
  const copies = path.join(cache, `complete-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((repository) => {
      const directories = chartDirectories(path.join(root, repository));
      const known = directories.map((directory) => describe(directory));
      return known.map(({ directory }) => {
        const relative = path.relative(root, directory);
        return {
          repository,
          directory: relative,
          complete: completed(directory, known, path.join(copies, relative)),
          variants: variantsOf(directory),
        };
      });
    });
}

/** Folders with a Chart.yaml that are not inside of another chart. */
function chartDirectories(folder: string): string[] {
  if (existsSync(path.join(folder, 'Chart.yaml'))) {
    return [folder];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => chartDirectories(path.join(folder, name)));
}

interface Described {
  readonly directory: string;
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly { readonly name: string; readonly version: string; readonly repository: string }[];
}

function describe(directory: string): Described {
  const chart = yamlAt(path.join(directory, 'Chart.yaml'));
  const required = yamlAt(path.join(directory, 'requirements.yaml'));
  const listed: unknown = chart.dependencies ?? required.dependencies;
  const dependencies = (Array.isArray(listed) ? listed : []).map((each: Record<string, unknown>) => ({
    name: String(each?.name ?? ''),
    version: String(each?.version ?? ''),
    repository: String(each?.repository ?? ''),
  }));
  return { directory, name: String(chart.name ?? ''), version: String(chart.version ?? ''), dependencies };
}

function yamlAt(file: string): Record<string, unknown> {
  try {
    const value: unknown = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A copy of a chart with its dependencies from the same repository, made once. The chart itself if it needs none. */
function completed(directory: string, known: readonly Described[], copy: string): string {
  const missing = missingIn(describe(directory), known);
  if (missing.length === 0) {
    return directory;
  }
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    mkdirSync(path.dirname(half), { recursive: true });
    cpSync(directory, half, { recursive: true });
    fill(half, missing, known, 0);
    rmSync(copy, { recursive: true, force: true });
    renameSync(half, copy);
  }
  return copy;
}

function fill(target: string, missing: readonly Described[], known: readonly Described[], depth: number): void {
  for (const each of missing) {
    const into = path.join(target, 'charts', path.basename(each.directory));
    if (depth < 5 && !existsSync(into)) {
      cpSync(each.directory, into, { recursive: true });
      fill(into, missingIn(each, known), known, depth + 1);
    }
  }
}

/** The charts of the same repository that a chart declares and does not contain. */
function missingIn({ directory, dependencies }: Described, known: readonly Described[]): Described[] {
  const charts = path.join(directory, 'charts');
  const present = existsSync(charts) ? readdirSync(charts) : [];
  return dependencies.flatMap(({ name, version, repository }) => {
    const isPresent = present.some((entry) => entry === name || new RegExp(`^${name}-[0-9].*\\.tgz$`).test(entry));
    if (isPresent || name === '') {
      return [];
    }
    const linked = repository.startsWith('file://') ? path.resolve(directory, repository.slice(7)) : undefined;
    const found = known.find((each) =>
      linked === undefined ? each.name === name && isCompatibleRange(version, each.version) : each.directory === linked,
    );
    return found === undefined || found.directory === directory ? [] : [found];
  });
}

function variantsOf(directory: string): ReadonlyMap<string, string> {
  const files = [
    ...readdirSync(directory).filter((name) => /^values[-._].+\.ya?ml$/.test(name)),
    ...(existsSync(path.join(directory, 'ci'))
      ? readdirSync(path.join(directory, 'ci'))
          .filter((name) => /values\.ya?ml$/.test(name))
          .map((name) => `ci/${name}`)
      : []),
  ];
  return new Map(files.sort().map((name) => [name, readFileSync(path.join(directory, name), 'utf8')]));
}
