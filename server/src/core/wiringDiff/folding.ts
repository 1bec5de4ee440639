import { identityKey } from '../index/baseline.ts';
import type { TargetIdentity } from '../model/wiring.ts';
import type { ChangedPort } from '../model/wiringDiff.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import type { EdgeChange, StateOfEdge } from './changes.ts';

/** Changes of one object that a person reads as one. */
export interface FoldedChange extends EdgeChange {
  readonly paths: readonly string[];
  readonly ports: readonly ChangedPort[];
}

/**
 * The changes of one object, where the same reference in several fields is one change, and a port that changed like
 * the reference that it belongs to is a part of its change.
 */
export function folded(changes: readonly EdgeChange[]): readonly FoldedChange[] {
  const byKey = new Map<string, FoldedChange & { paths: string[]; ports: ChangedPort[] }>();
  const ports: EdgeChange[] = [];
  for (const change of changes) {
    if (isOfPort(change)) {
      ports.push(change);
      continue;
    }
    const key = `${keyOf(change, roleOf(change))} ${change.before?.edge.value} ${change.after?.edge.value}`;
    const known = byKey.get(key);
    if (known) {
      known.paths.push(pathOf(change));
    } else {
      byKey.set(key, { ...change, paths: [pathOf(change)], ports: [] });
    }
  }
  const owners = new Map<string, { readonly ports: ChangedPort[] }>();
  for (const each of byKey.values()) {
    getOrInsertComputed(owners, keyOf(each, roleOf(each)), () => each);
  }
  const alone: FoldedChange[] = [];
  for (const change of ports) {
    const owner = owners.get(keyOf(change, roleOfOwner(change)));
    if (owner) {
      const port = portOf(change);
      if (!owner.ports.some((each) => each.path === port.path)) {
        owner.ports.push(port);
      }
    } else {
      alone.push({ ...change, paths: [pathOf(change)], ports: [] });
    }
  }
  return [...byKey.values(), ...alone];
}

function portOf({ before, after }: EdgeChange): ChangedPort {
  return {
    path: (after ?? before)!.edge.path,
    ...(before ? { before: before.edge.value } : {}),
    ...(after ? { after: after.edge.value } : {}),
  };
}

function stateOf({ before, after }: EdgeChange): StateOfEdge {
  return (after ?? before)!;
}

function roleOf(change: EdgeChange): string {
  return stateOf(change).edge.role;
}

function pathOf(change: EdgeChange): string {
  return stateOf(change).edge.path;
}

function isOfPort(change: EdgeChange): boolean {
  return roleOf(change).endsWith(' port');
}

/** The role of the reference that a port belongs to. */
function roleOfOwner(change: EdgeChange): string {
  const role = roleOf(change);
  return role === 'target port' ? 'selector' : role.replace(/ port$/, '');
}

/** Of the changes of one object, one of the reference that a port belongs to, if it reached the same targets. */
export function ownerOf(port: EdgeChange, changes: readonly EdgeChange[]): EdgeChange | undefined {
  const role = roleOfOwner(port);
  const reached = port.before?.edge.targets ?? none;
  return isOfPort(port)
    ? changes.find(
        (each) => roleOf(each) === role && reached.every((target) => each.before?.edge.targets.includes(target)),
      )
    : undefined;
}

/** Equal for changes of one object that have the same type and the same targets. */
function keyOf({ type, before, after, because }: EdgeChange, role: string): string {
  const placesOf = (targets: readonly TargetIdentity[] = []) =>
    targets.map((each) => `${identityKey(each)} ${each.file}`).sort();
  return JSON.stringify([role, type, placesOf(before?.edge.targets), placesOf(after?.edge.targets), because]);
}
