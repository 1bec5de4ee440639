import { bundlesReading, filesReadBy, lookedForInVain } from './index/bundles.ts';
import { comparisons } from './index/candidates.ts';
import { emptyIndex, type Index, type IndexUpdate, looseResources, updateIndex } from './index/index.ts';
import { emptyMap, entriesOf, type LayeredMap, lookUp, withChanges } from './index/layeredMap.ts';
import { type Answers, type EarlierAnswers, IndexReader } from './index/reader.ts';
import {
  emptyReverse,
  holdersOf,
  noteChange,
  type Reverse,
  type ReverseChanges,
  withHolders,
} from './index/reverse.ts';
import { problemsOnce, unknownOnce } from './index/variants.ts';
import type { Work } from './index/work.ts';
import { withWorkloads } from './kinds/documents.ts';
import type { ClusterFacts } from './live/facts.ts';
import type { FileDocument, SourceFile } from './model/document.ts';
import type { Problem, Unknown } from './model/problem.ts';
import type { Resource } from './model/resource.ts';
import { membershipOf } from './render/bundles.ts';
import { rules } from './rules/list.ts';
import type { Rule } from './rules/rule.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { compareText } from './text/compare.ts';
import { none, orNone } from './text/none.ts';
import { optional } from './text/optional.ts';
import { eachWaiting, isWaiting, noneWaiting, type Waiting, withWaiting } from './waiting.ts';

/**
 * Everything that is known of one workspace folder at one moment. Immutable; `analyse` gives the next one, having judged
 * only the resources that a change concerns. Every feature is a pure function of it.
 */
export interface Analysis {
  /** Grows by one with each change. */
  readonly revision: number;
  readonly settings: Settings;
  readonly index: Index;
  readonly judgements: LayeredMap<Resource, Judgement>;
  /**
   * Resources that are to be judged, in their order: what is said of them is what was said before a change reached them, or
   * nothing yet.
   */
  readonly waiting: Waiting;
  /** Which resources a judgement was made for that looked at the key. */
  readonly readers: Reverse<Resource>;
  /** Resources whose judgement has something to say at a place in the file: their own file, or where they came from. */
  readonly spoken: Reverse<Resource>;
}

/** What all rules together say of one resource. */
export interface Judgement {
  readonly problems: readonly Problem[];
  readonly unknown: readonly Unknown[];
  /** The index keys it was made from, each once. */
  readonly seen: readonly string[];
}

export interface AnalysisChange {
  /** Files as they are now; `undefined` for one that is gone. */
  readonly files?: ReadonlyMap<string, SourceFile | undefined>;
  readonly settings?: Settings;
  /** Whether every file of the workspace has been read. */
  readonly complete?: boolean;
  /**
   * Files that someone looks at: they are judged first. Given, and as long as the index is not complete, only they are
   * judged: what is said of others would be said again, differently, with every portion that is read.
   */
  readonly open?: ReadonlySet<string>;
  /** How much is rendered and judged; what waits is done with later changes, which may be empty. */
  readonly work?: Work;
  /** What is known of the cluster now; `none` where it is connected no more. Absent: as before. */
  readonly cluster?: ClusterFacts | 'none';
  /**
   * What was worked out when other changes were tried on the same analysis: what does not depend on this change is taken
   * from it, and put in. The settings have to be the same.
   */
  readonly answers?: Answers;
  /** Whether nobody changes the analysis that this makes, so that it need not be noted who looked at what. */
  readonly last?: boolean;
  /** What was worked out when others were judged: taken as far as it holds for the index as it will be, and put in. */
  readonly known?: Known;
}

/** What judgements share. */
export interface Known {
  /** From which the answers are; absent where they are from none. */
  readonly of?: Index;
  readonly answers: Answers;
  /** Keys are put together whenever something is looked up; what is kept is one of those that are equal. */
  readonly keys: Map<string, string>;
}

export const emptyAnalysis: Analysis = {
  revision: 0,
  settings: defaultSettings,
  index: emptyIndex,
  judgements: emptyMap(),
  waiting: noneWaiting,
  readers: emptyReverse,
  spoken: emptyReverse,
};

/** The next analysis, and the files whose problems may differ from before. */
export interface Step {
  readonly analysis: Analysis;
  readonly concerned: ReadonlySet<string>;
  readonly known: Known;
}

