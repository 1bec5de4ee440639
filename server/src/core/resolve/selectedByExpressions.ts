import type { IndexReader } from '../index/reader.ts';
import type { SelectorReference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { labelSelectorMatches } from './evidence/match.ts';
import { deployabilityOf, isTarget } from './scope/deployability.ts';
import { namespacesOf, relationOf } from './scope/namespaces.ts';
import { proximityIn, scopeOf, servicesInScope, templatesInScope } from './scope/scope.ts';

/**
 * The resources in scope that a selector with expressions selects; empty if it selects in other namespaces,
 * which may be defined in other workspaces.
 */
export function selectedByExpressions(
  referrer: Resource,
  { role, selector, elsewhere }: SelectorReference,
  index: IndexReader,
  settings: Settings,
): readonly Resource[] {
  const deployability = deployabilityOf(referrer, index);
  if (elsewhere || deployability.type === 'part') {
    return none;
  }
  const scope = scopeOf(referrer, deployability.membership, index);
  const near =
    role === 'service monitor'
      ? servicesInScope(scope, index).filter((each) => proximityIn(scope, each, index) !== 'elsewhere')
      : templatesInScope(scope, index).map(({ resource }) => resource);
  const namespaces = namespacesOf(referrer, index, settings.closedWorld);
  return near.filter(
    (each) =>
      isTarget(each, index) &&
      labelSelectorMatches(selector, role === 'service monitor' ? each.labels : each.podTemplate?.labels) &&
      relationOf(namespaces, namespacesOf(each, index, settings.closedWorld)) !== 'different',
  );
}
