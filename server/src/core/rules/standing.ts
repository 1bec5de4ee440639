import type { IndexReader } from '../index/index.ts';
import type { Resource } from '../model/resource.ts';

/**
 * How a resource reaches the API server, as far as that decides whether its text can be judged by itself:
 * - `applied`: as it stands;
 * - `built`: through kustomizations that take it as it stands, and so read as kustomize reads;
 * - `changed`: through kustomizations that may change it before;
 * - `patch`: never; it is a change to another.
 */
export type Standing = 'applied' | 'built' | 'changed' | 'patch';

export function standingOf(resource: Resource, index: IndexReader): Standing {
  const { file } = resource.document;
  const open = [file];
  const seen = new Set<string>();
  let built = false;
  let changed = false;
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const { kustomization } of index.kustomizationsIncluding(path)) {
      const roles = kustomization.includes.filter((each) => each.path === path).map((each) => each.role);
      if (path === file && !roles.includes('resource') && !roles.includes('component')) {
        return 'patch';
      }
      built = true;
      changed ||=
        kustomization.changes.some((each) => each.does === 'relabels' || each.does === 'patches') ||
        kustomization.includes.some((each) => each.role === 'component');
      if (!seen.has(kustomization.directory)) {
        seen.add(kustomization.directory);
        open.push(kustomization.directory);
      }
    }
  }
  return changed ? 'changed' : built ? 'built' : 'applied';
}
