import type { SourceText } from '../template/origin.ts';
import { type GoMap, map } from '../template/value.ts';
import { valueOfYaml } from '../template/yamlValue.ts';
import { addToList } from '../text/maps.ts';
import { baseName, pathIn } from '../text/path.ts';
import type { Node } from '../yaml/node.ts';
import { read } from '../yaml/read.ts';
import { scan } from '../yaml/scan.ts';
import { type ChartFile, type ChartFiles, readByHelm } from './files.ts';
import { type Dependency, type Metadata, readMetadata } from './metadata.ts';

/** A chart as it is read from its files. It is immutable: renders work on copies of its values. */
export interface Chart {
  readonly metadata: Metadata;
  readonly values: GoMap;
  readonly schema?: ChartFile;
  readonly templates: readonly ChartFile[];
  /** What `.Files` has: everything that Helm does not read itself. */
  readonly files: readonly ChartFile[];
  readonly dependencies: readonly Chart[];
  /** Dependencies that are declared and not here, of this chart only. */
  readonly missing: readonly Dependency[];
  /**
   * Dependencies that are not in `charts/` and were found elsewhere in the workspace, by the directory of the chart.
   */
  readonly linked: ReadonlyMap<string, string>;
}

/** Finds the chart that a dependency means where `charts/` has none. */
export type ChartLookup = (
  dependency: Dependency,
  directory: string,
) => { readonly files: ChartFiles; readonly directory: string } | undefined;

/** Why Helm refuses a chart or its values. */
export interface ChartProblem {
  /** Without a full stop. */
  readonly message: string;
  /** The file that has to be changed. */
  readonly path: string;
  /** UTF-16 offsets in the file. */
  readonly start: number;
  readonly end: number;
}

/** Charts in charts in charts: more levels are refused. */
const deepestChart = 12;

/**
 * Reads a chart. Never throws. Source: helm pkg/chart/loader LoadFiles.
 *
 * @param directory the path of the chart
 * @param find finds dependencies that the chart does not contain. Helm refuses to install a chart without them.
 */
export function loadChart(chart: ChartFiles, directory: string, find?: ChartLookup): Chart | ChartProblem {
  return load(chart, { directory, inside: new Set([directory]), find: find ?? (() => undefined) });
}

export function isProblem(chart: Chart | ChartProblem): chart is ChartProblem {
  return 'message' in chart;
}

interface Place {
  readonly directory: string;
  /** The directories of the charts around this one. */
  readonly inside: ReadonlySet<string>;
  readonly find: ChartLookup;
}

function load({ files, packed }: ChartFiles, place: Place): Chart | ChartProblem {
  const own = new Map<string, ChartFile>();
  const inCharts = new Map<string, ChartFile[]>();
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  for (const file of files) {
    const { name } = file;
    if (readByHelm.has(name)) {
      own.set(name, file);
    } else if (name.startsWith('templates/')) {
      templates.push(file);
    } else if (name.startsWith('charts/') && !name.endsWith('.prov')) {
      const inner = name.slice('charts/'.length);
      const slash = inner.indexOf('/');
      const folder = slash < 0 ? inner : inner.slice(0, slash);
      // A file in charts/ itself is no chart, unless it is packed.
      if (slash >= 0) {
        addToList(inCharts, folder, { ...file, name: inner.slice(slash + 1) });
      } else if (!packed.has(name) && !inCharts.has(folder)) {
        // Helm fails on it: it takes the file for a chart without files.
        inCharts.set(folder, []);
      }
    } else {
      others.push(file);
    }
  }
  const chartFile = own.get('Chart.yaml');
  if (chartFile === undefined) {
    return { message: 'Chart.yaml file is missing', path: place.directory, start: 0, end: 0 };
  }
  const metadata = metadataOf(chartFile, own.get('requirements.yaml'));
  if (typeof metadata === 'string') {
    return problemOf(chartFile, metadata);
  }
  const values = readValues(own.get('values.yaml'));
  if ('message' in values) {
    return values;
  }
  if (metadata.apiVersion === 'v1') {
    others.push(...['requirements.yaml', 'requirements.lock'].flatMap((name) => own.get(name) ?? []));
  }
  const dependencies = subcharts(inCharts, packed, place, metadata);
  if ('message' in dependencies) {
    return dependencies;
  }
  const { missing, linked } = addLinked(dependencies, metadata, place);
  const schema = own.get('values.schema.json');
  return { metadata, values, ...(schema && { schema }), templates, files: others, dependencies, missing, linked };
}

