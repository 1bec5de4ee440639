import type { Analysis } from './analysis.ts';
import type { Answers } from './index/answers.ts';
import { type Index, looseResources } from './index/index.ts';
import { IndexReader } from './index/reader.ts';
import { settingsOfIndex, updateIndex } from './index/update.ts';
import { withWorkloads } from './kinds/documents.ts';
import { isNamedKind } from './kinds/namedKinds.ts';
import type { SourceFile } from './model/document.ts';
import type { Resource } from './model/resource.ts';
import type { Edge, TargetIdentity, WiredResource, Wiring } from './model/wiring.ts';
import { writtenName } from './resolve/describe.ts';
import { identityOf } from './resolve/lost/identity.ts';
import { markOfUnread } from './resolve/lost/unreadMark.ts';
import { usagesOf } from './resolve/usages.ts';
import type { Settings } from './settings.ts';
import { compareText } from './text/compare.ts';
import { none, orNone } from './text/emptyList.ts';
import { addToList } from './text/maps.ts';
import { optional } from './text/optional.ts';
import { resultOf } from './text/steps.ts';
import { entriesOf } from './text/versionedMap.ts';

/** The targets of every reference of an analysis, from its files only. Everything has to be read and rendered. */
export function wiring({ index, settings }: Analysis): Wiring {
  const { cluster: _, baseline: __, ...files } = index;
  return resultOf(wiringOfIndex(files, settings));
}

/** The resources of `wiring`, with the resource of the analysis for each. */
export function wiredResources({ index, settings }: Analysis): ReadonlyMap<Resource, WiredResource> {
  const { cluster: _, baseline: __, ...files } = index;
  return resultOf(wiredResourcesOf(files, settings));
}

/**
 * The wiring of an analysis in which some files have another content, computed in steps of a few milliseconds, between
 * which the generator yields. The index is made from that of the analysis, so equal files are not indexed again.
 *
 * @param files the files that differ; `undefined` for a file that does not exist.
 */
export function* wiringWith(
  { index: { cluster: _, baseline: __, ...present }, settings }: Analysis,
  files: ReadonlyMap<string, SourceFile | undefined>,
): Generator<void, Wiring> {
  let index: Index = present;
  let portion = new Map<string, SourceFile | undefined>();
  const take = (mostRendered: number): void => {
    let left = mostRendered;
    const work = { goesOn: () => left-- > 0 };
    index = updateIndex(index, { ...settingsOfIndex(settings), files: portion, read: true, work }).index;
    portion = new Map();
  };
  for (const [path, file] of files) {
    portion.set(path, file && withWorkloads(file, settings.workloads));
    if (portion.size >= filesAtOnce) {
      take(0);
      yield;
    }
  }
  if (portion.size > 0) {
    take(0);
  }
  while (index.bundles.due.size > 0) {
    yield;
    take(1);
  }
  return yield* wiringOfIndex(index, settings);
}

// These numbers take a few milliseconds.
const filesAtOnce = 20;
const resourcesAtOnce = 20;
/**
 * Answers are dropped after this many resources: those of a whole workspace take several times the memory of
 * its facts.
 */
const resourcesToRemember = 1000;

function* wiringOfIndex(index: Index, settings: Settings): Generator<void, Wiring> {
  const made = yield* wiredResourcesOf(index, settings);
  return { resources: [...made.values()], unread: yield* unreadOf(index) };
}

function* wiredResourcesOf(index: Index, settings: Settings): Generator<void, ReadonlyMap<Resource, WiredResource>> {
  const made = new Map<Resource, TargetIdentity & { edges: readonly Edge[] }>();
  for (const resource of yield* allResources(index)) {
    const written = writtenName(resource);
    const renamed = optional('writtenName', written === resource.name ? undefined : written);
    made.set(resource, { ...identityOf(resource), ...renamed, edges: none });
  }
  yield;
  // Most references have equal texts, and the wiring is kept for long, so equal texts are stored once.
  const texts = new Map<string, string>();
  let answers: Answers = new Map();
  let done = 0;
  for (const [resource, wired] of made) {
    const reader = new IndexReader(index, { answers });
    const edges: Edge[] = [];
    for (const { asked, targets } of usagesOf(resource, reader, settings)) {
      if (!asked) {
        continue;
      }
      const { role, path, value } = asked();
      const reached = orNone(targets().flatMap((each) => made.get(each) ?? none));
      edges.push({ role: once(role, texts), path: once(path, texts), value: once(value, texts), targets: reached });
    }
    wired.edges = orNone(edges);
    done++;
    if (done % resourcesToRemember === 0) {
      answers = new Map();
    }
    if (done % resourcesAtOnce === 0) {
      yield;
    }
  }
  return made;
}

function once<T extends string>(text: T, known: Map<string, string>): T {
  const kept = known.get(text);
  if (kept === undefined) {
    known.set(text, text);
  }
  return (kept as T | undefined) ?? text;
}

/**
 * All resources in the order of their files and of the text, each file's plain resources first, then what
 * bundles make of it, in the order of the bundles.
 */
function* allResources(index: Index): Generator<void, readonly Resource[]> {
  const files = entriesOf(index.files);
  const paths = [...files.keys()].sort(compareText);
  yield;
  const rendered = new Map<string, Resource[]>();
  const bundles = [...entriesOf(index.bundles.byDirectory)].sort(([a], [b]) => compareText(a, b));
  for (const [, bundle] of bundles) {
    for (const resource of bundle.resources.filter(isWired)) {
      addToList(rendered, resource.document.file, resource);
    }
  }
  const resources: Resource[] = [];
  for (const [at, path] of paths.entries()) {
    resources.push(...looseResources(index, files.get(path)).filter(isWired), ...(rendered.get(path) ?? none));
    if (at % filesToGoThrough === 0) {
      yield;
    }
  }
  return resources;
}

const filesToGoThrough = 500;

/** Whether a resource may have references or be a target. */
function isWired({ service, podTemplate, references, selectors, group, kind, refusals }: Resource): boolean {
  return (
    refusals === undefined &&
    (service !== undefined ||
      podTemplate !== undefined ||
      references.some(({ role }) => role !== 'other object') ||
      selectors.length > 0 ||
      isNamedKind(group, kind))
  );
}

/** The marks of all unread parts of files and bundles. */
function* unreadOf(index: Index): Generator<void, ReadonlySet<string>> {
  const marks = new Set<string>();
  let length = 0;
  for (const [path, file] of entriesOf(index.files)) {
    for (const unread of [file.unread, ...file.documents.map(({ facts }) => facts.unread)]) {
      if (unread) {
        marks.add(markOfUnread(path, unread));
        length += unread.text?.length ?? 0;
      }
    }
    if (length > charactersAtOnce) {
      length = 0;
      yield;
    }
  }
  for (const [, { unread }] of entriesOf(index.bundles.byDirectory)) {
    for (const each of unread) {
      marks.add(markOfUnread(`${each.at.document.file} ${each.because}`, each));
    }
  }
  return marks;
}

const charactersAtOnce = 500_000;
