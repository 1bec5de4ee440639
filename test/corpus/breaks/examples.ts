import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Analysis, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { refusalsOf } from '../../../server/src/core/bundles/bundleFacts.ts';
import {
  renderedServicesFrom,
  renderedTemplatesFrom,
  servicesIn,
  templatesIn,
} from '../../../server/src/core/index/keys.ts';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import type { DocumentFacts } from '../../../server/src/core/model/document.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';
import { deployabilityOf } from '../../../server/src/core/resolve/scope/deployability.ts';
import { isInScope } from '../../../server/src/core/resolve/scope/scope.ts';
import { resolveServiceSelector } from '../../../server/src/core/resolve/serviceSelector.ts';
import { entriesOf, lookUp } from '../../../server/src/core/text/versionedMap.ts';
import type { World } from '../../../server/src/world.ts';
import { brokenElsewhere, isReal, knownCases } from '../known.ts';
import { isFixturePath, readVerdicts, worldOfFolder } from '../measure.ts';
import { type BreakKind, breakKinds, type Change, type Subject } from './kinds.ts';
import {
  type Edit,
  type EditedLine,
  isWrittenAsOne,
  lineIn,
  linesOf,
  type ObjectPlace,
  objectAt,
  placeOfObject,
  textsWith,
} from './places.ts';
import { type Random, randomFrom, shuffled } from './random.ts';
import { wordsOf } from './values.ts';

export type ControlKind = 'removed' | 'hard' | 'real none';
export type ExampleKind = BreakKind | ControlKind;

/** One Service that selects nothing, and what its author meant. */
export interface Example {
  readonly kind: ExampleKind;
  /** `owner+repository`. */
  readonly repository: string;
  /** Of the Service, relative to the repository. */
  readonly file: string;
  /** Its state in `now`. */
  readonly service: Resource;
  readonly now: Analysis;
  readonly before: Analysis;
  /** The intended workload in `now`; absent if the pods are elsewhere. */
  readonly right?: Resource;
  /** The positions of the Service and the workload, in every analysis of these files. */
  readonly servicePlace: ObjectPlace;
  readonly rightPlace?: ObjectPlace;
  /** The places at which a person sees the edits; empty if nothing was edited. */
  readonly lines: readonly EditedLine[];
  /** The description of the edit. */
  readonly text: string;
  /** The selector matches all the same, in scope: the edit broke nothing. */
  readonly matched: boolean;
  readonly inFixture: boolean;
}

export interface ExampleOptions {
  /** Of the Services to be edited, one in so many; what needs no edit is all there. Absent: all. */
  readonly every?: number;
  /** Absent: all kinds. */
  readonly kinds?: ReadonlySet<string>;
}

/**
 * Breaks correct Services and undoes each break: in every directory one Service for each kind of break, chosen by a
 * seed. Every run makes the same edits. Examples of one directory follow each other.
 *
 * @param root the folder that holds one folder for each repository.
 */
export function* examplesIn(root: string, repository: string, options: ExampleOptions = {}): Generator<Example> {
  yield* examplesOf(openRepository(root, repository), options);
}

/** The examples of a repository that is opened. */
export function* examplesOf(opened: OpenedRepository, { kinds, every = 1 }: ExampleOptions = {}): Generator<Example> {
  const { repository } = opened;
  if (!kinds || kinds.has('real none')) {
    yield* servicesWithoutPods(opened);
  }
  for (const directory of opened.directories) {
    const seed = `${repository}/${directory.path}`;
    for (const kind of [...breakKinds.keys(), 'removed', 'hard'] as const) {
      if ((!kinds || kinds.has(kind)) && !isThinned(`${seed} ${kind}`, every)) {
        yield* exampleOf(opened, directory, kind);
      }
    }
  }
}

/** Whether an example is left out where only one in so many is looked at. */
export function isThinned(seed: string, every: number): boolean {
  return randomFrom(`${seed} thinned`)() * every >= 1;
}

