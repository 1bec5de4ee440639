import fs from 'node:fs';
import path from 'node:path';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { documentsOf } from '../../../server/src/core/render/documents.ts';
import type { RenderFile, RenderSource } from '../../../server/src/core/render/source.ts';

/** The files of a folder as a renderer reads them; each is read once. */
export function diskSource(root: string): RenderSource {
  const files = new Map<string, RenderFile | undefined>();
  const absolute = (file: string) => path.join(root, file);
  return {
    file(file) {
      if (!files.has(file)) {
        files.set(file, isFile(absolute(file)) ? readManifest(file, absolute(file)) : undefined);
      }
      return files.get(file);
    },
    isDirectory: (directory) => fs.statSync(absolute(directory), { throwIfNoEntry: false })?.isDirectory() === true,
    text(file) {
      return isFile(absolute(file)) ? { text: fs.readFileSync(absolute(file), 'utf8') } : 'missing';
    },
  };
}

function readManifest(file: string, absolute: string): RenderFile {
  const text = fs.readFileSync(absolute, 'utf8').replace(/^\ufeff/, '');
  return { path: file, documents: documentsOf(readFile(file, text), text) };
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
