import { bundlesReading, filesReadBy } from './bundles/bundles.ts';
import { type Index, looseResources } from './index/index.ts';
import { IndexReader } from './index/reader.ts';
import type { Resource } from './model/resource.ts';
import { isPendingResource, type PendingResources } from './pendingResources.ts';
import { membershipOf } from './render/kustomizationGraph.ts';
import { lookUp } from './text/versionedMap.ts';

/** The part of an analysis that says which work is pending: bundles to render and resources to judge. */
interface State {
  readonly index: Index;
  readonly pending: PendingResources;
}

interface StateWithFlags extends State {
  readonly pendingFlags: PendingResources;
}

/** Whether pending work can be done now. It cannot before every file has been read. */
export function hasPendingWork(state: StateWithFlags): boolean {
  return hasUrgentWork(state) || (state.index.complete && state.pendingFlags.size > 0);
}

/** As `hasPendingWork`, without flags of charts, which wait until nobody types. */
export function hasUrgentWork({ index, pending }: State): boolean {
  return index.read && (index.bundles.due.size > 0 || pending.size > 0);
}

/** Whether bundles of a complete index are pending: readers see them as they were before the change. */
export function hasPendingBundles({ index }: State): boolean {
  return index.complete && index.bundles.due.size > 0;
}

/** Whether every file is read and every bundle rendered. Judgements may be pending. */
export function isRendered({ index }: State): boolean {
  return index.complete && index.bundles.due.size === 0;
}

/** The number of bundles to render, and of resources to judge. */
export function pendingCounts({ index, pending }: State): { readonly bundles: number; readonly resources: number } {
  return { bundles: index.bundles.due.size, resources: pending.size };
}

/**
 * Whether the findings in a file may still change: a resource in the file is pending, or one elsewhere that may
 * have findings in it. While files are being read, this also holds for every file that a kustomization
 * includes.
 */
export function isFilePending(analysis: State, path: string): boolean {
  const { index, pending } = analysis;
  if (!index.complete && membershipOf(path, new IndexReader(index)).takers.length > 0) {
    return true;
  }
  if (pending.size === 0 && index.bundles.due.size === 0) {
    return false;
  }
  return (
    looseResources(index, lookUp(index.files, path)).some((each) => isPendingResource(pending, each)) ||
    bundlesReading(index.bundles, path).some((directory) => isBundlePending(analysis, directory))
  );
}

/** The files of bundles that are no longer pending. */
export function* noLongerPending(
  previous: State,
  analysis: State,
  judged: readonly Resource[],
  rendered: readonly string[],
): Generator<string> {
  if (previous.pending.size === 0 && previous.index.bundles.due.size === 0) {
    return;
  }
  const directories = new Set([...rendered, ...judged.flatMap(({ bundle }) => bundle ?? [])]);
  for (const directory of directories) {
    if (!isBundlePending(analysis, directory)) {
      yield* filesReadBy(analysis.index.bundles, directory);
    }
  }
}

function isBundlePending({ index, pending }: State, directory: string): boolean {
  const resources = lookUp(index.bundles.byDirectory, directory)?.resources ?? [];
  return index.bundles.due.has(directory) || resources.some((each) => isPendingResource(pending, each));
}