/** A repository whose files are about to be edited. */
export interface OpenedRepository {
  readonly repository: string;
  readonly folder: string;
  readonly world: World;
  readonly directories: readonly Directory[];
  /** By directory, what its names, labels and selectors are made of: whole and in words. */
  readonly words: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The content of one directory, by files. */
export interface Directory {
  readonly path: string;
  /** The Services that select one workload, each once: of what several kustomizations render, one. */
  readonly selecting: readonly Selecting[];
}

/** The positions of a Service and of the only workload that it selects. */
export interface Selecting {
  readonly service: ObjectPlace;
  readonly target: ObjectPlace;
}

export function openRepository(root: string, repository: string): OpenedRepository {
  const folder = path.join(root, repository);
  const world = worldOfFolder(folder);
  const analysis = world.analysis(folder) ?? emptyAnalysis;
  const directories = new Map<string, Map<string, Selecting[]>>();
  for (const service of servicesOf(analysis)) {
    const target = onlyTarget(analysis, service);
    if (target) {
      const selecting = { service: placeOfObject(analysis, service), target: placeOfObject(analysis, target) };
      const { file } = service.document;
      const directory = path.posix.dirname(file);
      const here = directories.get(directory) ?? new Map<string, Selecting[]>();
      const written = `${file} ${selecting.service.document} ${service.start}`;
      here.set(written, [...(here.get(written) ?? []), selecting]);
      directories.set(directory, here);
    }
  }
  return {
    repository,
    folder,
    world,
    directories: [...directories].map(([directory, services]) => ({
      path: directory,
      selecting: [...services].map(
        ([written, variants]) => shuffled(variants, randomFrom(`${repository}/${written}`))[0]!,
      ),
    })),
    words: wordsByDirectory(analysis),
  };
}

export function analysisOf({ world, folder }: OpenedRepository): Analysis {
  return world.analysis(folder) ?? emptyAnalysis;
}

function wordsByDirectory(analysis: Analysis): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [resource] of entriesOf(analysis.judgements)) {
    const directory = path.posix.dirname(resource.document.file);
    const words = found.get(directory) ?? new Set();
    found.set(directory, words);
    const { labels, podTemplate, workloadSelector, service } = resource;
    const maps = [labels, podTemplate?.labels, workloadSelector?.matchLabels, service?.selector];
    const values = maps.flatMap((each) => each?.pairs ?? []).map(({ value }) => value.value);
    for (const text of [resource.name, ...values]) {
      words.add(text);
      for (const word of wordsOf(text)) {
        words.add(word);
      }
    }
  }
  return found;
}

/** Services with a selector as they are judged, in the order of their files: those of a bundle as it renders them. */
export function servicesOf(analysis: Analysis): readonly Resource[] {
  const services = [...entriesOf(analysis.judgements).keys()].filter(({ service }) => service?.selector);
  const order = new Map(
    services.map((each) => {
      const { bundle = '', file, document, item } = placeOfObject(analysis, each);
      return [each, `${file}\0${String(document).padStart(6, '0')}\0${String(item).padStart(6, '0')}\0${bundle}`];
    }),
  );
  return services.sort((a, b) => (order.get(a)! < order.get(b)! ? -1 : 1));
}

/** The workload that a Service selects, if it is exactly one. */
export function onlyTarget(analysis: Analysis, service: Resource): Resource | undefined {
  const resolution = resolveServiceSelector(service, new IndexReader(analysis.index), analysis.settings);
  return resolution.type === 'found' && resolution.targets.length === 1 ? resolution.targets[0] : undefined;
}

/** A Service and its workload in their present state, with the values that a wrong value must not equal. */
export function subjectOf(opened: OpenedRepository, { service, target }: Selecting): Subject | undefined {
  const analysis = analysisOf(opened);
  const [from, to] = [objectAt(analysis, service), objectAt(analysis, target)];
  if (!from?.service || !to) {
    return undefined;
  }
  const directories = [service.file, target.file].map((file) => path.posix.dirname(file));
  const taken = new Set(directories.flatMap((each) => [...(opened.words.get(each) ?? [])]));
  return { service: from, target: to, taken };
}

/** The first example of its kind that comes of the Services of a directory, in an order that a seed gives. */
function* exampleOf(opened: OpenedRepository, directory: Directory, kind: ExampleKind): Generator<Example> {
  const order = shuffled(directory.selecting, randomFrom(`${opened.repository}/${directory.path} ${kind}`));
  for (const selecting of order) {
    const subject = subjectOf(opened, selecting);
    const change = subject && changeFor(opened, subject, selecting, kind);
    const edited = change && withChange(opened, change);
    if (!edited) {
      continue;
    }
    const example = exampleIn(opened, edited, selecting, kind, change);
    try {
      if (example) {
        yield example;
        return;
      }
    } finally {
      edited.takeBack();
    }
  }
}

export function changeFor(
  opened: OpenedRepository,
  subject: Subject,
  selecting: Selecting,
  kind: ExampleKind,
): Change | undefined {
  const random = randomFrom(`${opened.repository}/${selecting.service.file} ${subject.service.name} ${kind}`);
  switch (kind) {
    case 'real none':
      return undefined;
    case 'removed':
      return withoutTarget(subject);
    case 'hard':
      return withoutTargetBesideUnserved(opened, subject, selecting, random);
    default:
      return breakKinds.get(kind)?.(subject, random);
  }
}

