import { type BundleFacts, pathOfFileKey } from '../bundles/bundleFacts.ts';
import { updateBundles } from '../bundles/bundles.ts';
import { isOfReleases } from '../bundles/releasing.ts';
import type { ChartContent } from '../chart/files.ts';
import type { ClusterFacts } from '../live/facts.ts';
import type { DocumentFacts, FileDocument, SourceFile } from '../model/document.ts';
import type { CustomWorkload, Resource } from '../model/resource.ts';
import type { Work } from '../model/workBudget.ts';
import { membershipOf } from '../render/kustomizationGraph.ts';
import type { Settings } from '../settings.ts';
import { compareText } from '../text/compare.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { lookUp, withChanges } from '../text/versionedMap.ts';
import { type BaselineFacts, touchedByBaseline } from './baseline.ts';
import { chartOf } from './charts.ts';
import { touchedByCluster } from './cluster.ts';
import type { Index } from './index.ts';
import { looseDocuments } from './index.ts';
import {
  allKustomizations,
  bundleKey,
  bundlesReadingKey,
  completeKey,
  deployers,
  fileKey,
  ignoredFile,
  type Key,
  kustomizationsIn,
  kustomizationsIncluding,
  type Posting,
  releasing,
} from './keys.ts';
import { withObjectNames } from './objectNames.ts';
import { changesTo } from './postingLists.ts';
import {
  forEachDocumentPosting,
  forEachFilePosting,
  forEachRenderedPosting,
  forEachResourcePosting,
  isChartFile,
  isDeployer,
} from './postings.ts';
import { IndexReader } from './reader.ts';
export interface IndexUpdate {
  readonly index: Index;
  /** The keys under which something was added or removed. */
  readonly touched: ReadonlySet<string>;
  readonly added: readonly Resource[];
  readonly removed: readonly Resource[];
  /** The bundles that were rendered again or removed. */
  readonly rendered: readonly string[];
  /** Files that other bundles read than before: the findings in them may now come from other resources. */
  readonly readAnew: ReadonlySet<string>;
}

export interface IndexChange {
  /** The changed files; `undefined` for a file that was deleted. */
  readonly files: ReadonlyMap<string, SourceFile | undefined>;
  /** The changed charts; `undefined` for one that was deleted. */
  readonly charts?: ReadonlyMap<string, ChartContent | string | undefined>;
  readonly read: boolean;
  /** The workload kinds that the user configured. */
  readonly workloads?: readonly CustomWorkload[];
  /** The version of Kubernetes for which charts are rendered, e.g. `v1.31.0`; absent: that of the engine. */
  readonly kubeVersion?: string | undefined;
  readonly within?: string | undefined;
  /** The complete facts of the cluster, with every change. */
  readonly cluster?: ClusterFacts | undefined;
  readonly baseline?: BaselineFacts | undefined;
  /** How much is rendered now; absent: everything. Bundles that read `open` files come first. */
  readonly work?: Work;
  readonly open?: Iterable<string>;
}

/** The settings on which the index depends. */
export function settingsOfIndex({
  workloads,
  within,
  helm: { kubeVersion },
}: Settings): Pick<IndexChange, 'workloads' | 'within' | 'kubeVersion'> {
  return { workloads, within, kubeVersion };
}

/** Whether the index is the same with both settings. */
export function areSameForIndex(a: Settings, b: Settings): boolean {
  return a.workloads === b.workloads && a.within === b.within && a.helm.kubeVersion === b.helm.kubeVersion;
}

/**
 * The index after a change. An index that was complete once stays complete while bundles wait to be rendered
 * again.
 */
