import { objectsNamed } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import type { Stated } from '../model/origin.ts';
import type { Reference, ReferenceRole, SelectorReference, SelectorRole } from '../model/reference.ts';
import type { Resolution } from '../model/resolution.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import type { Asked } from '../model/wiring.ts';
import type { Labels, Requirement, Written } from '../model/written.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { labelSelectorMatches } from './evidence/match.ts';
import { reachablePorts, targetPortOf, targetsOf } from './evidence/ports.ts';
import { isRequestedPort, namedPortsOf } from './evidence/servicePorts.ts';
import { resolveSelector } from './labelSelector.ts';
import {
  askedByKey,
  askedByLabels,
  askedByMonitoredPort,
  askedByName,
  askedByNamedPort,
  askedByPort,
  askedBySelector,
  isMonitor,
} from './lost/asked.ts';
import { namesakesOf, resolveName } from './objectName.ts';
import { isInScopeOf, mayReach, searchOf } from './search.ts';
import { selectedInScope } from './selectedInScope.ts';
import { workloadsOfService } from './serviceSelector.ts';
import { usagesInPod } from './usagesInPod.ts';

/** A place in a resource that refers to other resources, or to a part of them. */
export interface Usage {
  readonly resource: Resource;
  readonly written: UsedName | UsedLabels | UsedPort | UsedPart;
  /** The purpose of the reference, and of the port that it asks for. A Service's selector has none. */
  readonly role?: ReferenceRole | SelectorRole;
  /** The identity of the reference after an edit. Absent for what is not part of the wiring. */
  readonly asked?: (() => Asked) | undefined;
  /** The resources that it reaches; empty if it reaches none or if they are unknown. */
  targets(): readonly Resource[];
}

/** The name of an object. */
export interface UsedName {
  readonly type: 'name';
  readonly name: Written;
  readonly kind: string;
  /** Set if the text states the kind. */
  readonly statedKind?: Written;
}

/** A selector. A target has all its pairs. */
export interface UsedLabels {
  readonly type: 'labels';
  /** The key of the selector. */
  readonly keyRange: Stated;
  /** The map of the pairs, or undefined if there are only requirements. */
  readonly labels: Labels | undefined;
  readonly requirements: readonly Requirement[];
  /** Whether it selects objects by their own labels and not by the labels of their pods. */
  readonly ofObjects: boolean;
}

/** A port, by its name or number. */
export interface UsedPort {
  readonly type: 'port';
  readonly port: Written;
  /** The port of a Service that states it as its target. */
  readonly servicePort?: ServicePort;
  /** The ports of a target that are meant. */
  portsOf(target: Resource): readonly (ServicePort | ContainerPort)[];
}

/** A part of the target that has a name: a key of a ConfigMap or a Secret, or a volume of a pod. */
export interface UsedPart {
  readonly type: 'part';
  readonly part: NamedPart;
  readonly name: Written;
  /** The names of the parts of a target that are meant. */
  partsOf(target: Resource): readonly Written[];
}

export type NamedPart = 'key' | 'volume';

/** The text that makes a reference: a name, a port, or the key of a selector. */
export function writtenAt({ written }: Usage): Stated {
  switch (written.type) {
    case 'name':
      return written.name;
    case 'part':
      return written.name;
    case 'port':
      return written.port;
    case 'labels':
      return written.keyRange;
  }
}

/** As `usagesOf`, for callers that ask about many targets: what a usage reaches is found once for each index. */
export function rememberedUsagesOf(resource: Resource, index: IndexReader, settings: Settings): readonly Usage[] {
  return index.remember('usages', resource, (reader) =>
    [...usagesOf(resource, reader, settings)].map((usage) => ({ ...usage, targets: lazily(usage.targets) })),
  );
}

/** Whether a caller can need usages of a type at all, and if they state a name, those with this name. */
export type NeedsUsages = (type: Usage['written']['type'], name?: string) => boolean;

