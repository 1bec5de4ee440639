import { refusalsOf } from '../../bundles/bundleFacts.ts';
import { chartIn, unreadIn } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Candidate, LostEdge, Missing, UnknownTarget } from '../../model/resolution.ts';
import type { Resource } from '../../model/resource.ts';
import type { Asked, Edge, LossCause, TargetIdentity } from '../../model/wiring.ts';
import type { Settings } from '../../settings.ts';
import { none } from '../../text/emptyList.ts';
import { optional } from '../../text/optional.ts';
import { pathIn } from '../../text/path.ts';
import { describeResource } from '../describe.ts';
import { deployabilityOf, isTarget } from '../scope/deployability.ts';
import { namespacesOf, relationOf } from '../scope/namespaces.ts';
import { nameOfBundle } from '../scope/overlayVariants.ts';
import { proximityOfFile, scopeOf } from '../scope/scope.ts';
import { containsLabelValue, containsPair } from '../unknown/textSearch.ts';
import { askedBy, isSameValue } from './asked.ts';
import { resourceBefore, resourceNow } from './counterparts.ts';
import { markOfUnread } from './unreadMark.ts';

/** What is asked about a reference that reaches nothing. */
export interface Unreached {
  readonly resource: Resource;
  readonly asked: Asked;
  /** The single values that it asks for, for which texts that are not read are searched. */
  readonly values: readonly string[];
  /** Whether a template language fills something in. */
  readonly isFilledIn: boolean;
  /**
   * Whether what is asked for, now or in the baseline, is what a target has, wherever that stands; undefined where a template fills
   * that in.
   */
  reaches(target: Resource, value: string): boolean | undefined;
}

/**
 * Whether a reference that reaches nothing is a lost edge: it reached something in the baseline, and nothing that this change brought
 * explains why it should not any more. Undefined where it reached nothing then either, or there is no baseline.
 */
export function lostEdge(
  unreached: Unreached,
  index: IndexReader,
  settings: Settings,
): LostEdge | UnknownTarget | undefined {
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
    whereItWas(unreached, edge, present, index, settings);
  if (because !== undefined) {
    return { type: 'unknown', because };
  }
  const isChanged = !isSameValue(asked.value, edge.value);
  const wouldReach = present.some((each) => reaches(each, edge.value) && mayBeReached(resource, each, index, settings));
  const cause = causeOf(unreached, isChanged, present);
  const changed = isChanged ? (wouldReach ? 'reference' : 'both') : 'target';
  return { lost: { targets: edge.targets.map(onlyIdentity), since, cause }, before: edge.value, present, changed };
}

/** Without the edges that it has itself in the baseline: a problem does not depend on those. */
function onlyIdentity({ group, kind, namespace, name, file, bundle }: TargetIdentity): TargetIdentity {
  return { group, kind, ...optional('namespace', namespace), name, file, ...optional('bundle', bundle) };
}

/** The resolution of a reference of which `lostEdge` says that it is lost, or why that is not known. */
export function asResolution(loss: LostEdge | UnknownTarget, listed?: Missing['listed']): Missing | UnknownTarget {
  if ('type' in loss) {
    return loss;
  }
  const { since } = loss.lost;
  const evidence = [{ points: Number.POSITIVE_INFINITY, reason: () => `it was reached in ${since}` }];
  const candidates = loss.present.map((resource): Candidate => ({ resource, likelihood: certainty, evidence }));
  return { type: 'missing', candidates, lost: loss, ...(listed ? { listed } : {}) };
}

// It is a fact, and no guess.
const certainty = 1;

/** A reference that reaches something else than in the baseline. */
export interface MovedEdge {
  readonly since: string;
  readonly before: string;
  /** What was reached, as it is now; never empty. */
  readonly present: readonly Resource[];
  readonly isReferenceChanged: boolean;
}

