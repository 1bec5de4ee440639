import { namedKinds } from '../kinds/referenceRules.ts';
import { nodePortsOf } from '../kinds/service.ts';
import type { DocumentFacts, FileDocument, SourceFile, Unread } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { ReferenceRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import { baseName, directoryOf } from '../text/path.ts';
import { emptyMap, type LayeredMap, lookUp, withChanges } from './layeredMap.ts';

/**
 * Everything that a judgement may look up, as posting lists under string keys. Immutable: `updateIndex` gives the next
 * one and says which keys it touched. Whoever looks something up through an `IndexReader` has the keys recorded, so the
 * analysis knows whom a change concerns: incremental by construction, not by a list of special cases.
 */
export interface Index {
  readonly postings: LayeredMap<string, readonly Posting[]>;
  readonly files: LayeredMap<string, SourceFile>;
  /** False while the workspace is still being read: what is not found may only be not indexed yet. */
  readonly complete: boolean;
}

export type Posting = Resource | UnreadPart | KustomizationFile | FileEntry;

/** A part of the workspace that may hold anything. */
export interface UnreadPart {
  readonly file: string;
  readonly unread: Unread;
}

/** That a file is there. */
interface FileEntry {
  readonly file: string;
}

export const emptyIndex: Index = { postings: emptyMap(), files: emptyMap(), complete: false };

export interface IndexUpdate {
  readonly index: Index;
  /** Keys under which something was added or removed. */
  readonly touched: ReadonlySet<string>;
  readonly added: readonly Resource[];
  readonly removed: readonly Resource[];
}

/** The index with files replaced; `undefined` removes a file. */
export function updateIndex(
  index: Index,
  changes: ReadonlyMap<string, SourceFile | undefined>,
  complete: boolean,
): IndexUpdate {
  const changed = new Map<string, readonly Posting[] | undefined>();
  const own = new Set<string>();
  const touched = new Set<string>();
  const added: Resource[] = [];
  const removed: Resource[] = [];

  const listFor = (key: string): Posting[] => {
    touched.add(key);
    if (!own.has(key)) {
      own.add(key);
      changed.set(key, [...(lookUp(index.postings, key) ?? [])]);
    }
    return changed.get(key) as Posting[];
  };
  for (const [path, next] of changes) {
    touched.add(fileKey(path));
    const previous = lookUp(index.files, path);
    const { gone, come } = differenceOf(previous, next);
    for (const document of gone) {
      removed.push(...document.facts.resources);
      forEachDocumentPosting(document, (key, posting) => {
        const list = listFor(key);
        const at = list.findIndex((each) => each === posting || sameSource(each, posting));
        if (at >= 0) {
          list.splice(at, 1);
        }
      });
    }
    for (const document of come) {
      added.push(...document.facts.resources);
      forEachDocumentPosting(document, (key, posting) => listFor(key).push(posting));
    }
    if (previous?.unread !== next?.unread || previous?.outside !== next?.outside || !previous !== !next) {
      forEachFilePosting(previous, (key, posting) => {
        const list = listFor(key);
        const at = list.findIndex((each) => sameSource(each, posting));
        if (at >= 0) {
          list.splice(at, 1);
        }
      });
      forEachFilePosting(next, (key, posting) => listFor(key).push(posting));
    }
  }
  const files = withChanges(index.files, changes);
  const inOrder = placeOrder(files);
  for (const [key, list] of changed) {
    changed.set(
      key,
      list && list.length > 1 ? (list as Posting[]).sort(inOrder) : list?.length === 0 ? undefined : list,
    );
  }
  if (complete !== index.complete) {
    touched.add(completeKey);
  }
  return {
    index: {
      postings: withChanges(index.postings, changed),
      files,
      complete,
    },
    touched,
    added,
    removed,
  };
}

/**
 * What was worked out from one index, by the question and what it was asked of, with the keys that were looked at. Many
 * judgements ask the same of the same: where a candidate may live, who selects its pods.
 */
export type Answers = Map<string, Map<unknown, Answer>>;

interface Answer {
  readonly value: unknown;
  readonly seen: ReadonlySet<string>;
}

/** Looks things up for one judgement and remembers what it looked at. */
export class IndexReader {
  readonly #index: Index;
  readonly #seen: Set<string> | undefined;
  readonly #answers: Answers;
  readonly #taken = new Set<Answer>();

  /** `answers` may be shared by readers of the same index, and by no others. */
  constructor(index: Index, seen?: Set<string>, answers: Answers = new Map()) {
    this.#index = index;
    this.#seen = seen;
    this.#answers = answers;
  }

  /**
   * What `make` gives, worked out once per index. It may depend on `of`, on what `question` says and on what it looks
   * up in the reader that it is given, and on nothing else.
   */
  remember<T>(question: string, of: unknown, make: (index: IndexReader) => T): T {
    let answers = this.#answers.get(question);
    if (!answers) {
      answers = new Map();
      this.#answers.set(question, answers);
    }
    let answer = answers.get(of);
    if (!answer) {
      const seen = new Set<string>();
      answer = { value: make(new IndexReader(this.#index, seen, this.#answers)), seen };
      answers.set(of, answer);
    }
    if (this.#seen && !this.#taken.has(answer)) {
      this.#taken.add(answer);
      for (const key of answer.seen) {
        this.#seen.add(key);
      }
    }
    return answer.value as T;
  }

  /** Whether the whole workspace has been read. */
  get complete(): boolean {
    this.#seen?.add(completeKey);
    return this.#index.complete;
  }

  /** What makes pods that carry the label. */
  templatesWith(key: string, value: string): readonly Resource[] {
    return this.#list(templateKey(key, value)) as readonly Resource[];
  }

  /** Services with the pair in their selector. */
  servicesSelecting(key: string, value: string): readonly Resource[] {
    return this.#list(selectorKey(key, value)) as readonly Resource[];
  }

  /** Resources by API group, kind and name, whatever their namespace. */
  named(group: string, kind: string, name: string): readonly Resource[] {
    return this.#list(nameKey(group, kind, name)) as readonly Resource[];
  }

  /** Resources that name one by API group, kind and name, whatever the namespaces. */
  naming(group: string, kind: string, name: string): readonly Resource[] {
    return this.#list(`naming ${group}/${kind}/${name}`) as readonly Resource[];
  }

  /** Resources that name others in the role, among the files of one directory. */
  referringIn(directory: string, role: ReferenceRole): readonly Resource[] {
    return this.#list(`${role} in ${directory}`) as readonly Resource[];
  }

  /** Resources of the core group's `namedKinds`, among the files of one directory. */
  namedIn(directory: string, kind: string): readonly Resource[] {
    return this.#list(`${kind} in ${directory}`) as readonly Resource[];
  }

  /** What makes pods, among the files of one directory. */
  templatesIn(directory: string): readonly Resource[] {
    return this.#list(`templates in ${directory}`) as readonly Resource[];
  }

  servicesIn(directory: string): readonly Resource[] {
    return this.#list(`services in ${directory}`) as readonly Resource[];
  }

  /** Custom resources whose operators may make pods. */
  operatedIn(directory: string): readonly Resource[] {
    return this.#list(`operated in ${directory}`) as readonly Resource[];
  }

  unreadIn(directory: string): readonly UnreadPart[] {
    return this.#list(`unread in ${directory}`) as readonly UnreadPart[];
  }

  /** Directories right below, as far as they hold files. */
  directoriesIn(directory: string): readonly string[] {
    const files = this.#list(`files below ${directory}`) as readonly FileEntry[];
    return [...new Set(files.map((each) => directoryOf(each.file)))].sort();
  }

  /** Kustomizations that name the file or directory. */
  kustomizationsIncluding(path: string): readonly KustomizationFile[] {
    return this.#list(`includes ${path}`) as readonly KustomizationFile[];
  }

  kustomizationsIn(directory: string): readonly KustomizationFile[] {
    return this.#list(`kustomization in ${directory}`) as readonly KustomizationFile[];
  }

  /** Whether any Flux Kustomization or Argo CD Application deploys a directory: nearly every workspace has none. */
  get hasDeployers(): boolean {
    return this.#list('deployers').length > 0;
  }

  /** Flux Kustomizations and Argo CD Applications that deploy the directory. */
  deployersOf(directory: string): readonly Resource[] {
    return this.#list(`deployers of ${directory}`) as readonly Resource[];
  }

  /** Endpoints and EndpointSlices that someone wrote for a Service. */
  endpointsOf(service: string): readonly Resource[] {
    return this.#list(`endpoints of ${service}`) as readonly Resource[];
  }

  /** What splits the traffic of a Service over others. */
  splitsOf(service: string): readonly Resource[] {
    return this.#list(`splits of ${service}`) as readonly Resource[];
  }

  /** The documents of a file, whatever they are. */
  documentsOf(file: string): readonly DocumentFacts[] {
    this.#seen?.add(fileKey(file));
    return lookUp(this.#index.files, file)?.documents.map((document) => document.facts) ?? [];
  }

  /** Whether the directory is a Helm chart's. */
  isChart(directory: string): boolean {
    return this.#list(`chart ${directory}`).length > 0;
  }

  /** Services that take the node port. */
  servicesWithNodePort(port: number): readonly Resource[] {
    return this.#list(`node port ${port}`) as readonly Resource[];
  }

  /** Whether the file is ignored and only open: it is judged, but is no one's target. */
  isOutside(file: string): boolean {
    return this.#list(`outside ${file}`).length > 0;
  }

  #list(key: string): readonly Posting[] {
    this.#seen?.add(key);
    return lookUp(this.#index.postings, key) ?? [];
  }
}

const completeKey = 'complete';
const fileKey = (file: string) => `file ${file}`;
const templateKey = (key: string, value: string) => `template ${key}=${value}`;
const selectorKey = (key: string, value: string) => `selector ${key}=${value}`;
const nameKey = (group: string, kind: string, name: string) => `name ${group}/${kind}/${name}`;

/**
 * Posting lists are ordered by file, and in a file by place, so that what is judged from them does not depend on the
 * order in which files became known.
 */
function placeOrder(files: Index['files']): (a: Posting, b: Posting) => number {
  const places = new Map<string, Map<DocumentFacts, number>>();
  const placeIn = (file: string, document: DocumentFacts | undefined): number => {
    let known = places.get(file);
    if (!known) {
      known = new Map(lookUp(files, file)?.documents.map((each, position) => [each.facts, position]));
      places.set(file, known);
    }
    return (document && known.get(document)) ?? -1;
  };
  return (a, b) => {
    const fileA = 'file' in a ? a.file : a.document.file;
    const fileB = 'file' in b ? b.file : b.document.file;
    if (fileA !== fileB) {
      return fileA < fileB ? -1 : 1;
    }
    if ('document' in a && 'document' in b) {
      return placeIn(fileA, a.document) - placeIn(fileB, b.document) || a.start - b.start;
    }
    return 'unread' in a && 'unread' in b ? compareText(a.unread.text ?? '', b.unread.text ?? '') : 0;
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Documents that are the same objects on both sides need no work; everything else goes or comes. */
function differenceOf(
  previous: SourceFile | undefined,
  next: SourceFile | undefined,
): { gone: readonly FileDocument[]; come: readonly FileDocument[] } {
  if (!previous || !next) {
    return { gone: previous?.documents ?? [], come: next?.documents ?? [] };
  }
  const before = new Set(previous.documents.map((document) => document.facts));
  const after = new Set(next.documents.map((document) => document.facts));
  return {
    gone: previous.documents.filter((document) => !after.has(document.facts)),
    come: next.documents.filter((document) => !before.has(document.facts)),
  };
}

function forEachDocumentPosting(document: FileDocument, post: (key: string, posting: Posting) => void): void {
  const { facts } = document;
  const directory = directoryOf(facts.file);
  for (const resource of facts.resources) {
    forEachResourcePosting(resource, directory, post);
  }
  if (facts.unread) {
    post(`unread in ${directory}`, { file: facts.file, unread: facts.unread });
  }
  if (facts.kustomization) {
    const entry: KustomizationFile = { file: facts.file, kustomization: facts.kustomization };
    post(`kustomization in ${directory}`, entry);
    for (const path of new Set(facts.kustomization.includes.map((each) => each.path))) {
      if (path !== undefined) {
        post(`includes ${path}`, entry);
      }
    }
  }
}

function forEachResourcePosting(
  resource: Resource,
  directory: string,
  post: (key: string, posting: Posting) => void,
): void {
  post(nameKey(resource.group, resource.kind, resource.name), resource);
  for (const key of new Set(resource.references.map((r) => `naming ${r.group}/${r.kind}/${r.name.value}`))) {
    post(key, resource);
  }
  for (const role of new Set(resource.references.map((reference) => reference.role))) {
    post(`${role} in ${directory}`, resource);
  }
  if (resource.group === '' && namedKinds.has(resource.kind)) {
    post(`${resource.kind} in ${directory}`, resource);
  }
  if (resource.podTemplate) {
    post(`templates in ${directory}`, resource);
    for (const key of new Set(resource.podTemplate.labels?.pairs.map((p) => templateKey(p.key.value, p.value.value)))) {
      post(key, resource);
    }
  } else if (resource.service) {
    post(`services in ${directory}`, resource);
    for (const pair of resource.service.selector?.pairs ?? []) {
      post(selectorKey(pair.key.value, pair.value.value), resource);
    }
    for (const number of new Set(nodePortsOf(resource.service).map((each) => each.number))) {
      post(`node port ${number}`, resource);
    }
  }
  if (resource.operated) {
    post(`operated in ${directory}`, resource);
  }
  if (resource.deploys) {
    post('deployers', resource);
    post(`deployers of ${resource.deploys.path}`, resource);
  }
  if (resource.endpointsOf !== undefined) {
    post(`endpoints of ${resource.endpointsOf}`, resource);
  }
  if (resource.apexService) {
    post(`splits of ${resource.apexService.value}`, resource);
  }
}

function forEachFilePosting(file: SourceFile | undefined, post: (key: string, posting: Posting) => void): void {
  if (!file) {
    return;
  }
  const directory = directoryOf(file.path);
  const entry: FileEntry = { file: file.path };
  if (directory !== '') {
    post(`files below ${directoryOf(directory)}`, entry);
  }
  if (file.unread) {
    post(`unread in ${directory}`, { file: file.path, unread: file.unread });
  }
  if (file.outside) {
    post(`outside ${file.path}`, entry);
  }
  if (/^Chart\.ya?ml$/.test(baseName(file.path))) {
    post(`chart ${directory}`, entry);
  }
}

/** What is posted for files and documents is made anew for each update, so it is compared by what it speaks of. */
function sameSource(a: Posting, b: Posting): boolean {
  if (!('file' in a) || !('file' in b) || a.file !== b.file) {
    return false;
  }
  const subject = (posting: Posting) =>
    'kustomization' in posting ? posting.kustomization : 'unread' in posting ? posting.unread : undefined;
  return subject(a) === subject(b);
}
