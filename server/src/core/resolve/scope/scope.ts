import {
  configuringIn,
  configuringOf,
  operatedIn,
  operatedOf,
  renderedServicesFrom,
  renderedTemplatesFrom,
  servicesIn,
  servicesOf,
  templatesIn,
  templatesOf,
} from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import { areTogether, type Membership, membershipOf, type Reach, reachOf } from '../../render/kustomizationGraph.ts';
import type { Settings } from '../../settings.ts';
import { none } from '../../text/emptyList.ts';
import { directoryOf, relationOfFiles } from '../../text/path.ts';
import { deployabilityOf } from './deployability.ts';

/** How near to each other two resources stand, nearest first; anything but `elsewhere` is in scope. */
export type Proximity = 'file' | 'directory' | 'bundle' | 'complement' | 'neighbours' | 'elsewhere';

/** What has to be looked at before something can be said to be nowhere in scope. */
export interface Scope {
  readonly file: string;
  /** The bundle that it is of, all of which is in scope. */
  readonly bundle?: string;
  readonly membership: Membership;
  /**
   * The own directory, the one above, those right below, those beside it where the files are sorted by kind, and those of
   * files that a common kustomization takes in.
   */
  readonly directories: readonly string[];
  readonly reach: Reach;
}

/**
 * Where another resource stands, seen from one: in the same directory, in what a common kustomization or tool deploys, in
 * the directory above or one right below. What another bundle makes of a file that the own one has too is elsewhere: the
 * own bundle has its own of it.
 */
export function proximityOf(from: Resource, membership: Membership, to: Resource, index: IndexReader): Proximity {
  const byPath = proximityByPath(from.document.file, to.document.file, index);
  if (isOtherVariant(from.bundle, to, index)) {
    return 'elsewhere';
  }
  if (byPath === 'file' || byPath === 'directory') {
    return byPath;
  }
  if (from.bundle !== undefined && from.bundle === to.bundle) {
    return 'bundle';
  }
  const isTaken = membership.takers.length > 0 || membership.deployers.length > 0;
  if (!isTaken && (byPath === 'elsewhere' || !index.hasDeployers)) {
    return byPath;
  }
  const other = membershipOfResource(to, index);
  return areTogether(membership, other) ? 'bundle' : isOneDeployed(membership, other) ? 'elsewhere' : byPath;
}

/** Whether a tool deploys the one, and nobody says that he deploys the other: they need not run in one cluster. */
function isOneDeployed(a: Membership, b: Membership): boolean {
  return a.deployers.length > 0 !== b.deployers.length > 0;
}

/** How a resource reaches the cluster: by its file, or by its bundle, which is what kustomizations make of files. */
export function membershipOfResource(resource: Resource, index: IndexReader): Membership {
  const { bundle, document } = resource;
  if (bundle !== undefined) {
    const deployability = deployabilityOf(resource, index);
    return deployability.type === 'deployable' ? deployability.membership : { takers: [], deployers: [] };
  }
  return index.remember('membership', document.file, (reader) => membershipOf(document.file, reader));
}

/**
 * Whether two resources are known to run beside each other because the user says that all that runs is here. Of the
 * overlays of one base only one runs, or each somewhere else.
 */
function isInClosedWorld(from: Resource, to: Resource, index: IndexReader, { closedWorld }: Settings): boolean {
  return closedWorld && !isOtherVariant(from.bundle, to, index);
}

/**
 * Whether a reference of the one may reach the other, wherever that stands: in a closed world everything that runs is here.
 */
export function isInScope(
  from: Resource,
  membership: Membership,
  to: Resource,
  index: IndexReader,
  settings: Settings,
): boolean {
  return isInClosedWorld(from, to, index, settings) || proximityOf(from, membership, to, index) !== 'elsewhere';
}

/** Whether both come to the cluster together. Manifests of a directory may be variants of one thing; these are not. */
export function areDeployedTogether(a: Resource, b: Resource, index: IndexReader): boolean {
  return a.bundle !== undefined || b.bundle !== undefined
    ? a.bundle === b.bundle
    : a.document.file === b.document.file ||
        areTogether(membershipOfResource(a, index), membershipOfResource(b, index));
}

function isOtherVariant(bundle: string | undefined, to: Resource, index: IndexReader): boolean {
  return (
    bundle !== undefined &&
    to.bundle !== undefined &&
    to.bundle !== bundle &&
    index.bundle(bundle)?.reads.has(`file ${to.document.file}`) === true
  );
}

export function scopeOf({ document: { file }, bundle }: Resource, membership: Membership, index: IndexReader): Scope {
  const own = directoryOf(file);
  const directories = new Set([
    own,
    ...(own === '' ? [] : [directoryOf(own)]),
    ...index.directoriesIn(own),
    ...complementsOf(own, index),
  ]);
  const reach = reachOf(membership.takers, index);
  for (const each of reach.files) {
    directories.add(directoryOf(each));
  }
  return { file, ...(bundle === undefined ? {} : { bundle }), membership, directories: [...directories], reach };
}

/** Where a resource stands in a scope that is known. */
export function proximityIn(scope: Scope, to: Resource, index: IndexReader): Proximity {
  if (isOtherVariant(scope.bundle, to, index)) {
    return 'elsewhere';
  }
  const byFile = proximityOfFile(scope, to.document.file, index);
  return byFile !== 'file' && byFile !== 'directory' && scope.bundle !== undefined && scope.bundle === to.bundle
    ? 'bundle'
    : byFile;
}

