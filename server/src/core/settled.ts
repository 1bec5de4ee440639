import { bundlesReading, filesReadBy } from './index/bundles.ts';
import { type Index, looseResources } from './index/index.ts';
import { IndexReader } from './index/reader.ts';
import { lookUp } from './index/versionedMap.ts';
import type { Resource } from './model/resource.ts';
import { membershipOf } from './render/bundles.ts';
import { isWaiting, type Waiting } from './waiting.ts';

/** What of an analysis says how far it has come. */
interface State {
  readonly index: Index;
  readonly waiting: Waiting;
}

/** Files of which everything is known now and was not before, beside those of which something was said. */
export function* becomeKnown(
  previous: State,
  analysis: State,
  judged: readonly Resource[],
  rendered: readonly string[],
): Generator<string> {
  if (previous.waiting.size === 0 && previous.index.bundles.due.size === 0) {
    return;
  }
  const directories = new Set([...rendered, ...judged.flatMap(({ bundle }) => bundle ?? [])]);
  for (const directory of directories) {
    if (isBundleKnown(analysis, directory)) {
      yield* filesReadBy(analysis.index.bundles, directory);
    }
  }
}

function isBundleKnown({ index, waiting }: State, directory: string): boolean {
  return (
    !index.bundles.due.has(directory) &&
    !lookUp(index.bundles.byDirectory, directory)?.resources.some((each) => isWaiting(waiting, each))
  );
}

/** Whether anything is still to be rendered or judged that can be by now. */
export function isBehind({ index, waiting }: State): boolean {
  return index.read && (index.bundles.due.size > 0 || waiting.size > 0);
}

/** Whether bundles wait of which something is said by the whole workspace: what looks at them sees them as they were. */
export function hasStaleBundles({ index }: State): boolean {
  return index.complete && index.bundles.due.size > 0;
}

/** How many bundles are to be rendered, and how many resources to be judged. */
export function countsOfWork({ index, waiting }: State): { readonly bundles: number; readonly resources: number } {
  return { bundles: index.bundles.due.size, resources: waiting.size };
}

/**
 * Whether what is said of a file is all of what there is to say: nothing waits that stands in it, or could say something
 * there. While the workspace is being read that holds of files which no kustomization takes in, as far as is known.
 */
export function isSettled(analysis: State, path: string): boolean {
  const { index, waiting } = analysis;
  if (!index.complete && membershipOf(path, new IndexReader(index)).takers.length > 0) {
    return false;
  }
  if (waiting.size === 0 && index.bundles.due.size === 0) {
    return true;
  }
  return (
    !looseResources(index, lookUp(index.files, path)).some((each) => isWaiting(waiting, each)) &&
    bundlesReading(index.bundles, path).every((directory) => isBundleKnown(analysis, directory))
  );
}
