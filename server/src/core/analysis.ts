import { lookedForInVain, wantedAs } from './bundles/namedPaths.ts';
import type { ChartContent } from './chart/files.ts';
import { judgementsOfFlags, withFlagsOf } from './flags.ts';
import type { Answers, EarlierAnswers } from './index/answers.ts';
import type { BaselineFacts } from './index/baseline.ts';
import {
  type Dependencies,
  type Dependents,
  dependentsOf,
  noDependencies,
  noDependents,
  withDependencies,
} from './index/dependencies.ts';
import { emptyIndex, type Index } from './index/index.ts';
import { areSameForIndex, type IndexUpdate, settingsOfIndex, updateIndex } from './index/update.ts';
import { type Judgement, type JudgingStep, judge, rulesByFacts } from './judging.ts';
import { judgingOrder } from './judgingOrder.ts';
import { withWorkloads } from './kinds/documents.ts';
import type { ClusterFacts } from './live/facts.ts';
import type { NamedAs, SourceFile } from './model/document.ts';
import type { Resource } from './model/resource.ts';
import type { Work } from './model/workBudget.ts';
import { noPendingResources, type PendingResources, withPendingResources } from './pendingResources.ts';
import { hasPendingWork, noLongerPending } from './progress.ts';
import { rules } from './rules/list.ts';
import type { Rule } from './rules/rule.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { statedSeverity } from './severity.ts';
import { optional } from './text/optional.ts';
import { emptyReverse, noteChange, type Reverse, type ReverseChanges, withHolders } from './text/reverseMap.ts';
import { emptyMap, entriesOf, lookUp, type VersionedMap, withChanges } from './text/versionedMap.ts';

/**
 * Everything that is known of one workspace folder at one moment. Immutable: `analyse` makes the next analysis
 * and judges only the resources that a change concerns. Every feature is a pure function of an analysis.
 */
export interface Analysis {
  /** Grows by one with each change. */
  readonly revision: number;
  readonly settings: Settings;
  readonly index: Index;
  readonly judgements: VersionedMap<Resource, Judgement>;
  /** The resources to judge. Until then, their judgement is the one from before a change, or they have none. */
  readonly pending: PendingResources;
  /**
   * The charts with a flag turned on that have to be judged (`BundleFacts.flags`). They come after everything else, and
   * nothing waits for them.
   */
  readonly pendingFlags: PendingResources;
  /** The resources by what their judgement depends on. */
  readonly dependents: Dependents;
  /**
   * The resources by the files in which their judgement has findings: their own file, or the file from which
   * they are rendered.
   */
  readonly spoken: Reverse<string, Resource>;
}

export interface AnalysisChange {
  /** The changed files; `undefined` for a file that was deleted. */
  readonly files?: ReadonlyMap<string, SourceFile | undefined>;
  /** The changed charts by their directories, or why a chart cannot be read; `undefined` for one that was deleted. */
  readonly charts?: ReadonlyMap<string, ChartContent | string | undefined>;
  readonly settings?: Settings;
  /** Whether every file of the workspace has been read. */
  readonly complete?: boolean;
  /**
   * The files that are open in the editor: they are judged first. If given, only they are judged until the
   * index is complete, because the findings in other files would change with every portion that is read.
   */
  readonly open?: ReadonlySet<string>;
  /**
   * How much is rendered and judged now. The rest stays pending and is done with later changes, which may be
   * empty.
   */
  readonly work?: Work;
  /** The current facts of the cluster; `none` if it is no longer connected; absent: as before. */
  readonly cluster?: ClusterFacts | 'none';
  /** The current baseline; `none` if there is none any more; absent: as before. */
  readonly baseline?: BaselineFacts | 'none';
  /**
   * The answers of other changes that were tried on the same analysis. Answers that do not depend on this
   * change are taken from it, and new ones are added. The settings have to be the same.
   */
  readonly answers?: Answers;
  /** Whether the resulting analysis is never changed, so that dependencies need not be recorded. */
  readonly last?: boolean;
  /**
   * The flags of charts that are judged if this change concerns them although `work` takes only what it touches, e.g.
   * `ingress.enabled`, or all of them. Absent: none.
   */
  readonly flags?: ReadonlySet<string> | 'all';
  /** Whether findings that are certainly still there are kept as they were before the change (`Rule.persists`). */
  readonly keepsPersisting?: boolean;
  /** The answers of earlier judgements, taken as far as they hold for the new index, and extended. */
  readonly known?: SharedAnswers;
}

