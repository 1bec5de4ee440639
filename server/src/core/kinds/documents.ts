import type { DocumentFacts, FileDocument, IgnoreComment, SourceFile } from '../model/document.ts';
import type { CustomWorkload } from '../model/resource.ts';
import { none, orNone } from '../text/emptyList.ts';
import type { Piece } from '../text/piece.ts';
import { get } from '../yaml/access.ts';
import { readHeader } from '../yaml/header.ts';
import { jsonHeaderOf } from '../yaml/jsonHeader.ts';
import type { Node, Tree } from '../yaml/node.ts';
import { readPlain } from '../yaml/plain.ts';
import { read } from '../yaml/read.ts';
import { isCustomResourceDefinition, type ScannedDocument, scan } from '../yaml/scan.ts';
import { conversionOf } from './conversion.ts';
import { dataFields, isHeaderKind } from './headerKinds.ts';
import { brokenKustomization, isKustomizationFile, isKustomizationPart, kustomizationOf } from './kustomization.ts';
import { groupOf, kindOf } from './list.ts';
import { mayMakePods } from './operated.ts';
import { hasValuesKey } from './releases.ts';
import { resourcesOf } from './resource.ts';
import { withoutHeaderData, withoutSecretData } from './secretData.ts';
import { isBrokenByPlaceholder } from './written.ts';

/** Reads the documents of a file; see `readPieces`. */
export function readFile(path: string, text: string, previous?: SourceFile): SourceFile {
  return readPieces(path, [{ text, start: 0, line: 0 }], previous);
}

/**
 * Reads the documents of a file from its pieces, in the order of the text. A document before or after an edit,
 * whose text equals the one in `previous`, stays the same object. So an edit costs only the documents that it
 * changes. Documents are reused in order only. A reused document never changes its rank, and lists that are
 * sorted by position stay sorted.
 */
export function readPieces(path: string, pieces: readonly Piece[], previous?: SourceFile): SourceFile {
  const scanned = pieces.flatMap((piece) =>
    scan(piece.text)
      .filter((document) => !document.empty)
      .map((document) => ({ piece, document })),
  );
  const before = previous?.documents ?? [];
  const isSame = (facts: DocumentFacts | undefined, found: (typeof scanned)[number] | undefined) =>
    facts !== undefined && found !== undefined && isReadOf(facts, found.piece.text, found.document);
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
  const documents = scanned.map(({ piece, document }, position): FileDocument => {
    const kept =
      position < first
        ? before[position]
        : position >= scanned.length - last
          ? before[before.length - scanned.length + position]
          : undefined;
    return {
      facts: kept?.facts ?? readDocument(path, piece.text, document),
      start: piece.start + document.start,
      line: piece.line + document.startLine,
    };
  });
  return { path, documents };
}

/** Reads a file of a Helm chart. Its whole text is one document, and the chart's render says what is in it. */
export function readChartFile(path: string, text: string, previous?: SourceFile): SourceFile {
  if (previous?.inChart && previous.documents[0]?.facts.text === text) {
    return previous;
  }
  const ignored = ignoreComments(text);
  const ofChart = /(?:^|\/)templates\//.test(path) ? 'template' : 'other';
  const facts: DocumentFacts = { file: path, text, depth: 'body', errors: none, resources: none, ofChart, ignored };
  return { path, documents: [{ facts, start: 0, line: 0 }], inChart: true };
}

/** Returns the file with another text for one of its documents. The documents after it move. */
export function withDocumentText(file: SourceFile, changed: DocumentFacts, text: string): SourceFile {
  if (file.inChart) {
    return readChartFile(file.path, text);
  }
  let shift = 0;
  let lines = 0;
  const documents = file.documents.flatMap((document): FileDocument[] => {
    const { facts } = document;
    const start = document.start + shift;
    const line = document.line + lines;
    if (facts !== changed) {
      return [shift === 0 && lines === 0 ? document : { facts, start, line }];
    }
    shift = text.length - facts.text.length;
    lines = lineBreaksIn(text) - lineBreaksIn(facts.text);
    return scan(text)
      .filter((scanned) => !scanned.empty)
      .map((scanned) => ({
        facts: readDocument(file.path, text, scanned),
        start: start + scanned.start,
        line: line + scanned.startLine,
      }));
  });
  return { ...file, documents };
}

function lineBreaksIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** Whether reading the document again would give the same facts. */
function isReadOf(facts: DocumentFacts, whole: string, scanned: ScannedDocument): boolean {
  const { start, end } = scanned;
  if (facts.depth === 'header') {
    const conversion = isCustomResourceDefinition(scanned) ? conversionOf(whole, scanned) : undefined;
    return (conversion ?? headerOf(whole.slice(start, end), scanned))?.text === facts.text;
  }
  return (
    facts.depth === 'body' &&
    facts.text.length === end - start &&
    (whole.startsWith(facts.text, start) ||
      (facts.text.includes('Secret') && withoutSecretData(whole.slice(start, end)) === facts.text))
  );
}

