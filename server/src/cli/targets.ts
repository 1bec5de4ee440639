import path from 'node:path';
import { isPartOfChart } from '../core/chart/files.ts';
import { compareCodePoints } from '../core/text/compare.ts';
import { isChart } from '../sources/chartFiles.ts';
import { readFileSync, statSync } from '../sources/disk.ts';
import { isWithin, slashes } from '../sources/fileNames.ts';
import { findRepository } from '../sources/ignoreRules.ts';
import { settingsFolders } from '../sources/settingsFolders.ts';
import { type Io, UsageError } from './io.ts';

/** The PATHs of a command line as one workspace. */
export interface Targets {
  /**
   * Absolute; paths in the workspace are relative to it. It is the current folder, unless a PATH is outside of
   * it.
   */
  readonly root: string;
  /** Folders in the workspace, none within another; the empty string is the root. */
  readonly folders: readonly string[];
  /** Files in the workspace that PATHs name directly. */
  readonly files: readonly string[];
  /** The directories of the Helm charts to which PATHs belong, and that no PATH contains. */
  readonly charts: readonly string[];
  /**
   * Streams that can be read and are not files, such as standard input or a pipe, by their names in the
   * workspace.
   */
  readonly streams: ReadonlyMap<string, () => Promise<Buffer>>;
  /** PATHs that cannot be read, each with the reason as a sentence. */
  readonly missing: ReadonlyMap<string, string>;
  /** A path of the workspace as a person knows it: relative to the current folder, `/`-separated. */
  shown(file: string): string;
  /** The path in the workspace of a path that the user named. */
  inRoot(given: string): string;
}

/**
 * @param stdinPath a file whose content is on standard input; it need not exist
 * @param isConfined whether nothing outside of the current folder is read that no PATH names
 */
export function targetsOf(paths: readonly string[], io: Io, stdinPath?: string, isConfined = false): Targets {
  const folders: string[] = [];
  const files: string[] = [];
  const streams = new Map<string, { given: string; read: () => Promise<Buffer> }>();
  const missing = new Map<string, string>();
  for (const given of paths.length === 0 ? ['.'] : paths) {
    if (given === '-') {
      streams.set('<stdin>', { given: '<stdin>', read: io.readInput });
      continue;
    }
    const absolute = path.resolve(io.cwd, given);
    const type = typeOf(absolute);
    if (type === 'folder') {
      folders.push(absolute);
    } else if (type === 'file') {
      files.push(absolute);
    } else if (type === 'stream') {
      streams.set(`<pipe ${streams.size + 1}>`, { given, read: async () => readFileSync(absolute) });
    } else {
      missing.set(given, type.because);
    }
  }
  if (stdinPath !== undefined) {
    if (typeOf(path.resolve(io.cwd, stdinPath)) === 'folder') {
      throw new UsageError(`--stdin-path: ${stdinPath} is a folder.`);
    }
    const file = path.resolve(io.cwd, stdinPath);
    files.push(file);
    if (!folders.some((folder) => isWithin(folder, file))) {
      // What belongs to the file is probably beside it.
      folders.push(path.dirname(file));
    }
  }
  const charts = chartsAround([...folders, ...files], io.cwd, isConfined);
  const root = commonFolder(io.cwd, [...folders, ...files.map((file) => path.dirname(file)), ...charts]);
  const inRoot = (absolute: string) => slashes(path.relative(root, absolute));
  const shownStreams = new Map([...streams].map(([name, { given }]) => [name, given]));
  return {
    root,
    folders: outermost(folders.map(inRoot)),
    files: [...new Set(files.map(inRoot))].sort(compareCodePoints),
    charts: charts
      .filter((chart) => !folders.some((folder) => isWithin(folder, chart)))
      .map(inRoot)
      .sort(compareCodePoints),
    streams: new Map([...streams].map(([name, { read }]) => [name, read])),
    missing,
    inRoot: (given) => inRoot(path.resolve(io.cwd, given)),
    shown: (file) => shownStreams.get(file) ?? (slashes(path.relative(io.cwd, path.join(root, file))) || '.'),
  };
}

