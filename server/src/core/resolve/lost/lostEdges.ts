import { refusalsOf } from '../../bundles/bundleFacts.ts';
import { chartIn, unreadIn } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Candidate, LostEdge, Missing, UnknownTarget } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import type { Asked, Edge, LossCause, TargetIdentity } from '../../model/wiring.ts';
import { none } from '../../text/emptyList.ts';
import { optional } from '../../text/optional.ts';
import { pathIn } from '../../text/path.ts';
import { describeResource } from '../describe.ts';
import { deployabilityOf, isTarget } from '../scope/deployability.ts';
import { namespacesOf, relationOf } from '../scope/namespaces.ts';
import { nameOfBundle } from '../scope/overlayVariants.ts';
import { proximityOfFile, scopeOf } from '../scope/scope.ts';
import type { LookUp } from '../search.ts';
import { containsLabelValue, containsPair } from '../unknown/textSearch.ts';
import { askedBy, isSameValue, namingRoles } from './asked.ts';
import { resourceBefore, resourceNow } from './counterparts.ts';
import { markOfUnread } from './unreadMark.ts';

/** A reference that reaches nothing, for the comparison with the baseline. */
export interface Unreached {
  readonly resource: Resource;
  readonly asked: Asked;
  /** The single values of the reference, which are searched for in texts that are not read. */
  readonly values: readonly string[];
  /** Whether a template language fills in a part of the reference. */
  readonly isFilledIn: boolean;
  /** The namespaces in which the target has to be, if they are not those of the resource. */
  readonly namespaces?: readonly (string | undefined)[];
  /**
   * Whether a target, in any place, has the given value, which is the current one or that of the baseline;
   * undefined if a template fills in a part of the target.
   */
  reaches(target: Resource, value: string): boolean | undefined;
}

/**
 * Whether a reference that reaches nothing is a lost edge: it reached something in the baseline, and nothing in
 * the change explains why it should not reach it any more. Undefined if the reference reached nothing in the
 * baseline, or there is no baseline.
 */
export function lostEdge(unreached: Unreached, look: LookUp): LostEdge | UnknownTarget | undefined {
  const { index } = look;
  const { resource, asked, reaches } = unreached;
  const edge = edgeBefore(resource, asked, index);
  const since = edge && edge.targets.length > 0 && index.complete ? index.baselineName : undefined;
  if (!edge || since === undefined) {
    return undefined;
  }
  const now = edge.targets.flatMap((each) => resourceNow(each, index) ?? none);
  const present = now.filter((each) => isTarget(each, index));
  const because =
    (unreached.isFilledIn ? `${asked.value} is filled in by a template` : undefined) ??
    reasonNotThere(edge, now, present, index) ??
    filledIn(present, unreached) ??
    broughtUnread(unreached, edge, present, index) ??
    whereItWas(unreached, edge, present, look);
  if (because !== undefined) {
    return { type: 'unknown', because };
  }
  const isChanged = !isSameValue(asked.value, edge.value);
  const wouldReach = present.some((each) => reaches(each, edge.value) && mayBeReached(unreached, each, look));
  const cause = causeOf(unreached, isChanged, present);
  const changed = isChanged ? (wouldReach ? 'reference' : 'both') : 'target';
  return { lost: { targets: edge.targets.map(onlyIdentity), since, cause }, before: edge.value, present, changed };
}

/** Without the edges of the baseline's resource, on which a problem does not depend. */
function onlyIdentity({ group, kind, namespace, name, file, bundle }: TargetIdentity): TargetIdentity {
  return { group, kind, ...optional('namespace', namespace), name, file, ...optional('bundle', bundle) };
}

/**
 * Whether an edge is lost although targets in another place of the same namespace match, as in a directory that
 * has a file for each version: the former target is still here and no longer matches, and the others are not new.
 */
export function isLostDespite(
  loss: LostEdge | UnknownTarget,
  matches: readonly Resource[],
  index: IndexReader,
): boolean {
  return (
    !('type' in loss) &&
    loss.changed === 'target' &&
    loss.present.length > 0 &&
    matches.every((each) => !loss.present.includes(each) && resourceBefore(each, index) !== undefined)
  );
}

/** The resolution of a reference for the result of `lostEdge`. */
export function asResolution(loss: LostEdge | UnknownTarget, listed?: Missing['listed']): Missing | UnknownTarget {
  if ('type' in loss) {
    return loss;
  }
  const { since } = loss.lost;
  const evidence = [{ points: Number.POSITIVE_INFINITY, reason: () => `it was reached in ${since}` }];
  const candidates = loss.present.map((resource): Candidate => ({ resource, likelihood: certainty, evidence }));
  return { type: 'missing', candidates, lost: loss, ...(listed ? { listed } : {}) };
}

