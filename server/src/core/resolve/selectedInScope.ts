import type { IndexReader } from '../index/reader.ts';
import type { SelectorReference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { labelSelectorMatches } from './evidence/match.ts';
import { scopeOf, selectableInScope } from './scope/scope.ts';
import { mayReach, searchOf } from './search.ts';

/**
 * The resources in scope that a selector selects, for selectors that only place pods. Empty if it selects in other namespaces, which may be defined in other workspaces.
 */
export function selectedInScope(
  referrer: Resource,
  { role, selector, elsewhere }: SelectorReference,
  index: IndexReader,
  settings: Settings,
): readonly Resource[] {
  const search = searchOf(referrer, index, settings);
  if (elsewhere || 'because' in search) {
    return none;
  }
  return selectableInScope(scopeOf(referrer, search.membership, index), role, index).filter(
    (each) =>
      labelSelectorMatches(selector, role === 'service monitor' ? each.labels : each.podTemplate?.labels) &&
      mayReach(search, each),
  );
}