/** The answers that judgements share. */
export interface SharedAnswers {
  /** The index of the answers; absent if there are none. */
  readonly of?: Index;
  readonly answers: Answers;
  /** Keys are built for each look-up. Of equal keys only one is kept. */
  readonly keys: Map<string, string>;
  /** The number of judgements for which the answers were computed. */
  readonly judged: number;
}

export const emptyAnalysis: Analysis = {
  revision: 0,
  settings: defaultSettings,
  index: emptyIndex,
  judgements: emptyMap(),
  pending: noPendingResources,
  pendingFlags: noPendingResources,
  dependents: noDependents,
  spoken: emptyReverse,
};

/** The next analysis, and the files whose problems may differ from before. */
export interface Step {
  readonly analysis: Analysis;
  readonly concerned: ReadonlySet<string>;
  /** The directories of the kustomizations that were rendered again or removed. */
  readonly rendered: readonly string[];
  readonly known: SharedAnswers;
}

/** Makes the next analysis. Never throws; if a rule throws, that is reported as a problem of the rule. */
export function analyse(previous: Analysis, change: AnalysisChange, withRules: readonly Rule[] = rules): Step {
  const settings = change.settings ?? previous.settings;
  const { work = {}, open } = change;
  const files = withCustomWorkloads(previous, change.files ?? new Map(), settings);
  const update = updated(previous, change, files, settings);
  const { index } = update;
  const concernedBy = new Set<Resource>([...update.added, ...dependentsOf(previous.dependents, update.touched)]);
  if (settings !== previous.settings) {
    for (const [resource] of entriesOf(previous.judgements)) {
      concernedBy.add(resource);
    }
  }
  for (const resource of update.removed) {
    concernedBy.delete(resource);
  }
  const { resources: toJudge, flags } = withFlagsOf(concernedBy, index);

  const concerned = new Set([...files.keys(), ...update.readAnew]);
  const judgements = new Map<Resource, Judgement | undefined>();
  const dependencies = new Map<Resource, { readonly before: Dependencies; readonly now: Dependencies }>();
  const spoken: ReverseChanges<string, Resource> = new Map();
  const replaceJudgement = (resource: Resource, judgement: Judgement | undefined) => {
    const before = lookUp(previous.judgements, resource);
    judgements.set(resource, judgement);
    dependencies.set(resource, { before: before?.from ?? noDependencies, now: judgement?.from ?? noDependencies });
    const [filesBefore, filesNow] = [filesOf(before), filesOf(judgement)];
    noteFiles(spoken, resource, filesBefore, filesNow);
    for (const file of [...filesBefore, ...filesNow]) {
      concerned.add(file);
    }
  };
  for (const resource of update.removed) {
    replaceJudgement(resource, undefined);
  }
  const isSame = change.known?.of === index && settings === previous.settings;
  const known: SharedAnswers = isSame ? change.known! : { answers: new Map(), keys: new Map(), judged: 0, of: index };
  const judging: JudgingStep = {
    rulesFor: rulesByFacts(withRules),
    severityOf: statedSeverity(settings),
    shared: {
      answers: known.answers,
      ...(change.last ? {} : { keys: known.keys }),
      ...optional('earlier', earlierAnswers(previous, change, update)),
    },
    notes: !change.last,
    ...(change.keepsPersisting ? { before: (resource: Resource) => lookUp(previous.judgements, resource) } : {}),
  };
  const left = new Set(toJudge);
  const removed = new Set(update.removed);
  for (const resource of judgingOrder(previous.pending, { toJudge, removed, index, open, work })) {
    left.delete(resource);
    concerned.add(resource.document.file);
    replaceJudgement(resource, judge(resource, index, judging, settings));
  }
  const pending = withPendingResources(previous.pending, left, judgements.keys());
  const judgementOf = (resource: Resource) =>
    judgements.has(resource) ? judgements.get(resource) : lookUp(previous.judgements, resource);
  const lastJudgementOf = (resource: Resource) => lookUp(previous.judgements, resource);
  const ofFlags = { flags, before: previous.pendingFlags, removed, index, pending, work, wanted: change.flags };
  for (const each of judgementsOfFlags({ ...ofFlags, judging, settings, judgementOf, lastJudgementOf })) {
    replaceJudgement(...each);
  }
  const doneFlags = [...judgements.keys()].filter((each) => !flags.has(each));
  const analysis = {
    revision: previous.revision + 1,
    settings,
    index,
    judgements: withChanges(previous.judgements, judgements),
    pending,
    pendingFlags: withPendingResources(previous.pendingFlags, flags, doneFlags),
    // An analysis that is never changed needs no dependents.
    dependents: change.last ? previous.dependents : withDependencies(previous.dependents, dependencies),
    spoken: withHolders(previous.spoken, spoken),
  };
  for (const file of noLongerPending(previous, analysis, [...judgements.keys()], update.rendered)) {
    concerned.add(file);
  }
  if (index.complete && !previous.index.complete) {
    for (const file of open ?? []) {
      concerned.add(file);
    }
  }
  const judged = known.judged + judgements.size;
  const isKept = hasPendingWork(analysis) || judged <= mostJudged;
  return {
    analysis,
    concerned,
    rendered: update.rendered,
    known: isKept ? { ...known, judged } : { answers: new Map(), keys: new Map(), judged: 0 },
  };
}

