import { type Bundles, bundlesReading, noBundles } from '../bundles/bundles.ts';
import type { ClusterFacts } from '../live/facts.ts';
import type { SourceFile } from '../model/document.ts';
import type { Resource } from '../model/resource.ts';
import { emptyMap, type VersionedMap } from '../text/versionedMap.ts';
import type { BaselineFacts } from './baseline.ts';
import { noPostings, type PostingLists } from './postingLists.ts';

/**
 * Everything that a judgement may look up, as posting lists under string keys. Immutable: `updateIndex` gives the next
 * one and says which keys it touched. Whoever looks something up through an `IndexReader` has the keys recorded, so the
 * analysis knows whom a change concerns: incremental by construction, not by a list of special cases.
 */
export interface Index {
  readonly postings: PostingLists;
  readonly files: VersionedMap<string, SourceFile>;
  /** What kustomizations deploy. Of files that one of them reads, the resources are these and not those of the files. */
  readonly bundles: Bundles;
  /** Where the workspace is in its repository; empty for the root. */
  readonly within: string;
  /** Whether every file of the workspace has been read. */
  readonly read: boolean;
  /** False until every file has been read and every bundle rendered: what is not found may only be not indexed yet. */
  readonly complete: boolean;
  /** Absent where no cluster is connected. */
  readonly cluster?: ClusterFacts | undefined;
  /** Absent where there is nothing to compare with. */
  readonly baseline?: BaselineFacts | undefined;
}

export const emptyIndex: Index = {
  postings: noPostings,
  files: emptyMap(),
  bundles: noBundles,
  within: '',
  read: false,
  complete: false,
};

/** Resources of a file that stand by themselves: those of a file that a bundle reads are judged as the bundle has them. */
export function looseResources(index: Index, file: SourceFile | undefined): readonly Resource[] {
  return looseDocuments(file, index.bundles)?.documents.flatMap(({ facts }) => facts.resources) ?? [];
}

export function looseDocuments(file: SourceFile | undefined, bundles: Bundles): SourceFile | undefined {
  return file && bundlesReading(bundles, file.path).length > 0 ? undefined : file;
}
