import type { BundleFacts } from '../bundles/bundleFacts.ts';
import { bundlesReading } from '../bundles/bundles.ts';
import { type ClusterFacts, type Known, type NamespaceFacts, serviceKey } from '../live/facts.ts';
import type { LiveService, LiveSlice } from '../live/objects.ts';
import type { DocumentFacts, SourceFile } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { Resource } from '../model/resource.ts';
import type { WiredResource } from '../model/wiring.ts';
import { none } from '../text/emptyList.ts';
import { baseName, directoryOf } from '../text/path.ts';
import { lookUp } from '../text/versionedMap.ts';
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
import { contextKey, liveNodePortKey, liveServiceKey, podsKey, stateKey } from './cluster.ts';
import { Dependencies, noDependencies } from './dependencies.ts';
import { deployersByPath, pathsOf, placesOf } from './deployedPaths.ts';
import type { Index } from './index.ts';
import {
  bundleKey,
  bundlesReadingKey,
  completeKey,
  deployers,
  fileKey,
  filesBelow,
  type Key,
  kustomizationsIn,
  kustomizationsIncluding,
  type ListKey,
  type Posting,
} from './keys.ts';
import { postingsUnder } from './postingLists.ts';

/**
 * What was worked out from one index, by the question and what it was asked of, with what it was worked out from. Many judgements
 * ask the same of the same: where a candidate may live, who selects its pods.
 */
export type Answers = Map<string, Map<unknown, Answer>>;

interface Answer {
  readonly value: unknown;
  readonly from: Dependencies;
}

/** What was worked out from an index, for readers of the one that a change makes of it. */
export interface EarlierAnswers {
  /** Those that a change does not touch are the same for both indexes: they are taken from here. */
  readonly answers: Answers;
  /** Whether those that are new are put in, for others who change the same index. */
  readonly takesNew: boolean;
  /** Keys under which the change added or removed something. */
  readonly touched: ReadonlySet<Key>;
  /** Whether something was worked out from one of them, as far as that was asked. */
  readonly isTouched: Map<Dependencies, boolean>;
}

/** What readers of one index share. */
export interface Shared {
  readonly answers?: Answers;
  /** Keys are put together whenever something is looked up; what is kept is one of those that are equal. */
  readonly keys?: Map<Key, Key>;
  readonly earlier?: EarlierAnswers;
}

/** Looks things up, and remembers what it looked at. */
export class IndexReader {
  readonly #index: Index;
  readonly #shared: Shared;
  readonly #answers: Answers;
  /** Undefined for who is not asked what was looked at. */
  readonly #seen: Set<Key> | undefined;
  /** Most readers take one answer or none. */
  #parts: Set<Dependencies> | undefined;

  /**
   * @param shared of readers of the same index, and of no others.
   * @param notes whether it is asked for `dependencies`.
   */
  constructor(index: Index, shared: Shared = {}, notes = false) {
    this.#index = index;
    this.#answers = shared.answers ?? new Map();
    this.#shared = shared.answers ? shared : { ...shared, answers: this.#answers };
    this.#seen = notes ? new Set() : undefined;
  }

