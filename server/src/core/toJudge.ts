import { bundlesReading } from './index/bundles.ts';
import { type Index, looseResources } from './index/index.ts';
import { lookUp } from './index/versionedMap.ts';
import type { Work } from './index/work.ts';
import type { Resource } from './model/resource.ts';
import { eachWaiting, isWaiting, type Waiting } from './waiting.ts';

interface ToJudge {
  readonly due: ReadonlySet<Resource>;
  readonly removed: ReadonlySet<Resource>;
  readonly index: Index;
  readonly open: ReadonlySet<string> | undefined;
  readonly work: Work;
}

/** What is judged now, in its order: what stands in open files, then the rest as far as there is time. */
export function* toJudge(waiting: Waiting, { due, removed, index, open, work }: ToJudge): Generator<Resource> {
  const { goesOn = () => true, onlyTouched } = work;
  const wasPutOff = (resource: Resource) => waiting.size > 0 && isWaiting(waiting, resource) && !removed.has(resource);
  const judged = new Set<Resource>();
  const made: Resource[] = [];
  for (const file of open ?? []) {
    for (const resource of looseResources(index, lookUp(index.files, file))) {
      if (due.has(resource) || wasPutOff(resource)) {
        judged.add(resource);
        yield resource;
      }
    }
    // Anything of a bundle may have to do with any file that it is made of.
    for (const directory of bundlesReading(index.bundles, file)) {
      const { resources } = lookUp(index.bundles.byDirectory, directory)!;
      made.push(...resources.filter((each) => due.has(each) || wasPutOff(each)));
    }
  }
  if (!index.complete && open) {
    return;
  }
  const touched = onlyTouched ? [...due].filter((each) => !wasPutOff(each)) : due;
  for (const some of [made, touched, onlyTouched ? [] : eachWaiting(waiting)]) {
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