/** Takes a change in. Never throws; a rule that does is reported as a problem of that rule. */
export function analyse(previous: Analysis, change: AnalysisChange, withRules: readonly Rule[] = rules): Step {
  const settings = change.settings ?? previous.settings;
  const { work = {}, open } = change;
  const files = withCustomWorkloads(previous, change.files ?? new Map(), settings);
  const update = updated(previous, change, files, settings);
  const { index } = update;
  const due = new Set<Resource>(update.added);
  if (settings !== previous.settings) {
    for (const [resource] of entriesOf(previous.judgements)) {
      due.add(resource);
    }
  }
  for (const key of update.touched) {
    for (const resource of holdersOf(previous.readers, key)) {
      due.add(resource);
    }
  }
  for (const resource of update.removed) {
    due.delete(resource);
  }

  const concerned = new Set([...files.keys(), ...update.readAnew]);
  const judgements = new Map<Resource, Judgement | undefined>();
  const readers: ReverseChanges<Resource> = new Map();
  const spoken: ReverseChanges<Resource> = new Map();
  const replaceJudgement = (resource: Resource, judgement: Judgement | undefined) => {
    const before = lookUp(previous.judgements, resource);
    judgements.set(resource, judgement);
    if (!change.last) {
      noteDifference(readers, resource, before?.seen ?? [], judgement?.seen ?? []);
    }
    const [filesBefore, filesNow] = [filesOf(before), filesOf(judgement)];
    noteDifference(spoken, resource, filesBefore, filesNow);
    for (const file of [...filesBefore, ...filesNow]) {
      concerned.add(file);
    }
  };
  for (const resource of update.removed) {
    replaceJudgement(resource, undefined);
  }
  const isSame = change.known?.of === index && settings === previous.settings;
  const known: Known = { ...(isSame ? change.known : lasting(change.known)), of: index };
  const earlier = change.answers && { answers: change.answers, touched: update.touched, isTouched: new Map() };
  const shared: Shared = {
    rulesFor: rulesByFacts(withRules),
    answers: known.answers,
    ...(change.last ? {} : { keys: known.keys }),
    ...optional('earlier', earlier),
  };
  const left = new Set(due);
  for (const resource of toJudge(previous.waiting, { due, removed: new Set(update.removed), index, open, work })) {
    left.delete(resource);
    concerned.add(resource.document.file);
    replaceJudgement(resource, judge(resource, index, shared, settings));
  }
  const waiting = withWaiting(previous.waiting, left, judgements.keys());
  const analysis = {
    revision: previous.revision + 1,
    settings,
    index,
    judgements: withChanges(previous.judgements, judgements),
    waiting,
    readers: withHolders(previous.readers, readers),
    spoken: withHolders(previous.spoken, spoken),
  };
  for (const file of becomeKnown(previous, analysis, [...judgements.keys()], update.rendered)) {
    concerned.add(file);
  }
  if (index.complete && !previous.index.complete) {
    for (const file of open ?? []) {
      concerned.add(file);
    }
  }
  return { analysis, concerned, known };
}

/** Of what judgements share that which holds for any index. */
export function lasting(known: Known | undefined): Known {
  const answers: Answers = new Map();
  const compared = known?.answers.get(comparisons);
  if (compared) {
    answers.set(comparisons, compared);
  }
  return { answers, keys: new Map() };
}

/** The index after the change; the same object where nothing of it changes. */
function updated(
  { index, settings: { workloads, within } }: Analysis,
  { complete: read = index.read, work = {}, open, ...change }: AnalysisChange,
  files: ReadonlyMap<string, SourceFile | undefined>,
  settings: Settings,
): IndexUpdate {
  const cluster = clusterOf(index, change);
  const isSame =
    files.size === 0 &&
    read === index.read &&
    cluster === index.cluster &&
    settings.workloads === workloads &&
    settings.within === within;
  return isSame && (index.bundles.due.size === 0 || work.onlyTouched)
    ? { index, touched: new Set(), added: [], removed: [], rendered: [], readAnew: new Set() }
    : updateIndex(index, {
        files,
        read,
        workloads: settings.workloads,
        within: settings.within,
        cluster,
        work,
        ...optional('open', open),
      });
}

