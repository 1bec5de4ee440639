import type { Resource } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import {
  emptyReverse,
  hasHolder,
  holdersOf,
  noteChange,
  type Reverse,
  type ReverseChanges,
  withHolders,
} from '../text/reverseMap.ts';
import type { Key } from './keys.ts';

/**
 * What an answer or a judgement depends on: the keys that were looked up, and other answers. Answers are
 * shared: if a hundred judgements use the same answer, its keys are stored once and not a hundred times.
 */
export class Dependencies {
  readonly keys: readonly Key[];
  readonly parts: readonly Dependencies[];

  constructor(keys: readonly Key[], parts: readonly Dependencies[]) {
    this.keys = keys;
    this.parts = parts;
  }
}

export const noDependencies = new Dependencies(none, none);

function directlyIn({ keys, parts }: Dependencies): readonly (Key | Dependencies)[] {
  return [...keys, ...parts];
}

/** The resources whose judgement depends on a key, directly or through an answer. Immutable. */
export type Dependents = Reverse<Key | Dependencies, Resource | Dependencies>;

export const noDependents: Dependents = emptyReverse;

/** The resources whose judgement depends on one of the keys. */
export function dependentsOf(dependents: Dependents, keys: Iterable<Key>): ReadonlySet<Resource> {
  const resources = new Set<Resource>();
  const known = new Set<Dependencies>();
  const open: (Key | Dependencies)[] = [...keys];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    for (const holder of holdersOf(dependents, each)) {
      if (!(holder instanceof Dependencies)) {
        resources.add(holder);
      } else if (!known.has(holder)) {
        known.add(holder);
        open.push(holder);
      }
    }
  }
  return resources;
}

/** The resources that were judged again, with their dependencies before and now. */
export type DependencyChanges = ReadonlyMap<Resource, { readonly before: Dependencies; readonly now: Dependencies }>;

export function withDependencies(dependents: Dependents, changes: DependencyChanges): Dependents {
  const noted: ReverseChanges<Key | Dependencies, Resource | Dependencies> = new Map();
  /** Parts on which nothing depended before. */
  const newParts = new Set<Dependencies>();
  const add = (on: Key | Dependencies, holder: Resource | Dependencies) => {
    noteChange(noted, on, holder, true);
    if (on instanceof Dependencies && !newParts.has(on) && !hasHolder(dependents, on)) {
      newParts.add(on);
      for (const each of directlyIn(on)) {
        add(each, on);
      }
    }
  };
  const left: Dependencies[] = [];
  const remove = (on: Key | Dependencies, holder: Resource | Dependencies) => {
    noteChange(noted, on, holder, false);
    if (on instanceof Dependencies) {
      left.push(on);
    }
  };
  for (const [resource, { before, now }] of changes) {
    if (before !== now) {
      // Most judgements depend on the same keys as before.
      const kept = new Set(directlyIn(before));
      for (const each of directlyIn(now)) {
        if (!kept.delete(each)) {
          add(each, resource);
        }
      }
      for (const each of kept) {
        remove(each, resource);
      }
    }
  }
  const gone = new Set<Dependencies>();
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (!gone.has(part) && !hasHolder(dependents, part, noted)) {
      gone.add(part);
      for (const each of directlyIn(part)) {
        remove(each, part);
      }
    }
  }
  return withHolders(dependents, noted);
}
