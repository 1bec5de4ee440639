import type { DocumentFacts, FileDocument, IgnoreComment, SourceFile } from '../model/document.ts';
import { read } from '../yaml/read.ts';
import { isCustomResourceDefinition, type ScannedDocument, scan } from '../yaml/scan.ts';
import { kustomizationOf } from './kustomization.ts';
import { resourcesOf } from './resource.ts';

/**
 * A file's text to its documents. Documents before and behind an edit, whose text is as in `previous`, are the same
 * objects again, so that an edit costs the documents that it touches. They are taken over in order only: what is kept
 * never changes places, and lists that are ordered by place stay so.
 */
export function readFile(path: string, text: string, previous?: SourceFile): SourceFile {
  const scanned = scan(text).filter((document) => !document.empty);
  const before = previous?.documents ?? [];
  const isSame = (facts: DocumentFacts | undefined, document: ScannedDocument | undefined) =>
    facts?.depth === 'body' &&
    document !== undefined &&
    facts.text.length === document.end - document.start &&
    text.startsWith(facts.text, document.start);
  let first = 0;
  while (isSame(before[first]?.facts, scanned[first])) {
    first++;
  }
  let last = 0;
  while (
    last < Math.min(before.length, scanned.length) - first &&
    isSame(before[before.length - 1 - last]?.facts, scanned[scanned.length - 1 - last])
  ) {
    last++;
  }
  const documents = scanned.map((document, position): FileDocument => {
    const kept =
      position < first
        ? before[position]
        : position >= scanned.length - last
          ? before[before.length - scanned.length + position]
          : undefined;
    return {
      facts: kept?.facts ?? readDocument(path, text, document),
      start: document.start,
      line: document.startLine,
    };
  });
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