/** Where a file stands in a scope that is known, whatever is made of it. */
export function proximityOfFile(scope: Scope, to: string, index: IndexReader): Proximity {
  const byPath = proximityByPath(scope.file, to, index);
  if (byPath === 'file' || byPath === 'directory') {
    return byPath;
  }
  const isTaken =
    scope.reach.files.has(to) ||
    scope.membership.deployers.some((each) =>
      index.directoriesDeployedBy(each).some((directory) => isBelow(directory, directoryOf(to))),
    );
  if (isTaken || byPath === 'elsewhere' || !index.hasDeployers) {
    return isTaken ? 'bundle' : byPath;
  }
  const membership = index.remember('membership', to, (reader) => membershipOf(to, reader));
  return isOneDeployed(scope.membership, membership) ? 'elsewhere' : byPath;
}

/** Everything in scope that makes pods, with its place. */
export function templatesInScope(
  scope: Scope,
  index: IndexReader,
): readonly { readonly resource: Resource; readonly proximity: Proximity }[] {
  return allInScope(scope, {
    loose: (directory) => index.list(templatesIn(directory)),
    rendered: (directory) => index.list(renderedTemplatesFrom(directory)),
    own: (bundle) => index.list(templatesOf(bundle)),
  })
    .map((resource) => ({ resource, proximity: proximityIn(scope, resource, index) }))
    .filter(({ proximity }) => proximity !== 'elsewhere');
}

/** Services where the scope looks, their place not asked for. */
export function servicesInScope(scope: Scope, index: IndexReader): readonly Resource[] {
  return allInScope(scope, {
    loose: (directory) => index.list(servicesIn(directory)),
    rendered: (directory) => index.list(renderedServicesFrom(directory)),
    own: (bundle) => index.list(servicesOf(bundle)),
  });
}

/** Where things of one sort are found: by themselves, made of files by bundles, and in a bundle. */
interface Lists {
  loose(directory: string): readonly Resource[];
  rendered(directory: string): readonly Resource[];
  own(bundle: string): readonly Resource[];
}

/** What stands where the scope looks, its place not asked for: what is not of a bundle, and that of the own one or else of others. */
export function allInScope(scope: Scope, { loose, rendered, own }: Lists): readonly Resource[] {
  const ofOwn = scope.bundle === undefined ? none : own(scope.bundle);
  return [
    ...scope.directories.flatMap(loose),
    // What a bundle has none of it finds in others, as one of routes and load balancers beside what they are for.
    ...(ofOwn.length > 0 ? ofOwn : scope.directories.flatMap((directory) => variantsOnce(rendered(directory)))),
  ];
}

/** Custom resources in scope whose operators may make pods. */
export function operatedInScope(scope: Scope, index: IndexReader): readonly Resource[] {
  const own = scope.bundle === undefined ? [] : index.list(operatedOf(scope.bundle));
  const others = scope.directories
    .flatMap((directory) => index.list(operatedIn(directory)))
    .filter((each) => !own.includes(each) && proximityIn(scope, each, index) !== 'elsewhere');
  return [...own, ...others];
}

/** Custom resources in scope that make no pods, but perhaps what pods need. */
export function configuringInScope(scope: Scope, index: IndexReader): readonly Resource[] {
  return allInScope(scope, {
    loose: (directory) => index.list(configuringIn(directory)),
    rendered: () => none,
    own: (bundle) => index.list(configuringOf(bundle)),
  }).filter((each) => proximityIn(scope, each, index) !== 'elsewhere');
}

/** Of what bundles make of one object, the first. */
function variantsOnce(resources: readonly Resource[]): readonly Resource[] {
  return resources.filter((each, position) => {
    const before = resources[position - 1];
    return before === undefined || before.document !== each.document || before.start !== each.start;
  });
}

function proximityByPath(from: string, to: string, index: IndexReader): Proximity {
  if (from === to) {
    return 'file';
  }
  const relation = relationOfFiles(from, to);
  if (relation !== 'apart') {
    return relation === 'same' ? 'directory' : 'neighbours';
  }
  // By the file, whose path is a string that is there already: a directory would be made, and hashed, for each question.
  const complements = index.remember('complements of a file', from, complementsOfFile);
  return complements.length > 0 && complements.includes(directoryOf(to)) ? 'complement' : 'elsewhere';
}

function complementsOfFile(index: IndexReader, file: string): readonly string[] {
  return complementsOf(directoryOf(file), index);
}

/**
 * The directories beside one that have what it lacks, where files are sorted by kind (`services/`, `deployments/`):
 * Services and nothing that makes pods in the one, what makes pods and no Service in the other. Directories of one
 * application each have both, and are many.
 */
export function complementsOf(directory: string, index: IndexReader): readonly string[] {
  if (directory === '') {
    return none;
  }
  return index.remember('complements', directory, (reader) => {
    const services = reader.list(servicesIn(directory)).length > 0;
    const templates = reader.list(templatesIn(directory)).length > 0;
    const besides = services === templates ? none : reader.directoriesIn(directoryOf(directory));
    return besides.length > mostSortedByKind
      ? none
      : besides.filter(
          (each) =>
            each !== directory &&
            reader.list(servicesIn(each)).length > 0 === templates &&
            reader.list(templatesIn(each)).length > 0 === services,
        );
  });
}

/** There are few kinds. */
const mostSortedByKind = 16;

function isBelow(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`);
}
