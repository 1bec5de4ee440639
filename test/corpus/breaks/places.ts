import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, fileOf } from '../../../server/src/core/analysis.ts';
import type { DocumentFacts } from '../../../server/src/core/model/document.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';
import { documentNow } from '../../../server/src/core/problems.ts';
import { applyEdits, type TextEdit } from '../../../server/src/core/text/range.ts';
import { lookUp } from '../../../server/src/core/text/versionedMap.ts';
import { decode } from '../../../server/src/sources/decode.ts';

/** An edit of one document, which is not yet made. */
export interface Edit {
  readonly document: DocumentFacts;
  readonly edit: TextEdit;
}

/** The position of an object in any analysis of the same files, after any edits of its text. */
export interface ObjectPlace {
  /** For a rendered object, the directory of its kustomization. */
  readonly bundle: string | undefined;
  readonly file: string;
  /** The number of its document in the file. */
  readonly document: number;
  /** Its number among the objects of the document, which is a `List` then, or is rendered more than once. */
  readonly item: number;
}

export function placeOfObject(analysis: Analysis, resource: Resource): ObjectPlace {
  const { bundle, document } = resource;
  return {
    bundle,
    file: document.file,
    document: objectsOf(analysis, document.file).indexOf(document),
    item: madeOf(analysis, bundle, document).indexOf(resource),
  };
}

/** The object at the place; undefined if it no longer exists. */
export function objectAt(analysis: Analysis, place: ObjectPlace): Resource | undefined {
  const document = objectsOf(analysis, place.file)[place.document];
  return document && madeOf(analysis, place.bundle, document)[place.item];
}

export function isSamePlace(a: ObjectPlace, b: ObjectPlace): boolean {
  return a.bundle === b.bundle && a.file === b.file && a.document === b.document && a.item === b.item;
}

/** Whether two resources of one analysis are written at one place, be they rendered by different kustomizations. */
export function isWrittenAsOne(a: Resource, b: Resource): boolean {
  return a.document === b.document && a.start === b.start;
}

function madeOf(analysis: Analysis, bundle: string | undefined, document: DocumentFacts): readonly Resource[] {
  const { byDirectory } = analysis.index.bundles;
  return bundle === undefined
    ? document.resources
    : (lookUp(byDirectory, bundle)?.resources.filter((each) => each.document === document) ?? []);
}

/** Without what only a scan has seen: it is no document where a file was read from the disk. */
function objectsOf(analysis: Analysis, file: string): readonly DocumentFacts[] {
  return (fileOf(analysis, file)?.documents ?? []).map(({ facts }) => facts).filter(({ depth }) => depth !== 'scan');
}

/** The texts of the edited files; undefined if a file changed on the disk, or if two edits overlap. */
export function textsWith(
  folder: string,
  analysis: Analysis,
  edits: readonly Edit[],
): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>();
  for (const [file, of] of Map.groupBy(edits, ({ document }) => document.file)) {
    const decoded = decode(readFileSync(path.join(folder, file)));
    const placed: TextEdit[] = [];
    for (const { document, edit } of of) {
      const place = documentNow(analysis, document);
      if (!place || !('text' in decoded) || !decoded.text.startsWith(document.text, place.start)) {
        return undefined;
      }
      const range = { start: place.start + edit.range.start, end: place.start + edit.range.end };
      if (placed.some((other) => range.start < other.range.end && other.range.start < range.end)) {
        return undefined;
      }
      placed.push({ range, newText: edit.newText });
    }
    if ('text' in decoded) {
      texts.set(file, applyEdits(decoded.text, placed));
    }
  }
  return texts;
}

/** The places at which a person sees the edits. */
export interface EditedLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export function linesOf(analysis: Analysis, edits: readonly Edit[]): readonly EditedLine[] {
  return edits.map(({ document, edit }) => ({
    file: document.file,
    line: lineIn(analysis, document, edit.range.start),
  }));
}

/** The line of an offset of a document in its file, from 1. */
export function lineIn(analysis: Analysis, document: DocumentFacts, offset: number): number {
  const breaks = document.text.slice(0, offset).match(/\r\n|\r|\n/g)?.length ?? 0;
  return (documentNow(analysis, document)?.line ?? 0) + breaks + 1;
}
