import {
  objectsIn,
  objectsNamed,
  objectsOf,
  referrersIn,
  referrersOf,
  referrersTo,
  renderedObjectsFrom,
} from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import { kinds } from '../kinds/list.ts';
import { groupsOfNamedKind, isClusterScoped, isNamedKind } from '../kinds/namedKinds.ts';
import { namespaceIn } from '../model/namespace.ts';
import type { Reference } from '../model/reference.ts';
import type { Candidate, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { describeResource } from './describe.ts';
import {
  evidenceForName,
  leadsTraffic,
  leastForNames,
  likelihoodOfName,
  threshold,
} from './evidence/nameLikelihood.ts';
import { knownNames } from './evidence/nameSimilarity.ts';
import { targetHasPort } from './evidence/servicePorts.ts';
import { lostName } from './lost/lostReferences.ts';
import { namesakeAstray } from './namesakeAstray.ts';
import { type Question, resolve, unknown } from './resolve.ts';
import { deployabilityOf } from './scope/deployability.ts';
import {
  allInScope,
  areDeployedTogether,
  configuringInScope,
  operatedInScope,
  type Proximity,
  proximityIn,
  type Scope,
  scopeOf,
  servicesInScope,
  templatesInScope,
} from './scope/scope.ts';
import { isInScopeOf, isStatedSame, mayReach, type Search, searchOf } from './search.ts';
import { isInstalled } from './unknown/releases.ts';
import { containsWord } from './unknown/textSearch.ts';
import { type Explanation, explained, inUnreadPart } from './unknown/unknownReasons.ts';
import { isSwitchedOff, mayBeIn, mayMake } from './unknown/unreadNames.ts';
import { chartBeside, doubtOnTheWay, patchedBy } from './unknown/unrenderedChanges.ts';

/** A reference by name to resolve. */
export interface NameSearch {
  readonly referrer: Resource;
  readonly reference: Reference;
  /**
   * Whether an object has at most one referrer of this role: another referrer is then evidence against a
   * candidate.
   */
  readonly exclusive?: boolean;
  /** The least points that a candidate needs, if that is more than usual. */
  readonly least?: number;
}

/** Whether the object that a reference names exists, and if not, which one it probably means. */
export function resolveName(named: NameSearch, index: IndexReader, settings: Settings): Resolution {
  const { referrer, reference } = named;
  const { name, namespace } = reference;
  const search = searchOf(referrer, index, settings);
  if ('because' in search) {
    return search;
  }
  if (name.type === 'placeholder' || (namespace && namespaceIn(namespace) === undefined)) {
    return unknown(`${name.value} is filled in by a template`);
  }
  return resolve(questionOf(named, searchFor(reference, search)));
}

/** The search for what a reference names. Objects without a namespace are found from everywhere. */
function searchFor({ group, kind, namespace }: Reference, search: Search): Search {
  return isClusterScoped(group, kind)
    ? { ...search, namespaces: [undefined] }
    : namespace
      ? searchIn(namespace.value, search)
      : search;
}

/**
 * The search in the namespace that a reference states. A tool that replaces the namespaces of what it deploys also
 * replaces them in references to it, so both are searched then.
 */
export function searchIn(namespace: string, search: Search): Search {
  const replaces = search.membership.deployers.some(({ deploys }) => deploys?.overrides && deploys.namespace);
  return { ...search, namespaces: [namespace, ...(replaces ? search.namespaces : none)] };
}

function questionOf(named: NameSearch, search: Search): Question {
  const { referrer, reference } = named;
  const { index } = search;
  const { kind, role } = reference;
  const namesakes = namesakesOf(reference, index).filter((each) => mayReach(search, each));
  const scope = () => scopeOfReferrer(referrer, index);
  const mayBeElsewhere = kind !== 'Service' || !leadsTraffic(role);
  return {
    search,
    targets: () => namesakes.filter((each) => isInScopeOf(search, each)),
    elsewhere: () => namesakes,
    lost: () => lostName(referrer, reference, search),
    filledIn: () => undefined,
    explanation: () => explanationForName(reference, scope(), search),
    // The unread part contains the exact name, so a candidate with a similar name does not outweigh it. What a chart
    // makes with other values has another name than what is there.
    isDecisive: ({ kind: why }) => why !== 'switched off',
    candidates: () => candidatesFor(named, scope(), search, namesakes),
    isLeft: () => true,
    ...(mayBeElsewhere ? { isElsewhere: () => whereElse(reference, namesakes) } : {}),
  };
}

function whereElse({ kind }: Reference, [outside]: readonly Resource[]): string {
  return outside
    ? `${describeResource(outside)} is in ${outside.document.file}, which is outside the scope`
    : `no ${kind} in scope has a similar name`;
}

/**
 * The scope of a referrer, computed once per file: a file names many objects, and all of them have the same
 * scope.
 */
function scopeOfReferrer(referrer: Resource, index: IndexReader): Scope {
  const { bundle, release, document } = referrer;
  const place = release?.by.document.file ?? document.file;
  return index.remember(`scope in ${bundle ?? ''}${release ? ' of a release' : ''}`, place, (reader) => {
    const deployability = deployabilityOf(referrer, reader);
    const membership = deployability.type === 'part' ? { takers: [], deployers: [] } : deployability.membership;
    return scopeOf(referrer, membership, reader);
  });
}

/** The objects with the name that a reference states, in any place and namespace, in every group of their kind. */
export function namesakesOf(reference: Reference, index: IndexReader): readonly Resource[] {
  return groupsOf(reference).flatMap((group) => index.list(objectsNamed(group, reference.kind, reference.name.value)));
}

type GroupKind = Pick<Reference, 'group' | 'kind'>;

/** The API groups that serve the kind; a manifest may name an older group for the same object. */
function groupsOf({ group, kind }: GroupKind): readonly string[] {
  const groups = groupsOfNamedKind(group, kind);
  return groups.length > 0
    ? groups
    : [...new Set([group, ...kinds.filter((each) => each.kind === kind).flatMap((each) => each.groups)])];
}

/** An unread part that may define the object or change its name. */
function explanationForName(reference: Reference, scope: Scope, { referrer, index }: Search): Explanation | undefined {
  const { role, name, kind } = reference;
  const isMaker = (each: Resource) =>
    each.installs === undefined
      ? kind === 'Secret' || kind === 'ConfigMap'
      : each.releases === undefined || !isInstalled(each.document.file, index);
  const makers = () => configuringInScope(scope, index).filter(isMaker);
  // What needs an object does not make it.
  const isOther = (each: Resource) => role !== 'controller object' || each !== referrer;
  const isOwn = (text: string) => role === 'controller object' && text === referrer.document.text;
  const operated = () =>
    [...operatedInScope(scope, index), ...makers()].find((each) => isOther(each) && mayMake(each, name.value));
  return (
    explained(
      'unread part',
      chartBeside(scope.membership, index, (text) => containsWord(text, name.value)),
    ) ??
    explained(
      'changed on the way',
      patchedBy(referrer, [name.value, referrer.kind], index) ??
        doubtOnTheWay(referrer.bundle, scope.membership, index, (doubt) => mayBeIn(doubt, reference)),
    ) ??
    explained(
      'switched off',
      doubtOnTheWay(referrer.bundle, scope.membership, index, (doubt) => isSwitchedOff(doubt, kind)),
    ) ??
    explained('operator', operatedBy(operated())) ??
    explained(
      'unread text',
      inUnreadPart(
        { scope, index },
        ({ isOpaque, text }) =>
          isOpaque === true || (text !== undefined && !isOwn(text) && containsWord(text, name.value)),
      ),
    )
  );
}

function operatedBy(resource: Resource | undefined): string | undefined {
  return (
    resource &&
    (resource.installs === undefined
      ? `the operator of ${describeResource(resource)} may create it`
      : `what ${describeResource(resource)} installs is not read`)
  );
}

interface NamedCandidate extends Candidate {
  readonly points: number;
}

/** The candidates that are similar enough to be reported, the most similar first. */
function candidatesFor(
  named: NameSearch,
  scope: Scope,
  search: Search,
  namesakes: readonly Resource[],
): readonly NamedCandidate[] {
  const isStated = namesakes.some((each) => isStatedSame(search, each));
  const least = Math.max(named.least ?? 0, namesakes.length > 0 ? threshold : leastForNames);
  const candidates = comparedNames(named, scope, search)
    .filter(({ points }) => points >= least)
    // A name is unique in its namespace: if both state the namespace, only a candidate that is deployed with
    // the referrer is a better explanation.
    .filter(({ resource }) => !isStated || areDeployedTogether(named.referrer, resource, search.index));
  const astray =
    candidates.length > 0 || namesakes.length > 0 ? undefined : namesakeAstray(named.reference, scope, search);
  return astray
    ? [{ resource: astray, evidence: inOtherNamespace, points: threshold, likelihood: likelihoodOfName(threshold) }]
    : candidates;
}

const inOtherNamespace = [{ points: threshold, reason: () => 'it has the name, but is in another namespace' }];

function comparedNames(named: NameSearch, scope: Scope, search: Search): readonly NamedCandidate[] {
  const { referrer, reference, exclusive } = named;
  const { index } = search;
  const names = knownNames(index);
  const candidates: NamedCandidate[] = [];
  const { group, kind } = reference;
  const objects = index.remember(`${group}/${kind} in scope of ${scope.bundle ?? ''}`, scope.file, (reader) =>
    objectsInScope(scopeOfReferrer(referrer, reader), reference, reader),
  );
  for (const resource of objects) {
    // Nothing needs itself, e.g. a HelmRelease that depends on another one.
    if (
      resource === referrer ||
      evidenceForName(referrer, reference, resource, { proximity: 'file', claimedBy: none, names }).length === 0
    ) {
      continue;
    }
    const proximity = proximityOfCandidate(named, scope, resource, index);
    if (proximity !== 'elsewhere' && mayReach(search, resource)) {
      const claimedBy = exclusive
        ? index
            .list(referrersTo(reference.group, reference.kind, resource.name))
            .filter(
              (each) =>
                each.bundle === referrer.bundle &&
                each.kind === referrer.kind &&
                each.references.some(
                  (other) => other !== reference && other.role === reference.role && other.name.value === resource.name,
                ),
            )
        : [];
      // If the referrer already names the candidate elsewhere, it does not mean it here.
      if (claimedBy.includes(referrer)) {
        continue;
      }
      const hasPort = reference.port && targetHasPort(resource, reference.port);
      const evidence = evidenceForName(referrer, reference, resource, {
        proximity,
        claimedBy,
        names,
        ...(hasPort === undefined ? {} : { hasPort }),
      });
      const points = evidence.reduce((sum, each) => sum + each.points, 0);
      candidates.push({ resource, evidence, points, likelihood: likelihoodOfName(points) });
    }
  }
  return candidates.sort((a, b) => b.points - a.points);
}

/**
 * The proximity of a candidate. A file above or below counts as the referrer's own directory if other resources
 * of that directory name objects in it: people keep all autoscalers in one directory and the scaled workloads
 * in another.
 */
function proximityOfCandidate(
  { referrer, reference }: NameSearch,
  scope: Scope,
  candidate: Resource,
  index: IndexReader,
): Proximity {
  const proximity = proximityIn(scope, candidate, index);
  if (proximity !== 'neighbours') {
    return proximity;
  }
  const { role } = reference;
  const directory = directoryOf(scope.file);
  const hasCompany = (
    scope.bundle === undefined ? index.list(referrersIn(directory, role)) : index.list(referrersOf(scope.bundle, role))
  ).some(
    (other) =>
      other !== referrer &&
      directoryOf(other.document.file) === directory &&
      other.references.some(
        (each) =>
          each.role === role &&
          namesakesOf(each, index).some((target) => target.document.file === candidate.document.file),
      ),
  );
  return hasCompany ? 'directory' : proximity;
}

/**
 * The objects near a resource that it may name, with their proximity: those of the kind, or for a workload kind, all
 * workloads. Their namespaces are not checked.
 */
export function objectsNear(
  referrer: Resource,
  of: GroupKind,
  index: IndexReader,
): readonly { readonly resource: Resource; readonly proximity: Proximity }[] {
  const scope = scopeOfReferrer(referrer, index);
  return objectsInScope(scope, of, index)
    .map((resource) => ({ resource, proximity: proximityIn(scope, resource, index) }))
    .filter(({ proximity }) => proximity !== 'elsewhere');
}

/** The objects that the reference may mean: those of the kind, or for a workload kind, all workloads. */
function objectsInScope(scope: Scope, { group, kind }: GroupKind, index: IndexReader): readonly Resource[] {
  if (group === '' && kind === 'Service') {
    return servicesInScope(scope, index);
  }
  if (isNamedKind(group, kind)) {
    // Kinds of several controllers have the same name, e.g. Gateway.
    const groups = groupsOf({ group, kind });
    const ofKind = (all: readonly Resource[]) => all.filter((each) => groups.includes(each.group));
    return allInScope(scope, {
      loose: (directory) => ofKind(index.list(objectsIn(directory, kind))),
      rendered: (directory) => ofKind(index.list(renderedObjectsFrom(directory, kind))),
      own: (bundle) => ofKind(index.list(objectsOf(bundle, kind))),
    });
  }
  return templatesInScope(scope, index).map(({ resource }) => resource);
}