/** What an edit made of a repository, until it is taken back. */
export interface Edited {
  readonly before: Analysis;
  readonly now: Analysis;
  readonly takeBack: () => void;
}

/** Makes a change; undefined if a file differs from what was read, or if a kustomization no longer builds. */
export function withChange(opened: OpenedRepository, { edits }: Change): Edited | undefined {
  const { world, folder } = opened;
  const before = analysisOf(opened);
  const texts = textsWith(folder, before, edits);
  if (!texts || edits.length === 0) {
    return undefined;
  }
  for (const [file, text] of texts) {
    world.apply({ type: 'TextChanged', folder, path: file, text });
  }
  const takeBack = () => {
    for (const file of texts.keys()) {
      world.apply({ type: 'TextChanged', folder, path: file, text: undefined });
    }
  };
  const now = analysisOf(opened);
  const bundles = new Set([...texts.keys()].flatMap((file) => new IndexReader(before.index).bundlesReading(file)));
  if ([...bundles].some((each) => refusalsIn(now, each) > refusalsIn(before, each))) {
    takeBack();
    return undefined;
  }
  return { before, now, takeBack };
}

function refusalsIn({ index }: Analysis, bundle: string): number {
  const facts = lookUp(index.bundles.byDirectory, bundle);
  return facts ? refusalsOf(facts).length : 0;
}

/** Undefined if the Service changed, or if it still selects something although its workload was removed. */
export function exampleIn(
  { repository }: OpenedRepository,
  { before, now }: Edited,
  { service: servicePlace, target: rightPlace }: Selecting,
  kind: ExampleKind,
  { edits, text }: Change,
): Example | undefined {
  const service = objectAt(now, servicePlace);
  const isControl = kind === 'removed' || kind === 'hard';
  const right = isControl ? undefined : objectAt(now, rightPlace);
  if (!service?.service?.selector || (!isControl && !right?.podTemplate)) {
    return undefined;
  }
  const matched = isMatched(now, service);
  return isControl && matched
    ? undefined
    : {
        ...{ kind, repository, file: servicePlace.file, service, now, before, servicePlace, text, matched },
        ...(right ? { right, rightPlace } : {}),
        lines: linesOf(before, edits),
        inFixture: isFixturePath(servicePlace.file),
      };
}

/** Whether the selector matches something in scope. */
export function isMatched(analysis: Analysis, service: Resource): boolean {
  const index = new IndexReader(analysis.index);
  const resolution = resolveServiceSelector(service, index, analysis.settings);
  const deployability = deployabilityOf(service, index);
  return (
    resolution.type === 'found' &&
    deployability.type === 'deployable' &&
    (resolution.running !== undefined ||
      resolution.targets.some((each) => isInScope(service, deployability.membership, each, index, analysis.settings)))
  );
}

/** Removes the workload, if its document contains nothing else. */
function withoutTarget({ service, target }: Subject): Change | undefined {
  return target.document !== service.document && target.document.resources.length === 1
    ? { edits: [replacement(target.document, 0)], text: `${target.kind} ${target.name} removed` }
    : undefined;
}