function readDocument(file: string, whole: string, scanned: ScannedDocument): DocumentFacts {
  const conversion = isCustomResourceDefinition(scanned) ? conversionOf(whole, scanned) : undefined;
  const wiresNothing = conversion === undefined && isCustomResourceDefinition(scanned);
  if (wiresNothing || isOfOthers(file, whole, scanned)) {
    const facts = { file, text: '', depth: 'scan', errors: none, resources: none, ignored: none } as const;
    return wiresNothing ? { ...facts, wiresNothing } : facts;
  }
  const asWritten = whole.slice(scanned.start, scanned.end);
  const header = conversion ?? headerOf(asWritten, scanned);
  const written = header && !isAssertion(file) ? asWritten : withoutSecretData(asWritten);
  if (isAssertion(file)) {
    const text = ownCopy(written, whole);
    const unread = { because: `${file} states what a test expects, and is not applied`, text };
    return { file, text, depth: 'body', errors: none, resources: none, ignored: none, unread };
  }
  const text = ownCopy(header?.text ?? written, whole);
  const facts: Writable<DocumentFacts> = {
    file,
    text,
    depth: header === undefined ? 'body' : 'header',
    errors: none,
    resources: none,
    ignored: ignoreComments(text),
  };
  // The tree keeps slices of the text, so the reader gets the copy.
  const tree =
    (header && conversion === undefined ? readHeader(text, fieldsOf(scanned)) : undefined) ??
    (isTemplate(text) ? readTemplate(text) : read(text));
  const [first] = tree?.errors ?? none;
  if (tree === undefined || (first && isBrokenByPlaceholder(text, first.start))) {
    // A template engine, a script or a person fills it in first, so invalid YAML in it is no error.
    if (tree !== undefined && isKustomizationFile(file)) {
      facts.kustomization = brokenKustomization(text, file);
    }
    facts.unread = { because: `${file} is a template`, text, isTemplate: true };
    return facts;
  }
  facts.errors = orNone(tree.errors);
  if (tree.errors.length > 0) {
    if (isKustomizationFile(file)) {
      facts.kustomization = brokenKustomization(text, file);
    }
    if (isKustomizationFile(file) || couldHoldPods(scanned)) {
      facts.unread = { because: `${file} does not parse`, text };
    }
    return facts;
  }
  reduce(facts, tree.root, []);
  return facts;
}

/**
 * Whether kuttl compares the file with the objects in a cluster. Such a file holds parts of objects that
 * something else creates. Source: github.com/kudobuilder/kuttl pkg/test/step.go, fileNameRegex.
 */
function isAssertion(file: string): boolean {
  return /(^|\/)\d+-(assert|errors)(-[^./]+)?\.yaml$/.test(file);
}

/**
 * Marks objects that only kustomize uses and that are not deployed, mostly a ConfigMap with source values of
 * replacements. Source: sigs.k8s.io/kustomize/api/internal/target KustTarget.IgnoreLocal.
 */
const localConfig = 'config.kubernetes.io/local-config';

/**
 * For a kind without wiring, the header and the text up to its end; undefined if the whole document has to be
 * read. The keys of a ConfigMap and a Secret belong to the header.
 */
function headerOf(written: string, scanned: ScannedDocument): { text: string; tree: Tree } | undefined {
  const tree = isHeaderKind(scanned) ? readHeader(written, fieldsOf(scanned)) : undefined;
  if (!tree?.root || (scanned.kind === 'ConfigMap' && hasValuesKey(written))) {
    return undefined;
  }
  if (written.includes(localConfig) && get(tree.root, 'metadata', 'annotations', localConfig)) {
    return undefined;
  }
  // A comment after the last value may silence a rule there. The last value of a ConfigMap may be long.
  const rest = written.slice(tree.root.end, tree.root.end + longestLineEnd);
  const lineEnd = rest.search(/[\r\n]/);
  const text = written.slice(0, tree.root.end + (lineEnd < 0 ? rest.length : lineEnd));
  return { text: scanned.kind === 'Secret' ? withoutHeaderData(text, tree) : text, tree };
}

/** Characters. */
const longestLineEnd = 500;

function fieldsOf({ kind }: ScannedDocument): readonly string[] {
  return dataFields.get(kind ?? '') ?? none;
}

/**
 * Whether the document need not be read: nothing in it shows a Kubernetes object, or it is a JSON
 * CustomResourceDefinition. A document that states only its kind is read, because somebody may be typing it.
 */
