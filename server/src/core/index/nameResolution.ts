import { kinds } from '../kinds/list.ts';
import { isCustomGroup } from '../kinds/operated.ts';
import { namedKinds } from '../kinds/referenceRules.ts';
import { namespaceIn } from '../model/namespace.ts';
import type { Reference } from '../model/reference.ts';
import type { Candidate, Resolution } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf } from '../text/path.ts';
import { describeResource } from './describe.ts';
import { asResolution } from './lostEdges.ts';
import { lostName } from './lostReferences.ts';
import { evidenceForName, leastForNames, likelihoodOfName, threshold } from './nameNearness.ts';
import { extendsName, knownNames } from './names.ts';
import { namespacesOf, relationOf } from './namespaces.ts';
import { chartBeside, type Doubt, doubtOnTheWay, kindsOf, patchedBy } from './patched.ts';
import type { IndexReader } from './reader.ts';
import {
  allInScope,
  areDeployedTogether,
  configuringInScope,
  isInScope,
  operatedInScope,
  type Proximity,
  proximityIn,
  proximityOfFile,
  type Scope,
  scopeOf,
  servicesInScope,
  templatesInScope,
} from './scope.ts';
import { serviceHasPort } from './servicePorts.ts';
import { isTarget, standingOf } from './standing.ts';
import { holdsWord } from './words.ts';

/** How to resolve what a reference names. */
export interface NameSearch {
  readonly referrer: Resource;
  readonly reference: Reference;
  /** Whether one object is named by one: that something else names a candidate then speaks against it. */
  readonly exclusive?: boolean;
  /** How near a candidate has to be, where that is more than usual. */
  readonly least?: number;
}

/** Whether there is what a reference names, and if not, what it probably meant. */
export function resolveName(search: NameSearch, index: IndexReader, settings: Settings): Resolution {
  const { referrer, reference } = search;
  const { name, kind } = reference;
  const standing = standingOf(referrer, index);
  if (standing.type === 'part') {
    return unknown(standing.because);
  }
  if (name.type === 'placeholder' || (reference.namespace && namespaceIn(reference.namespace) === undefined)) {
    return unknown(`${name.value} is filled in by a template`);
  }
  const namespaces = reference.namespace
    ? [reference.namespace.value]
    : namespacesOf(referrer, index, settings.closedWorld);
  const isCompatible = (each: Resource) =>
    relationOf(namespaces, namespacesOf(each, index, settings.closedWorld)) !== 'different';
  const namesakes = groupsOf(reference)
    .flatMap((group) => index.named(group, kind, name.value))
    .filter((each) => isTarget(each, index) && isCompatible(each));
  const targets = namesakes.filter((each) => isInScope(referrer, standing.membership, each, index, settings));
  if (targets.length > 0) {
    return { type: 'found', targets };
  }
  if (!index.complete) {
    return unknown('the workspace is still being indexed');
  }
  const stated = namesakes.filter((each) =>
    [...namespaces, ...namespacesOf(each, index, settings.closedWorld)].every((namespace) => namespace !== undefined),
  );
  const lost = stated.length > 0 ? undefined : lostName(referrer, reference, index, settings);
  if (lost) {
    return asResolution(lost);
  }
  const scope = scopeOfReferrer(referrer, index);
  const least = Math.max(search.least ?? 0, namesakes.length > 0 ? threshold : leastForNames);
  const candidates = candidatesFor(search, scope, index, isCompatible)
    .filter(({ points }) => points >= least)
    // A name is one object's in its namespace: where both say that, only what comes with the referrer explains it better.
    .filter(({ resource }) => stated.length === 0 || areDeployedTogether(referrer, resource, index));
  if (candidates.length > 0 || (settings.closedWorld && stated.length === 0)) {
    const silence = reasonForSilence(search, scope, index);
    return silence === undefined ? { type: 'missing', candidates } : unknown(silence);
  }
  if (stated.length > 0) {
    return { type: 'found', targets: stated };
  }
  const [outside] = namesakes;
  const astray = outside === undefined ? namesakeAstray(search, scope, index, settings) : undefined;
  if (astray) {
    const silence = reasonForSilence(search, scope, index);
    return silence === undefined ? { type: 'missing', candidates: [astray] } : unknown(silence);
  }
  return unknown(
    outside
      ? `${describeResource(outside)} is in ${outside.document.file}, outside its scope`
      : `no ${kind} near it is called nearly so`,
  );
}