export function updateIndex(index: Index, change: IndexChange): IndexUpdate {
  const { files: changes, read, workloads = [], within = '', cluster, baseline, work = {}, open = [] } = change;
  const touched = new Set<Key>([
    ...touchedByCluster(index.cluster, cluster),
    ...touchedByBaseline(index.baseline, baseline),
  ]);
  const added: Resource[] = [];
  const removed: Resource[] = [];
  const { post, unpost, settle } = changesTo(index.postings, touched, isSameSource);
  const files = withChanges(index.files, changes);
  const names = withObjectNames(index.names, changes);
  const inOrder = placeOrder(files);
  const charts = change.charts ? withCharts(index.charts, change.charts) : index.charts;

  let releasesMayDiffer = within !== index.within;
  let rootsMayDiffer = read !== index.read || within !== index.within;
  if (within !== index.within) {
    touched.add(deployers);
  }
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
    releasesMayDiffer ||= [...gone, ...come].some(({ facts }) => facts.resources.some(isOfReleases));
    rootsMayDiffer ||= previous?.outside !== next?.outside;
  }

  const ofFiles = settle(inOrder);
  const update = updateBundles(index.bundles, {
    changes: new Map([...changes].map(([path, after]) => [path, sidesOf(lookUp(index.files, path), after)])),
    charts,
    changedCharts: change.charts?.keys() ?? none,
    rootsMayDiffer,
    releasesMayDiffer,
    read,
    work,
    open,
    workloads,
    kubeVersion: change.kubeVersion,
    ...workspaceOf(new IndexReader({ ...index, within, postings: ofFiles, files })),
  });
  const { bundles } = update;
  const complete = read && (index.complete || bundles.due.size === 0);
  const readAnew = new Set<string>();
  for (const { directory, before, after } of update.changed) {
    if (before?.reads !== after?.reads) {
      for (const file of filesRead(before, after)) {
        readAnew.add(file);
        touched.add(bundlesReadingKey(file));
      }
    }
    if (before?.unread !== after?.unread || before?.resources[0] !== after?.resources[0]) {
      touched.add(bundleKey(directory));
    }
    if (before?.flags !== after?.flags) {
      removed.push(...(before?.flags ?? none));
      added.push(...(after?.flags ?? none));
    }
    const { gone, come } = exchangedBetween(before?.resources ?? none, after?.resources ?? none);
    for (const resource of gone) {
      removed.push(resource);
      forEachRenderedPosting(resource, isNotInstalled(before), unpost);
    }
    for (const resource of come) {
      added.push(resource);
      forEachRenderedPosting(resource, isNotInstalled(after), post);
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
  return {
    index: { postings: settle(inOrder), files, names, bundles, charts, within, read, complete, cluster, baseline },
    touched,
    added,
    removed,
    rendered: update.changed.map(({ directory }) => directory),
    readAnew,
  };
}

/** Whether a bundle is a chart that no HelmRelease and no Application installs. */
export function isNotInstalled(bundle: BundleFacts | undefined): boolean {
  return bundle?.chart !== undefined && bundle.release === undefined;
}

function withCharts(before: Index['charts'], changes: NonNullable<IndexChange['charts']>): Index['charts'] {
  const charts = new Map(before);
  for (const [directory, chart] of changes) {
    if (chart === undefined) {
      charts.delete(directory);
    } else {
      charts.set(directory, chart);
    }
  }
  return charts;
}

function sidesOf(
  before: SourceFile | undefined,
  after: SourceFile | undefined,
): { before?: SourceFile; after?: SourceFile } {
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

export function workspaceOf(index: IndexReader) {
  return {
    file: (path: string) => index.fileAt(path),
    isDirectory: (path: string) => index.isDirectory(path),
    kustomizations: () => index.list(allKustomizations),
    kustomizationsIncluding: (path: string) => index.list(kustomizationsIncluding(path)),
    kustomizationsIn: (directory: string) => index.list(kustomizationsIn(directory)),
    takersOf: (file: string) => membershipOf(file, index).takers,
    deployed: () => index.deployed,
    installers: () => index.list(releasing),
    placesOf: (path: string, deployer: Resource) => index.placesOf(path, deployer),
    isPart: (file: string) => index.list(ignoredFile(file)).length > 0 || chartOf(file, index) !== undefined,
  };
}

/** The files that only one of the two bundles reads. */
function filesRead(before: BundleFacts | undefined, after: BundleFacts | undefined): readonly string[] {
  const found: string[] = [];
  for (const [one, other] of [
    [before, after],
    [after, before],
  ]) {
    for (const key of one?.reads ?? []) {
      const path = pathOfFileKey(key);
      if (path !== undefined && !other?.reads.has(key)) {
        found.push(path);
      }
    }
  }
  return found;
}

/**
 * Posting lists are ordered by file and by position in the file, so that judgements do not depend on the order
 * in which files were read.
 */
export function placeOrder(files: Index['files']): (a: Posting, b: Posting) => number {
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

/**
 * The items that only one of two lists has. When a bundle is rendered again, nearly every resource keeps its
 * position.
 */
export function exchangedBetween<T>(
  before: readonly T[],
  after: readonly T[],
): { readonly gone: readonly T[]; readonly come: readonly T[] } {
  const isAlike = before.length === after.length;
  const gone = isAlike ? before.filter((each, position) => each !== after[position]) : before;
  const come = isAlike ? after.filter((each, position) => each !== before[position]) : after;
  const [left, right] = [new Set(gone), new Set(come)];
  return { gone: gone.filter((each) => !right.has(each)), come: come.filter((each) => !left.has(each)) };
}

/** The documents that only one of two versions of a file has. */
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
/** Postings of files and documents are created again for each update, so they are compared by their content. */
export function isSameSource(a: Posting, b: Posting): boolean {
  if (!('file' in a) || !('file' in b) || a.file !== b.file) {
    return false;
  }
  const subject = (posting: Posting) =>
    'kustomization' in posting ? posting.kustomization : 'unread' in posting ? posting.unread : undefined;
  return subject(a) === subject(b);
}
