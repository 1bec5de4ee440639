import type { Analysis } from './analysis.ts';
import {
  askedByLabels,
  askedByMonitoredPort,
  askedByName,
  askedByNamedPort,
  askedByPort,
  askedBySelector,
} from './index/asked.ts';
import { identityOf } from './index/identity.ts';
import { emptyIndex, type Index, type IndexUpdate, looseResources, updateIndex } from './index/index.ts';
import { resolveSelector } from './index/labelResolution.ts';
import { resolveName } from './index/nameResolution.ts';
import { reachablePorts, targetPortOf, targetsOf } from './index/ports.ts';
import { IndexReader } from './index/reader.ts';
import { selectedByExpressions } from './index/selectedByExpressions.ts';
import { resolveServiceSelector } from './index/selectorResolution.ts';
import { serviceHasPort } from './index/servicePorts.ts';
import { markOfUnread } from './index/unreadMark.ts';
import { entriesOf } from './index/versionedMap.ts';
import { withWorkloads } from './kinds/documents.ts';
import type { SourceFile } from './model/document.ts';
import type { Resolution } from './model/resolution.ts';
import type { Resource } from './model/resource.ts';
import type { Asked, Edge, TargetIdentity, Wiring } from './model/wiring.ts';
import type { Settings } from './settings.ts';
import { compareText } from './text/compare.ts';
import { none, orNone } from './text/none.ts';

/** What every reference of an analysis reaches, as its files have it; everything has to be read and rendered. */
export function wiring({ index, settings }: Analysis): Wiring {
  const { cluster: _, baseline: __, ...files } = index;
  const making = wiringOfIndex(files, settings);
  for (;;) {
    const step = making.next();
    if (step.done) {
      return step.value;
    }
  }
}

/**
 * The wiring of files, in pieces of some milliseconds at most, between which it yields. What is made for it on the way is dropped.
 *
 * @param files in any order; each is asked for once.
 */
export function* wiringOfFiles(
  files: Iterable<readonly [path: string, file: SourceFile]>,
  settings: Settings,
): Generator<void, Wiring> {
  const { workloads, within } = settings;
  let index = emptyIndex;
  let portion = new Map<string, SourceFile>();
  const take = (change: { readonly read: boolean; readonly work: { goesOn(): boolean } }): IndexUpdate => {
    const update = updateIndex(index, { files: portion, workloads, within, ...change });
    index = update.index;
    portion = new Map();
    return update;
  };
  for (const [path, file] of files) {
    portion.set(path, withWorkloads(file, workloads));
    if (portion.size >= filesAtOnce) {
      take({ read: false, work: { goesOn: () => false } });
      yield;
    }
  }
  take({ read: true, work: { goesOn: () => false } });
  while (index.bundles.due.size > 0) {
    yield;
    let left = 1;
    take({ read: true, work: { goesOn: () => left-- > 0 } });
  }
  return yield* wiringOfIndex(index, settings);
}

// Some milliseconds are enough for as many.
const filesAtOnce = 50;
const resourcesAtOnce = 20;
/** What is worked out for resources is forgotten after as many: of a whole workspace it is a multiple of its facts. */
const resourcesToRemember = 1000;

function* wiringOfIndex(index: Index, settings: Settings): Generator<void, Wiring> {
  const resources = allResources(index);
  const made = new Map<Resource, TargetIdentity & { edges: readonly Edge[] }>();
  for (const resource of resources) {
    made.set(resource, { ...identityOf(resource), edges: none });
  }
  let answers = new Map();
  let done = 0;
  for (const [resource, wired] of made) {
    const reader = new IndexReader(index, undefined, answers);
    wired.edges = orNone(
      [...edgesFrom(resource, reader, settings)].map(({ asked, targets }) => ({
        ...asked,
        targets: orNone(targets.flatMap((each) => made.get(each) ?? none)),
      })),
    );
    done++;
    if (done % resourcesToRemember === 0) {
      answers = new Map();
    }
    if (done % resourcesAtOnce === 0) {
      yield;
    }
  }
  return { resources: [...made.values()], unread: unreadOf(index) };
}