/**
 * The folders that may contain podwire.yaml: from the folder of the PATHs up to the root of the repository.
 * Outside of a repository: up to the current folder, if it contains the PATHs.
 */
export function settingsFoldersOf({ root, folders, files }: Targets, cwd: string): string[] {
  const named = [...folders, ...files.map((file) => path.posix.dirname(file))].map((each) => path.join(root, each));
  const start = named.length === 0 ? cwd : commonFolder(named[0]!, named);
  return settingsFolders(start, isWithin(cwd, start) ? cwd : start);
}

/**
 * The charts of which the paths are parts. A template alone says nothing, so the chart is read with it. Outside of a
 * repository and of the current folder, only the folders of templates and of subcharts lead to their chart.
 *
 * @param isConfined whether nothing outside of the current folder is read
 */
function chartsAround(paths: readonly string[], cwd: string, isConfined: boolean): string[] {
  const found = new Set<string>();
  const look = (named: string): void => {
    const here = isWithin(cwd, named) ? cwd : undefined;
    const end = isConfined ? here : (findRepository(named) ?? aboveTemplates(named) ?? here);
    if (end === undefined) {
      return;
    }
    for (let folder = named; folder !== end && folder !== path.dirname(folder); ) {
      folder = path.dirname(folder);
      const inFolder = slashes(path.relative(folder, named));
      if (isPlaceOfChart(inFolder) && !found.has(folder) && isChart(folder)) {
        found.add(folder);
        look(folder);
      }
    }
    for (const chart of fileDependencies(named)) {
      if (isWithin(end, chart) && !found.has(chart) && isChart(chart)) {
        found.add(chart);
        look(chart);
      }
    }
  };
  for (const named of paths) {
    look(named);
  }
  return [...found];
}

/** The outermost folder that may be that of a chart with these templates. */
function aboveTemplates(named: string): string | undefined {
  return /^(.*?)[\\/](?:templates|charts)(?:[\\/]|$)/.exec(named)?.[1];
}

/** The folders that the dependencies of a chart name by `file://`. */
function fileDependencies(chart: string): readonly string[] {
  return ['Chart.yaml', 'requirements.yaml'].flatMap((name) => {
    const text = readIfThere(path.join(chart, name)) ?? '';
    return [...text.matchAll(/\brepository:\s*["']?file:\/\/([^"'\s]+)/g)].map((match) =>
      path.resolve(chart, match[1]!),
    );
  });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether a file or a directory is in the part of a chart that is not read as manifests. */
function isPlaceOfChart(inChart: string): boolean {
  return isPartOfChart(inChart) || /^(?:templates|charts\/[^/]+)$/.test(inChart);
}

function typeOf(absolute: string): 'folder' | 'file' | 'stream' | { readonly because: string } {
  try {
    const stats = statSync(absolute);
    if (stats.isDirectory()) {
      return 'folder';
    }
    if (stats.isFile()) {
      return 'file';
    }
    // `<(kustomize build .)` in a shell is the name of a pipe. /dev/stdin may be any type of file.
    return stats.isFIFO() || stats.isCharacterDevice()
      ? 'stream'
      : { because: 'This is neither a file nor a folder nor a pipe.' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { because: code === 'ENOENT' ? 'No such file or folder.' : `Could not be read (${code}).` };
  }
}

/** The first folder, or the nearest folder above it that contains the other folders too. */
function commonFolder(first: string, others: readonly string[]): string {
  let folder = first;
  while (!others.every((other) => isWithin(folder, other)) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
  }
  return folder;
}

function outermost(folders: readonly string[]): string[] {
  const unique = [...new Set(folders)];
  return unique
    .filter((each) => !unique.some((other) => other !== each && (other === '' || each.startsWith(`${other}/`))))
    .sort(compareCodePoints);
}
