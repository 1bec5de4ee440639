import { movedBetween } from './bundles/lastGood.ts';
import { type EarlierAnswers, isTouched } from './index/answers.ts';
import { touchedByBaseline } from './index/baseline.ts';
import { Dependencies, noDependencies } from './index/dependencies.ts';
import type { Index } from './index/index.ts';
import { indexWithFlag } from './index/withFlag.ts';
import { type Judgement, type JudgingStep, judge } from './judging.ts';
import { type Problem, type Severity, severities } from './model/problem.ts';
import type { Resource } from './model/resource.ts';
import type { Work } from './model/workBudget.ts';
import { eachPendingResource, type PendingResources } from './pendingResources.ts';
import type { Settings } from './settings.ts';
import { none } from './text/emptyList.ts';
import { getOrInsertComputed } from './text/maps.ts';
import type { Range } from './text/range.ts';
import { lookUp } from './text/versionedMap.ts';

/** What a change leaves to do for flags. */
export interface FlagsStep {
  /** The charts with a flag that the change concerns. Those that are judged are taken out. */
  readonly flags: Set<Resource>;
  /** Those that were pending before. */
  readonly before: PendingResources;
  readonly removed: ReadonlySet<Resource>;
  readonly index: Index;
  /** The resources that are pending after the change. */
  readonly pending: PendingResources;
  readonly work: Work;
  /** See `AnalysisChange.flags`. */
  readonly wanted: ReadonlySet<string> | 'all' | undefined;
  readonly judging: JudgingStep;
  readonly settings: Settings;
  /** The present judgement of a resource, or the last one of one that was removed. */
  judgementOf(resource: Resource): Judgement | undefined;
  lastJudgementOf(resource: Resource): Judgement | undefined;
}

/**
 * The judgements of charts with a flag turned on, as far as there is time and nothing else is pending. After an edit
 * these are the last ones, for the time until the flags are judged again.
 */
export function* judgementsOfFlags(step: FlagsStep): Generator<readonly [Resource, Judgement]> {
  const { flags, removed, index, judging, settings, work } = step;
  for (const chart of flagsToJudge(step)) {
    flags.delete(chart);
    yield [chart, judgeFlag(chart, index, judging, settings, step.judgementOf)];
  }
  if (work.goesOn && work.onlyTouched && flags.size > 0) {
    const former = [...removed].filter(({ flag }) => flag !== undefined);
    for (const chart of former.length > 0 ? flags : none) {
      const carried = carriedFindings(chart, former, index, step.lastJudgementOf);
      if (carried) {
        yield [chart, carried];
      }
    }
  }
}

function* flagsToJudge({ flags, before, removed, index, pending, work, wanted }: FlagsStep): Generator<Resource> {
  const { goesOn = () => true, onlyTouched } = work;
  if (!index.complete || pending.size > 0 || index.bundles.due.size > 0) {
    return;
  }
  const isWanted = (chart: Resource) => !onlyTouched || wanted === 'all' || wanted?.has(nameOfFlag(chart)) === true;
  const touched = [...flags].filter(isWanted);
  for (const chart of new Set([...touched, ...(onlyTouched ? none : eachPendingResource(before))])) {
    if (!removed.has(chart)) {
      if (!goesOn()) {
        return;
      }
      yield chart;
    }
  }
}

/**
 * The problems of a chart with one of its flags turned on that it does not have with its own values, each one severity
 * lower. The flag is rendered into an index of its own, which nothing keeps.
 *
 * What the flag does not touch has the same problems as without it, so only the rest is judged. The result therefore
 * also depends on the judgements without the flag: `withFlagsOf` says when to make it again.
 *
 * @param chart one of `BundleFacts.flags`
 * @param judgementOf the present judgement of a resource of the chart
 */
