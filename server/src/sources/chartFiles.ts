import type { Stats } from 'node:fs';
import path from 'node:path';
import {
  type ChartContent,
  type ChartFile,
  type ChartFiles,
  isPartOfChart,
  isValuesFile,
  largestChartFile,
} from '../core/chart/files.ts';
import { type IgnoreTest, ignoreRules } from '../core/chart/ignore.ts';
import { directoriesAbove, pathIn } from '../core/text/path.ts';
import { fileText, isPackedChart, mostUnpacked, unpackChart } from './chartArchive.ts';
import { readdirSync, readFileSync, realpathSync, statSync } from './disk.ts';
import { below, slashes } from './fileNames.ts';

/** A chart with more files is no chart that a person writes. */
const mostFiles = 20_000;

/** In bytes, of all files of one chart. */
const mostBytes = 100 * 1024 * 1024;

export interface ChartReading {
  /**
   * The root: the folder of the workspace, or the repository. Links that lead out of it are not followed.
   */
  readonly root: string;
  /** The text of a file that is open in an editor, by its path from the root. */
  readonly openText?: (file: string) => string | undefined;
  /** The spelling of a path from the root, if the file system takes several as the same. Absent: as on disk. */
  readonly spelled?: (file: string) => string;
}

/** Whether a folder is that of a chart. */
export function isChart(absolute: string): boolean {
  try {
    return statSync(path.join(absolute, 'Chart.yaml'), { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/**
 * Reads the files of a chart from a folder, without those that its `.helmignore` excludes. Packed charts in `charts/`
 * are unpacked in memory. Never throws.
 *
 * @param directory relative to the root
 * @returns why it cannot be read, as text
 */
export function readChartFiles(directory: string, reading: ChartReading): ChartFiles | string {
  const listed = runToEnd(listChart(directory, reading));
  if (typeof listed === 'string') {
    return listed;
  }
  const read = runToEnd(readEntries(listed.entries.filter(({ isIgnored }) => !isIgnored)));
  if (typeof read === 'string') {
    return read;
  }
  const files = read.flatMap((each): ChartFile[] => ('file' in each ? [each.file] : []));
  const { openText } = reading;
  return {
    files: openText ? files.map((file) => ({ ...file, text: openText(file.path) ?? file.text })) : files,
    packed: packedIn(read),
  };
}

/** A file of a chart as it is on disk. */
export type ReadEntry = { readonly key: string; readonly path: string } & (
  | { readonly file: ChartFile }
  | { readonly name: string; readonly packed: ChartFiles | string }
);

/** What reading a chart has found. */
export interface ReadChart {
  /** The chart, or why it cannot be read. */
  readonly content: ChartContent | string;
  /** The files that were read. */
  readonly entries: readonly ReadEntry[];
  /** The files that were listed, with what shows whether one has changed. */
  readonly keys: ReadonlyMap<string, string>;
  /** The targets of links in the chart, by the paths of the links. */
  readonly links: ReadonlyMap<string, string>;
}

/**
 * Reads a chart of the workspace: what makes it, its files of values, and, if something in it reads `.Files`, all
 * others too. Each step reads at most one file or lists one directory. Never throws.
 *
 * @param directory relative to the root
 * @param known an earlier state of a file, which is kept while its key is the same
 */
export function* readChartContent(
  directory: string,
  reading: ChartReading,
  known: (path: string) => ReadEntry | undefined = () => undefined,
): Generator<void, ReadChart> {
  const listed = yield* listChart(directory, reading);
  if (typeof listed === 'string') {
    return { content: listed, entries: [], keys: new Map(), links: new Map() };
  }
  const { links } = listed;
  const keys = keysOf(listed);
  const isPart = ({ name }: ChartEntry): boolean => isPartOfChart(name) || isPackedChart(name);
  const parts = yield* readEntries(listed.entries.filter(isPart), known);
  if (typeof parts === 'string') {
    return { content: parts, entries: [], keys, links };
  }
  // Most charts have files that no template reads: documentation, pictures, tests.
  const others = parts.some(mentionsFiles)
    ? yield* readEntries(
        listed.entries.filter((entry) => !isPart(entry)),
        known,
      )
    : [];
  if (typeof others === 'string') {
    return { content: others, entries: [], keys, links };
  }
  const ignored = new Set(listed.entries.filter(({ isIgnored }) => isIgnored).map((entry) => entry.path));
  const entries = [...parts, ...others];
  const files = entries.flatMap((each): ChartFile[] => ('file' in each ? [each.file] : []));
  const content = {
    files: files.filter((file) => !ignored.has(file.path)),
    valuesFiles: files.filter(({ name }) => isValuesFile(name)),
    packed: packedIn(entries),
  };
  return { content, entries, keys, links };
}

/**
 * A chart with these files, as if they were on disk: without those that its `.helmignore` excludes.
 *
 * @returns why it cannot be read, as text
 */
export function chartOfTexts(
  files: readonly ChartFile[],
  packed: ReadonlyMap<string, ChartFiles | string>,
): ChartContent | string {
  const isIgnored = ignoreRules(files.find(({ name }) => name === '.helmignore')?.text ?? '');
  if (typeof isIgnored === 'string') {
    return `.helmignore: ${isIgnored}`;
  }
  const isExcluded = ({ name }: ChartFile): boolean =>
    isIgnored(name, false) || directoriesAbove(name).some((each) => each !== '' && isIgnored(each, true));
  return {
    files: files.filter((file) => !isExcluded(file)),
    valuesFiles: files.filter(({ name }) => isValuesFile(name)),
    packed,
  };
}

/** What shows whether a chart on disk has changed, by path. Never throws. */
export function chartKeys(directory: string, reading: ChartReading): ReadonlyMap<string, string> {
  const listed = runToEnd(listChart(directory, reading));
  return typeof listed === 'string' ? new Map() : keysOf(listed);
}

function keysOf({ entries }: Listing): ReadonlyMap<string, string> {
  return new Map(entries.map(({ path: file, key, isIgnored }) => [file, isIgnored ? `${key} ignored` : key]));
}

export function runToEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const next = steps.next();
    if (next.done) {
      return next.value;
    }
  }
}

function packedIn(entries: readonly ReadEntry[]): ReadonlyMap<string, ChartFiles | string> {
  return new Map(entries.flatMap((each) => ('packed' in each ? [[each.name, each.packed] as const] : [])));
}

function mentionsFiles(entry: ReadEntry): boolean {
  return 'file' in entry ? readsFiles.test(entry.file.text) : isIn(entry.packed);
  function isIn(chart: ChartFiles | string): boolean {
    return (
      typeof chart === 'object' &&
      (chart.files.some(({ text }) => readsFiles.test(text)) || [...chart.packed.values()].some(isIn))
    );
  }
}

/** `.Files`, and its name in a string, e.g. as an argument of `index`. */
const readsFiles = /[."'`]Files\b/;

interface ChartEntry {
  /** The path in the chart. */
  readonly name: string;
  /** The path from the root. */
  readonly path: string;
  readonly absolute: string;
  /** Size and time of change, and the inode. */
  readonly key: string;
  /** Whether `.helmignore` excludes it. Such a file is listed only if it has values. */
  readonly isIgnored: boolean;
}

interface Listing {
  readonly entries: readonly ChartEntry[];
  readonly links: ReadonlyMap<string, string>;
}

/** The files of a chart, or why it cannot be read. */
function* listChart(directory: string, reading: ChartReading): Generator<void, Listing | string> {
  try {
    return yield* new ChartLister(directory, reading).list();
  } catch (error) {
    return troubleOf(error, directory);
  }
}

/** Reads the files, or says why one of them cannot be read. */
function* readEntries(
  entries: readonly ChartEntry[],
  known: (path: string) => ReadEntry | undefined = () => undefined,
): Generator<void, ReadEntry[] | string> {
  const read: ReadEntry[] = [];
  const budget = { left: mostUnpacked };
  for (const entry of entries) {
    const earlier = known(entry.path);
    if (earlier?.key === entry.key) {
      read.push(withName(earlier, entry.name));
      continue;
    }
    try {
      read.push(readEntry(entry, earlier, budget));
    } catch (error) {
      return troubleOf(error, entry.path);
    }
    yield;
  }
  return read;
}

/** A chart in a chart has the same files under other names. */
function withName(entry: ReadEntry, name: string): ReadEntry {
  return 'file' in entry
    ? entry.file.name === name
      ? entry
      : { ...entry, file: { ...entry.file, name } }
    : entry.name === name
      ? entry
      : { ...entry, name };
}

function readEntry(
  { name, path: file, absolute, key }: ChartEntry,
  earlier: ReadEntry | undefined,
  budget: { left: number },
): ReadEntry {
  const bytes = readFileSync(absolute);
  if (isPackedChart(name)) {
    return { key, path: file, name, packed: unpackChart(bytes, file, budget) };
  }
  // A file that was saved is often the same. Its text is then in memory already.
  const text = fileText(bytes);
  const same = earlier && 'file' in earlier && earlier.file.text === text ? earlier.file.text : text;
  return { key, path: file, file: { name, path: file, text: same } };
}

/** @param place the path that the error is about */
function troubleOf(error: unknown, place: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `${place === '' ? 'the folder' : place} could not be read (${code})`;
}

class ChartLister {
  readonly #directory: string;
  readonly #reading: ChartReading;
  /** The root without links. */
  readonly #root: string;
  readonly #entries: ChartEntry[] = [];
  readonly #links = new Map<string, string>();
  #bytes = 0;

  constructor(directory: string, reading: ChartReading) {
    this.#directory = directory;
    this.#reading = reading;
    this.#root = realpathSync(reading.root);
  }

  *list(): Generator<void, Listing | string> {
    const rules = ignoreRules(this.#textAt('.helmignore') ?? '');
    if (typeof rules === 'string') {
      return `.helmignore: ${rules}`;
    }
    yield* this.#walk('', rules, new Set(), false);
    return { entries: this.#entries, links: this.#links };
  }

  #pathOf(name: string): string {
    return name === '' ? this.#directory : pathIn(this.#directory, name);
  }

  #textAt(name: string): string | undefined {
    const file = this.#pathOf(name);
    const open = this.#reading.openText?.(file);
    const absolute = below(this.#reading.root, file);
    return (
      open ?? (statSync(absolute, { throwIfNoEntry: false })?.isFile() ? readFileSync(absolute, 'utf8') : undefined)
    );
  }

  /**
   * @param around the real paths of the folders around, so that a link to one of them ends
   * @param isFolderIgnored whether the folder is excluded, so that only files of values count
   */
  *#walk(
    folder: string,
    isIgnored: IgnoreTest,
    around: ReadonlySet<string>,
    isFolderIgnored: boolean,
  ): Generator<void, void> {
    const absolute = below(this.#reading.root, this.#pathOf(folder));
    const real = realpathSync(absolute);
    if (around.has(real) || !isInside(this.#root, real)) {
      return;
    }
    const inside = new Set([...around, real]);
    const entries = readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      yield;
      const { name } = entry;
      const inChart = pathIn(folder, name);
      const at = path.join(absolute, name);
      const stats = entry.isSymbolicLink() ? this.#followed(at, inChart) : statOf(at);
      if (stats === undefined) {
        continue;
      }
      const isLeftOut = isFolderIgnored || isIgnored(inChart, stats.isDirectory());
      if (stats.isDirectory()) {
        if (!isLeftOut || inChart === 'ci') {
          yield* this.#walk(inChart, isIgnored, inside, isLeftOut);
        }
      } else if (stats.isFile() && (!isLeftOut || isValuesFile(inChart))) {
        this.#add(inChart, at, stats, isLeftOut);
      }
    }
  }

  /** The target of a link, unless it leads out of the root, to nothing, or in a circle. */
  #followed(link: string, name: string): Stats | undefined {
    const stats = statOf(link);
    const real = stats && realpathSync(link);
    if (real === undefined || !isInside(this.#root, real)) {
      return undefined;
    }
    this.#links.set(this.#pathOf(name), slashes(path.relative(this.#root, real)));
    return stats;
  }

  #add(name: string, absolute: string, { size, mtimeMs, ino }: Stats, isIgnored: boolean): void {
    this.#bytes += size;
    if (size > largestChartFile) {
      throw new Error(`chart file "${path.basename(name)}" is larger than the maximum file size ${largestChartFile}`);
    }
    if (this.#entries.length >= mostFiles || this.#bytes > mostBytes) {
      throw new Error('the folder has too many or too large files for a chart');
    }
    const { spelled = (file: string) => file } = this.#reading;
    this.#entries.push({
      name,
      path: spelled(this.#pathOf(name)),
      absolute,
      key: `${mtimeMs} ${size} ${ino}`,
      isIgnored,
    });
  }
}

/** Undefined for what vanished meanwhile, for a link to nothing, and for links in a circle. */
function statOf(absolute: string): Stats | undefined {
  try {
    return statSync(absolute);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  }
}

/** @param root without links, as `real` is */
function isInside(root: string, real: string): boolean {
  const relative = slashes(path.relative(root, real));
  return relative === '' || (!relative.startsWith('../') && relative !== '..' && !path.isAbsolute(relative));
}
