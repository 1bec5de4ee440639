import type { IndexReader } from '../index/reader.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { type Placed, scoredCandidates } from './evidence/candidates.ts';
import { isTarget } from './scope/deployability.ts';
import { scopeOf, templatesInScope } from './scope/scope.ts';
import { serviceSearchOf } from './serviceMatches.ts';

/** The workloads that a Service could select, the likeliest first. */
export function workloadsInScope(service: Resource, index: IndexReader, settings: Settings): readonly Resource[] {
  const search = serviceSearchOf(service, index, settings);
  if ('because' in search) {
    return none;
  }
  const near = templatesInScope(scopeOf(service, search.membership, index), index)
    .filter(({ resource }) => resource.podTemplate && isTarget(resource, index))
    .map(({ resource, proximity }) => ({ resource, place: proximity }) as Placed);
  return scoredCandidates(search, near)
    .toSorted((a, b) => b.score - a.score)
    .map(({ resource }) => resource);
}
