import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { documentsOf } from '../../../server/src/core/render/documents.ts';
import type { RenderFile, RenderSource } from '../../../server/src/core/render/source.ts';
import { parseFixture } from '../fixture.ts';

/** The files of a fixture as a renderer reads them. */
export function memorySource(fixture: string, lineEnd: '\n' | '\r\n' = '\n'): RenderSource {
  const texts = new Map(parseFixture(fixture, { lineEnd }).map(({ path, text }) => [path, text]));
  const files = new Map<string, RenderFile>();
  return {
    file(path) {
      const text = texts.get(path);
      if (text !== undefined && !files.has(path)) {
        files.set(path, { path, documents: documentsOf(readFile(path, text), text) });
      }
      return files.get(path);
    },
    isDirectory: (directory) => directory === '' || [...texts.keys()].some((path) => path.startsWith(`${directory}/`)),
    text(path) {
      const text = texts.get(path);
      return text === undefined ? 'missing' : { text };
    },
  };
}
