import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import { resourcesOf } from '../problems.ts';
import { namespacesOf } from '../resolve/scope/namespaces.ts';

/**
 * Every namespace into which a Service of the workspace is deployed, as far as the files state it. Undefined if
 * a Service states none.
 */
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