/** A document in the place of another, so that the documents of the file keep their numbers. */
function replacement(document: DocumentFacts, number: number): Edit {
  const newText = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: something-else-${number}\n`;
  const isJson = document.text.trimStart().startsWith('{');
  return {
    document,
    edit: {
      range: { start: 0, end: document.text.length },
      newText: isJson
        ? `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "something-else-${number}"}}\n`
        : newText,
    },
  };
}

/**
 * Removes the workload, and the Services of another workload in its directory. No Service selects that one then, as
 * if it were the intended workload.
 */
function withoutTargetBesideUnserved(
  opened: OpenedRepository,
  subject: Subject,
  selecting: Selecting,
  random: Random,
): Change | undefined {
  const removed = withoutTarget(subject);
  const directories = [selecting.service, selecting.target].map(({ file }) => path.posix.dirname(file));
  if (!removed) {
    return undefined;
  }
  const analysis = analysisOf(opened);
  for (const directory of new Set(directories)) {
    for (const other of shuffled(workloadsIn(analysis, directory), random)) {
      const servers = isWrittenAsOne(other, subject.target) ? [] : servicesSelecting(analysis, directories, other);
      const isOnlyOfOthers = servers.every(
        ({ document }) =>
          document !== subject.service.document &&
          document !== subject.target.document &&
          document.resources.length === 1,
      );
      if (servers.length > 0 && isOnlyOfOthers) {
        const documents = [...new Set(servers.map(({ document }) => document))];
        const names = [...new Set(servers.map(({ name }) => name))].join(', ');
        return {
          edits: [...removed.edits, ...documents.map((each, number) => replacement(each, number + 1))],
          text: `${removed.text}, ${other.kind} ${other.name} without ${names}`,
        };
      }
    }
  }
  return undefined;
}

/** Everything in the files of a directory that creates pods, plain or as kustomizations render it. */
function workloadsIn({ index }: Analysis, directory: string): readonly Resource[] {
  const reader = new IndexReader(index);
  const own = directory === '.' ? '' : directory;
  return [...reader.list(templatesIn(own)), ...reader.list(renderedTemplatesFrom(own))];
}

function servicesSelecting(
  { index, settings }: Analysis,
  directories: readonly string[],
  workload: Resource,
): readonly Resource[] {
  const reader = new IndexReader(index);
  return [...new Set(directories)].flatMap((each) => {
    const own = each === '.' ? '' : each;
    return [...reader.list(servicesIn(own)), ...reader.list(renderedServicesFrom(own))].filter((service) => {
      const resolution = service.service?.selector && resolveServiceSelector(service, reader, settings);
      return resolution?.type === 'found' && resolution.targets.some((target) => isWrittenAsOne(target, workload));
    });
  });
}

/** Every Service that selects nothing in the present state, except those that a person found to be broken. */
function* servicesWithoutPods(opened: OpenedRepository): Generator<Example> {
  const { repository } = opened;
  const now = analysisOf(opened);
  const isKnown = knownToBeBroken(repository, now);
  const written = Map.groupBy(
    servicesOf(now).filter((each) => isJudgeable(now, each)),
    ({ document, start }) => `${document.file} ${lineIn(now, document, start)} ${start}`,
  );
  for (const variants of written.values()) {
    const [service] = variants;
    if (service && !variants.some((each) => isFound(now, each)) && !isKnown(service)) {
      const { file } = service.document;
      yield {
        ...{ kind: 'real none', repository, file, service, now, before: now, lines: [], text: '', matched: false },
        servicePlace: placeOfObject(now, service),
        inFixture: isFixturePath(file),
      };
    }
  }
}

/** Whether the selector matches anything, at any place. */
function isFound({ index, settings }: Analysis, service: Resource): boolean {
  return resolveServiceSelector(service, new IndexReader(index), settings).type === 'found';
}

/** Whether it is a Service as it will be in the cluster, and its selector is known. */
function isJudgeable(analysis: Analysis, resource: Resource): boolean {
  const { selector, type } = resource.service ?? {};
  const pairs = selector?.pairs ?? [];
  return (
    type?.value !== 'ExternalName' &&
    pairs.some(({ value }) => value.type === 'string') &&
    !pairs.some(({ key, value }) => key.type === 'placeholder' || value.type === 'placeholder') &&
    deployabilityOf(resource, new IndexReader(analysis.index)).type === 'deployable'
  );
}

/**
 * Whether a person found that a Service of the repository is broken: it is no example of one whose pods are elsewhere.
 */
function knownToBeBroken(repository: string, analysis: Analysis): (service: Resource) => boolean {
  const real = knownCases().filter(isReal);
  const names = new Set([...brokenElsewhere(), ...real.map(({ file, service }) => `${file}\t${service}`)]);
  const lines = new Set(
    [...readVerdicts()].flatMap(([key, { verdict }]) => {
      const [code, file, line] = key.split('\t');
      return code === 'service-selects-nothing' && verdict === 'right' ? [`${file}\t${line}`] : [];
    }),
  );
  return ({ document, start, end }) => {
    const file = `${repository}/${document.file}`;
    const first = lineIn(analysis, document, start);
    const last = lineIn(analysis, document, end);
    const isReported = Array.from({ length: last - first + 1 }, (_, at) => lines.has(`${file}\t${first + at}`));
    // A kustomization may change the name, but the file has the old one.
    const isNamed = document.resources.some(({ service, name }) => service && names.has(`${file}\t${name}`));
    return isNamed || isReported.includes(true);
  };
}

/**
 * Hashes of the texts of all Services without white space. Repositories with a common hash may be copies of each
 * other, and examples of one then say nothing new about the other.
 */
export function hashesOfServices(analysis: Analysis): ReadonlySet<string> {
  const hashes = new Set<string>();
  for (const [resource] of entriesOf(analysis.judgements)) {
    if (resource.service?.selector) {
      const text = resource.document.text.slice(resource.start, resource.end).replace(/\s/g, '');
      hashes.add(createHash('sha256').update(text).digest('hex'));
    }
  }
  return hashes;
}
