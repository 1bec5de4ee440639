import { type ClusterFacts, type Known, type NamespaceFacts, serviceKey } from '../live/facts.ts';
import type { LiveService, LiveSlice } from '../live/objects.ts';
import type { DocumentFacts, SourceFile } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { ReferenceRole, SelectorRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { WiredResource } from '../model/wiring.ts';
import type { LabelPair } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import { baseName, directoryOf } from '../text/path.ts';
import {
  anyBaselineKey,
  baselineFileKey,
  baselineIdentityKey,
  baselineNameKey,
  baselineUnreadKey,
  identityKey,
  type ObjectName,
  renamedKey,
  wiredUnder,
} from './baseline.ts';
import type { BundleFacts } from './bundleFacts.ts';
import { bundlesReading } from './bundles.ts';
import { contextKey, liveNodePortKey, liveServiceKey, podsKey, stateKey } from './cluster.ts';
import { deployersByPath, pathsOf, placesOf } from './deployed.ts';
import type { Index } from './index.ts';
import {
  bundleKey,
  completeKey,
  fileKey,
  nameKey,
  ofBundle,
  readersKey,
  renderedKey,
  selectorKey,
  templateKey,
} from './keys.ts';
import type { FileEntry, Posting, UnreadPart } from './postings.ts';
import { lookUp } from './versionedMap.ts';

/**
 * What was worked out from one index, by the question and what it was asked of, with the keys that were looked at. Many
 * judgements ask the same of the same: where a candidate may live, who selects its pods.
 */
export type Answers = Map<string, Map<unknown, Answer>>;

interface Answer {
  readonly value: unknown;
  /** The keys that were looked at for it, beside those of the answers that it was made from. */
  readonly seen: ReadonlySet<string>;
  readonly from: ReadonlySet<Answer>;
}

/** What was worked out from an index, for readers of the one that a change makes of it. */
export interface EarlierAnswers {
  /** Those that a change does not touch are the same for both indexes: they are taken from here. */
  readonly answers: Answers;
  /** Whether those that are new are put in, for others who change the same index. */
  readonly takesNew: boolean;
  /** Keys under which the change added or removed something. */
  readonly touched: ReadonlySet<string>;
  /** Whether an answer looked at one of them, as far as that was asked. */
  readonly isTouched: Map<Answer, boolean>;
}

/** Looks things up for one judgement and remembers what it looked at. */
export class IndexReader {
  readonly #index: Index;
  /** Undefined for who is not asked what was looked at. */
  readonly #seen: Set<string> | undefined;
  readonly #answers: Answers;
  readonly #earlier: EarlierAnswers | undefined;
  /** Most readers take one answer or none. */
  #taken: Set<Answer> | undefined;

  /** `answers` may be shared by readers of the same index, and by no others. */
  constructor(index: Index, seen?: Set<string>, answers: Answers = new Map(), earlier?: EarlierAnswers) {
    this.#index = index;
    this.#seen = seen;
    this.#answers = answers;
    this.#earlier = earlier;
  }

  /**
   * What `make` gives, worked out once per index. It may depend on `of`, on what `question` says and on what it looks
   * up in the reader that it is given, and on nothing else. It is given `of` too: what is asked most needs no function made for it.
   */
  remember<K, T>(question: string, of: K, make: (index: IndexReader, of: K) => T): T {
    const answers = answersTo(question, this.#answers);
    let answer = answers.get(of);
    if (!answer) {
      const earlier = this.#earlier && answersTo(question, this.#earlier.answers);
      const known = earlier?.get(of);
      if (known && !isTouched(known, this.#earlier)) {
        answer = known;
      } else {
        const seen = new Set<string>();
        const reader = new IndexReader(this.#index, seen, this.#answers, this.#earlier);
        answer = { value: make(reader, of), seen: seen.size === 0 ? noKeys : seen, from: reader.#taken ?? noAnswers };
        if (earlier && this.#earlier?.takesNew && !known && !isTouched(answer, this.#earlier)) {
          earlier.set(of, answer);
        }
      }
      answers.set(of, answer);
    }
    if (this.#seen) {
      this.#taken ??= new Set();
      this.#taken.add(answer);
    }
    return answer.value as T;
  }

  /** Every key that was looked at, by itself or for an answer that was taken, each once. */
  keys(): ReadonlySet<string> {
    const keys = this.#seen;
    if (keys === undefined || this.#taken === undefined) {
      return keys ?? noKeys;
    }
    const known = new Set<Answer>();
    const open = [...this.#taken];
    for (let answer = open.pop(); answer !== undefined; answer = open.pop()) {
      if (!known.has(answer)) {
        known.add(answer);
        for (const key of answer.seen) {
          keys.add(key);
        }
        for (const each of answer.from) {
          open.push(each);
        }
      }
    }
    return keys;
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
  livePods(namespace: string): Pick<NamespaceFacts, 'pods' | 'workloads' | 'otherWorkloads'> | undefined {
    this.#seen?.add(podsKey(namespace));
    return this.#index.cluster?.namespaces.get(namespace);
  }

  /** Whether there is anything to compare with: where there is not, nobody need look up what was there. */
  get hasBaseline(): boolean {
    this.#seen?.add(anyBaselineKey);
    return this.#index.baseline !== undefined;
  }

  /** What the baseline is called; undefined where there is none. */
  get baselineName(): string | undefined {
    this.#seen?.add(baselineNameKey);
    return this.#index.baseline?.name;
  }

  /** What the baseline had under a name, whatever its file and bundle. */
  wiredBefore(identity: ObjectName): readonly WiredResource[] {
    const key = identityKey(identity);
    this.#seen?.add(baselineIdentityKey(key));
    return wiredUnder(this.#index.baseline?.named, key);
  }

  /** What the baseline had of a file. */
  wiredBeforeIn(file: string): readonly WiredResource[] {
    this.#seen?.add(baselineFileKey(file));
    return wiredUnder(this.#index.baseline?.byFile, file);
  }

  /** The path in the baseline of a file of now. */
  oldPathOf(file: string): string {
    this.#seen?.add(renamedKey(file));
    return this.#index.baseline?.oldPaths.get(file) ?? file;
  }

  /** The path now of a file of the baseline. */
  newPathOf(file: string): string {
    this.#seen?.add(renamedKey(file));
    return this.#index.baseline?.newPaths.get(file) ?? file;
  }

  /** Whether the baseline had the part that is not read, by its mark. */
  wasUnread(mark: string): boolean {
    this.#seen?.add(baselineUnreadKey);
    return this.#index.baseline?.unread.has(mark) === true;
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

  /** Directories with a kustomization that Flux Kustomizations and Argo CD Applications deploy. */
  get deployed(): readonly string[] {
    return this.deployers.flatMap((deployer) =>
      this.#placesOf(deployer, (each) => this.kustomizationsIn(each).length > 0),
    );
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
    return this.deployers.length > 0;
  }

  /** Flux Kustomizations and Argo CD Applications that deploy the directory. */
  deployersOf(directory: string): readonly Resource[] {
    const { byPath, names } = this.remember('deployers', 'by path', deployersByPath);
    if (!names.has(baseName(directory)) && directory !== '') {
      return none;
    }
    const { within } = this.#index;
    const found = new Set<Resource>();
    for (const path of pathsOf(directory, within)) {
      for (const deployer of byPath.get(path) ?? none) {
        const places = placesOf(path, deployer, within);
        if (places.find((each) => each === directory || this.isDirectory(each)) === directory) {
          found.add(deployer);
        }
      }
    }
    return found.size === 0 ? none : [...found];
  }

  /** Every Flux Kustomization and Argo CD Application of the workspace. */
  get deployers(): readonly Resource[] {
    return this.#list('deployers') as readonly Resource[];
  }

  /** The directories that a Flux Kustomization or Argo CD Application deploys, as far as they are in the workspace. */
  directoriesDeployedBy(deployer: Resource): readonly string[] {
    return this.#placesOf(deployer, (each) => this.isDirectory(each));
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

  /** Of each path that a tool names, the likeliest place that is there. */
  #placesOf(deployer: Resource, isThere: (directory: string) => boolean): readonly string[] {
    return (deployer.deploys?.paths ?? none).flatMap(
      (path) => placesOf(path, deployer, this.#index.within).find(isThere) ?? none,
    );
  }

  #list(key: string): readonly Posting[] {
    this.#seen?.add(key);
    return lookUp(this.#index.postings, key) ?? [];
  }
}

const noKeys: ReadonlySet<string> = new Set();
const noAnswers: ReadonlySet<Answer> = new Set();

function answersTo(question: string, all: Answers): Map<unknown, Answer> {
  let answers = all.get(question);
  if (!answers) {
    answers = new Map();
    all.set(question, answers);
  }
  return answers;
}

function isTouched(answer: Answer, earlier: EarlierAnswers | undefined): boolean {
  if (!earlier) {
    return false;
  }
  let touched = earlier.isTouched.get(answer);
  if (touched === undefined) {
    touched = holdsOneOf(answer.seen, earlier.touched) || [...answer.from].some((each) => isTouched(each, earlier));
    earlier.isTouched.set(answer, touched);
  }
  return touched;
}

function holdsOneOf(keys: ReadonlySet<string>, touched: ReadonlySet<string>): boolean {
  for (const key of keys) {
    if (touched.has(key)) {
      return true;
    }
  }
  return false;
}
