import type { Resource } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import { baseName, directoriesAbove, pathIn } from '../text/path.ts';

/**
 * Where in the workspace a directory may be that a tool deploys, the likeliest first. Flux and Argo CD count from the root of
 * the repository. The workspace may be a directory of it, or hold several repositories: then it is a directory above what
 * names the path, the outermost under which the path exists.
 *
 * @param path relative to the root of the repository, without `.` and `..`
 * @param within where the workspace is in its repository; empty for the root
 */
export function placesOf(path: string, deployer: Resource, within: string): readonly string[] {
  if (path === '' || within === path || within.startsWith(`${path}/`)) {
    return root;
  }
  const inside = within !== '' && path.startsWith(`${within}/`) ? [path.slice(within.length + 1)] : none;
  const above = directoriesAbove(deployer.document.file).reverse();
  return [...inside, ...above.map((directory) => pathIn(directory, path))];
}

/** The paths by which a tool may name a directory of the workspace. */
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
 * Who deploys what, by the path that is named. Each directory is asked for under every end of its path, and nearly none is
 * deployed: so all is put together once, and `names`, the last part of each path, tells soon that there is nothing.
 */
export function deployersByPath(deployers: readonly Resource[]): {
  readonly byPath: ReadonlyMap<string, readonly Resource[]>;
  readonly names: ReadonlySet<string>;
} {
  const byPath = new Map<string, Resource[]>();
  for (const deployer of deployers) {
    for (const path of deployer.deploys?.paths ?? none) {
      const known = byPath.get(path);
      if (known) {
        known.push(deployer);
      } else {
        byPath.set(path, [deployer]);
      }
    }
  }
  return { byPath, names: new Set([...byPath.keys()].map(baseName)) };
}

const root: readonly string[] = [''];