function clusterOf(index: Index, { cluster }: Pick<AnalysisChange, 'cluster'>): ClusterFacts | undefined {
  return cluster === 'none' ? undefined : (cluster ?? index.cluster);
}

interface ToJudge {
  readonly due: ReadonlySet<Resource>;
  readonly removed: ReadonlySet<Resource>;
  readonly index: Index;
  readonly open: ReadonlySet<string> | undefined;
  readonly work: Work;
}

/** What is judged now, in its order: what stands in open files, then the rest as far as there is time. */
function* toJudge(waiting: Waiting, { due, removed, index, open, work }: ToJudge): Generator<Resource> {
  const { goesOn = () => true, onlyTouched } = work;
  const wasPutOff = (resource: Resource) => isWaiting(waiting, resource) && !removed.has(resource);
  const judged = new Set<Resource>();
  const made: Resource[] = [];
  for (const file of open ?? []) {
    for (const resource of looseResources(index, lookUp(index.files, file))) {
      if (due.has(resource) || wasPutOff(resource)) {
        judged.add(resource);
        yield resource;
      }
    }
    // Anything of a bundle may have to do with any file that it is made of.
    for (const directory of bundlesReading(index.bundles, file)) {
      const { resources } = lookUp(index.bundles.byDirectory, directory)!;
      made.push(...resources.filter((each) => due.has(each) || wasPutOff(each)));
    }
  }
  if (!index.complete && open) {
    return;
  }
  const touched = onlyTouched ? [...due].filter((each) => !wasPutOff(each)) : due;
  for (const some of [made, touched, onlyTouched ? [] : eachWaiting(waiting)]) {
    for (const resource of some) {
      if (!judged.has(resource) && !removed.has(resource)) {
        if (!goesOn()) {
          return;
        }
        judged.add(resource);
        yield resource;
      }
    }
  }
}

/** Files of which everything is known now and was not before, beside those of which something was said. */
function* becomeKnown(
  previous: Analysis,
  analysis: Analysis,
  judged: readonly Resource[],
  rendered: readonly string[],
): Generator<string> {
  if (previous.waiting.size === 0 && previous.index.bundles.due.size === 0) {
    return;
  }
  const directories = new Set([...rendered, ...judged.flatMap(({ bundle }) => bundle ?? [])]);
  for (const directory of directories) {
    if (isBundleKnown(analysis, directory)) {
      yield* filesReadBy(analysis.index.bundles, directory);
    }
  }
}

function isBundleKnown({ index, waiting }: Analysis, directory: string): boolean {
  return (
    !index.bundles.due.has(directory) &&
    !lookUp(index.bundles.byDirectory, directory)?.resources.some((each) => isWaiting(waiting, each))
  );
}

/** Whether anything is still to be rendered or judged that can be by now. */
export function isBehind({ index, waiting }: Analysis): boolean {
  return index.read && (index.bundles.due.size > 0 || waiting.size > 0);
}

/** Whether bundles wait of which something is said by the whole workspace: what looks at them sees them as they were. */
export function hasStaleBundles({ index }: Analysis): boolean {
  return index.complete && index.bundles.due.size > 0;
}

/** Every resource of the workspace, each once: those of files that bundles read as the bundles have them. */
export function* resourcesOf({ judgements, waiting }: Analysis): Generator<Resource> {
  for (const [resource] of entriesOf(judgements)) {
    yield resource;
  }
  for (const resource of eachWaiting(waiting)) {
    if (!lookUp(judgements, resource)) {
      yield resource;
    }
  }
}

/** What is wrong with a resource; one that waits is judged for who asks. */
export function problemsOfResource(analysis: Analysis, resource: Resource): readonly Problem[] {
  const { index, judgements, settings, waiting } = analysis;
  const judgement = isWaiting(waiting, resource)
    ? judge(resource, index, { rulesFor: rulesByFacts(rules), answers: new Map() }, settings)
    : lookUp(judgements, resource);
  return judgement?.problems ?? [];
}

/** How many bundles are to be rendered, and how many resources to be judged. */
export function countsOfWork({ index, waiting }: Analysis): { readonly bundles: number; readonly resources: number } {
  return { bundles: index.bundles.due.size, resources: waiting.size };
}