/**
 * The one that has the very name in another namespace, which what leads traffic does not reach: an Ingress at all, a route unless it
 * says so. It counts where it stands beside what names it, or beside others that the same one names and finds. Sources:
 * k8s.io/api networking/v1 IngressServiceBackend; gateway-api/apis/v1 BackendObjectReference.
 */
function namesakeAstray(
  { referrer, reference }: NameSearch,
  scope: Scope,
  index: IndexReader,
  settings: Settings,
): Candidate | undefined {
  const { role, kind, name } = reference;
  if ((role !== 'ingress backend' && role !== 'route backend') || reference.namespace) {
    return undefined;
  }
  const own = namespacesOf(referrer, index, settings.closedWorld);
  const relation = (each: Resource) => relationOf(own, namespacesOf(each, index, settings.closedWorld));
  const found = referrer.references
    .filter((each) => each.role === role && each !== reference)
    .flatMap((each) => index.named(each.group, each.kind, each.name.value))
    .filter((each) => relation(each) === 'same')
    .map(({ document }) => directoryOf(document.file));
  const isBeside = (each: Resource) =>
    found.includes(directoryOf(each.document.file)) ||
    !['elsewhere', 'neighbours'].includes(proximityIn(scope, each, index));
  const resource = index
    .named(reference.group, kind, name.value)
    .find((each) => isTarget(each, index) && relation(each) === 'different' && isBeside(each));
  return resource && { resource, evidence: inOtherNamespace, likelihood: likelihoodOfName(threshold) };
}

const inOtherNamespace = [{ points: threshold, reason: () => 'it has the name, in another namespace' }];

/** A file names many things, and all of them are looked for in the same places. */
function scopeOfReferrer(referrer: Resource, index: IndexReader): Scope {
  return index.remember(`scope in ${referrer.bundle ?? ''}`, referrer.document.file, (reader) => {
    const standing = standingOf(referrer, reader);
    return scopeOf(referrer, standing.type === 'part' ? { takers: [], deployers: [] } : standing.membership, reader);
  });
}

function unknown(because: string): Resolution {
  return { type: 'unknown', because };
}

/** Groups under which the kind is served; a manifest may name an older one, and the object is the same. */
function groupsOf({ group, kind }: Reference): readonly string[] {
  return [...new Set([group, ...kinds.filter((each) => each.kind === kind).flatMap((each) => each.groups)])];
}

/** Something that is not read may hold the object, or change what it is called. */
function reasonForSilence({ referrer, reference }: NameSearch, scope: Scope, index: IndexReader): string | undefined {
  const { name } = reference;
  const installed = chartBeside(scope.membership, (text) => holdsWord(text, name.value));
  if (installed !== undefined) {
    return installed;
  }
  const patched =
    patchedBy(referrer, [name.value, referrer.kind], index) ??
    doubtOnTheWay(referrer.bundle, scope.membership, index, (doubt) => mayBeIn(doubt, reference));
  if (patched) {
    return patched;
  }
  const makers =
    reference.kind === 'Secret' || reference.kind === 'ConfigMap' ? configuringInScope(scope, index) : none;
  const operated = [...operatedInScope(scope, index), ...makers].find((each) => mayMake(each, name.value));
  if (operated) {
    return `the operator of ${describeResource(operated)} may make it`;
  }
  for (const directory of scope.directories) {
    for (const { file, unread } of index.unreadIn(directory)) {
      const mayHoldIt = unread.isOpaque || (unread.text !== undefined && holdsWord(unread.text, name.value));
      if (mayHoldIt && proximityOfFile(scope, file, index) !== 'elsewhere') {
        return unread.because;
      }
    }
  }
  return undefined;
}