function isOfOthers(file: string, whole: string, scanned: ScannedDocument): boolean {
  if (isKustomizationFile(file)) {
    return false;
  }
  if (scanned.certain) {
    const isObject = scanned.apiVersion !== undefined || scanned.kind !== undefined;
    return !isObject && !isKustomizationPart(whole.slice(scanned.start, scanned.end));
  }
  const header =
    whole.charCodeAt(scanned.start) === 123 ? jsonHeaderOf(whole.slice(scanned.start, scanned.end)) : undefined;
  return (
    header !== undefined &&
    ((header.apiVersion === undefined && header.kind === undefined) ||
      (header.kind === 'CustomResourceDefinition' && groupOf(header.apiVersion ?? '') === 'apiextensions.k8s.io'))
  );
}

/**
 * Returns the file with the pod templates of the user's custom workloads. Documents without such a kind stay
 * the same objects. A document that was reduced with other custom workloads is reduced again.
 */
export function withWorkloads(file: SourceFile, workloads: readonly CustomWorkload[]): SourceFile {
  const concerned = ({ facts }: FileDocument) =>
    facts.customWorkloads !== workloads &&
    (facts.customWorkloads !== undefined ||
      facts.resources.some((resource) => workloads.some((each) => each.kind === resource.kind)));
  if (!file.documents.some(concerned)) {
    return file;
  }
  const documents = file.documents.map((document): FileDocument => {
    if (!concerned(document)) {
      return document;
    }
    const { resources: _, unread: __, kustomization: ___, customWorkloads: ____, ...rest } = document.facts;
    const facts: Writable<DocumentFacts> = { ...rest, resources: [] };
    reduce(facts, read(facts.text).root, workloads);
    if (facts.resources.some((resource) => workloads.some((each) => each.kind === resource.kind))) {
      facts.customWorkloads = workloads;
    }
    return { ...document, facts };
  });
  return { ...file, documents };
}

type Writable<T> = { -readonly [key in keyof T]: T[key] };

/** Reduces the tree to the facts that wiring needs. The resources of `facts` refer back to it. */
function reduce(facts: Writable<DocumentFacts>, root: Node | undefined, workloads: readonly CustomWorkload[]): void {
  const kustomization = kustomizationOf(root, facts.file, facts.text);
  if (kustomization) {
    facts.kustomization = kustomization;
    return;
  }
  facts.resources = resourcesOf(root, facts, workloads);
  const installs = facts.resources.find((resource) => resource.installs)?.installs;
  if (installs) {
    const isOfWorkspace = facts.resources.some(({ releases }) => releases !== undefined);
    facts.unread = { because: installs, text: facts.text, ...(isOfWorkspace && { installsHere: true }) };
  }
}

/**
 * Whether the text has lines that only a template engine accepts: control lines of Helm or Jinja, comments of
 * ytt.
 */
function isTemplate(text: string): boolean {
  // Hardly any text contains one of these, and a search for two characters takes a tenth of the time.
  const mayBe = text.includes('{{') || text.includes('{%') || text.includes('<%') || text.includes('#@');
  return mayBe && /^[ \t]*(?:\{\{|\{%|<%|#@)|[ \t]#@ /m.test(text);
}

/** Reads such a text as it is, if it is valid YAML: the lines may be in a block scalar. */
function readTemplate(text: string): Tree | undefined {
  if (/^[ \t]*#@[ /a-z]|:[ \t]#@ /m.test(text)) {
    // Comments of ytt replace values, so the written values mean nothing.
    return undefined;
  }
  const plain = readPlain(text);
  if (plain || text.length > longestTemplate) {
    return plain;
  }
  const tree = read(text);
  return tree.errors.length > 0 ? undefined : tree;
}

// The package `yaml` reports an error for nearly every line of a template, which takes seconds for large ones.
const longestTemplate = 64_000;

/** Whether an unreadable document may create pods. A ConfigMap or an Ingress that somebody is typing does not. */
function couldHoldPods(scanned: ScannedDocument): boolean {
  const { apiVersion, kind } = scanned;
  if (!scanned.certain || apiVersion === undefined || kind === undefined || scanned.containers) {
    return true;
  }
  const group = groupOf(apiVersion);
  return kind.endsWith('List') || kindOf(group, kind)?.podTemplate !== undefined || mayMakePods(group, kind);
}

/** Copies a slice. A slice keeps the whole text in memory, so it is copied unless it is nearly the whole text. */
function ownCopy(slice: string, whole: string): string {
  return slice.length > whole.length * 0.9 ? slice : ` ${slice}`.slice(1);
}

function ignoreComments(text: string): readonly IgnoreComment[] {
  if (!text.includes('podwire-ignore')) {
    return none;
  }
  const found: IgnoreComment[] = [];
  for (const match of text.matchAll(/#[ \t]*podwire-ignore\b(?::[ \t]*([\w, \t-]*))?/g)) {
    const codes = (match[1] ?? '').split(/[\s,]+/).filter((code) => code !== '');
    found.push({ start: match.index, end: match.index + match[0].length, codes });
  }
  return found;
}
