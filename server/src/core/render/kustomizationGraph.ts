import type { Inclusion, Kustomization, KustomizationFile } from '../model/kustomization.ts';
import type { Resource } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import { directoriesAbove } from '../text/path.ts';

/** The lookups that decide what is deployed together. */
export interface Inclusions {
  /** Kustomizations that name the file or directory. */
  kustomizationsIncluding(path: string): readonly KustomizationFile[];
  kustomizationsIn(directory: string): readonly KustomizationFile[];
  /** Whether any tool in the workspace states that it deploys a directory of the workspace. */
  readonly hasDeployers: boolean;
  /** Flux Kustomizations and Argo CD Applications that deploy the directory. */
  deployersOf(directory: string): readonly Resource[];
}

/** How a file reaches the cluster, as far as the workspace shows. */
export interface Membership {
  /** Kustomizations that include the file, nearest first. The list contains every step up to each root. */
  readonly takers: readonly KustomizationFile[];
  /** Tools that deploy the file, directly or through one of the takers. */
  readonly deployers: readonly Resource[];
  /**
   * The kustomization that uses the file as a patch or a configuration, if no kustomization includes it as a
   * resource.
   */
  readonly patchOf?: KustomizationFile;
}

/**
 * The kustomizations and tools that include a file. The work is bounded by their number: each is visited once,
 * even if they include each other in a cycle.
 */
export function membershipOf(file: string, inclusions: Inclusions): Membership {
  const takers: KustomizationFile[] = [];
  const deployers = new Set<Resource>();
  const seen = new Set<string>();
  let patchOf: KustomizationFile | undefined;
  const open = [file];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    for (const each of inclusions.kustomizationsIncluding(path)) {
      if (!rolesOf(each.kustomization, path).some(takesIn)) {
        patchOf ??= path === file ? each : undefined;
      } else if (!seen.has(each.file)) {
        seen.add(each.file);
        takers.push(each);
        open.push(each.kustomization.directory);
      }
    }
    for (const deployer of path === file ? deployersOfFile(file, inclusions) : inclusions.deployersOf(path)) {
      deployers.add(deployer);
    }
  }
  return { takers, deployers: [...deployers], ...(takers.length === 0 && patchOf ? { patchOf } : {}) };
}

/**
 * Tools that deploy a bundle: they name its directory. A kustomization is also deployed by what deploys the directories
 * above.
 */
export function deployersOfBundle(directory: string, inclusions: Inclusions): readonly Resource[] {
  if (!inclusions.hasDeployers) {
    return none;
  }
  const isKustomization = directory !== '' && inclusions.kustomizationsIn(directory).length > 0;
  const above = isKustomization ? directoriesAbove(directory) : none;
  return [...new Set([...inclusions.deployersOf(directory), ...deployersOfSubdirectories(above, inclusions)])];
}

/** Tools that deploy a file that no kustomization includes: they name its directory, or one above. */
function deployersOfFile(file: string, inclusions: Inclusions): readonly Resource[] {
  if (!inclusions.hasDeployers) {
    return none;
  }
  const [directory, ...above] = directoriesAbove(file);
  // In a directory with a kustomization, a tool deploys the files of the kustomization only.
  const own = inclusions.kustomizationsIn(directory!).length === 0 ? inclusions.deployersOf(directory!) : none;
  return [...own, ...deployersOfSubdirectories(above, inclusions)];
}

/** Tools that deploy what is in subdirectories of these directories, as far as they have no kustomization. */
function deployersOfSubdirectories(directories: readonly string[], inclusions: Inclusions): readonly Resource[] {
  return directories
    .filter((directory) => inclusions.kustomizationsIn(directory).length === 0)
    .flatMap((directory) => inclusions.deployersOf(directory).filter(({ deploys }) => deploys?.recurses));
}

/** Whether one kustomization includes both files or one tool deploys both. */
export function areTogether(a: Membership, b: Membership): boolean {
  return shareFile(a.takers, b.takers) || b.deployers.some((each) => a.deployers.includes(each));
}