/** Whether a reference reaches none of what it reached in the baseline, though all of that is there still. */
export function movedEdge(
  resource: Resource,
  asked: Asked,
  targets: readonly Resource[],
  index: IndexReader,
): MovedEdge | undefined {
  const edge = edgeBefore(resource, asked, index);
  const since = edge && edge.targets.length > 0 && index.complete ? index.baselineName : undefined;
  if (!edge || since === undefined) {
    return undefined;
  }
  const present = edge.targets.flatMap((each) => resourceNow(each, index) ?? none);
  return present.length < edge.targets.length ||
    present.some((each) => targets.includes(each) || !isTarget(each, index))
    ? undefined
    : { since, before: edge.value, present, isReferenceChanged: !isSameValue(asked.value, edge.value) };
}

/** Whether the baseline asked for something else at the place of the reference, or did not have the resource. */
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

/**
 * The reference of the baseline that one of now is: at the same place the one of the same role. In a list, where what is put before it
 * changes its place, what asks for the same is the same; then of those that are not asked for any more the one at the same place, or
 * the one that has the same number among them where there are as many new ones.
 */
function edgeBefore(resource: Resource, asked: Asked, index: IndexReader): Edge | undefined {
  const place = placeInAnyItem(asked.path);
  const isAlike = (each: Asked) => each.role === asked.role && placeInAnyItem(each.path) === place;
  const before = resourceBefore(resource, index)?.edges.filter(isAlike);
  if (before === undefined || before.length === 0) {
    return undefined;
  }
  const same = before.filter(({ value }) => isSameValue(value, asked.value));
  if (same.length > 0) {
    return same.find(({ path }) => path === asked.path) ?? same[0];
  }
  const now = askedBy(resource).filter(isAlike);
  const gone = before.filter(({ value }) => !now.some((each) => isSameValue(each.value, value)));
  const come = now.filter(({ value }) => !before.some((each) => isSameValue(each.value, value)));
  const position = come.findIndex(({ path, value }) => path === asked.path && value === asked.value);
  return gone.find(({ path }) => path === asked.path) ?? (gone.length === come.length ? gone[position] : undefined);
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

const namingRoles: ReadonlySet<string> = new Set<Asked['role']>([
  'ingress backend',
  'route backend',
  'scale target',
  'governing service',
  'rollout service',
  'config map',
  'secret',
  'service account',
  'volume claim',
]);

function mayBeReached(resource: Resource, target: Resource, index: IndexReader, { closedWorld }: Settings): boolean {
  return (
    relationOf(namespacesOf(resource, index, closedWorld), namespacesOf(target, index, closedWorld)) !== 'different'
  );
}

/** Why what was reached may be there, though it is not among what can be reached. */
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
  for (const { file, bundle } of edge.targets) {
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
    if (refusal) {
      return `kustomize would not build ${nameOfBundle(rendered!.directory)}: ${refusal.reason}`;
    }
  }
  return undefined;
}

function filledIn(present: readonly Resource[], { asked, reaches }: Unreached): string | undefined {
  const target = present.find((each) => reaches(each, asked.value) === undefined);
  return target && `a template fills in a part of ${describeResource(target)}`;
}

/**
 * What was reached, where it is unchanged in its old place: the namespace or the file of the reference has changed so that the two are
 * no longer taken for one application. In a cluster the place of a file means nothing, so this alone is no loss. What a kustomization
 * deploys may have been taken out of it, which is one.
 */
function whereItWas(
  { resource, asked, reaches }: Unreached,
  edge: Edge,
  present: readonly Resource[],
  index: IndexReader,
  settings: Settings,
): string | undefined {
  const target = present.find(
    (each) =>
      reaches(each, asked.value) &&
      mayBeReached(resource, each, index, settings) &&
      edge.targets.some(({ file, bundle }) => bundle === undefined && file === each.document.file),
  );
  return (
    target && `${describeResource(target)} has what is asked for, and is in ${target.document.file} as it was before`
  );
}

/**
 * A part that is not read, that the baseline did not have, and that holds what is asked for now; or the name of what was reached,
 * where that is gone: it may have been moved there.
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
  const mayContain = (text: string | undefined): boolean =>
    text === undefined ||
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
  // A chart may give it the name that it had; what its template says is that there is one of the kind.
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