/**
 * Everything in a resource that refers to something, in the order of its facts.
 *
 * @param needs a pod may refer to hundreds of things by name: what a caller does not need may be left out
 */
export function* usagesOf(
  resource: Resource,
  index: IndexReader,
  settings: Settings,
  needs: NeedsUsages = () => true,
): Generator<Usage> {
  yield* usagesOfService(resource, index, settings);
  // A pod may name one ConfigMap fifty times.
  const named = new Map<string, () => readonly Resource[]>();
  for (const reference of resource.references) {
    const { group, kind, name, namespace, port, keys } = reference;
    if (
      !needs('name', name.value) &&
      !(port && needs('port')) &&
      !keys?.some((each) => needs('part', each.written.value))
    ) {
      continue;
    }
    const key = `${group} ${kind} ${name.value} ${namespace?.value ?? ''}`;
    const targets = getOrInsertComputed(named, key, () =>
      lazily(() => targetsNamed(resource, reference, index, settings)),
    );
    yield* usagesOfReference(resource, reference, targets, needs);
  }
  for (const reference of resource.selectors) {
    yield* usagesOfSelector(resource, reference, index, settings);
  }
  yield* usagesInPod(resource, needs);
  yield* usagesOfWorkload(resource, index, settings);
}

function* usagesOfService(resource: Resource, index: IndexReader, settings: Settings): Generator<Usage> {
  const { service } = resource;
  const selector = service?.selector;
  if (!selector || service.type?.value === 'ExternalName') {
    return;
  }
  const selected = () => workloadsOfService(resource, index, settings);
  yield {
    resource,
    written: { type: 'labels', keyRange: selector.keyRange, labels: selector, requirements: none, ofObjects: false },
    asked: () => askedBySelector(selector),
    targets: selected,
  };
  for (const port of service.ports) {
    const portsOf = ({ podTemplate }: Resource) => (podTemplate ? targetsOf(targetPortOf(port), podTemplate) : none);
    const written = port.targetPort ?? port.port;
    if (written) {
      yield {
        resource,
        written: { type: 'port', port: written, servicePort: port, portsOf },
        asked: () => askedByPort(port),
        targets: () => selected().filter((each) => portsOf(each).length > 0),
      };
    }
  }
}

function targetsNamed(
  referrer: Resource,
  reference: Reference,
  index: IndexReader,
  settings: Settings,
): readonly Resource[] {
  // Most objects that pods need are in no file, and the search for candidates is expensive.
  return namesakesOf(reference, index).length > 0
    ? targetsIn(resolveName({ referrer, reference }, index, settings))
    : none;
}

function* usagesOfReference(
  resource: Resource,
  reference: Reference,
  targets: () => readonly Resource[],
  needs: NeedsUsages,
): Generator<Usage> {
  const { role, name, kind, statedKind, port, keys } = reference;
  const isOther = role === 'other object';
  // The name of a host is that of its Service, which has a reference of its own.
  if (role !== 'subset' && needs('name', name.value)) {
    const written: UsedName = statedKind ? { type: 'name', name, kind, statedKind } : { type: 'name', name, kind };
    yield { resource, role, written, asked: isOther ? undefined : () => askedByName(reference), targets };
  }
  if (port && needs('port')) {
    const portsOf = (target: Resource) => namedPortsOf(target).filter((each) => isRequestedPort(each, port));
    yield {
      resource,
      role,
      written: { type: 'port', port: port.written, portsOf },
      asked: isOther ? undefined : () => askedByNamedPort(reference, port.written),
      targets: () => targets().filter((each) => portsOf(each).length > 0),
    };
  }
  for (const [position, { written }] of keys?.entries() ?? none) {
    if (needs('part', written.value)) {
      yield usageOfKey(resource, reference, position, targets);
    }
  }
}