// The target of the baseline is a fact, not a guess.
const certainty = 1;

/** A reference that reaches other targets than in the baseline. */
export interface MovedEdge {
  readonly since: string;
  readonly before: string;
  /** The former targets in their current state; never empty. */
  readonly present: readonly Resource[];
  readonly isReferenceChanged: boolean;
}

/** Whether a reference reaches none of its targets of the baseline, although all of them still exist. */
export function movedEdge(
  resource: Resource,
  asked: Asked,
  targets: readonly Resource[],
  index: IndexReader,
): MovedEdge | undefined {
  const edge = edgeBefore(resource, asked, index);
  if (!edge || edge.targets.length === 0 || !index.complete) {
    return undefined;
  }
  const present = edge.targets.flatMap((each) => resourceNow(each, index) ?? none);
  if (
    present.length < edge.targets.length ||
    present.some((each) => targets.includes(each) || !isTarget(each, index))
  ) {
    return undefined;
  }
  // Nearly every judgement comes to the lines above. Only those that report the name are judged again for another name.
  const since = index.baselineName;
  return since === undefined
    ? undefined
    : { since, before: edge.value, present, isReferenceChanged: !isSameValue(asked.value, edge.value) };
}

/** Whether the reference has another value than in the baseline, or the baseline did not have the resource. */
export function isChangedSince(resource: Resource, asked: Asked, index: IndexReader): boolean {
  if (!index.hasBaseline) {
    return false;
  }
  const edge = edgeBefore(resource, asked, index);
  return edge === undefined || !isSameValue(asked.value, edge.value);
}

/** Whether a reference reached something in the baseline. */
export function reachedBefore(resource: Resource, asked: Asked, index: IndexReader): boolean {
  return (edgeBefore(resource, asked, index)?.targets.length ?? 0) > 0;
}

function edgeBefore(resource: Resource, asked: Asked, index: IndexReader): Edge | undefined {
  const before = resourceBefore(resource, index);
  return before && formerEdge(asked, before.edges, () => askedBy(resource));
}

/**
 * The reference of the baseline that became a current one: the reference of the same role at the same path. In
 * a list, an insertion changes the paths of later items, so the reference with the same value comes first.
 * Otherwise it is the former reference at the same path among those whose values are gone, or the one at the
 * same position among them if as many new values came. If no value is gone, it is the one at the same path, if there
 * are as many references as before.
 *
 * @param edges of the resource in the baseline
 * @param present everything for which the resource asks now
 */
export function formerEdge(asked: Asked, edges: readonly Edge[], present: () => readonly Asked[]): Edge | undefined {
  const place = placeInAnyItem(asked.path);
  const isAlike = (each: Asked) => each.role === asked.role && placeInAnyItem(each.path) === place;
  const before = edges.filter(isAlike);
  if (before.length === 0) {
    return undefined;
  }
  const same = before.filter(({ value }) => isSameValue(value, asked.value));
  if (same.length > 0) {
    return same.find(({ path }) => path === asked.path) ?? same[0];
  }
  const now = present().filter(isAlike);
  const gone = before.filter(({ value }) => !now.some((each) => isSameValue(each.value, value)));
  const come = now.filter(({ value }) => !before.some((each) => isSameValue(each.value, value)));
  const position = come.findIndex(({ path, value }) => path === asked.path && value === asked.value);
  return (
    gone.find(({ path }) => path === asked.path) ??
    (gone.length === come.length ? gone[position] : undefined) ??
    // The former value is named at other paths too, and nothing was inserted.
    (before.length === now.length && gone.length === 0 ? before.find(({ path }) => path === asked.path) : undefined)
  );
}

function placeInAnyItem(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '[]');
}

function causeOf({ asked, reaches }: Unreached, isChanged: boolean, present: readonly Resource[]): LossCause {
  if (isChanged) {
    return 'reference changed';
  }
  if (present.length === 0) {
    return 'removed';
  }
  if (present.some((each) => reaches(each, asked.value))) {
    return 'out of scope';
  }
  return namingRoles.has(asked.role) ? 'renamed' : 'target changed';
}

function mayBeReached(unreached: Unreached, target: Resource, { index, settings: { closedWorld } }: LookUp): boolean {
  const searched = unreached.namespaces ?? namespacesOf(unreached.resource, index, closedWorld);
  return relationOf(searched, namespacesOf(target, index, closedWorld)) !== 'different';
}

