import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import { resourcesOf } from '../problems.ts';
import { namespacesOf } from '../resolve/scope/namespaces.ts';

/** Every namespace that a Service of the workspace is deployed into, as far as files say; undefined where one leaves it open. */
export function namespacesOfServices(analysis: Analysis): ReadonlySet<string | undefined> {
  const index = new IndexReader(analysis.index);
  const found = new Set<string | undefined>();
  for (const resource of resourcesOf(analysis)) {
    if (resource.service) {
      for (const namespace of namespacesOf(resource, index, analysis.settings.closedWorld)) {
        found.add(namespace);
      }
    }
  }
  return found;
}
