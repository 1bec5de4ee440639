import { type Bundles, bundlesReading, noBundles } from '../bundles/bundles.ts';
import type { ChartContent } from '../chart/files.ts';
import type { ClusterFacts } from '../live/facts.ts';
import type { SourceFile } from '../model/document.ts';
import type { Resource } from '../model/resource.ts';
import { emptyMap, type VersionedMap } from '../text/versionedMap.ts';
import type { BaselineFacts } from './baseline.ts';
import type { ObjectNames } from './objectNames.ts';
import { noPostings, type PostingLists } from './postingLists.ts';

/**
 * Everything that a judgement may look up, as posting lists under string keys. Immutable: `updateIndex` makes
 * the next index and returns the keys that it touched. An `IndexReader` records each key that it looks up, so
 * the analysis knows which judgements a change concerns, without a list of special cases.
 */
export interface Index {
  readonly postings: PostingLists;
  readonly files: VersionedMap<string, SourceFile>;
  readonly names: ObjectNames;
  /**
   * What kustomizations deploy. If a bundle reads a file, the bundle's resources take the place of the file's
   * own.
   */
  readonly bundles: Bundles;
  /** The charts of the workspace by their directories, or why they cannot be read. */
  readonly charts: ReadonlyMap<string, ChartContent | string>;
  /** The path of the workspace in its repository; empty for the root. */
  readonly within: string;
  /** Whether every file of the workspace has been read. */
  readonly read: boolean;
  /**
   * False until every file has been read and every bundle rendered: until then, a missing object may only be
   * not indexed yet.
   */
  readonly complete: boolean;
  /** Absent if no cluster is connected. */
  readonly cluster?: ClusterFacts | undefined;
  /** Absent if no baseline is set. */
  readonly baseline?: BaselineFacts | undefined;
}

export const emptyIndex: Index = {
  postings: noPostings,
  files: emptyMap(),
  names: emptyMap(),
  bundles: noBundles,
  charts: new Map(),
  within: '',
  read: false,
  complete: false,
};

/**
 * The resources of a file that no bundle reads. If a bundle reads the file, the bundle's variants of the
 * resources are judged instead.
 */
export function looseResources(index: Index, file: SourceFile | undefined): readonly Resource[] {
  return looseDocuments(file, index.bundles)?.documents.flatMap(({ facts }) => facts.resources) ?? [];
}

export function looseDocuments(file: SourceFile | undefined, bundles: Bundles): SourceFile | undefined {
  return file && bundlesReading(bundles, file.path).length > 0 ? undefined : file;
}
