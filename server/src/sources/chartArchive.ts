import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { ChartFile, ChartFiles } from '../core/chart/files.ts';
import { largestChartFile } from '../core/chart/files.ts';
import { textOfBytes } from '../core/template/bytes.ts';

/** Of one archive with those inside it, unpacked, in bytes. Helm allows 100 MiB; real charts have less than 5. */
const largestArchive = 32 * 1024 * 1024;

/** Of all archives of one chart, unpacked, in bytes. */
export const mostUnpacked = 2 * largestArchive;

/** Archives in archives in archives: more levels are refused. */
const deepestArchive = 4;

/**
 * The files of a packed chart (`.tgz`). Nothing is written to a disk, links are left out, and what is too large or
 * leads out of the archive is refused. Never throws. Source: helm pkg/chart/loader LoadArchiveFiles.
 *
 * @param file the path of the archive, which begins the paths of its files
 * @param budget the bytes that may still be unpacked
 * @returns why it cannot be read, as text
 */
export function unpackChart(packed: Buffer, file: string, budget = { left: mostUnpacked }): ChartFiles | string {
  const own = { left: Math.min(largestArchive, budget.left) };
  const before = own.left;
  const chart = unpack(packed, file, 0, own);
  budget.left -= before - own.left;
  return chart;
}

function unpack(packed: Buffer, file: string, depth: number, budget: { left: number }): ChartFiles | string {
  let tar: Buffer;
  try {
    tar = gunzipSync(packed, { maxOutputLength: Math.max(budget.left, 1) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      return 'it is no gzip archive';
    }
    budget.left = 0;
    return 'the archive is too large when it is unpacked';
  }
  budget.left -= tar.length;
  const files: ChartFile[] = [];
  const archives = new Map<string, ChartFiles | string>();
  for (const entry of tarEntries(tar)) {
    if (typeof entry === 'string') {
      return entry;
    }
    const name = nameInChart(entry.name);
    if ('refused' in name) {
      return name.refused;
    }
    if (entry.content.length > largestChartFile) {
      return `decompressed chart file "${entry.name}" is larger than the maximum file size ${largestChartFile}`;
    }
    const path = `${file}/${name.name}`;
    if (isPackedChart(name.name)) {
      archives.set(
        name.name,
        depth >= deepestArchive ? 'archives are nested too deeply' : unpack(entry.content, path, depth + 1, budget),
      );
    } else {
      files.push({ name: name.name, path, text: fileText(entry.content) });
    }
  }
  return files.length === 0 ? 'no files in chart archive' : { files, packed: archives };
}

/** Whether a path in a chart is that of a packed chart in `charts/`. */
export function isPackedChart(name: string): boolean {
  return /^(?:.*\/)?charts\/[^/]+\.tgz$/.test(name);
}

/** The path in the chart, which is the path in the archive without its first folder. */
function nameInChart(written: string): { readonly name: string } | { readonly refused: string } {
  const delimiter = written.includes('\\') ? '\\' : '/';
  const [first, ...rest] = written.split(delimiter);
  const name = rest.join('/');
  if (name.startsWith('/')) {
    return { refused: 'chart illegally contains absolute paths' };
  }
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') {
      if (parts.length === 0) {
        return { refused: 'chart illegally references parent directory' };
      }
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  if (first === 'Chart.yaml') {
    return { refused: 'chart yaml not in base directory' };
  }
  if (parts.length === 0) {
    return { refused: `chart illegally contains content outside the base directory: "${written}"` };
  }
  return /^[a-zA-Z]:$/.test(parts[0]!) && parts.length > 1
    ? { refused: 'chart contains illegally named files' }
    : { name: parts.join('/') };
}

interface TarEntry {
  readonly name: string;
  readonly content: Buffer;
}

const block = 512;

/** The regular files of a tar archive, or why it is none. Source: POSIX.1-2017 pax, and GNU's long names. */
function* tarEntries(tar: Buffer): Generator<TarEntry | string> {
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) {
      return;
    }
    const size = sizeOf(header);
    const start = at + block;
    if (size === undefined || !hasChecksum(header) || start + size > tar.length) {
      yield 'it is no tar archive';
      return;
    }
    const content = tar.subarray(start, start + size);
    const type = String.fromCharCode(header[156]!);
    at = start + Math.ceil(size / block) * block;
    switch (type) {
      case 'L':
        longName = textUpToZero(content);
        break;
      case 'x':
        longName = /(?:^|\n)\d+ path=([^\n]*)/.exec(content.toString('utf8'))?.[1] ?? longName;
        break;
      case '0':
      case '\0':
      case '7': {
        const name = longName ?? nameOf(header);
        longName = undefined;
        if (!name.endsWith('/')) {
          yield { name, content };
        }
        break;
      }
      case 'g':
        break;
      default:
        // Folders, links and devices.
        longName = undefined;
    }
  }
}

function textUpToZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function nameOf(header: Buffer): string {
  const name = textUpToZero(header.subarray(0, 100));
  const isUstar = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar && header[263] === 0x30 ? textUpToZero(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** An octal number. Archives of charts have no files that need another notation. */
function sizeOf(header: Buffer): number | undefined {
  const text = textUpToZero(header.subarray(124, 136)).trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : undefined;
}

/** The sum of the bytes of the header, with spaces for the sum itself. */
function hasChecksum(header: Buffer): boolean {
  const stated = Number.parseInt(textUpToZero(header.subarray(148, 156)).trim(), 8);
  let sum = 0;
  for (let index = 0; index < block; index++) {
    sum += index >= 148 && index < 156 ? 0x20 : header[index]!;
  }
  return sum === stated;
}

/** The text of a file of a chart, which may be no text. */
export function fileText(content: Buffer): string {
  const start = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf ? 3 : 0;
  const body = content.subarray(start);
  return isUtf8(body) ? body.toString('utf8') : textOfBytes(body);
}
