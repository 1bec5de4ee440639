import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { readFile } from '../core/kinds/documents.ts';
import type { DocumentFacts } from '../core/model/document.ts';
import type { Origin } from '../core/model/origin.ts';
import { documentsOf } from '../core/render/documents.ts';
import type { FileText, RenderFile, RenderSource } from '../core/render/source.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';
import type { Range } from '../core/text/range.ts';
import { decode } from './decode.ts';
import { below } from './fileNames.ts';
import { largestFile } from './workspaceFiles.ts';

/** The files of a folder as a renderer needs them to print whole objects. */
export interface WholeSource extends RenderSource {
  /** The place of an origin in its file, with the whole text of the file. Undefined for an unknown document. */
  placeOf(origin: Origin): { readonly file: string; readonly text: string; readonly range: Range } | undefined;
}

/**
 * Reads every file when it is first looked up, without following links. Never throws.
 *
 * @param folder absolute; undefined if the files are not on a disk
 * @param openText the text of a file that is open in an editor, by its path
 */
export function renderSource(
  folder: string | undefined,
  openText: (file: string) => string | undefined = () => undefined,
): WholeSource {
  const texts = new Map<string, FileText>();
  const files = new Map<string, RenderFile | undefined>();
  const starts = new Map<DocumentFacts, number>();
  const readText = (file: string): FileText => {
    const open = openText(file);
    return open !== undefined ? { text: open } : folder === undefined ? 'unknown' : readWhole(folder, file);
  };
  const text = (file: string): FileText => getOrInsertComputed(texts, file, readText);
  const read = (file: string): RenderFile | undefined => {
    const found = text(file);
    if (found === 'missing') {
      return undefined;
    }
    if (found === 'unknown') {
      return { path: file, documents: [], unread: `${file} is not read` };
    }
    const source = readFile(file, found.text);
    for (const { facts, start } of source.documents) {
      starts.set(facts, start);
    }
    return { path: file, documents: documentsOf(source, found.text, true) };
  };
  return {
    text,
    file(file) {
      if (!files.has(file)) {
        files.set(file, read(file));
      }
      return files.get(file);
    },
    isDirectory: (directory) =>
      folder !== undefined && statSync(below(folder, directory), { throwIfNoEntry: false })?.isDirectory() === true,
    placeOf({ document, range }) {
      const start = starts.get(document);
      const found = texts.get(document.file);
      return start === undefined || typeof found !== 'object'
        ? undefined
        : { file: document.file, text: found.text, range: { start: start + range.start, end: start + range.end } };
    },
  };
}

function readWhole(folder: string, file: string): FileText {
  const absolute = below(folder, file);
  try {
    const stats = statSync(absolute, { throwIfNoEntry: false });
    if (!stats?.isFile()) {
      return 'missing';
    }
    if (stats.size > largestFile || realpathSync(absolute) !== path.join(realpathSync(folder), file)) {
      return 'unknown';
    }
    const decoded = decode(readFileSync(absolute));
    return 'text' in decoded ? { text: decoded.text } : 'unknown';
  } catch {
    return 'unknown';
  }
}