/**
 * Whether what is said of a file is all of what there is to say: nothing waits that stands in it, or could say something
 * there. While the workspace is being read that holds of files which no kustomization takes in, as far as is known.
 */
export function isSettled(analysis: Analysis, path: string): boolean {
  const { index, waiting } = analysis;
  if (!index.complete && membershipOf(path, new IndexReader(index)).takers.length > 0) {
    return false;
  }
  if (waiting.size === 0 && index.bundles.due.size === 0) {
    return true;
  }
  return (
    !looseResources(index, lookUp(index.files, path)).some((each) => isWaiting(waiting, each)) &&
    bundlesReading(index.bundles, path).every((directory) => isBundleKnown(analysis, directory))
  );
}

/** Files that come, and where the kinds that the user named are others than before, all that are there. */
function withCustomWorkloads(
  previous: Analysis,
  come: ReadonlyMap<string, SourceFile | undefined>,
  { workloads }: Settings,
): ReadonlyMap<string, SourceFile | undefined> {
  const changed = workloads !== previous.settings.workloads;
  if (workloads.length === 0 && !changed) {
    return come;
  }
  const files = new Map<string, SourceFile | undefined>();
  for (const [path, file] of changed ? entriesOf(previous.index.files) : []) {
    const next = withWorkloads(file, workloads);
    if (next !== file) {
      files.set(path, next);
    }
  }
  for (const [path, file] of come) {
    files.set(path, file && withWorkloads(file, workloads));
  }
  return files;
}

/** The problems that stand in a file, by offset. */
export function problemsOf(analysis: Analysis, path: string): readonly Problem[] {
  const problems = judgementsOf(analysis, path).flatMap((judgement) =>
    judgement.problems.filter((problem) => problem.at.document.file === path),
  );
  return inOrder(analysis, [...problemsOnce(problems, new IndexReader(analysis.index))]);
}

/** What is not known about the resources of a file, by offset. */
export function unknownOf(analysis: Analysis, path: string): readonly Unknown[] {
  const unknown = judgementsOf(analysis, path).flatMap((judgement) =>
    judgement.unknown.filter((each) => each.at.document.file === path),
  );
  return inOrder(analysis, [...unknownOnce(unknown, new IndexReader(analysis.index))]);
}

/** Where a document stands in its file now; undefined when it is no longer there. */
export function placeOf(analysis: Analysis, facts: FileDocument['facts']): FileDocument | undefined {
  return lookUp(analysis.index.files, facts.file)?.documents.find((document) => document.facts === facts);
}

/** As `placeOf`, for who asks about many documents: each file is gone through once. */
export function placesIn(analysis: Analysis): (facts: FileDocument['facts']) => FileDocument | undefined {
  const files = new Map<string, ReadonlyMap<FileDocument['facts'], FileDocument>>();
  return (facts) => {
    let places = files.get(facts.file);
    if (!places) {
      const documents = lookUp(analysis.index.files, facts.file)?.documents ?? [];
      places = new Map(documents.map((document) => [document.facts, document]));
      files.set(facts.file, places);
    }
    return places.get(facts);
  };
}

function judgementsOf(analysis: Analysis, path: string): readonly Judgement[] {
  return [...holdersOf(analysis.spoken, path)].flatMap((resource) => lookUp(analysis.judgements, resource) ?? []);
}

function once(key: string, keys: Map<string, string>): string {
  const known = keys.get(key);
  if (known !== undefined) {
    return known;
  }
  keys.set(key, key);
  return key;
}

/** Most judgements that are made again look at what they looked at before, in the same order. */
function noteDifference(
  changes: ReverseChanges<Resource>,
  resource: Resource,
  before: readonly string[],
  now: readonly string[],
): void {
  if (before.length === now.length && before.every((key, position) => key === now[position])) {
    return;
  }
  if (before.length === 0) {
    for (const key of now) {
      noteChange(changes, key, resource, true);
    }
    return;
  }
  const kept = new Set(now);
  for (const key of before) {
    if (!kept.delete(key)) {
      noteChange(changes, key, resource, false);
    }
  }
  for (const key of kept) {
    noteChange(changes, key, resource, true);
  }
}

/** Every file in which a judgement has something to say. */
function filesOf(judgement: Judgement | undefined): readonly string[] {
  if (!judgement || (judgement.problems.length === 0 && judgement.unknown.length === 0)) {
    return [];
  }
  return [...new Set([...judgement.problems, ...judgement.unknown].map((each) => each.at.document.file))];
}

