import { bundlesReading } from './bundles/bundles.ts';
import { type Index, looseResources } from './index/index.ts';
import type { Resource } from './model/resource.ts';
import type { Work } from './model/workBudget.ts';
import { eachPendingResource, isPendingResource, type PendingResources } from './pendingResources.ts';
import { lookUp } from './text/versionedMap.ts';

interface JudgingOrder {
  /** The resources that the present change concerns. */
  readonly toJudge: ReadonlySet<Resource>;
  readonly removed: ReadonlySet<Resource>;
  readonly index: Index;
  readonly open: ReadonlySet<string> | undefined;
  readonly work: Work;
}

/** The resources to judge now, in order: first those of open files, then the others as far as `work` allows. */
export function* judgingOrder(
  pending: PendingResources,
  { toJudge, removed, index, open, work }: JudgingOrder,
): Generator<Resource> {
  const { goesOn = () => true, onlyTouched } = work;
  const wasPending = (resource: Resource) =>
    pending.size > 0 && isPendingResource(pending, resource) && !removed.has(resource);
  const judged = new Set<Resource>();
  const rendered: Resource[] = [];
  for (const file of open ?? []) {
    for (const resource of looseResources(index, lookUp(index.files, file))) {
      if (toJudge.has(resource) || wasPending(resource)) {
        judged.add(resource);
        yield resource;
      }
    }
    // Every resource of a bundle may have findings in every file that the bundle reads.
    for (const directory of bundlesReading(index.bundles, file)) {
      const { resources } = lookUp(index.bundles.byDirectory, directory)!;
      rendered.push(...resources.filter((each) => toJudge.has(each) || wasPending(each)));
    }
  }
  if (!index.complete && open) {
    return;
  }
  const touched = onlyTouched ? [...toJudge].filter((each) => !wasPending(each)) : toJudge;
  for (const some of [rendered, touched, onlyTouched ? [] : eachPendingResource(pending)]) {
    for (const resource of some) {
      if (!judged.has(resource) && !removed.has(resource)) {
        if (!goesOn()) {
          return;
        }
        judged.add(resource);
        yield resource;
      }
    }
  }
}
