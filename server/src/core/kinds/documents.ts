import type { DocumentFacts, FileDocument, IgnoreComment, SourceFile } from '../model/document.ts';
import { read } from '../yaml/read.ts';
import { isCustomResourceDefinition, type ScannedDocument, scan } from '../yaml/scan.ts';
import { kustomizationOf } from './kustomization.ts';
import { resourcesOf } from './resource.ts';

/**
 * A file's text to its documents. A document whose text is that of one in `previous` is the same object again, so that
 * an edit costs the documents that it touches.
 */
export function readFile(path: string, text: string, previous?: SourceFile): SourceFile {
  const earlier = new Map<string, DocumentFacts[]>();
  for (const { facts } of previous?.documents ?? []) {
    if (facts.depth === 'body') {
      earlier.set(facts.text, [...(earlier.get(facts.text) ?? []), facts]);
    }
  }
  const documents: FileDocument[] = [];
  for (const scanned of scan(text)) {
    if (scanned.empty) {
      continue;
    }
    const facts = earlier.get(text.slice(scanned.start, scanned.end))?.shift() ?? readDocument(path, text, scanned);
    documents.push({ facts, start: scanned.start, line: scanned.startLine });
  }
  return { path, documents };
}

function readDocument(file: string, whole: string, scanned: ScannedDocument): DocumentFacts {
  if (isCustomResourceDefinition(scanned)) {
    return { file, text: '', depth: 'scan', errors: [], resources: [], ignored: [] };
  }
  const text = ownCopy(whole.slice(scanned.start, scanned.end));
  const tree = read(text);
  const facts: { -readonly [key in keyof DocumentFacts]: DocumentFacts[key] } = {
    file,
    text,
    depth: 'body',
    errors: tree.errors,
    resources: [],
    ignored: ignoreComments(text),
  };
  if (tree.errors.length > 0) {
    facts.unread = { because: `${file} does not parse`, text };
    return facts;
  }
  const kustomization = kustomizationOf(tree.root, file);
  if (kustomization) {
    facts.kustomization = kustomization;
  } else {
    facts.resources = resourcesOf(tree.root, facts);
  }
  return facts;
}

/** A slice keeps the whole text alive as long as it lives; this does not. */
function ownCopy(slice: string): string {
  return ` ${slice}`.slice(1);
}

function ignoreComments(text: string): IgnoreComment[] {
  const found: IgnoreComment[] = [];
  for (const match of text.matchAll(/#[ \t]*podwire-ignore\b(?::[ \t]*([\w, \t-]*))?/g)) {
    const codes = (match[1] ?? '').split(/[\s,]+/).filter((code) => code !== '');
    found.push({ start: match.index, end: match.index + match[0].length, codes });
  }
  return found;
}
