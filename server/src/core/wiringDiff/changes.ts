import type { BaselineFacts } from '../index/baseline.ts';
import { identityKey } from '../index/baseline.ts';
import type { IndexReader } from '../index/reader.ts';
import type { Resource } from '../model/resource.ts';
import type { Edge, TargetIdentity, WiredResource } from '../model/wiring.ts';
import type { ChangeType } from '../model/wiringDiff.ts';
import { isSameValue } from '../resolve/lost/asked.ts';
import { resourceBefore } from '../resolve/lost/counterparts.ts';
import { formerEdge, reasonNotRead } from '../resolve/lost/lostEdges.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { optional } from '../text/optional.ts';

/** A reference of one object that differs from the baseline. */
export interface EdgeChange {
  readonly type: ChangeType;
  /** Absent if the baseline did not have the object, or the reference. */
  readonly before?: StateOfEdge;
  readonly after?: StateOfEdge;
  /** The object that has the reference now. */
  readonly resource?: Resource;
  readonly because?: string;
}

export interface StateOfEdge {
  readonly resource: WiredResource;
  readonly edge: Edge;
}

/** Every reference that differs from the baseline, by the order of the present files; what has gone comes last. */
export function changesSince(
  baseline: BaselineFacts,
  present: ReadonlyMap<Resource, WiredResource>,
  index: IndexReader,
): readonly EdgeChange[] {
  const pairs = pairsOf(baseline, present, index);
  const found: EdgeChange[] = [];
  for (const [resource, now] of present) {
    const then = pairs.before.get(now);
    if (then ? !isUnchanged(then, now, pairs) : now.edges.length > 0) {
      found.push(...changesOf(resource, then, now, pairs, index));
    }
  }
  for (const then of pairs.gone) {
    const because = reasonNotRead(then, index);
    for (const edge of then.edges) {
      if (edge.targets.length > 0) {
        const type = because === undefined ? 'removed' : 'unknown';
        found.push({ type, before: { resource: then, edge }, ...optional('because', because) });
      }
    }
  }
  return withoutRelocated(found, baseline, present);
}

interface Pairs {
  /** The former state of each present object. */
  readonly before: ReadonlyMap<TargetIdentity, WiredResource>;
  /** The objects of the baseline without a present state. */
  readonly gone: ReadonlySet<TargetIdentity & WiredResource>;
}

/** An object of the baseline becomes at most one present object. */
function pairsOf({ byFile }: BaselineFacts, present: ReadonlyMap<Resource, WiredResource>, index: IndexReader): Pairs {
  const gone = new Set<WiredResource>();
  for (const listed of byFile.values()) {
    for (const each of 'edges' in listed ? [listed] : listed) {
      gone.add(each);
    }
  }
  const before = new Map<TargetIdentity, WiredResource>();
  for (const [resource, now] of present) {
    const then = resourceBefore(resource, index);
    if (then && gone.delete(then)) {
      before.set(now, then);
    }
  }
  return { before, gone };
}

/** The frequent case: the same references reach the same objects. */
function isUnchanged(then: WiredResource, now: WiredResource, pairs: Pairs): boolean {
  return (
    identityKey(then) === identityKey(now) &&
    then.edges.length === now.edges.length &&
    now.edges.every((edge, at) => {
      const other = then.edges[at]!;
      return (
        edge.role === other.role &&
        edge.path === other.path &&
        edge.value === other.value &&
        areSameTargets(other.targets, edge.targets, pairs)
      );
    })
  );
}

function changesOf(
  resource: Resource,
  then: WiredResource | undefined,
  now: WiredResource,
  pairs: Pairs,
  index: IndexReader,
): readonly EdgeChange[] {
  const found: EdgeChange[] = [];
  const isRenamed = then !== undefined && identityKey(then) !== identityKey(now);
  const former = new Set<Edge>();
  for (const edge of now.edges) {
    const earlier = formerState(edge, then, now);
    if (earlier) {
      former.add(earlier);
    }
    const after = { resource: now, edge };
    const before = then && earlier && { resource: then, edge: earlier };
    const type = typeOf(earlier, edge, isRenamed, pairs);
    if (type === 'moved' && isRenamed && before && !isSameEdge(before.edge, edge, pairs)) {
      found.push({ type: 'removed', before, resource }, { type: 'gained', after, resource });
    } else if (type === 'lost' || (type && (isRenamed || !isRelationKept(earlier, edge, then, now, pairs)))) {
      const because = type === 'moved' && earlier ? reasonOfMissing(earlier, edge, pairs, index) : undefined;
      found.push({
        type: because === undefined ? type : 'unknown',
        ...optional('before', before),
        after,
        resource,
        ...optional('because', because),
      });
    }
  }
  for (const edge of then?.edges ?? none) {
    if (!former.has(edge) && edge.targets.length > 0 && !isRelationKept(edge, undefined, then, now, pairs)) {
      found.push({ type: 'removed', before: { resource: then!, edge }, resource });
    }
  }
  return found;
}

/** Whether a reference of a renamed object leads to one of its former targets, which may be renamed too. */
function isSameEdge(earlier: Edge, edge: Edge, pairs: Pairs): boolean {
  return edge.targets.some((now) =>
    earlier.targets.some((then) => pairs.before.get(now) === then || isSameTarget(then, now, pairs)),
  );
}