/** In the order of their files, and in a file of the text; of one object what each bundle makes of it in the order of those. */
function allResources(index: Index): readonly Resource[] {
  const resources: Resource[] = [];
  for (const [, file] of entriesOf(index.files)) {
    resources.push(...looseResources(index, file));
  }
  for (const [, bundle] of entriesOf(index.bundles.byDirectory)) {
    resources.push(...bundle.resources.filter((each) => each.refusals === undefined));
  }
  const places = new Map<object, number>();
  for (const [, file] of entriesOf(index.files)) {
    for (const { facts, start } of file.documents) {
      places.set(facts, start);
    }
  }
  return resources.sort(
    (a, b) =>
      compareText(a.document.file, b.document.file) ||
      (places.get(a.document) ?? 0) - (places.get(b.document) ?? 0) ||
      a.start - b.start ||
      compareText(a.bundle ?? '', b.bundle ?? ''),
  );
}

interface Reached {
  readonly asked: Asked;
  readonly targets: readonly Resource[];
}

/** What a resource asks for, and what it reaches by it. */
export function* edgesFrom(resource: Resource, index: IndexReader, settings: Settings): Generator<Reached> {
  const { service, references, selectors } = resource;
  if (service?.selector && service.type?.value !== 'ExternalName') {
    const targets = targetsIn(resolveServiceSelector(resource, index, settings));
    yield { asked: askedBySelector(service.selector), targets };
    for (const port of service.ports) {
      const reaches = ({ podTemplate }: Resource) =>
        podTemplate !== undefined && targetsOf(targetPortOf(port), podTemplate).length > 0;
      yield { asked: askedByPort(port), targets: targets.filter(reaches) };
    }
  }
  for (const reference of references) {
    // Most of what pods need is in no file, and to look for what may have been meant instead takes long.
    const isThere = index.named(reference.group, reference.kind, reference.name.value).length > 0;
    const targets =
      isThere || reference.group !== ''
        ? targetsIn(resolveName({ referrer: resource, reference }, index, settings))
        : none;
    yield { asked: askedByName(reference), targets };
    const { port } = reference;
    if (port) {
      const hasPort = ({ service: facts }: Resource) => facts !== undefined && serviceHasPort(facts, port) === true;
      yield { asked: askedByNamedPort(reference, port.written), targets: targets.filter(hasPort) };
    }
  }
  for (const reference of selectors) {
    const targets =
      reference.selector.matchExpressions.length > 0
        ? selectedByExpressions(resource, reference, index, settings)
        : targetsIn(resolveSelector(resource, reference, index, settings));
    yield { asked: askedByLabels(reference), targets };
    for (const port of reference.ports) {
      const hasPort = ({ service: facts, podTemplate }: Resource) =>
        (facts?.ports ?? (podTemplate ? reachablePorts(podTemplate) : none)).some(
          ({ name }) => name?.value === port.value,
        );
      yield { asked: askedByMonitoredPort(reference, port), targets: targets.filter(hasPort) };
    }
  }
}

function targetsIn(resolution: Resolution): readonly Resource[] {
  return resolution.type === 'found' ? resolution.targets : none;
}

/** Marks of all that is not read, of files and of bundles. */
function unreadOf(index: Index): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const [path, file] of entriesOf(index.files)) {
    if (file.unread) {
      marks.add(markOfUnread(path, file.unread));
    }
    for (const { facts } of file.documents) {
      if (facts.unread) {
        marks.add(markOfUnread(path, facts.unread));
      }
    }
  }
  for (const [, { unread }] of entriesOf(index.bundles.byDirectory)) {
    for (const each of unread) {
      marks.add(markOfUnread(`${each.at.document.file} ${each.because}`, each));
    }
  }
  return marks;
}