function subcharts(
  inCharts: ReadonlyMap<string, readonly ChartFile[]>,
  packed: ChartFiles['packed'],
  place: Place,
  metadata: Metadata,
): Chart[] | ChartProblem {
  const charts: Chart[] = [];
  const archives = new Map(
    [...packed].flatMap(([path, archive]) => {
      const name = path.slice('charts/'.length);
      return path.startsWith('charts/') && !name.includes('/') ? [[name, archive] as const] : [];
    }),
  );
  const names = new Set([...inCharts.keys(), ...archives.keys()]);
  for (const name of [...names].sort()) {
    if (name.startsWith('_') || name.startsWith('.')) {
      continue;
    }
    const path = pathIn(place.directory, `charts/${name}`);
    const archive = archives.get(name);
    const failed = (message: string): ChartProblem => ({
      message: `error unpacking subchart ${name} in ${metadata.name}: ${message}`,
      path,
      start: 0,
      end: 0,
    });
    if (typeof archive === 'string') {
      return failed(archive);
    }
    if (place.inside.size > deepestChart) {
      return failed('charts are nested too deeply');
    }
    const found = inCharts.get(name) ?? [];
    const chart = load(archive ?? { files: found, packed: below(packed, `charts/${name}/`) }, within(place, path));
    if (isProblem(chart)) {
      return { ...chart, message: failed(chart.message).message };
    }
    charts.push(chart);
  }
  return charts;
}

function within(place: Place, directory: string): Place {
  return { ...place, directory, inside: new Set([...place.inside, directory]) };
}

/** Adds the dependencies that are not in `charts/` and were found elsewhere. */
function addLinked(
  dependencies: Chart[],
  { dependencies: declared }: Metadata,
  place: Place,
): Pick<Chart, 'missing' | 'linked'> {
  const missing: Dependency[] = [];
  const linked = new Map<string, string>();
  for (const dependency of declared) {
    if (dependencies.some(({ metadata }) => metadata.name === dependency.name)) {
      continue;
    }
    const found = place.find(dependency, place.directory);
    const chart =
      found === undefined || place.inside.has(found.directory) || place.inside.size > deepestChart
        ? undefined
        : load(found.files, within(place, found.directory));
    if (found === undefined || chart === undefined || isProblem(chart)) {
      missing.push(dependency);
    } else {
      dependencies.push(chart);
      linked.set(dependency.name, found.directory);
    }
  }
  return { missing, linked };
}

/** The archives in a folder, by their paths from there. */
function below(packed: ChartFiles['packed'], folder: string): ChartFiles['packed'] {
  return new Map(
    [...packed].flatMap(([path, archive]) =>
      path.startsWith(folder) ? [[path.slice(folder.length), archive] as const] : [],
    ),
  );
}

function metadataOf(file: ChartFile, requirements: ChartFile | undefined): Metadata | string {
  const tree = firstDocument(file);
  if (typeof tree === 'string') {
    return `cannot load Chart.yaml: ${tree}`;
  }
  const listed = requirements && firstDocument(requirements);
  if (typeof listed === 'string') {
    return `cannot load requirements.yaml: ${listed}`;
  }
  const other = requirements && { root: listed?.root, source: sourceOf(requirements) };
  return readMetadata(tree.root, sourceOf(file), other);
}

export function sourceOf({ path, text }: ChartFile): SourceText {
  return { path, text };
}

/** The first document of a file, which is all that Helm reads. Its offsets are those of the file. */
function firstDocument({ text }: ChartFile): { readonly root: Node | undefined } | string {
  const documents = scan(text);
  const first = documents.find((document) => !document.empty);
  const tree = read(text.slice(0, first?.end ?? 0));
  return tree.errors[0]?.message ?? { root: tree.root };
}

function problemOf({ path, text }: ChartFile, message: string): ChartProblem {
  return { message, path, start: 0, end: text.indexOf('\n') < 0 ? text.length : text.indexOf('\n') };
}

/** The values of a file, each with its place. An empty file has none. */
export function readValues(file: ChartFile | undefined): GoMap | ChartProblem {
  if (file === undefined) {
    return map();
  }
  const tree = firstDocument(file);
  const name = baseName(file.name);
  if (typeof tree === 'string') {
    return problemOf(file, `cannot load ${name}: ${tree}`);
  }
  const source = sourceOf(file);
  const value = valueOfYaml(tree.root, {
    origin: ({ start, end }, key, path) => ({ sort: 'key', source, start, end, key, name: path }),
    key: ({ start, end }) => ({ sort: 'key', source, start, end }),
  });
  switch (value.kind) {
    case 'failure':
      return problemOf(file, `cannot load ${name}: ${value.message}`);
    case 'map':
      return value;
    case 'nil':
      return map();
    default:
      return problemOf(file, `cannot load ${name}: it is no map`);
  }
}