/**
 * This check runs for every pair of resources. Nearly always each side has one file or none, so the check
 * begins with that case.
 */
function shareFile(a: readonly KustomizationFile[], b: readonly KustomizationFile[]): boolean {
  if (a.length * b.length <= 16) {
    return b.some(({ file }) => a.some((each) => each.file === file));
  }
  const files = new Set(a.map(({ file }) => file));
  return b.some(({ file }) => files.has(file));
}

/**
 * The namespaces that the routes of a file give to its resources, one for each route. The namespace of a
 * kustomization replaces the namespace of the file and of the kustomizations below it. `undefined` is an
 * element if one route sets no namespace.
 */
export function givenNamespaces(file: string, inclusions: Inclusions): readonly (GivenNamespace | undefined)[] {
  const found = new Set<GivenNamespace | undefined>();
  const known = new Map<string, readonly (GivenNamespace | undefined)[]>();
  const above = (path: string): readonly (GivenNamespace | undefined)[] => {
    const earlier = known.get(path);
    if (earlier) {
      return earlier;
    }
    // This entry also ends a cycle.
    known.set(path, []);
    const given = new Set<GivenNamespace | undefined>();
    for (const { kustomization } of inclusions.kustomizationsIncluding(path)) {
      if (rolesOf(kustomization, path).some(takesIn)) {
        for (const outer of above(kustomization.directory)) {
          given.add(outer?.overrides ? outer : (ofKustomization(kustomization) ?? outer));
        }
      }
    }
    for (const deployer of path === file ? deployersOfFile(file, inclusions) : inclusions.deployersOf(path)) {
      given.add(namespaceGivenBy(deployer));
    }
    const result = given.size === 0 ? [undefined] : [...given];
    known.set(path, result);
    return result;
  };
  for (const given of above(file)) {
    found.add(given);
  }
  return [...found];
}

/** The namespace that a tool sets on the objects that it deploys. */
export function namespaceGivenBy({ deploys }: Resource): GivenNamespace | undefined {
  return deploys?.namespace && { written: deploys.namespace, overrides: deploys.overrides };
}

/** A namespace that is stated outside the manifest. */
export interface GivenNamespace {
  readonly written: Written;
  /**
   * Whether it replaces the namespace of the manifest, as kustomize does. If not, it only applies to manifests
   * without a namespace.
   */
  readonly overrides: boolean;
}

// More files than any bundle that people deploy by hand. Beyond this number the search for a near workload
// ends.
const mostFiles = 3000;

/**
 * What kustomizations reach downwards: themselves, the kustomizations below them, and the files that they
 * include.
 */
export interface Reach {
  readonly kustomizations: readonly KustomizationFile[];
  readonly files: ReadonlySet<string>;
}

export function reachOf(roots: readonly KustomizationFile[], inclusions: Inclusions): Reach {
  const kustomizations: KustomizationFile[] = [];
  const files = new Set<string>();
  const seen = new Set<string>();
  const open = [...roots];
  for (let each = open.shift(); each !== undefined; each = open.shift()) {
    if (seen.has(each.file) || files.size > mostFiles) {
      continue;
    }
    seen.add(each.file);
    kustomizations.push(each);
    for (const include of each.kustomization.includes) {
      if (include.path === undefined || !takesIn(include.role)) {
        continue;
      }
      const below = inclusions.kustomizationsIn(include.path);
      if (below.length > 0) {
        open.push(...below);
      } else {
        files.add(include.path);
      }
    }
  }
  return { kustomizations, files };
}

function ofKustomization({ namespace }: Kustomization): GivenNamespace | undefined {
  return namespace && { written: namespace, overrides: true };
}

function rolesOf(kustomization: Kustomization, path: string): readonly Inclusion['role'][] {
  return kustomization.includes.filter((each) => each.path === path).map((each) => each.role);
}

/** Whether the kustomization includes the path as a resource or a component. */
export function takes(kustomization: Kustomization, path: string): boolean {
  return rolesOf(kustomization, path).some(takesIn);
}

function takesIn(role: Inclusion['role']): boolean {
  return role === 'resource' || role === 'component';
}