// The answers of one edit help with the next one. The answers of a whole workspace take several times the
// memory of its facts.
const mostJudged = 1000;

/** The answers from before the change, for the judgements after it. */
function earlierAnswers(
  previous: Analysis,
  { answers, known, settings = previous.settings }: AnalysisChange,
  { index, touched }: IndexUpdate,
): EarlierAnswers | undefined {
  if (answers !== undefined) {
    return { answers, takesNew: true, touched, isTouched: new Map() };
  }
  return known !== undefined && known.of === previous.index && known.of !== index && settings === previous.settings
    ? { answers: known.answers, takesNew: false, touched, isTouched: new Map() }
    : undefined;
}

/** The index after the change; the same object if nothing in it changes. */
function updated(
  { index, settings: former }: Analysis,
  { complete: read = index.read, work = {}, open, ...change }: AnalysisChange,
  files: ReadonlyMap<string, SourceFile | undefined>,
  settings: Settings,
): IndexUpdate {
  const cluster = clusterOf(index, change);
  const baseline = change.baseline === 'none' ? undefined : (change.baseline ?? index.baseline);
  const isSame =
    files.size === 0 &&
    !change.charts?.size &&
    read === index.read &&
    cluster === index.cluster &&
    baseline === index.baseline &&
    areSameForIndex(settings, former);
  return isSame && (index.bundles.due.size === 0 || work.onlyTouched)
    ? { index, touched: new Set(), added: [], removed: [], rendered: [], readAnew: new Set() }
    : updateIndex(index, {
        files,
        ...optional('charts', change.charts),
        read,
        ...settingsOfIndex(settings),
        cluster,
        baseline,
        work,
        ...optional('open', open),
      });
}

function clusterOf(index: Index, { cluster }: Pick<AnalysisChange, 'cluster'>): ClusterFacts | undefined {
  return cluster === 'none' ? undefined : (cluster ?? index.cluster);
}

/** The changed files; if the configured workload kinds have changed, also every other file that they affect. */
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

/** Records the files in which a resource has findings now and had none before, and the reverse. */
function noteFiles(
  changes: ReverseChanges<string, Resource>,
  resource: Resource,
  before: readonly string[],
  now: readonly string[],
): void {
  for (const file of before.filter((each) => !now.includes(each))) {
    noteChange(changes, file, resource, false);
  }
  for (const file of now.filter((each) => !before.includes(each))) {
    noteChange(changes, file, resource, true);
  }
}

/** Every file in which a judgement has findings. */
function filesOf(judgement: Judgement | undefined): readonly string[] {
  if (!judgement || (judgement.problems.length === 0 && judgement.unknown.length === 0)) {
    return [];
  }
  return [...new Set([...judgement.problems, ...judgement.unknown].map((each) => each.at.document.file))];
}

/** A file as it was last read. */
export function fileOf(analysis: Analysis, path: string): SourceFile | undefined {
  return lookUp(analysis.index.files, path);
}

/**
 * The paths that the kustomizations in some directories name and that are not in the index. Only the caller
 * sees the disk and knows whether they exist.
 */
export function namedInVain({ index }: Analysis, directories: Iterable<string>): ReadonlySet<string> {
  return lookedForInVain(index.bundles, directories, (path, as) => {
    const file = lookUp(index.files, path);
    return (
      file !== undefined &&
      (as === 'values' ? file.inChart === true || file.ignored === true : as === 'text' || file.named !== 'text')
    );
  });
}

/** Whether a kustomization names a path, and whether it uses it as a file or as text. */
export function namedAs({ index }: Analysis, path: string): NamedAs | undefined {
  return wantedAs(index.bundles, path);
}