function usageOfKey(
  resource: Resource,
  reference: Reference,
  position: number,
  targets: () => readonly Resource[],
): Usage {
  const { written } = reference.keys![position]!;
  const partsOf = ({ data }: Resource) => data?.keys.filter(({ value }) => value === written.value) ?? none;
  return {
    resource,
    role: reference.role,
    written: { type: 'part', part: 'key', name: written, partsOf },
    asked: () => askedByKey(reference, position),
    targets: () => targets().filter((each) => partsOf(each).length > 0),
  };
}

function* usagesOfSelector(
  resource: Resource,
  reference: SelectorReference,
  index: IndexReader,
  settings: Settings,
): Generator<Usage> {
  const { keyRange, matchLabels: labels, matchExpressions: requirements } = reference.selector;
  const { role } = reference;
  const isPlacement = role === 'pod placement';
  const targets = () =>
    isPlacement
      ? selectedInScope(resource, reference, index, settings)
      : targetsIn(resolveSelector(resource, reference, index, settings));
  yield {
    resource,
    role,
    written: { type: 'labels', keyRange, labels, requirements, ofObjects: role === 'service monitor' },
    ...(isPlacement ? {} : { asked: () => askedByLabels(reference) }),
    targets,
  };
  for (const port of reference.ports) {
    const portsOf = ({ service, podTemplate }: Resource): readonly (ServicePort | ContainerPort)[] =>
      (service?.ports ?? (podTemplate ? reachablePorts(podTemplate) : none)).filter(
        ({ name }) => name?.value === port.value,
      );
    yield {
      resource,
      role,
      written: { type: 'port', port, portsOf },
      ...(isMonitor(role) ? { asked: () => askedByMonitoredPort(reference, port) } : {}),
      targets: () => targets().filter((each) => portsOf(each).length > 0),
    };
  }
}

/** How a workload refers to its own pods and to the workload or Service that it works with. */
function* usagesOfWorkload(resource: Resource, index: IndexReader, settings: Settings): Generator<Usage> {
  const { workloadSelector, workloadRef, apexService } = resource;
  if (workloadSelector) {
    const { keyRange, matchLabels: labels, matchExpressions: requirements } = workloadSelector;
    yield {
      resource,
      written: { type: 'labels', keyRange, labels, requirements, ofObjects: false },
      targets: () => (labelSelectorMatches(workloadSelector, resource.podTemplate?.labels) ? [resource] : none),
    };
  }
  if (workloadRef) {
    yield usageOfName(resource, workloadRef, index, settings);
  }
  if (apexService) {
    yield usageOfName(resource, { group: '', kind: 'Service', name: apexService }, index, settings);
  }
  const namespace = usageOfNamespace(resource, index);
  if (namespace) {
    yield namespace;
  }
}

/** Undefined if the resource states no namespace. */
export function usageOfNamespace(resource: Resource, index: IndexReader): Usage | undefined {
  const { namespace, bundle } = resource;
  return (
    namespace && {
      resource,
      written: { type: 'name', name: namespace, kind: 'Namespace' },
      targets: () => namespacesNamed(namespace.value, bundle, index),
    }
  );
}

/** The Namespaces with a name: those that the own bundle deploys, or else those of every place. */
function namespacesNamed(name: string, bundle: string | undefined, index: IndexReader): readonly Resource[] {
  const all = index.list(objectsNamed('', 'Namespace', name));
  const own = bundle === undefined ? none : all.filter((each) => each.bundle === bundle);
  return own.length > 0 ? own : all;
}

function usageOfName(
  resource: Resource,
  { group, kind, name }: { readonly group: string; readonly kind: string; readonly name: Written },
  index: IndexReader,
  settings: Settings,
): Usage {
  const targets = () => {
    const search = searchOf(resource, index, settings);
    return 'because' in search
      ? none
      : index
          .list(objectsNamed(group, kind, name.value))
          .filter((each) => mayReach(search, each) && isInScopeOf(search, each));
  };
  return { resource, written: { type: 'name', name, kind }, targets };
}

function targetsIn(resolution: Resolution): readonly Resource[] {
  return resolution.type === 'found' ? resolution.targets : none;
}

/** The function, which runs at most once. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