  /**
   * What `make` gives, worked out once per index. It may depend on `of`, on what `question` says and on what it looks
   * up in the reader that it is given, and on nothing else. It is given `of` too: what is asked most needs no function made for it.
   */
  remember<K, T>(question: string, of: K, make: (index: IndexReader, of: K) => T): T {
    const answers = answersTo(question, this.#answers);
    let answer = answers.get(of);
    if (!answer) {
      const { earlier } = this.#shared;
      const before = earlier && answersTo(question, earlier.answers);
      const known = before?.get(of);
      if (known && !isTouched(known.from, earlier)) {
        answer = known;
      } else {
        const reader = new IndexReader(this.#index, this.#shared, true);
        answer = { value: make(reader, of), from: reader.dependencies() };
        if (before && earlier?.takesNew && !known && !isTouched(answer.from, earlier)) {
          before.set(of, answer);
        }
      }
      answers.set(of, answer);
    }
    this.#note(answer.from);
    return answer.value as T;
  }

  #note(from: Dependencies): void {
    if (!this.#seen) {
      return;
    }
    if (from.parts.length === 0 && from.keys.length <= mostCopied) {
      for (const key of from.keys) {
        this.#seen.add(key);
      }
    } else {
      this.#parts ??= new Set();
      this.#parts.add(from);
    }
  }

  /** What was looked at. */
  dependencies(): Dependencies {
    const seen = this.#seen?.size ? [...this.#seen] : none;
    const parts = this.#parts ? [...this.#parts] : none;
    const { keys } = this.#shared;
    return seen.length + parts.length === 0
      ? noDependencies
      : new Dependencies(keys ? seen.map((key) => once(key, keys)) : seen, parts);
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

  /** What was put under the key, in the order of files and places. */
  list<T extends Posting>(key: ListKey<T>): readonly T[] {
    this.#seen?.add(key);
    return postingsUnder(this.#index.postings, key);
  }

  /** What was put under any of the keys. */
  lists<T extends Posting>(keys: readonly ListKey<T>[]): readonly T[] {
    const found = keys.map((key) => this.list(key)).filter((list) => list.length > 0);
    return found.length > 1 ? found.flat() : (found[0] ?? none);
  }

  /**
   * Of several groups of lists the one in which there is least. Who looks for what is in every group depends on that one alone: what
   * comes into another is in this one, too, or is not looked for.
   */
  shortest<T extends Posting>(groups: readonly (readonly ListKey<T>[])[]): readonly T[] {
    const { postings } = this.#index;
    const lengthOf = (keys: readonly ListKey<T>[]) =>
      keys.reduce((sum, key) => sum + postingsUnder(postings, key).length, 0);
    let [chosen = none, ...others] = groups;
    let least = lengthOf(chosen);
    for (const each of others) {
      const length = lengthOf(each);
      if (length < least) {
        [chosen, least] = [each, length];
      }
    }
    return this.lists(chosen);
  }

  /** What a bundle holds besides, that is not known. */
  bundle(directory: string): BundleFacts | undefined {
    this.#seen?.add(bundleKey(directory));
    return lookUp(this.#index.bundles.byDirectory, directory);
  }

  /** The directories of the bundles that are made of the file among others, in order. */
  bundlesReading(file: string): readonly string[] {
    this.#seen?.add(bundlesReadingKey(file));
    return bundlesReading(this.#index.bundles, file);
  }

  fileAt(file: string): SourceFile | undefined {
    this.#seen?.add(fileKey(file));
    return lookUp(this.#index.files, file);
  }

  /** Whether a directory holds files, itself or right below. */
  isDirectory(directory: string): boolean {
    return (
      directory === '' ||
      this.list(filesBelow(directoryOf(directory))).some(({ file }) => directoryOf(file) === directory) ||
      this.list(filesBelow(directory)).length > 0
    );
  }

  /** Directories with a kustomization that Flux Kustomizations and Argo CD Applications deploy. */
  get deployed(): readonly string[] {
    return this.list(deployers).flatMap((deployer) =>
      this.#placesOf(deployer, (each) => this.kustomizationsIn(each).length > 0),
    );
  }

  /** Directories right below, as far as they hold files. */
  directoriesIn(directory: string): readonly string[] {
    return [...new Set(this.list(filesBelow(directory)).map(({ file }) => directoryOf(file)))].sort();
  }

  kustomizationsIncluding(path: string): readonly KustomizationFile[] {
    return this.list(kustomizationsIncluding(path));
  }

  kustomizationsIn(directory: string): readonly KustomizationFile[] {
    return this.list(kustomizationsIn(directory));
  }

  /** Whether any Flux Kustomization or Argo CD Application deploys a directory: nearly every workspace has none. */
  get hasDeployers(): boolean {
    return this.list(deployers).length > 0;
  }

  /** Flux Kustomizations and Argo CD Applications that deploy the directory. */
  deployersOf(directory: string): readonly Resource[] {
    const { byPath, names } = this.remember('deployers', 'by path', (reader) =>
      deployersByPath(reader.list(deployers)),
    );
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

  /** The directories that a Flux Kustomization or Argo CD Application deploys, as far as they are in the workspace. */
  directoriesDeployedBy(deployer: Resource): readonly string[] {
    return this.#placesOf(deployer, (each) => this.isDirectory(each));
  }

  /** The documents of a file, whatever they are. */
  documentsOf(file: string): readonly DocumentFacts[] {
    this.#seen?.add(fileKey(file));
    return lookUp(this.#index.files, file)?.documents.map((document) => document.facts) ?? [];
  }

  /** Of each path that a tool names, the likeliest place that is there. */
  #placesOf(deployer: Resource, isThere: (directory: string) => boolean): readonly string[] {
    return (deployer.deploys?.paths ?? none).flatMap(
      (path) => placesOf(path, deployer, this.#index.within).find(isThere) ?? none,
    );
  }
}

// A few keys take less room with each who asked than as a part that is noted once, and has to be looked up.
const mostCopied = 16;

function answersTo(question: string, all: Answers): Map<unknown, Answer> {
  let answers = all.get(question);
  if (!answers) {
    answers = new Map();
    all.set(question, answers);
  }
  return answers;
}

function isTouched(from: Dependencies, earlier: EarlierAnswers | undefined): boolean {
  if (!earlier) {
    return false;
  }
  let touched = earlier.isTouched.get(from);
  if (touched === undefined) {
    touched = from.keys.some((key) => earlier.touched.has(key)) || from.parts.some((each) => isTouched(each, earlier));
    earlier.isTouched.set(from, touched);
  }
  return touched;
}

function once(key: Key, keys: Map<Key, Key>): Key {
  const known = keys.get(key);
  if (known !== undefined) {
    return known;
  }
  keys.set(key, key);
  return key;
}