function inOrder<T extends Problem | Unknown>(analysis: Analysis, findings: T[]): readonly T[] {
  const placeIn = placesIn(analysis);
  const start = (each: T) => placeIn(each.at.document)?.start ?? 0;
  return findings.sort(
    (a, b) =>
      start(a) - start(b) ||
      a.at.range.start - b.at.range.start ||
      a.at.range.end - b.at.range.end ||
      compareText(a.code, b.code) ||
      compareText(textOf(a), textOf(b)),
  );
}

function textOf(each: Problem | Unknown): string {
  return 'message' in each ? each.message : each.because;
}

/** What the judgements of one step share. */
interface Shared {
  rulesFor(resource: Resource): readonly Rule[];
  readonly answers: Answers;
  /** See `Known`; absent where none notes any. */
  readonly keys?: Map<string, string>;
  readonly earlier?: EarlierAnswers;
}

function judge(
  resource: Resource,
  index: Index,
  { rulesFor, answers, keys, earlier }: Shared,
  settings: Settings,
): Judgement {
  const reader = new IndexReader(index, keys && new Set(), answers, earlier);
  const problems: Problem[] = [];
  const unknown: Unknown[] = [];
  for (const rule of rulesFor(resource)) {
    const severity = settings.severity[rule.code];
    if (severity === 'off' || resource.silenced.includes(rule.code)) {
      continue;
    }
    for (const finding of rule.check(resource, { index: reader, settings })) {
      if ('because' in finding) {
        unknown.push({ code: rule.code, resource, at: finding.at, because: finding.because });
      } else if (!isIgnored(rule.code, finding.at)) {
        problems.push({
          code: rule.code,
          severity: severity ?? finding.severity,
          message: finding.message,
          resource,
          at: finding.at,
          related: finding.related ?? [],
          data: finding.data,
        });
      }
    }
  }
  const seen = keys ? [...reader.keys()].map((key) => once(key, keys)) : none;
  return problems.length + unknown.length + seen.length === 0
    ? nothing
    : { problems: orNone(problems), unknown: orNone(unknown), seen };
}

/**
 * Which rules have something to judge in a resource, in their order. There are thousands of resources for each set of facts that
 * one may state, so the rules are gone through once for each set.
 */
function rulesByFacts(all: readonly Rule[]): Shared['rulesFor'] {
  const facts = [...new Set(all.flatMap(({ of }) => of))];
  const known = new Map<number, readonly Rule[]>();
  return (resource) => {
    // As bits of a number.
    let set = 0;
    for (const fact of facts) {
      set = set * 2 + Number(isStated(resource[fact]));
    }
    let chosen = known.get(set);
    if (chosen === undefined) {
      chosen = all.filter(({ of }) => of.some((fact) => isStated(resource[fact])));
      known.set(set, chosen);
    }
    return chosen;
  };
}

function isStated(fact: Resource[keyof Resource]): boolean {
  return fact !== undefined && !(Array.isArray(fact) && fact.length === 0);
}

/** Of most kinds nothing can be said, and there are many resources. */
const nothing: Judgement = { problems: [], unknown: [], seen: [] };

/** A comment on the line of the problem, or on the line above it, silences the rule there. */
function isIgnored(code: string, at: Problem['at']): boolean {
  const { text, ignored } = at.document;
  return ignored.some((comment) => {
    if (comment.codes.length > 0 && !comment.codes.includes(code)) {
      return false;
    }
    const [from, to] =
      comment.start < at.range.start ? [comment.start, at.range.start] : [at.range.start, comment.start];
    const between = text.slice(from, to).match(/\r\n|\r|\n/g)?.length ?? 0;
    return between === 0 || (between === 1 && comment.start < at.range.start);
  });
}

/** A file as it was read last. */
export function fileOf(analysis: Analysis, path: string): SourceFile | undefined {
  return lookUp(analysis.index.files, path);
}

/** Paths that kustomizations name in vain as far as is known: whether they are ignored is for those to say who see the disk. */
export function namedInVain({ index }: Analysis): readonly string[] {
  return lookedForInVain(index.bundles, (path) => lookUp(index.files, path) !== undefined);
}