/** Whether what is not known of a bundle may hold the object, or change what it is called. */
function mayBeIn(doubt: Doubt, { kind, name }: Reference): boolean {
  const isOfKind = kindsOf(doubt)?.includes(kind) !== false;
  return isOfKind && (!('text' in doubt) || doubt.text === undefined || holdsWord(doubt.text, name.value));
}

/** What an operator makes is called after its custom resource, or as that says. */
function mayMake(resource: Resource, name: string): boolean {
  if (resource.group === 'gateway.networking.k8s.io') {
    // Source: istio.io, Kubernetes Gateway API, Automated Deployment: what is made is called after the Gateway and its class.
    const start = `${resource.name}-`;
    return name.startsWith(start) && holdsWord(resource.document.text, name.slice(start.length));
  }
  return (
    isCustomGroup(resource.group) &&
    resource.podTemplate === undefined &&
    (name === resource.name || extendsName(name, resource.name) || holdsWord(resource.document.text, name))
  );
}

interface NamedCandidate extends Candidate {
  readonly points: number;
}

function candidatesFor(
  search: NameSearch,
  scope: Scope,
  index: IndexReader,
  isCompatible: (each: Resource) => boolean,
): readonly NamedCandidate[] {
  const { referrer, reference, exclusive } = search;
  const names = knownNames(index);
  const candidates: NamedCandidate[] = [];
  const { group, kind } = reference;
  const objects = index.remember(`${group}/${kind} in scope of ${scope.bundle ?? ''}`, scope.file, (reader) =>
    objectsInScope(scopeOfReferrer(referrer, reader), reference, reader),
  );
  for (const resource of objects) {
    if (evidenceForName(referrer, reference, resource, { proximity: 'file', claimedBy: none, names }).length === 0) {
      continue;
    }
    const proximity = placeOf(search, scope, resource, index);
    if (proximity !== 'elsewhere' && isTarget(resource, index) && isCompatible(resource)) {
      const claimedBy = exclusive
        ? index
            .naming(reference.group, reference.kind, resource.name)
            .filter(
              (each) =>
                each.bundle === referrer.bundle &&
                each.references.some(
                  (other) => other !== reference && other.role === reference.role && other.name.value === resource.name,
                ),
            )
        : [];
      // What it names already in another place it does not mean here.
      if (claimedBy.includes(referrer)) {
        continue;
      }
      const hasPort = resource.service && reference.port && serviceHasPort(resource.service, reference.port);
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
 * Where a candidate stands. A file above or below in which what stands beside the referrer finds what it names is as good
 * as the referrer's own directory: people keep all autoscalers in one directory, and what they scale in another.
 */
function placeOf(
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
    scope.bundle === undefined ? index.referringIn(directory, role) : index.referringOf(scope.bundle, role)
  ).some(
    (other) =>
      other !== referrer &&
      directoryOf(other.document.file) === directory &&
      other.references.some(
        (each) =>
          each.role === role &&
          groupsOf(each).some((group) =>
            index
              .named(group, each.kind, each.name.value)
              .some((target) => target.document.file === candidate.document.file),
          ),
      ),
  );
  return hasCompany ? 'directory' : proximity;
}

/** Objects that could be meant: of the kind, and where that makes pods, others that do. */
function objectsInScope(scope: Scope, { group, kind }: Reference, index: IndexReader): readonly Resource[] {
  if (group === '' && kind === 'Service') {
    return servicesInScope(scope, index);
  }
  return group === '' && namedKinds.has(kind)
    ? allInScope(scope, {
        loose: (directory) => index.namedIn(directory, kind),
        rendered: (directory) => index.renderedNamedFrom(directory, kind),
        own: (bundle) => index.namedOf(bundle, kind),
      })
    : templatesInScope(scope, index).map(({ resource }) => resource);
}
