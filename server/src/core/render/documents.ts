import type { SourceFile } from '../model/document.ts';
import { read } from '../yaml/read.ts';
import type { RenderDocument } from './source.ts';

/** The documents of a file with their trees, which the facts do not keep. */
export function documentsOf(file: SourceFile): readonly RenderDocument[] {
  return file.documents.map(({ facts }) => {
    const isRead =
      facts.depth === 'body' &&
      facts.errors.length === 0 &&
      (facts.unread === undefined || facts.resources.length > 0 || facts.kustomization !== undefined);
    const root = isRead ? read(facts.text).root : undefined;
    return root === undefined ? { facts } : { facts, root };
  });
}
