import type { Resource } from '../model/resource.ts';
import { areTogether, type Membership, membershipOf, type Reach, reachOf } from '../render/bundles.ts';
import { directoryOf } from '../text/path.ts';
import type { IndexReader } from './index.ts';

/** How near to each other two resources stand, nearest first; anything but `elsewhere` is in scope. */
export type Proximity = 'file' | 'directory' | 'bundle' | 'neighbours' | 'elsewhere';

/** What has to be looked at before something can be said to be nowhere in scope. */
export interface Scope {
  readonly file: string;
  readonly membership: Membership;
  /** The own directory, the one above, those right below, and those of files that a common kustomization takes in. */
  readonly directories: readonly string[];
  readonly reach: Reach;
}

/**
 * Where another file stands, seen from one: in the same directory, in what a common kustomization or tool deploys, in
 * the directory above or one right below.
 */
export function proximityOf(from: string, membership: Membership, to: string, index: IndexReader): Proximity {
  const byPath = proximityByPath(from, to);
  if (byPath === 'file' || byPath === 'directory') {
    return byPath;
  }
  const isTaken = membership.takers.length > 0 || membership.deployers.length > 0;
  return isTaken &&
    areTogether(
      membership,
      index.remember('membership', to, (reader) => membershipOf(to, reader)),
    )
    ? 'bundle'
    : byPath;
}

export function scopeOf(file: string, membership: Membership, index: IndexReader): Scope {
  const own = directoryOf(file);
  const directories = new Set([own, ...(own === '' ? [] : [directoryOf(own)]), ...index.directoriesIn(own)]);
  const reach = reachOf(membership.takers, index);
  for (const each of reach.files) {
    directories.add(directoryOf(each));
  }
  return { file, membership, directories: [...directories], reach };
}

/** Where a file stands in a scope that is known. */
export function proximityIn(scope: Scope, to: string): Proximity {
  const byPath = proximityByPath(scope.file, to);
  if (byPath === 'file' || byPath === 'directory') {
    return byPath;
  }
  const isTaken =
    scope.reach.files.has(to) ||
    scope.membership.deployers.some(({ deploys }) => deploys && isBelow(deploys.path, directoryOf(to)));
  return isTaken ? 'bundle' : byPath;
}

/** Everything in scope that makes pods, with its place. */
export function templatesInScope(
  scope: Scope,
  index: IndexReader,
): readonly { readonly resource: Resource; readonly proximity: Proximity }[] {
  return scope.directories.flatMap((directory) =>
    index
      .templatesIn(directory)
      .map((resource) => ({ resource, proximity: proximityIn(scope, resource.document.file) }))
      .filter(({ proximity }) => proximity !== 'elsewhere'),
  );
}

function proximityByPath(from: string, to: string): Proximity {
  if (from === to) {
    return 'file';
  }
  const [here, there] = [directoryOf(from), directoryOf(to)];
  if (here === there) {
    return 'directory';
  }
  return isRightBelow(here, there) || isRightBelow(there, here) ? 'neighbours' : 'elsewhere';
}

function isRightBelow(outer: string, inner: string): boolean {
  return inner !== '' && directoryOf(inner) === outer;
}

function isBelow(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`);
}
