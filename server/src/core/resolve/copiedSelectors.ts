import { indexedPair } from '../index/indexedPair.ts';
import { servicesIn, servicesOf, servicesOfBundleSelectingBy, servicesSelectingBy } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import { kindOf } from '../kinds/list.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { directoryOf, relationOfFiles } from '../text/path.ts';
import { isSamePair } from './evidence/match.ts';
import { extendsName, isSameName, type KnownNames, knownNames } from './evidence/nameSimilarity.ts';
import { portsOfService, reachablePorts, targetsOf } from './evidence/ports.ts';
import { placeOfService } from './evidence/servicePlace.ts';
import { stableLabelsOf } from './evidence/stableLabels.ts';
import { askedBySelector, isSameValue } from './lost/asked.ts';
import { namespacesOf, relationOf } from './scope/namespaces.ts';
import { servicesSelecting } from './serviceMatches.ts';
import { workloadsOfService } from './serviceSelector.ts';

/** Two Services, each of which selects the workload of the other. */
export interface SwappedSelectors {
  /** The workload that the Service selects. */
  readonly target: Resource;
  /** The Service to which that workload belongs. */
  readonly other: Resource;
  /** The workload that the other Service selects and that this one should select. */
  readonly own: Resource;
}

/** A selector that was copied together with another resource of the same kind and not adapted. */
export interface Copied {
  /** The resource that the selector selects. */
  readonly target: Resource;
  /** The resource to which that target belongs, with an identical selector. */
  readonly other: Resource;
  /** The resource that the selector should select, and that no resource of the kind selects. */
  readonly own: Resource;
  /** The evidence. Names are weak if they match only in part, or only on one side. */
  readonly by: 'ports' | 'names' | 'weak names';
}

/**
 * Whether a Service and another Service in its place have each other's selector. Each selects one workload.
 * After an exchange either the names or the ports would match, and now they do not: one such similarity may be
 * a coincidence, two that mirror each other are not. Also undefined if the answer is unknown.
 */
export function swappedWith(service: Resource, index: IndexReader, settings: Settings): SwappedSelectors | undefined {
  const question = settings.closedWorld ? 'exchanged in a closed world' : 'exchanged';
  return index.remember(question, service, (reader) => lookForSwap(service, reader, settings));
}

/**
 * Whether a Service has the selector of another Service in its place, although a workload exists that matches
 * it by ports or names and that no Service selects alone. If ports or names also match the selected workload,
 * several Services are meant for that workload. Also undefined if the answer is unknown.
 */
export function copiedSelector(service: Resource, index: IndexReader, settings: Settings): Copied | undefined {
  const question = settings.closedWorld ? 'copied in a closed world' : 'copied';
  return index.remember(question, service, (reader) => lookForCopy(service, reader, settings));
}

function lookForSwap(service: Resource, index: IndexReader, settings: Settings): SwappedSelectors | undefined {
  const names = knownNames(index);
  const target = onlyTarget(service, index, settings);
  if (!target || isSameName(service.name, target.name, names)) {
    return undefined;
  }
  const arePortsWrong = lacksPorts(service, target);
  const others =
    service.bundle === undefined
      ? index.list(servicesIn(directoryOf(service.document.file)))
      : index.list(servicesOf(service.bundle));
  for (const other of others) {
    const hasName = isSameName(other.name, target.name, names);
    const mayHavePorts = arePortsWrong && hasPorts(other, target);
    if (other === service || other.bundle !== service.bundle || (!hasName && !mayHavePorts)) {
      continue;
    }
    const own = onlyTarget(other, index, settings);
    if (!own || own === target || isSameName(other.name, own.name, names)) {
      continue;
    }
    const byNames =
      hasName && isSameName(service.name, own.name, names) && !lacksPorts(service, own) && !lacksPorts(other, target);
    const byPorts = mayHavePorts && hasPorts(service, own) && lacksPorts(other, own);
    if (byNames || byPorts) {
      return { target, other, own };
    }
  }
  return undefined;
}

