import { isCustomGroup } from '../kinds/operated.ts';
import { namedKinds } from '../kinds/referenceRules.ts';
import { nodePortsOf } from '../kinds/service.ts';
import { type ClusterFacts, type Known, type NamespaceFacts, serviceKey } from '../live/facts.ts';
import type { LiveService, LiveSlice } from '../live/objects.ts';
import type { DocumentFacts, FileDocument, SourceFile, Unread } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { ReferenceRole, SelectorRole } from '../model/reference.ts';
import type { CustomWorkload, Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import { baseName, directoryOf } from '../text/path.ts';
import { type BundleFacts, type Bundles, bundlesReading, noBundles, updateBundles } from './bundles.ts';
import { contextKey, liveNodePortKey, liveServiceKey, podsKey, stateKey, touchedByCluster } from './cluster.ts';
import { emptyMap, type LayeredMap, lookUp, withChanges } from './layeredMap.ts';
import { chartOf } from './standing.ts';
import { tellingPair } from './telling.ts';

/**
 * Everything that a judgement may look up, as posting lists under string keys. Immutable: `updateIndex` gives the next
 * one and says which keys it touched. Whoever looks something up through an `IndexReader` has the keys recorded, so the
 * analysis knows whom a change concerns: incremental by construction, not by a list of special cases.
 */
export interface Index {
  readonly postings: LayeredMap<string, readonly Posting[]>;
  readonly files: LayeredMap<string, SourceFile>;
  /** What kustomizations deploy. Of files that one of them reads, the resources are these and not those of the files. */
  readonly bundles: Bundles;
  /** False while the workspace is still being read: what is not found may only be not indexed yet. */
  readonly complete: boolean;
  /** Absent where no cluster is connected. */
  readonly cluster?: ClusterFacts | undefined;
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

export const emptyIndex: Index = { postings: emptyMap(), files: emptyMap(), bundles: noBundles, complete: false };

export interface IndexUpdate {
  readonly index: Index;
  /** Keys under which something was added or removed. */
  readonly touched: ReadonlySet<string>;
  readonly added: readonly Resource[];
  readonly removed: readonly Resource[];
  /** Files that other bundles read than before: what is said there may be said of others now. */
  readonly readAnew: ReadonlySet<string>;
}

/**
 * The index with files replaced; `undefined` removes a file. `workloads` are the kinds that the user named; of the cluster everything
 * is given each time.
 */
export function updateIndex(
  index: Index,
  changes: ReadonlyMap<string, SourceFile | undefined>,
  complete: boolean,
  { workloads = [], cluster }: { workloads?: readonly CustomWorkload[]; cluster?: ClusterFacts | undefined } = {},
): IndexUpdate {
  const changed = new Map<string, readonly Posting[] | undefined>();
  const unsorted = new Set<string>();
  const touched = new Set(touchedByCluster(index.cluster, cluster));
  const added: Resource[] = [];
  const removed: Resource[] = [];

  const listFor = (key: string): Posting[] => {
    touched.add(key);
    if (!unsorted.has(key)) {
      unsorted.add(key);
      changed.set(key, [...((changed.has(key) ? changed.get(key) : lookUp(index.postings, key)) ?? [])]);
    }
    return changed.get(key) as Posting[];
  };
  const post = (key: string, posting: Posting) => listFor(key).push(posting);
  const unpost = (key: string, posting: Posting) => {
    const list = listFor(key);
    const at = list.findIndex((each) => each === posting || sameSource(each, posting));
    if (at >= 0) {
      list.splice(at, 1);
    }
  };
  const files = withChanges(index.files, changes);
  const inOrder = placeOrder(files);
  /** The lists that were changed, each in order, as the postings are from now on. */
  const settled = (): Index['postings'] => {
    for (const key of unsorted) {
      const list = changed.get(key) as Posting[];
      changed.set(key, list.length === 0 ? undefined : list.length > 1 ? list.sort(inOrder) : list);
    }
    unsorted.clear();
    return withChanges(index.postings, changed);
  };

  let rootsMayDiffer = complete !== index.complete;
  for (const [path, next] of changes) {
    touched.add(fileKey(path));
    const previous = lookUp(index.files, path);
    const { gone, come } = differenceOf(previous, next);
    for (const document of gone) {
      forEachDocumentPosting(document, unpost);
    }
    for (const document of come) {
      forEachDocumentPosting(document, post);
    }
    if (previous?.unread !== next?.unread || previous?.outside !== next?.outside || !previous !== !next) {
      forEachFilePosting(previous, unpost);
      forEachFilePosting(next, post);
      rootsMayDiffer ||= isChartFile(path);
    }
    rootsMayDiffer ||= [...gone, ...come].some(({ facts }) => facts.kustomization || facts.resources.some(isDeployer));
    rootsMayDiffer ||= previous?.outside !== next?.outside;
  }

  const update = updateBundles(index.bundles, {
    changes: new Map([...changes].map(([path, after]) => [path, sidesOf(lookUp(index.files, path), after)])),
    rootsMayDiffer,
    complete,
    workloads,
    ...workspaceOf(new IndexReader({ ...index, postings: settled(), files, complete })),
  });
  const { bundles } = update;
  const readAnew = new Set<string>();
  for (const { before, after } of update.changed) {
    if (before?.reads !== after?.reads) {
      for (const file of filesRead(before, after)) {
        readAnew.add(file);
        touched.add(readersKey(file));
      }
    }
    if (before?.unread !== after?.unread || before?.resources[0] !== after?.resources[0]) {
      touched.add(bundleKey((before ?? after)!.directory));
    }
    const kept = new Set(after?.resources);
    const known = new Set(before?.resources);
    for (const resource of before?.resources ?? []) {
      if (!kept.has(resource)) {
        removed.push(resource);
        forEachRenderedPosting(resource, unpost);
      }
    }
    for (const resource of after?.resources ?? []) {
      if (!known.has(resource)) {
        added.push(resource);
        forEachRenderedPosting(resource, post);
      }
    }
  }
  for (const path of new Set([...changes.keys(), ...readAnew])) {
    const before = looseDocuments(lookUp(index.files, path), index.bundles);
    const after = looseDocuments(lookUp(files, path), bundles);
    const { gone, come } = differenceOf(before, after);
    for (const { facts } of gone) {
      for (const resource of facts.resources) {
        removed.push(resource);
        forEachResourcePosting(resource, directoryOf(path), unpost);
      }
    }
    for (const { facts } of come) {
      for (const resource of facts.resources) {
        added.push(resource);
        forEachResourcePosting(resource, directoryOf(path), post);
      }
    }
  }
  if (complete !== index.complete) {
    touched.add(completeKey);
  }
  return { index: { postings: settled(), files, bundles, complete, cluster }, touched, added, removed, readAnew };
}

/** Resources of a file that stand by themselves: those of a file that a bundle reads are judged as the bundle has them. */
export function looseResources(index: Index, file: SourceFile | undefined): readonly Resource[] {
  return looseDocuments(file, index.bundles)?.documents.flatMap(({ facts }) => facts.resources) ?? [];
}

function looseDocuments(file: SourceFile | undefined, bundles: Bundles): SourceFile | undefined {
  return file && bundlesReading(bundles, file.path).length > 0 ? undefined : file;
}

function sidesOf(
  before: SourceFile | undefined,
  after: SourceFile | undefined,
): { before?: SourceFile; after?: SourceFile } {
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

function workspaceOf(index: IndexReader) {
  return {
    file: (path: string) => index.fileAt(path),
    isDirectory: (path: string) => index.isDirectory(path),
    kustomizations: index.kustomizations,
    kustomizationsIncluding: (path: string) => index.kustomizationsIncluding(path),
    kustomizationsIn: (directory: string) => index.kustomizationsIn(directory),
    deployed: index.deployed,
    isPart: (file: string) => index.isOutside(file) || chartOf(file, index) !== undefined,
  };
}

/** Files that only one of the two reads. */
function filesRead(before: BundleFacts | undefined, after: BundleFacts | undefined): readonly string[] {
  const found: string[] = [];
  for (const [one, other] of [
    [before, after],
    [after, before],
  ]) {
    for (const key of one?.reads ?? []) {
      if (key.startsWith('file ') && !other?.reads.has(key)) {
        found.push(key.slice('file '.length));
      }
    }
  }
  return found;
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

  /** The cluster that is connected, and the namespace of what states none. */
  get cluster(): Pick<ClusterFacts, 'context' | 'namespace'> | undefined {
    this.#seen?.add(contextKey);
    return this.#index.cluster;
  }

  /** A Service as the cluster has it, and its slices; undefined where its namespace is not followed. */
  liveService(
    namespace: string,
    name: string,
  ): { readonly service: Known<LiveService | undefined>; readonly slices: Known<readonly LiveSlice[]> } | undefined {
    const key = serviceKey(namespace, name);
    this.#seen?.add(stateKey(namespace)).add(liveServiceKey(key));
    const facts = this.#index.cluster?.namespaces.get(namespace);
    if (!facts) {
      return undefined;
    }
    const { services, slices } = facts;
    return {
      service: services.state === 'unknown' ? services : { ...services, value: services.value.get(key) },
      slices: slices.state === 'unknown' ? slices : { ...slices, value: slices.value.get(key) ?? [] },
    };
  }

  /** Services that have the node port in the cluster, as far as their namespaces are followed and known now. */
  liveServicesWithNodePort(port: number): readonly LiveService[] {
    this.#seen?.add(liveNodePortKey(port));
    return [...(this.#index.cluster?.namespaces.values() ?? [])].flatMap(({ services }) =>
      services.state === 'current'
        ? [...services.value.values()].filter((service) => service.ports.some(({ nodePort }) => nodePort === port))
        : [],
    );
  }

  /** What runs in a namespace of the cluster; undefined where it is not followed. */
  livePods(namespace: string): Pick<NamespaceFacts, 'pods' | 'workloads'> | undefined {
    this.#seen?.add(podsKey(namespace));
    return this.#index.cluster?.namespaces.get(namespace);
  }

  /** Whether the whole workspace has been read. */
  get complete(): boolean {
    this.#seen?.add(completeKey);
    return this.#index.complete;
  }

  /** What makes pods that carry the label: as files have it, then as bundles have it. */
  templatesWith(key: string, value: string): readonly Resource[] {
    return this.#both(templateKey(key, value), `rendered ${templateKey(key, value)}`);
  }

  /**
   * Of the lists of what makes pods with one of the pairs, the shortest. The judgement depends on that one alone: what comes
   * into another carries not all of the pairs, or comes into this one too.
   */
  fewestTemplatesWith(pairs: readonly LabelPair[]): readonly Resource[] {
    const countOf = (key: string) => lookUp(this.#index.postings, key)?.length ?? 0;
    let fewest = Number.POSITIVE_INFINITY;
    let chosen: LabelPair | undefined;
    for (const pair of pairs) {
      const key = templateKey(pair.key.value, pair.value.value);
      const count = countOf(key) + countOf(`rendered ${key}`);
      if (count < fewest) {
        fewest = count;
        chosen = pair;
      }
    }
    return chosen ? this.templatesWith(chosen.key.value, chosen.value.value) : [];
  }

  /** As `fewestTemplatesWith`, of what a bundle deploys. */
  fewestTemplatesOf(bundle: string, pairs: readonly LabelPair[]): readonly Resource[] {
    let chosen: { readonly key: string; readonly count: number } | undefined;
    for (const pair of pairs) {
      const key = ofBundle(bundle, templateKey(pair.key.value, pair.value.value));
      const count = lookUp(this.#index.postings, key)?.length ?? 0;
      chosen = chosen && chosen.count <= count ? chosen : { key, count };
    }
    return chosen ? (this.#list(chosen.key) as readonly Resource[]) : [];
  }

  /** As `servicesToldBy`, of what a bundle deploys. */
  servicesOfToldBy(bundle: string, key: string, value: string): readonly Resource[] {
    return this.#list(ofBundle(bundle, selectorKey(key, value))) as readonly Resource[];
  }

  /** Services whose selector has the pair as its telling one: as files have it, then as bundles have it. */
  servicesToldBy(key: string, value: string): readonly Resource[] {
    return this.#both(selectorKey(key, value), `rendered ${selectorKey(key, value)}`);
  }

  /** Of these, those that are of no bundle. */
  looseServicesToldBy(key: string, value: string): readonly Resource[] {
    return this.#list(selectorKey(key, value)) as readonly Resource[];
  }

  /** Services that carry the label themselves. */
  servicesWith(key: string, value: string): readonly Resource[] {
    return this.#list(`service with ${key}=${value}`) as readonly Resource[];
  }

  /** Resources by API group, kind and name, whatever their namespace. */
  named(group: string, kind: string, name: string): readonly Resource[] {
    return this.#list(nameKey(group, kind, name)) as readonly Resource[];
  }

  /** Resources that name one by API group, kind and name, whatever the namespaces. */
  naming(group: string, kind: string, name: string): readonly Resource[] {
    return this.#list(`naming ${group}/${kind}/${name}`) as readonly Resource[];
  }

  /** Resources that name or select others in the role, among the files of one directory. */
  referringIn(directory: string, role: ReferenceRole | SelectorRole): readonly Resource[] {
    return this.#list(`${role} in ${directory}`) as readonly Resource[];
  }

  /** Resources of the core group's `namedKinds`, among the files of one directory. */
  namedIn(directory: string, kind: string): readonly Resource[] {
    return this.#list(`${kind} in ${directory}`) as readonly Resource[];
  }

  /** As `referringIn`, of what a bundle deploys. */
  referringOf(bundle: string, role: ReferenceRole | SelectorRole): readonly Resource[] {
    return this.#list(`${role} of ${bundle}`) as readonly Resource[];
  }

  /** As `namedIn`, of what a bundle deploys. */
  namedOf(bundle: string, kind: string): readonly Resource[] {
    return this.#list(`${kind} of ${bundle}`) as readonly Resource[];
  }

  /** As `namedIn`, of what bundles make of the files. */
  renderedNamedFrom(directory: string, kind: string): readonly Resource[] {
    return this.#list(`rendered ${kind} from ${directory}`) as readonly Resource[];
  }

  /** What bundles make of the Services in the files of one directory. */
  renderedServicesFrom(directory: string): readonly Resource[] {
    return this.#list(`rendered services from ${directory}`) as readonly Resource[];
  }

  /** What a bundle deploys that makes pods. */
  templatesOf(bundle: string): readonly Resource[] {
    return this.#list(`templates of ${bundle}`) as readonly Resource[];
  }

  servicesOf(bundle: string): readonly Resource[] {
    return this.#list(`services of ${bundle}`) as readonly Resource[];
  }

  operatedOf(bundle: string): readonly Resource[] {
    return this.#list(`operated of ${bundle}`) as readonly Resource[];
  }

  /** What bundles make of the pod templates in the files of one directory. */
  renderedTemplatesFrom(directory: string): readonly Resource[] {
    return this.#list(`rendered templates from ${directory}`) as readonly Resource[];
  }

  /** What bundles make of the objects of a file. */
  renderedFrom(file: string): readonly Resource[] {
    return this.#list(renderedKey(file)) as readonly Resource[];
  }

  /** What a bundle holds besides, that is not known. */
  bundle(directory: string): BundleFacts | undefined {
    this.#seen?.add(bundleKey(directory));
    return lookUp(this.#index.bundles.byDirectory, directory);
  }

  /** The directories of the bundles that are made of the file among others, in order. */
  bundlesReading(file: string): readonly string[] {
    this.#seen?.add(readersKey(file));
    return bundlesReading(this.#index.bundles, file);
  }

  /** What makes pods, among the files of one directory that are of no bundle. */
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

  /** Custom resources that make no pods themselves, but perhaps what pods need, as a Certificate makes a Secret. */
  configuringIn(directory: string): readonly Resource[] {
    return this.#list(`configuring in ${directory}`) as readonly Resource[];
  }

  configuringOf(bundle: string): readonly Resource[] {
    return this.#list(`configuring of ${bundle}`) as readonly Resource[];
  }

  unreadIn(directory: string): readonly UnreadPart[] {
    return this.#list(`unread in ${directory}`) as readonly UnreadPart[];
  }

  fileAt(file: string): SourceFile | undefined {
    this.#seen?.add(fileKey(file));
    return lookUp(this.#index.files, file);
  }

  /** Whether a directory holds files, itself or right below. */
  isDirectory(directory: string): boolean {
    const beside = this.#list(`files below ${directoryOf(directory)}`) as readonly FileEntry[];
    return (
      directory === '' ||
      beside.some(({ file }) => directoryOf(file) === directory) ||
      this.#list(`files below ${directory}`).length > 0
    );
  }

  get kustomizations(): readonly KustomizationFile[] {
    return this.#list('kustomizations') as readonly KustomizationFile[];
  }

  /** Directories that Flux Kustomizations and Argo CD Applications deploy. */
  get deployed(): readonly string[] {
    return (this.#list('deployers') as readonly Resource[]).flatMap(({ deploys }) => deploys?.path ?? []);
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

  /** Every ReferenceGrant of the workspace. */
  get grants(): readonly Resource[] {
    return this.#list('grants') as readonly Resource[];
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

  #both(loose: string, rendered: string): readonly Resource[] {
    const [own, others] = [this.#list(loose), this.#list(rendered)];
    return (others.length === 0 ? own : own.length === 0 ? others : [...own, ...others]) as readonly Resource[];
  }

  #list(key: string): readonly Posting[] {
    this.#seen?.add(key);
    return lookUp(this.#index.postings, key) ?? [];
  }
}

const completeKey = 'complete';
const fileKey = (file: string) => `file ${file}`;
const ofBundle = (bundle: string, key: string) => `${key} of ${bundle}`;
const bundleKey = (directory: string) => `bundle ${directory}`;
const readersKey = (file: string) => `bundles reading ${file}`;
const renderedKey = (file: string) => `rendered from ${file}`;
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
      return (
        placeIn(fileA, a.document) - placeIn(fileB, b.document) ||
        a.start - b.start ||
        compareText(a.bundle ?? '', b.bundle ?? '') ||
        compareText(a.name, b.name)
      );
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
    if (resource.deploys) {
      post('deployers', resource);
      post(`deployers of ${resource.deploys.path}`, resource);
    }
  }
  if (facts.unread) {
    post(`unread in ${directory}`, { file: facts.file, unread: facts.unread });
  }
  if (facts.kustomization) {
    const entry: KustomizationFile = { file: facts.file, kustomization: facts.kustomization };
    post(`kustomization in ${directory}`, entry);
    post('kustomizations', entry);
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
  forEachSharedPosting(resource, directory, post);
  for (const role of rolesOf(resource)) {
    post(`${role} in ${directory}`, resource);
  }
  if (resource.group === '' && namedKinds.has(resource.kind)) {
    post(`${resource.kind} in ${directory}`, resource);
  }
  if (resource.podTemplate) {
    post(`templates in ${directory}`, resource);
    forEachLabel(resource.podTemplate.labels, (key, value) => post(templateKey(key, value), resource));
  } else if (resource.service) {
    post(`services in ${directory}`, resource);
    postByTellingPair(resource.service.selector, (key) => post(key, resource));
  }
}

/**
 * What a bundle deploys stands under the bundle, where those look that are of the same one; and under what it is made of,
 * apart from what stands by itself, because of one file there may be as many as there are overlays.
 */
function forEachRenderedPosting(resource: Resource, post: (key: string, posting: Posting) => void): void {
  const { bundle, document } = resource;
  if (resource.refusals) {
    return;
  }
  const directory = directoryOf(document.file);
  forEachSharedPosting(resource, directory, post);
  post(renderedKey(document.file), resource);
  for (const role of rolesOf(resource)) {
    post(`${role} of ${bundle}`, resource);
  }
  if (resource.group === '' && namedKinds.has(resource.kind)) {
    post(`${resource.kind} of ${bundle}`, resource);
    post(`rendered ${resource.kind} from ${directory}`, resource);
  }
  if (resource.podTemplate) {
    post(`templates of ${bundle}`, resource);
    post(`rendered templates from ${directory}`, resource);
    forEachLabel(resource.podTemplate.labels, (key, value) => {
      post(`rendered ${templateKey(key, value)}`, resource);
      post(ofBundle(bundle!, templateKey(key, value)), resource);
    });
  } else if (resource.service) {
    post(`services of ${bundle}`, resource);
    post(`rendered services from ${directory}`, resource);
    postByTellingPair(resource.service.selector, (key) => {
      post(`rendered ${key}`, resource);
      post(ofBundle(bundle!, key), resource);
    });
  }
  if (resource.operated) {
    post(`operated of ${bundle}`, resource);
  } else if (isCustomGroup(resource.group)) {
    post(`configuring of ${bundle}`, resource);
  }
}

/** In which it names or selects others. */
function rolesOf({ references, selectors }: Resource): ReadonlySet<ReferenceRole | SelectorRole> {
  return new Set([...references, ...selectors].map(({ role }) => role));
}

function forEachSharedPosting(
  resource: Resource,
  directory: string,
  post: (key: string, posting: Posting) => void,
): void {
  post(nameKey(resource.group, resource.kind, resource.name), resource);
  for (const key of new Set(resource.references.map((r) => `naming ${r.group}/${r.kind}/${r.name.value}`))) {
    post(key, resource);
  }
  if (resource.service) {
    for (const { key, value } of resource.labels?.pairs ?? []) {
      post(`service with ${key.value}=${value.value}`, resource);
    }
    for (const number of new Set(nodePortsOf(resource.service).map((each) => each.number))) {
      post(`node port ${number}`, resource);
    }
  }
  if (resource.operated) {
    post(`operated in ${directory}`, resource);
  } else if (isCustomGroup(resource.group)) {
    post(`configuring in ${directory}`, resource);
  }
  if (resource.grant) {
    post('grants', resource);
  }
  if (resource.endpointsOf !== undefined) {
    post(`endpoints of ${resource.endpointsOf}`, resource);
  }
  if (resource.apexService) {
    post(`splits of ${resource.apexService.value}`, resource);
  }
}

function postByTellingPair(selector: Labels | undefined, post: (key: string) => void): void {
  const telling = selector && tellingPair(selector);
  if (telling) {
    post(selectorKey(telling.key.value, telling.value.value));
  }
}

function forEachLabel(labels: Labels | undefined, post: (key: string, value: string) => void): void {
  const seen = new Set<string>();
  for (const { key, value } of labels?.pairs ?? []) {
    const pair = `${key.value}=${value.value}`;
    if (!seen.has(pair)) {
      seen.add(pair);
      post(key.value, value.value);
    }
  }
}

function forEachFilePosting(file: SourceFile | undefined, post: (key: string, posting: Posting) => void): void {
  if (!file || file.ignored) {
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
  if (isChartFile(file.path)) {
    post(`chart ${directory}`, entry);
  }
}

function isChartFile(path: string): boolean {
  return /^Chart\.ya?ml$/.test(baseName(path));
}

function isDeployer({ deploys }: Resource): boolean {
  return deploys !== undefined;
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