function judgeFlag(
  chart: Resource,
  index: Index,
  { rulesFor, severityOf, shared, notes }: JudgingStep,
  settings: Settings,
  judgementOf: (resource: Resource) => Judgement | undefined,
): Judgement {
  const own = lookUp(index.bundles.byDirectory, chart.bundle ?? '')?.resources ?? none;
  const flagged = indexWithFlag(index, chart);
  if (flagged === undefined) {
    return { problems: none, unknown: none, from: noDependencies };
  }
  const answers = shared.answers ?? new Map();
  const touched = new Set([...flagged.touched, ...touchedByBaseline(index.baseline, undefined)]);
  const inFlag: JudgingStep = {
    rulesFor: (resource) => rulesFor(resource).filter(({ ofCluster }) => !ofCluster),
    severityOf,
    shared: {
      answers: new Map(),
      ...(shared.keys && { keys: shared.keys }),
      earlier: { answers, takesNew: false, touched, isTouched: new Map() },
    },
    notes: true,
  };
  const isOwn = new Set(own);
  const known = new Set(own.flatMap((each) => judgementOf(each)?.problems.map(placeOf) ?? []));
  const byFlag: EarlierAnswers = { answers, takesNew: false, touched: flagged.touched, isTouched: new Map() };
  const problems: Problem[] = [];
  const from: Dependencies[] = [];
  for (const resource of flagged.bundle.resources) {
    const before = notes && isOwn.has(resource) ? judgementOf(resource) : undefined;
    if (before === undefined || isTouched(before.from, byFlag)) {
      const judgement = judge(resource, flagged.index, inFlag, settings);
      from.push(judgement.from);
      for (const problem of judgement.problems) {
        if (!isExpected(problem) && !known.has(placeOf(problem))) {
          problems.push({ ...problem, severity: lower(problem.severity), flag: nameOfFlag(chart) });
        }
      }
    }
  }
  return { problems, unknown: none, from: from.length === 0 ? noDependencies : new Dependencies(none, from) };
}

/** What is no finding with a flag: a chart may need other values with it, and nothing is less severe than a hint. */
function isExpected({ severity, resource: { chartErrors } }: Problem): boolean {
  return severity === 'hint' || (severity === 'information' && chartErrors !== undefined);
}

/** E.g. `ingress.enabled`. */
export function nameOfFlag({ flag = none }: Resource): string {
  return flag.join('.');
}

function placeOf({ code, at: { document, range } }: Problem): string {
  return `${code} ${document.file} ${range.start} ${range.end}`;
}

function lower(severity: Severity): Severity {
  return severities[severities.indexOf(severity) + 1] ?? severity;
}

/**
 * Divides what has to be judged into resources and charts with a flag turned on. If a resource of a chart is judged
 * again, then so are the flags of the chart, whose judgements build on its judgement.
 */
export function withFlagsOf(
  toJudge: Iterable<Resource>,
  { bundles }: Index,
): { readonly resources: Set<Resource>; readonly flags: Set<Resource> } {
  const resources = new Set<Resource>();
  const flags = new Set<Resource>();
  for (const resource of toJudge) {
    if (resource.flag !== undefined) {
      flags.add(resource);
      continue;
    }
    resources.add(resource);
    for (const flag of resource.bundle === undefined
      ? none
      : (lookUp(bundles.byDirectory, resource.bundle)?.flags ?? none)) {
      flags.add(flag);
    }
  }
  return { resources, flags };
}

/**
 * What was found with a flag before an edit, at the places where the edit has moved it, for the time until the flag is
 * judged again. So a problem does not vanish and come back with each letter.
 *
 * @param removed the charts with flags before the edit
 */
function carriedFindings(
  chart: Resource,
  removed: readonly Resource[],
  index: Index,
  judgementOf: (resource: Resource) => Judgement | undefined,
): Judgement | undefined {
  const before = removed.find((each) => each.bundle === chart.bundle && nameOfFlag(each) === nameOfFlag(chart));
  const found = before && judgementOf(before);
  if (found === undefined || found.problems.length === 0) {
    return undefined;
  }
  const moves = new Map<object, (range: Range) => Range>();
  const problems = found.problems.flatMap((problem): Problem[] => {
    const { document, range } = problem.at;
    const now = lookUp(index.files, document.file)?.documents[0]?.facts;
    if (now === undefined || now === document) {
      return now === undefined ? [] : [problem];
    }
    const move = getOrInsertComputed(moves, document, () => movedBetween(document.text, now.text));
    return [{ ...problem, at: { document: now, range: move(range) } }];
  });
  return { problems, unknown: none, from: noDependencies };
}