function lookForCopy(service: Resource, index: IndexReader, settings: Settings): Copied | undefined {
  const target = index.complete ? onlyTarget(service, index, settings) : undefined;
  // First what is cheap: nearly all selectors are different.
  const others = target ? withSameSelector(service, index) : none;
  if (!target || others.length === 0 || isGovernedBy(target, service)) {
    return undefined;
  }
  const { workloads } = placeOfService(service, index);
  const names = knownNames(index);
  const shared = target.podTemplate?.labels?.pairs ?? none;
  const claim = (of: Resource, to: Resource) => {
    const labels =
      to === target
        ? (service.service?.selector?.pairs ?? none)
        : stableLabelsOf(to).filter((each) => !shared.some((other) => isSamePair(each, other)));
    return claimOf(of.name, to, labels, names);
  };
  const claimed = claim(service, target);
  const isOfOthers = lacksPorts(service, target);
  // Which Services select a workload costs the most, so it is asked only of a workload that can be meant.
  // A workload whose pods have no labels is a part that somebody applies with `kubectl patch`, and no selector means it.
  const meant = workloads.filter((each) => {
    const isMeant = each !== target && each.podTemplate?.labels !== undefined;
    const own = isMeant ? claim(service, each) : 0;
    return isMeant && (own > claimed || (own === claimed && isOfOthers && hasPorts(service, each)));
  });
  const ofTarget = meant.length > 0 ? servicesSelecting(target, index, settings) : none;
  if (ofTarget.length < 2) {
    return undefined;
  }
  const namespaces = namespacesOf(service, index, settings.closedWorld);
  // If a Service selects several workloads, including the target, it does not count as the Service of any of
  // them.
  const left = meant.filter(
    (each) =>
      relationOf(namespaces, namespacesOf(each, index, settings.closedWorld)) !== 'different' &&
      servicesSelecting(each, index, settings).every((other) => ofTarget.includes(other)),
  );
  // A Service that is named after the whole product leads to its front end: `shop` is not the Service of
  // `shop-worker`.
  const isOfWhole = (workload: Resource) => extendsName(workload.name, service.name, names);
  const byPorts = isOfOthers ? onlyOne(left, (each) => hasPorts(service, each)) : undefined;
  // If no name tells two Services apart, either of them may mean the workload.
  const rival = byPorts && others.find((each) => lacksPorts(each, target) && hasPorts(each, byPorts));
  if (byPorts && (claim(service, byPorts) > 0 || !rival)) {
    return { target, other: others[0]!, own: byPorts, by: 'ports' };
  }
  const claims = left.map((each) => claim(service, each));
  const most = Math.max(claimed, ...claims);
  const own = onlyOne(left, (_, position) => claims[position] === most);
  if (!own || most === claimed || (lacksPorts(service, own) && !isOfOthers)) {
    return undefined;
  }
  if (most === nameInPart && isOfWhole(own)) {
    return undefined;
  }
  const other = others.find((each) => claim(each, target) > claim(each, own));
  const areClear = most === nameOfOwn && other !== undefined;
  return { target, other: other ?? others[0]!, own, by: areClear ? 'names' : 'weak names' };
}

function onlyOne<T>(items: readonly T[], isOne: (item: T, position: number) => boolean): T | undefined {
  const [item, ...more] = items.filter(isOne);
  return more.length === 0 ? item : undefined;
}

function onlyTarget(service: Resource, index: IndexReader, settings: Settings): Resource | undefined {
  if (!service.service?.selector) {
    return undefined;
  }
  const [target, ...more] = workloadsOfService(service, index, settings);
  return more.length === 0 ? target : undefined;
}

/** The other Services of the place with the same selector. All of them are indexed by the same pair. */
function withSameSelector(service: Resource, index: IndexReader): readonly Resource[] {
  const { name, bundle, document } = service;
  const pair = service.service?.selector && indexedPair(service.service.selector);
  if (!pair) {
    return none;
  }
  const { key, value } = pair;
  const list =
    bundle === undefined
      ? index
          .list(servicesSelectingBy(key.value, value.value))
          .filter((each) => relationOfFiles(document.file, each.document.file) === 'same')
      : index.list(servicesOfBundleSelectingBy(bundle, key.value, value.value));
  return list.filter((each) => each.name !== name && hasSameSelector(each, service));
}

function hasSameSelector(a: Resource, b: Resource): boolean {
  const [one, two] = [a.service?.selector, b.service?.selector];
  return one !== undefined && two !== undefined && isSameValue(askedBySelector(one).value, askedBySelector(two).value);
}

/** A StatefulSet names its Service in `spec.serviceName`. */
function isGovernedBy({ references }: Resource, service: Resource): boolean {
  return references.some(({ role, name }) => role === 'governing service' && name.value === service.name);
}

/**
 * How strongly a Service's name points to a workload, by the workload's name and by the labels that distinguish
 * it.
 */
function claimOf(name: string, workload: Resource, labels: readonly LabelPair[], names: KnownNames): number {
  if (
    isSameName(name, workload.name, names) ||
    labels.some(({ value }) => value.type === 'string' && isSameName(name, value.value, names))
  ) {
    return nameOfOwn;
  }
  return extendsName(name, workload.name, names) || extendsName(workload.name, name, names) ? nameInPart : 0;
}

const nameOfOwn = 2;
const nameInPart = 1;

/** Whether the workload declares every port to which the Service sends traffic. */
function hasPorts(service: Resource, { podTemplate }: Resource): boolean {
  const ports = portsOfService(service);
  return ports.length > 0 && ports.every((port) => podTemplate && targetsOf(port, podTemplate).length > 0);
}

/**
 * Whether the workload declares ports, all of them known, and none of them is a port to which the Service sends
 * traffic.
 */
function lacksPorts(service: Resource, { group, kind, podTemplate }: Resource): boolean {
  const ports = portsOfService(service);
  const declared = podTemplate ? reachablePorts(podTemplate) : none;
  const areKnown =
    kindOf(group, kind) !== undefined &&
    declared.every(({ name, containerPort }) => [name, containerPort].every((each) => each?.type !== 'placeholder')) &&
    ports.every(({ target }) => /^[a-z0-9-]+$/i.test(target));
  return (
    podTemplate !== undefined &&
    areKnown &&
    declared.length > 0 &&
    ports.length > 0 &&
    ports.every((port) => targetsOf(port, podTemplate).length === 0)
  );
}
