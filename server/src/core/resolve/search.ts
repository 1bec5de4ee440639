import type { IndexReader } from '../index/reader.ts';
import type { UnknownTarget } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Membership } from '../render/kustomizationGraph.ts';
import type { Settings } from '../settings.ts';
import { deployabilityOf, isTarget } from './scope/deployability.ts';
import { areStatedSame, namespacesOf, relationOf } from './scope/namespaces.ts';
import { isInScope } from './scope/scope.ts';

/** Where things are looked up, with the settings that apply. */
export interface LookUp {
  readonly index: IndexReader;
  readonly settings: Settings;
}

/** A resource with references, and the facts that decide which resources it can reach. */
export interface Search extends LookUp {
  readonly referrer: Resource;
  readonly membership: Membership;
  /** The namespaces in which its targets have to be, in the form of `namespacesOf`. */
  readonly namespaces: readonly (string | undefined)[];
}

/** The search of a resource, or the reason why it has none: it is part of something else. */
export function searchOf(referrer: Resource, index: IndexReader, settings: Settings): Search | UnknownTarget {
  const deployability = deployabilityOf(referrer, index);
  return deployability.type === 'part'
    ? { type: 'unknown', because: deployability.because }
    : {
        referrer,
        membership: deployability.membership,
        namespaces: namespacesOf(referrer, index, settings.closedWorld),
        index,
        settings,
      };
}

/** Whether another resource may be in the same namespace. */
export function isCompatible({ namespaces, index, settings }: Search, other: Resource): boolean {
  return relationOf(namespaces, namespacesOf(other, index, settings.closedWorld)) !== 'different';
}

/** Whether both resources state the same namespace. */
export function isStatedSame({ namespaces, index, settings }: Search, other: Resource): boolean {
  return areStatedSame(namespaces, namespacesOf(other, index, settings.closedWorld));
}

/** Whether another resource can be a target, in any place. */
export function mayReach(search: Search, other: Resource): boolean {
  return isTarget(other, search.index) && isCompatible(search, other);
}

/** Whether another resource is in the scope of the search. */
export function isInScopeOf({ referrer, membership, index, settings }: Search, other: Resource): boolean {
  return isInScope(referrer, membership, other, index, settings);
}
