import type { Resource } from '../../model/resource.ts';
import type { Labels } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { optional } from '../../text/optional.ts';
import type { Selectable } from '../evidence/likelihood/features.ts';
import type { Scope } from '../scope/scope.ts';
import type { Search } from '../search.ts';

/** A selector that matches nothing in scope, and the resources in scope. */
export interface UnmatchedSelector extends Search {
  readonly selector: Labels;
  readonly scope: Scope;
  /** Every resource in scope that may be a target. */
  readonly selectables: readonly Selectable[];
}

/** A workload with the labels that a selector of pods is compared with. */
export function selectableWorkload(resource: Resource): Selectable {
  return {
    resource,
    labels: resource.podTemplate ?? noLabels,
    ...optional('ownSelector', resource.workloadSelector?.matchLabels),
  };
}

const noLabels = { labels: undefined, added: none };
