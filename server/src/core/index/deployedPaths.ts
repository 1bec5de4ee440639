import type { Resource } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import { addToList } from '../text/maps.ts';
import { baseName, directoriesAbove, pathIn } from '../text/path.ts';

/**
 * The places in the workspace where a directory that a deployer names may be, the likeliest first. Flux and
 * Argo CD count paths from the root of the repository. The workspace may be a directory of the repository, or
 * hold several repositories: the root is then a directory above the deployer's file, the outermost one under
 * which the path exists.
 *
 * @param path relative to the root of the repository, without `.` and `..`
 * @param within the path of the workspace in its repository; empty for the root
 */
export function placesOf(path: string, deployer: Resource, within: string): readonly string[] {
  if (path === '' || within === path || within.startsWith(`${path}/`)) {
    return root;
  }
  const inside = within !== '' && path.startsWith(`${within}/`) ? [path.slice(within.length + 1)] : none;
  const above = directoriesAbove(deployer.document.file).reverse();
  return [...inside, ...above.map((directory) => pathIn(directory, path))];
}

/** The paths by which a deployer may name a directory of the workspace. */
export function pathsOf(directory: string, within: string): readonly string[] {
  const found: string[] = [directory];
  for (let slash = directory.indexOf('/'); slash >= 0; slash = directory.indexOf('/', slash + 1)) {
    found.push(directory.slice(slash + 1));
  }
  if (within !== '') {
    found.push(...(directory === '' ? [within, ...directoriesAbove(within)] : [pathIn(within, directory)]));
  }
  return [...new Set(found)];
}

/**
 * The deployers by the paths that they name. Each directory is looked up under every suffix of its path, and
 * nearly none is deployed. The map is therefore built once, and `names`, the last part of each path, rules out
 * most directories early.
 */
export function deployersByPath(deployers: readonly Resource[]): {
  readonly byPath: ReadonlyMap<string, readonly Resource[]>;
  readonly names: ReadonlySet<string>;
} {
  const byPath = new Map<string, Resource[]>();
  for (const deployer of deployers) {
    for (const path of deployer.deploys?.paths ?? none) {
      addToList(byPath, path, deployer);
    }
  }
  return { byPath, names: new Set([...byPath.keys()].map(baseName)) };
}

const root: readonly string[] = [''];