/** A port of a Service that is still there did not become another one, even if both have the same target port. */
function formerState(edge: Edge, then: WiredResource | undefined, now: WiredResource): Edge | undefined {
  const earlier = then && formerEdge(edge, then.edges, () => now.edges);
  const isOther =
    earlier !== undefined &&
    isAnotherPort(earlier, edge) &&
    now.edges.some((each) => each.role === earlier.role && each.path === earlier.path);
  return isOther ? undefined : earlier;
}

/** Whoever sends traffic to a port of a Service names the port. */
function isAnotherPort(earlier: Edge, edge: Edge): boolean {
  return edge.role === 'target port' && edge.path !== earlier.path;
}

function typeOf(earlier: Edge | undefined, edge: Edge, isRenamed: boolean, pairs: Pairs): ChangeType | undefined {
  const before = earlier?.targets ?? none;
  if (before.length === 0) {
    return edge.targets.length > 0 ? 'gained' : undefined;
  }
  if (edge.targets.length === 0) {
    return 'lost';
  }
  const isMoved = isRenamed || isAnotherPort(earlier!, edge) || !areSameTargets(before, edge.targets, pairs);
  return isMoved ? 'moved' : undefined;
}

/**
 * Whether the object still reaches the same targets for the same purpose, by this reference or by another one. A pod
 * may name one ConfigMap in many places, and one place more or less does not change what it needs.
 */
function isRelationKept(
  earlier: Edge | undefined,
  edge: Edge | undefined,
  then: WiredResource | undefined,
  now: WiredResource,
  pairs: Pairs,
): boolean {
  const reached = (resource: WiredResource | undefined, of: Edge) =>
    (resource?.edges ?? none).filter((each) => isSameRelation(each, of)).flatMap(({ targets }) => targets);
  const after = earlier ? reached(now, earlier) : none;
  const before = edge ? reached(then, edge) : none;
  return (
    (earlier?.targets ?? none).every((each) => after.some((other) => isSameTarget(each, other, pairs))) &&
    (edge?.targets ?? none).every((each) => before.some((other) => isSameTarget(other, each, pairs)))
  );
}

/**
 * Each port of a Service is a relation of its own; of other references the port that they request makes a difference.
 */
function isSameRelation(a: Edge, b: Edge): boolean {
  if (a.role !== b.role) {
    return false;
  }
  return a.role === 'target port' ? a.path === b.path : !a.role.endsWith(' port') || isSameValue(a.value, b.value);
}

function areSameTargets(then: readonly TargetIdentity[], now: readonly TargetIdentity[], pairs: Pairs): boolean {
  return (
    then.length === now.length &&
    then.every(
      (each, at) => isSameTarget(each, now[at]!, pairs) || now.some((other) => isSameTarget(each, other, pairs)),
    )
  );
}

/** An object that was renamed is another one for whoever reads what the cluster has. */
function isSameTarget(then: TargetIdentity, now: TargetIdentity, { before, gone }: Pairs): boolean {
  if (identityKey(then) !== identityKey(now)) {
    return false;
  }
  const former = before.get(now);
  return former === undefined ? gone.has(then as WiredResource) : former === then;
}

/** Why a target of the baseline that is not among the present ones may still exist. */
function reasonOfMissing(earlier: Edge, edge: Edge, pairs: Pairs, index: IndexReader): string | undefined {
  for (const target of earlier.targets) {
    if (pairs.gone.has(target as WiredResource) && !edge.targets.some((each) => isSameTarget(target, each, pairs))) {
      const because = reasonNotRead(target, index);
      if (because !== undefined) {
        return because;
      }
    }
  }
  return undefined;
}

/**
 * Without the references that were removed in one place and added in another, because a kustomization was added or
 * removed, or a file was split. Between two kustomizations that are there in both states, this is a change.
 */
function withoutRelocated(
  changes: readonly EdgeChange[],
  { byFile }: BaselineFacts,
  present: ReadonlyMap<Resource, WiredResource>,
): readonly EdgeChange[] {
  if (!changes.some(({ type }) => type === 'removed') || !changes.some(({ type }) => type === 'gained')) {
    return changes;
  }
  const then = new Set<string | undefined>();
  for (const listed of byFile.values()) {
    for (const { bundle } of 'edges' in listed ? [listed] : listed) {
      then.add(bundle);
    }
  }
  const lasting = new Set<string>();
  for (const { bundle } of present.values()) {
    if (bundle !== undefined && then.has(bundle)) {
      lasting.add(bundle);
    }
  }
  const placesBySort = { removed: new Map<string, Set<string>>(), gained: new Map<string, Set<string>>() };
  const placeOf = ({ bundle }: WiredResource) => (bundle !== undefined && lasting.has(bundle) ? bundle : '');
  for (const { type, before, after } of changes) {
    const state = after ?? before;
    if ((type === 'removed' || type === 'gained') && state) {
      getOrInsertComputed(placesBySort[type], relationKey(state), () => new Set()).add(placeOf(state.resource));
    }
  }
  return changes.filter(({ type, before, after }) => {
    const state = after ?? before;
    if ((type !== 'removed' && type !== 'gained') || !state) {
      return true;
    }
    const others = placesBySort[type === 'removed' ? 'gained' : 'removed'].get(relationKey(state));
    const place = placeOf(state.resource);
    return !others || (place !== '' && !others.has('') && !others.has(place));
  });
}

function relationKey({ resource, edge: { role, path, value, targets } }: StateOfEdge): string {
  const asked = role === 'target port' ? `${path} ${value}` : value;
  return JSON.stringify([identityKey(resource), role, asked, ...targets.map(identityKey).sort()]);
}
