import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ChartFile, ChartFiles } from '../core/chart/files.ts';
import { largestChartFile } from '../core/chart/files.ts';
import { type IgnoreTest, ignoreRules } from '../core/chart/ignore.ts';
import { pathIn } from '../core/text/path.ts';
import { fileText, isPackedChart, unpackChart } from './chartArchive.ts';
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
}

/**
 * Reads the files of a chart from a folder, without those that its `.helmignore` excludes. Packed charts in `charts/` are
 * unpacked in memory. Never throws.
 *
 * @param directory relative to the root
 * @returns why it cannot be read, as text
 */
export function readChartFiles(directory: string, reading: ChartReading): ChartFiles | string {
  try {
    return new ChartReader(directory, reading).read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

class ChartReader {
  readonly #directory: string;
  readonly #reading: ChartReading;
  /** The root without links. */
  readonly #root: string;
  readonly #files: ChartFile[] = [];
  readonly #packed = new Map<string, ChartFiles | string>();
  #bytes = 0;

  constructor(directory: string, reading: ChartReading) {
    this.#directory = directory;
    this.#reading = reading;
    this.#root = realpathSync(reading.root);
  }

  read(): ChartFiles | string {
    const rules = ignoreRules(this.#textAt('.helmignore') ?? '');
    if (typeof rules === 'string') {
      return `.helmignore: ${rules}`;
    }
    this.#walk('', rules, new Set());
    return { files: this.#files, packed: this.#packed };
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

  /** @param around the real paths of the folders around, so that a link to one of them ends */
  #walk(folder: string, isIgnored: IgnoreTest, around: ReadonlySet<string>): void {
    const absolute = below(this.#reading.root, this.#pathOf(folder));
    const real = realpathSync(absolute);
    if (around.has(real) || !isInside(this.#root, real)) {
      return;
    }
    const inside = new Set([...around, real]);
    const entries = readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const { name } = entry;
      const inChart = pathIn(folder, name);
      const stats = statSync(path.join(absolute, name), { throwIfNoEntry: false });
      if (stats === undefined || isIgnored(inChart, stats.isDirectory())) {
        continue;
      }
      if (stats.isDirectory()) {
        this.#walk(inChart, isIgnored, inside);
      } else if (stats.isFile() && (!entry.isSymbolicLink() || this.#isLinkInside(path.join(absolute, name)))) {
        this.#add(inChart, path.join(absolute, name), stats.size);
      }
    }
  }

  #isLinkInside(link: string): boolean {
    return isInside(this.#root, realpathSync(link));
  }

  #add(name: string, absolute: string, size: number): void {
    this.#bytes += size;
    if (size > largestChartFile) {
      throw new Error(`chart file "${path.basename(name)}" is larger than the maximum file size ${largestChartFile}`);
    }
    if (this.#files.length >= mostFiles || this.#bytes > mostBytes) {
      throw new Error('the folder has too many or too large files for a chart');
    }
    const file = this.#pathOf(name);
    if (isPackedChart(name)) {
      this.#packed.set(name, unpackChart(readFileSync(absolute), file));
      return;
    }
    const open = this.#reading.openText?.(file);
    this.#files.push({ name, path: file, text: open ?? fileText(readFileSync(absolute)) });
  }
}

/** @param root without links, as `real` is */
function isInside(root: string, real: string): boolean {
  const relative = slashes(path.relative(root, real));
  return relative === '' || (!relative.startsWith('../') && relative !== '..' && !path.isAbsolute(relative));
}
