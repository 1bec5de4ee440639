import type { TargetIdentity, WiredResource, Wiring } from '../model/wiring.ts';
import { none } from '../text/emptyList.ts';

/**
 * The wiring with which problems are compared. It is part of the index, like everything else that judgements
 * look up.
 */
export interface BaselineFacts {
  /** The name of the baseline, as it continues "it did in". */
  readonly name: string;
  /** The resources by `identityKey`, in the order of their files. */
  readonly named: WiredLists;
  readonly byFile: WiredLists;
  readonly unread: ReadonlySet<string>;
  /** The old path by the new path, and the new by the old, of files that were renamed since the baseline. */
  readonly oldPaths: ReadonlyMap<string, string>;
  readonly newPaths: ReadonlyMap<string, string>;
}

/** Lists of resources. Most lists hold one resource, which is stored without an array to save memory. */
export type WiredLists = ReadonlyMap<string, WiredResource | readonly WiredResource[]>;

export function baselineFacts(
  name: string,
  { resources, unread }: Wiring,
  renamed: ReadonlyMap<string, string> = new Map(),
): BaselineFacts {
  const named = new Map<string, WiredResource | WiredResource[]>();
  const byFile = new Map<string, WiredResource | WiredResource[]>();
  const put = (map: Map<string, WiredResource | WiredResource[]>, key: string, resource: WiredResource) => {
    const before = map.get(key);
    if (before === undefined) {
      map.set(key, resource);
    } else if (Array.isArray(before)) {
      before.push(resource);
    } else {
      map.set(key, [before, resource]);
    }
  };
  for (const resource of resources) {
    put(named, identityKey(resource), resource);
    put(byFile, resource.file, resource);
  }
  return { name, named, byFile, unread, ...renames(renamed) };
}

export function renames(oldPaths: ReadonlyMap<string, string>): Pick<BaselineFacts, 'oldPaths' | 'newPaths'> {
  return { oldPaths, newPaths: new Map([...oldPaths].map(([now, before]) => [before, now])) };
}

/** What identifies an object, apart from its file and bundle. */
export type ObjectName = Pick<TargetIdentity, 'group' | 'kind' | 'namespace' | 'name'>;

/**
 * Several objects may have the same key: variants in several files, and the variants that bundles make of one
 * object.
 */
export function identityKey({ group, kind, namespace, name }: ObjectName): string {
  return `${group}/${kind}/${namespace ?? ''}/${name}`;
}

/** The keys by which the index finds the judgements that looked at the baseline. */
export const anyBaselineKey = 'any baseline';
export const baselineNameKey = 'name of the baseline';
export const baselineUnreadKey = 'baseline unread';
export const baselineIdentityKey = (identity: string) => `baseline ${identity}`;
export const baselineFileKey = (file: string) => `baseline of ${file}`;
export const renamedKey = (file: string) => `renamed ${file}`;

/** The keys under which two baselines differ. */
export function touchedByBaseline(
  before: BaselineFacts | undefined,
  after: BaselineFacts | undefined,
): ReadonlySet<string> {
  const touched = new Set<string>();
  if (before === after) {
    return touched;
  }
  if (before === undefined || after === undefined) {
    // Every judgement that looks at the baseline first asks whether there is one.
    return touched.add(anyBaselineKey);
  }
  if (before.name !== after.name) {
    touched.add(baselineNameKey);
  }
  if (!areSameSets(before.unread, after.unread)) {
    touched.add(baselineUnreadKey);
  }
  compare(before.named, after.named, baselineIdentityKey, areSameLists, touched);
  compare(before.byFile, after.byFile, baselineFileKey, areSameLists, touched);
  compare(before.oldPaths, after.oldPaths, renamedKey, (a, b) => a === b, touched);
  compare(before.newPaths, after.newPaths, renamedKey, (a, b) => a === b, touched);
  return touched;
}

function compare<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  keyOf: (each: string) => string,
  isSame: (a: T, b: T) => boolean,
  touched: Set<string>,
): void {
  for (const [each, value] of after) {
    const earlier = before.get(each);
    if (earlier === undefined || !isSame(earlier, value)) {
      touched.add(keyOf(each));
    }
  }
  for (const each of before.keys()) {
    if (!after.has(each)) {
      touched.add(keyOf(each));
    }
  }
}

function areSameLists(
  one: WiredResource | readonly WiredResource[],
  other: WiredResource | readonly WiredResource[],
): boolean {
  const [a, b] = [asList(one), asList(other)];
  return a.length === b.length && a.every((each, position) => isSameResource(each, b[position]!));
}

function isSameResource(a: WiredResource, b: WiredResource): boolean {
  return (
    isSameIdentity(a, b) &&
    a.edges.length === b.edges.length &&
    a.edges.every(({ role, path, value, targets }, position) => {
      const other = b.edges[position]!;
      return (
        role === other.role &&
        path === other.path &&
        value === other.value &&
        targets.length === other.targets.length &&
        targets.every((each, at) => isSameIdentity(each, other.targets[at]!))
      );
    })
  );
}

/** Whether two identities are the same object in the same file and bundle. */
export function isSameIdentity(a: TargetIdentity, b: TargetIdentity): boolean {
  return a === b || (a.file === b.file && a.bundle === b.bundle && identityKey(a) === identityKey(b));
}

function areSameSets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}

/** The resources of the baseline under a key. */
export function wiredUnder(map: WiredLists | undefined, key: string): readonly WiredResource[] {
  const found = map?.get(key);
  return found === undefined ? none : asList(found);
}

function asList(found: WiredResource | readonly WiredResource[]): readonly WiredResource[] {
  return 'edges' in found ? [found] : found;
}
