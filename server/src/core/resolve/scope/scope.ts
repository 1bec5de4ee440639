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
import type { SelectorRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { areTogether, type Membership, membershipOf, type Reach, reachOf } from '../../render/kustomizationGraph.ts';
import type { Settings } from '../../settings.ts';
import { none } from '../../text/emptyList.ts';
import { directoryOf, isBelow, relationOfFiles } from '../../text/path.ts';
import { deployabilityOf } from './deployability.ts';

/** How near two resources are, nearest first; everything but `elsewhere` is in scope. */
export type Proximity = 'file' | 'directory' | 'bundle' | 'complement' | 'neighbours' | 'elsewhere';

/** The places to search before a resource counts as missing. */
export interface Scope {
  readonly file: string;
  /** The bundle of the resource; all of the bundle is in scope. */
  readonly bundle?: string;
  readonly membership: Membership;
  /**
   * The own directory, the one above, those one level below, those beside it if files are sorted by kind, and
   * those of the files that a common kustomization includes.
   */
  readonly directories: readonly string[];
  readonly reach: Reach;
}

/**
 * How near another resource is: in the same file or directory, in the files that a common kustomization or
 * deployer deploys, or in the directory above or one below. If the own bundle reads a file, the variants that
 * other bundles make of the file are elsewhere, because the own bundle has its own variant.
 */
export function proximityOf(from: Resource, membership: Membership, to: Resource, index: IndexReader): Proximity {
  const byPath = proximityByPath(placeOf(from), placeOf(to), index);
  if (isOtherVariant(from.bundle, to, index) || isOfOtherApplication(from.bundle, membership, to, index)) {
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

/** Whether a deployer deploys only one of the two, so that they need not run in the same cluster. */
function isOneDeployed(a: Membership, b: Membership): boolean {
  return a.deployers.length > 0 !== b.deployers.length > 0;
}

/**
 * The file by which the place of a resource in the workspace is compared: its own, or that of the HelmRelease or the
 * Application that makes its chart install it.
 */
function placeOf({ release, document }: Resource): string {
  return release === undefined ? document.file : release.by.document.file;
}

/** How a resource reaches the cluster: by its file, or by its bundle. */
export function membershipOfResource(resource: Resource, index: IndexReader): Membership {
  const { bundle, document } = resource;
  if (bundle !== undefined) {
    const deployability = deployabilityOf(resource, index);
    return deployability.type === 'deployable' ? deployability.membership : { takers: [], deployers: [] };
  }
  return index.remember('membership', document.file, (reader) => membershipOf(document.file, reader));
}

/**
 * Whether two resources run together because the user states that everything that runs is in the workspace. Of
 * the overlays of one base only one runs, or each runs in another place.
 */
function isInClosedWorld(from: Resource, to: Resource, index: IndexReader, { closedWorld }: Settings): boolean {
  return closedWorld && !isOtherVariant(from.bundle, to, index);
}

/**
 * Whether a reference of one resource may reach the other. In a closed world every resource of the workspace is
 * in scope, in any place.
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

/** Whether both resources are deployed together. Manifests of a directory may also be alternatives. */
export function areDeployedTogether(a: Resource, b: Resource, index: IndexReader): boolean {
  return kustomizationOf(a) !== undefined || kustomizationOf(b) !== undefined
    ? a.bundle === b.bundle
    : placeOf(a) === placeOf(b) || areTogether(membershipOfResource(a, index), membershipOfResource(b, index));
}

/** The bundle of a resource, if files outside of bundles are not deployed with it. */
function kustomizationOf({ bundle, release }: Resource): string | undefined {
  return release === undefined || release.by.bundle === bundle ? bundle : undefined;
}

function isOtherVariant(bundle: string | undefined, to: Resource, index: IndexReader): boolean {
  if (to.bundle === undefined || to.bundle === bundle) {
    return false;
  }
  // A chart that nobody installs is a release of its own, whose name is in the names of its objects.
  const own = bundle === undefined ? undefined : index.bundle(bundle);
  const isInstalled = own?.release !== undefined;
  if (
    to.release === undefined ? index.bundle(to.bundle)?.chart !== undefined : own?.chart !== undefined && !isInstalled
  ) {
    return true;
  }
  return (
    own?.reads.has(`file ${placeOf(to)}`) === true ||
    (isInstalled && to.release !== undefined && own.reads.has(`file ${to.document.file}`))
  );
}

/** Whether an Application installs one of two resources and does not deploy the other one, which is beside its file by chance. */
function isOfOtherApplication(
  bundle: string | undefined,
  { deployers }: Membership,
  to: Resource,
  index: IndexReader,
): boolean {
  if (to.bundle === undefined && bundle === undefined) {
    return false;
  }
  const isInstalled =
    to.release?.tool === 'Argo CD' || (bundle !== undefined && index.bundle(bundle)?.release?.tool === 'Argo CD');
  return (
    isInstalled &&
    bundle !== to.bundle &&
    !membershipOfResource(to, index).deployers.some((each) => deployers.includes(each))
  );
}

export function scopeOf(resource: Resource, membership: Membership, index: IndexReader): Scope {
  const { bundle } = resource;
  const file = placeOf(resource);
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

/** The proximity of a resource in a known scope. */
export function proximityIn(scope: Scope, to: Resource, index: IndexReader): Proximity {
  if (isOtherVariant(scope.bundle, to, index) || isOfOtherApplication(scope.bundle, scope.membership, to, index)) {
    return 'elsewhere';
  }
  const byFile = proximityOfFile(scope, placeOf(to), index);
  return byFile !== 'file' && byFile !== 'directory' && scope.bundle !== undefined && scope.bundle === to.bundle
    ? 'bundle'
    : byFile;
}

/** The proximity of a file in a known scope, regardless of bundles. */
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

/** All workloads in scope, with their proximity. */
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

/** The Services in the directories of the scope; their proximity is not checked. */
export function servicesInScope(scope: Scope, index: IndexReader): readonly Resource[] {
  return allInScope(scope, {
    loose: (directory) => index.list(servicesIn(directory)),
    rendered: (directory) => index.list(renderedServicesFrom(directory)),
    own: (bundle) => index.list(servicesOf(bundle)),
  });
}

/**
 * The resources in scope that a selector of the role can select: Services for a ServiceMonitor, else what makes pods.
 */
export function selectableInScope(scope: Scope, role: SelectorRole, index: IndexReader): readonly Resource[] {
  return role === 'service monitor'
    ? servicesInScope(scope, index).filter((each) => proximityIn(scope, each, index) !== 'elsewhere')
    : templatesInScope(scope, index).map(({ resource }) => resource);
}

/** How to find resources of one sort: plain ones by directory, rendered ones by directory, and those of a bundle. */
interface Lists {
  loose(directory: string): readonly Resource[];
  rendered(directory: string): readonly Resource[];
  own(bundle: string): readonly Resource[];
}

/**
 * All candidates in the directories of the scope: plain resources, plus those of the own bundle or, if it has
 * none, of other bundles. Their proximity is not checked.
 */
export function allInScope(scope: Scope, { loose, rendered, own }: Lists): readonly Resource[] {
  const ofOwn = scope.bundle === undefined ? none : own(scope.bundle);
  return [
    ...scope.directories.flatMap(loose),
    // A bundle may have no resource of a sort because another bundle deploys it, such as a bundle that only
    // holds routes.
    ...(ofOwn.length > 0 ? ofOwn : scope.directories.flatMap((directory) => variantsOnce(rendered(directory)))),
  ];
}

/** Custom resources in scope from which operators may create pods. */
export function operatedInScope(scope: Scope, index: IndexReader): readonly Resource[] {
  const own = scope.bundle === undefined ? [] : index.list(operatedOf(scope.bundle));
  const others = scope.directories
    .flatMap((directory) => index.list(operatedIn(directory)))
    .filter((each) => !own.includes(each) && proximityIn(scope, each, index) !== 'elsewhere');
  return [...own, ...others];
}

/** Custom resources in scope from which no pods are created, but perhaps objects that pods need. */
export function configuringInScope(scope: Scope, index: IndexReader): readonly Resource[] {
  return allInScope(scope, {
    loose: (directory) => index.list(configuringIn(directory)),
    rendered: () => none,
    own: (bundle) => index.list(configuringOf(bundle)),
  }).filter((each) => proximityIn(scope, each, index) !== 'elsewhere');
}

/** The first of the variants that bundles make of one object. */
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
  // Remembered by file, because the path is an existing string: a directory would be a new string to hash for
  // each call.
  const complements = index.remember('complements of a file', from, complementsOfFile);
  return complements.length > 0 && complements.includes(directoryOf(to)) ? 'complement' : 'elsewhere';
}

function complementsOfFile(index: IndexReader, file: string): readonly string[] {
  return complementsOf(directoryOf(file), index);
}

/**
 * The directories beside one that have what it lacks, if files are sorted by kind (`services/`,
 * `deployments/`): one directory has Services and no workloads, the other has workloads and no Services.
 * Directories with one application each have both.
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

/** There are few kinds, so more directories have another purpose. */
const mostSortedByKind = 16;
