import { type Analysis, analyse, fileOf } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import { readFile } from '../kinds/documents.ts';
import type { SourceFile } from '../model/document.ts';
import type { Resource } from '../model/resource.ts';
import { variantsOf } from '../resolve/scope/overlayVariants.ts';
import { applyEdits, type TextEdit } from '../text/range.ts';
import { lineStartOf } from '../yaml/layout.ts';
import { scalarText } from '../yaml/write.ts';
import type { Typing } from './typing.ts';

/** The workspace as it would be if what is being typed were not there. */
export interface WithoutTyped {
  readonly analysis: Analysis;
  readonly index: IndexReader;
  /** The object at the cursor, once for each bundle that deploys it; empty if nothing of it can be read. */
  readonly variants: readonly Resource[];
}

/**
 * Takes what is being typed out of the text, so that the rest can be read and looked up: a half-typed label selects
 * nothing and often does not parse. If the document does not parse without it either, the lines after the cursor are
 * left out, and then everything but the header.
 *
 * @param text of the whole file, as the editor shows it.
 */
export function withoutTyped(analysis: Analysis, path: string, text: string, typing: Typing): WithoutTyped {
  const before = fileOf(analysis, path);
  for (const edits of [typing.withoutTyped, linesAfter(text, typing), allButHeader(typing)]) {
    const file: SourceFile = { ...before, ...readFile(path, applyEdits(text, edits), before) };
    const document = file.documents.findLast(({ start }) => start <= typing.replaced.start);
    if (!document || document.facts.errors.length > 0 || document.facts.unread) {
      continue;
    }
    const isSame =
      before?.documents.length === file.documents.length &&
      file.documents.every(({ facts }, at) => facts === before.documents[at]?.facts);
    const next = isSame ? analysis : analyse(analysis, changeOf(path, file), []).analysis;
    const index = new IndexReader(next.index);
    const facts = fileOf(next, path)?.documents.find(({ start }) => start === document.start)?.facts;
    const offset = typing.replaced.start - document.start;
    const written = facts?.resources.filter(({ madeBy }) => madeBy === undefined) ?? [];
    const resource = written.findLast(({ start }) => start <= offset) ?? written[0];
    const variants = resource ? variantsOf(resource, index).slice(0, mostVariants) : [];
    return { analysis: next, index, variants: resource && variants.length === 0 ? [resource] : variants };
  }
  return { analysis, index: new IndexReader(analysis.index), variants: [] };
}

/** Overlays of one base deploy the same workloads, so a few of them show all. */
const mostVariants = 3;

function changeOf(path: string, file: SourceFile) {
  let left = mostBundles;
  const work = { onlyTouched: true, goesOn: () => left-- > 0 };
  return { files: new Map([[path, file]]), work, open: new Set([path]), last: true };
}

/** More bundles than these are not rendered again for a completion: they show what they were before the typing. */
const mostBundles = 20;

/** Leaves out the line of the cursor and the lines after it. */
function linesAfter(text: string, { replaced, document }: Typing): readonly TextEdit[] {
  return [{ range: { start: lineStartOf(text, replaced.start), end: document.end }, newText: '' }];
}

function allButHeader({ document, object }: Typing): readonly TextEdit[] {
  if (!object) {
    return [];
  }
  const style = { flow: false, json: false, minified: false, lineEnd: '\n' } as const;
  const { apiVersion, kind, name = '', namespace } = object;
  const lines = [
    `apiVersion: ${scalarText(apiVersion, style)}`,
    `kind: ${scalarText(kind, style)}`,
    'metadata:',
    `  name: ${scalarText(name, style)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${scalarText(namespace, style)}`]),
  ];
  return [{ range: document, newText: lines.map((line) => `${line}\n`).join('') }];
}
