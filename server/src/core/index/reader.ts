import type { BundleFacts } from '../bundles/bundleFacts.ts';
import { bundlesReading } from '../bundles/bundles.ts';
import { type ClusterFacts, type Known, type NamespaceFacts, serviceKey } from '../live/facts.ts';
import type { LiveService, LiveSlice } from '../live/objects.ts';
import type { DocumentFacts, SourceFile } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { Resource } from '../model/resource.ts';
import type { WiredResource } from '../model/wiring.ts';
import { none, orNone } from '../text/emptyList.ts';
import { baseName, directoryOf } from '../text/path.ts';
import { lookUp } from '../text/versionedMap.ts';
import { type Answers, answersTo, isTouched, once, type Shared } from './answers.ts';
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

/** Looks facts up and records what it looked up. */
export class IndexReader {
  readonly #index: Index;
  readonly #shared: Shared;
  readonly #answers: Answers;
  /** Undefined if the dependencies are not needed. */
  readonly #seen: Set<Key> | undefined;
  /** Created on demand, because most readers use at most one shared answer. */
  #parts: Set<Dependencies> | undefined;

  /**
   * @param shared of readers of the same index, and of no other index.
   * @param notes whether `dependencies` will be called.
   */
  constructor(index: Index, shared: Shared = {}, notes = false) {
    this.#index = index;
    this.#answers = shared.answers ?? new Map();
    this.#shared = shared.answers
      ? shared
      : { ...shared, answers: this.#answers, untracked: !notes && shared.earlier === undefined };
    this.#seen = notes ? new Set() : undefined;
  }

  /**
   * The result of `make`, computed once per index. It may depend only on `of`, on the values in `question`, and
   * on what it looks up in the reader that it receives. `make` also receives `of`, so that the most frequent
   * questions need no closure.
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
        const reader = new IndexReader(this.#index, this.#shared, this.#shared.untracked !== true);
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
    if (this.#seen && from !== noDependencies) {
      this.#parts ??= new Set();
      this.#parts.add(from);
    }
  }

  /** Everything that was looked up. */
  dependencies(): Dependencies {
    const noted = this.#seen ?? new Set<Key>();
    const parts: Dependencies[] = [];
    // Here and not when they are noted, because most answers are used several times.
    for (const part of this.#parts ?? none) {
      if (part.parts.length > 0 || part.keys.length > mostCopied) {
        parts.push(part);
      } else {
        for (const key of part.keys) {
          noted.add(key);
        }
      }
    }
    const seen = noted.size > 0 ? [...noted] : none;
    const { keys } = this.#shared;
    return seen.length + parts.length === 0
      ? noDependencies
      : new Dependencies(keys ? seen.map((key) => once(key, keys)) : seen, orNone(parts));
  }

  /** The connected cluster, and the namespace of resources that state none. */
  get cluster(): Pick<ClusterFacts, 'context' | 'namespace'> | undefined {
    this.#seen?.add(contextKey);
    return this.#index.cluster;
  }

  /** A Service in the cluster and its EndpointSlices; undefined if its namespace is not watched. */
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

  /** Services in the cluster that have the node port, as far as their namespaces are watched and current. */
  liveServicesWithNodePort(port: number): readonly LiveService[] {
    this.#seen?.add(liveNodePortKey(port));
    return [...(this.#index.cluster?.namespaces.values() ?? [])].flatMap(({ services }) =>
      services.state === 'current'
        ? [...services.value.values()].filter((service) => service.ports.some(({ nodePort }) => nodePort === port))
        : [],
    );
  }

  /** The pods and workloads in a namespace of the cluster; undefined if the namespace is not watched. */
  livePods(namespace: string): Pick<NamespaceFacts, 'pods' | 'workloads' | 'otherWorkloads'> | undefined {
    this.#seen?.add(podsKey(namespace));
    return this.#index.cluster?.namespaces.get(namespace);
  }

  /** Whether there is a baseline. If there is none, callers need not look anything up in it. */
  get hasBaseline(): boolean {
    this.#seen?.add(anyBaselineKey);
    return this.#index.baseline !== undefined;
  }

  /** The name of the baseline; undefined if there is none. */
  get baselineName(): string | undefined {
    this.#seen?.add(baselineNameKey);
    return this.#index.baseline?.name;
  }

  /** The resources of the baseline with a name, in any file and bundle. */
  wiredBefore(identity: ObjectName): readonly WiredResource[] {
    const key = identityKey(identity);
    this.#seen?.add(baselineIdentityKey(key));
    return wiredUnder(this.#index.baseline?.named, key);
  }

  /** The resources of the baseline in a file. */
  wiredBeforeIn(file: string): readonly WiredResource[] {
    this.#seen?.add(baselineFileKey(file));
    return wiredUnder(this.#index.baseline?.byFile, file);
  }

  /** The path that a current file had in the baseline. */
  oldPathOf(file: string): string {
    this.#seen?.add(renamedKey(file));
    return this.#index.baseline?.oldPaths.get(file) ?? file;
  }

  /** The current path of a file of the baseline. */
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

  /** The postings under the key, ordered by file and by position in the file. */
  list<T extends Posting>(key: ListKey<T>): readonly T[] {
    this.#seen?.add(key);
    return postingsUnder(this.#index.postings, key);
  }

  /** The postings under any of the keys. */
  lists<T extends Posting>(keys: readonly ListKey<T>[]): readonly T[] {
    const found = keys.map((key) => this.list(key)).filter((list) => list.length > 0);
    return found.length > 1 ? found.flat() : (found[0] ?? none);
  }

  /**
   * The postings of the group of lists that has the fewest. A caller that needs items that are in every group
   * depends on that one group only: an item that is added to another group is in this one too, or the caller
   * does not need it.
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

  /** The facts of a bundle. */
  bundle(directory: string): BundleFacts | undefined {
    this.#seen?.add(bundleKey(directory));
    return lookUp(this.#index.bundles.byDirectory, directory);
  }

  /** The directories of the bundles that read the file, in order. */
  bundlesReading(file: string): readonly string[] {
    this.#seen?.add(bundlesReadingKey(file));
    return bundlesReading(this.#index.bundles, file);
  }

  fileAt(file: string): SourceFile | undefined {
    this.#seen?.add(fileKey(file));
    return lookUp(this.#index.files, file);
  }

  /** Whether a file is read as a part of a chart. */
  isInChart(file: string): boolean {
    return this.fileAt(file)?.inChart === true;
  }

  /** Whether a directory holds files, directly or one level below. */
  isDirectory(directory: string): boolean {
    return (
      directory === '' ||
      this.list(filesBelow(directoryOf(directory))).some(({ file }) => directoryOf(file) === directory) ||
      this.list(filesBelow(directory)).length > 0
    );
  }

  /** Directories with a kustomization that a Flux Kustomization or an Argo CD Application deploys. */
  get deployed(): readonly string[] {
    return this.list(deployers).flatMap((deployer) =>
      this.#placesOf(deployer, (each) => this.kustomizationsIn(each).length > 0),
    );
  }

  /** The subdirectories that hold files. */
  directoriesIn(directory: string): readonly string[] {
    return [...new Set(this.list(filesBelow(directory)).map(({ file }) => directoryOf(file)))].sort();
  }

  kustomizationsIncluding(path: string): readonly KustomizationFile[] {
    return this.list(kustomizationsIncluding(path));
  }

  kustomizationsIn(directory: string): readonly KustomizationFile[] {
    return this.list(kustomizationsIn(directory));
  }

  /** Whether any Flux Kustomization or Argo CD Application deploys a directory. Nearly every workspace has none. */
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

  /** The directories of the workspace that a Flux Kustomization or an Argo CD Application deploys. */
  directoriesDeployedBy(deployer: Resource): readonly string[] {
    return this.#placesOf(deployer, (each) => this.isDirectory(each));
  }

  /** The documents of a file, of every kind. */
  documentsOf(file: string): readonly DocumentFacts[] {
    return this.fileAt(file)?.documents.map((document) => document.facts) ?? [];
  }

  /** The places where a path that a deployer names may be, the likeliest first. */
  placesOf(path: string, deployer: Resource): readonly string[] {
    return placesOf(path, deployer, this.#index.within);
  }

  /** For each path that a deployer names, the likeliest place that exists. */
  #placesOf(deployer: Resource, isThere: (directory: string) => boolean): readonly string[] {
    return (deployer.deploys?.paths ?? none).flatMap(
      (path) => placesOf(path, deployer, this.#index.within).find(isThere) ?? none,
    );
  }
}

// A few keys take less memory if each caller copies them than as a shared part that has to be looked up.
const mostCopied = 16;