/** Why the former target may still exist, although it is not among the targets that can be reached. */
function reasonNotThere(
  edge: Edge,
  now: readonly Resource[],
  present: readonly Resource[],
  index: IndexReader,
): string | undefined {
  const hidden = now.find((each) => !present.includes(each));
  if (hidden) {
    const deployability = deployabilityOf(hidden, index);
    const why = deployability.type === 'part' ? deployability.because : 'its file is ignored';
    return `${describeResource(hidden)}: ${why}`;
  }
  if (now.length > 0) {
    return undefined;
  }
  for (const target of edge.targets) {
    const because = reasonNotRead(target, index);
    if (because !== undefined) {
      return because;
    }
  }
  return undefined;
}

/**
 * Why an object of the baseline may still exist although nothing that was read defines it: its file does not parse or
 * has become a template, or kustomize cannot build the kustomization that deployed it. Continues "unknown, because …".
 */
export function reasonNotRead({ file, bundle }: TargetIdentity, index: IndexReader): string | undefined {
  const path = index.newPathOf(file);
  const unread = index.fileAt(path)?.unread;
  if (unread && !index.wasUnread(markOfUnread(path, unread))) {
    return unread.because;
  }
  for (const { unread: part, errors } of index.documentsOf(path)) {
    if (part ? !index.wasUnread(markOfUnread(path, part)) : errors.length > 0) {
      return part?.because ?? `${path} does not parse`;
    }
  }
  const rendered = bundle === undefined ? undefined : index.bundle(bundle);
  const [refusal] = rendered ? refusalsOf(rendered) : none;
  return refusal && `kustomize cannot build ${nameOfBundle(rendered!.directory)}: ${refusal.reason}`;
}

function filledIn(present: readonly Resource[], { asked, reaches }: Unreached): string | undefined {
  const target = present.find((each) => reaches(each, asked.value) === undefined);
  return target && `a template fills in a part of ${describeResource(target)}`;
}

/**
 * The former target, if it is unchanged in its old file: the namespace or the file of the reference has
 * changed, so that Podwire no longer takes the two for one application. In a cluster the place of a file has no
 * meaning, so this alone is not a loss. A target of a bundle may have been removed from the kustomization,
 * which is a loss.
 */
function whereItWas(unreached: Unreached, edge: Edge, present: readonly Resource[], look: LookUp): string | undefined {
  const target = present.find(
    (each) =>
      unreached.reaches(each, unreached.asked.value) &&
      mayBeReached(unreached, each, look) &&
      edge.targets.some(({ file, bundle }) => bundle === undefined && file === each.document.file),
  );
  return (
    target && `${describeResource(target)} has what is asked for, and is in ${target.document.file} as it was before`
  );
}

/**
 * A part that is not read, that the baseline did not have, and that contains the values of the reference, or,
 * if the former target is gone, its name: the target may have been moved into that part.
 */
function broughtUnread(
  { resource, asked, values }: Unreached,
  edge: Edge,
  present: readonly Resource[],
  index: IndexReader,
): string | undefined {
  const deployability = deployabilityOf(resource, index);
  if (deployability.type === 'part') {
    return deployability.because;
  }
  const old = edge.value.split(/[,=\s]+/);
  const isChanged = !isSameValue(asked.value, edge.value);
  const wanted = isChanged ? values.filter((each) => !old.includes(each)) : values;
  const gone = present.length === 0 ? edge.targets : none;
  // A HelmRelease is not read, and names what it needs: that is no other place of the target.
  const mayContain = (text: string | undefined): boolean =>
    text === undefined || (text !== resource.document.text && isMentioned(text));
  const isMentioned = (text: string): boolean =>
    (wanted.length > 0 && wanted.every((each) => containsLabelValue(text, each))) ||
    gone.some(({ name }) => containsLabelValue(text, name));
  const scope = scopeOf(resource, deployability.membership, index);
  for (const directory of scope.directories) {
    for (const { file, unread } of index.list(unreadIn(directory))) {
      if (
        mayContain(unread.text) &&
        !index.wasUnread(markOfUnread(file, unread)) &&
        proximityOfFile(scope, file, index) !== 'elsewhere'
      ) {
        return unread.because;
      }
    }
  }
  // A chart may give the object its former name; its template only shows that it has an object of the kind.
  for (const directory of gone.length > 0 ? scope.directories : none) {
    const templates =
      index.list(chartIn(directory)).length > 0 ? index.list(unreadIn(pathIn(directory, 'templates'))) : none;
    for (const { file, unread } of templates) {
      const isOfKind = gone.some(({ kind }) => unread.text === undefined || containsPair(unread.text, 'kind', kind));
      if (isOfKind && !index.wasUnread(markOfUnread(file, unread))) {
        return unread.because;
      }
    }
  }
  const parts = resource.bundle === undefined ? none : (index.bundle(resource.bundle)?.unread ?? none);
  return parts.find(
    (each) =>
      !each.defines &&
      mayContain(each.text) &&
      !index.wasUnread(markOfUnread(`${each.at.document.file} ${each.because}`, each)),
  )?.because;
}
