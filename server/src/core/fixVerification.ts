import { type Analysis, analyse, fileOf, type Step } from './analysis.ts';
import type { Answers } from './index/answers.ts';
import { withDocumentText } from './kinds/documents.ts';
import type { DocumentFacts, SourceFile } from './model/document.ts';
import type { DocumentChange, Problem } from './model/problem.ts';
import { problemsOf, unknownOf } from './problems.ts';
import { rules } from './rules/list.ts';
import type { Rule } from './rules/rule.ts';
import { none } from './text/emptyList.ts';
import { optional } from './text/optional.ts';
import { applyEdits, type TextEdit } from './text/range.ts';

/**
 * The effect of changes on problems. `fixed`: the problems are gone. `uncovers`: they are gone, and other
 * problems appear that they had hidden.
 */
export type Outcome = 'fixed' | 'uncovers';

/**
 * Verifies changes on the analysis to which they lead. They fix the problems if these are gone, there is no new
 * problem, and nothing that was known has become unknown. Three things are allowed:
 *
 * - In a fixed document, another rule may report an unknown reference or a hint, because it may judge its
 * subject for the first time.
 * - At the place of another problem, less certainty is no loss: if two Services seem to mean one workload, the
 * second one is less likely to mean it once the first one selects it.
 * - A problem that was hidden before is not caused by the changes: its rule did not judge (`Rule.behind`), or
 * did not know about this place. In a fixed document the outcome is `uncovers`; other documents had the problem
 * before.
 *
 * @param answers of earlier verifications on the same analysis, see `AnalysisChange`.
 * @returns undefined if the changes do not fix the problems
 */
export function outcomeOf(
  analysis: Analysis,
  changes: readonly DocumentChange[],
  problems: readonly Problem[],
  withRules: readonly Rule[] = rules,
  answers?: Answers,
): Outcome | undefined {
  const flags = new Set(problems.flatMap(({ flag }) => flag ?? []));
  const step = stepAfter(analysis, changes, withRules, answers, flags);
  return step && outcomeOfStep(analysis, step, changes, problems, withRules);
}

/**
 * Whether changes that were made already cause a problem, or make something unknown. A finding of the same rule may be
 * at another place of its document: a new name makes another candidate the closest match.
 */
export function isWorse(analysis: Analysis, step: Step, changes: readonly DocumentChange[]): boolean {
  const outcome = outcomeOfStep(
    analysis,
    step,
    changes,
    none,
    rules,
    ({ type, code, place }) => `${type} ${code} ${place}`,
  );
  return outcome === undefined;
}

/** As `outcomeOf`, for changes that were made already. Findings with the same key are the same finding. */
function outcomeOfStep(
  analysis: Analysis,
  step: Step,
  changes: readonly DocumentChange[],
  problems: readonly Problem[],
  withRules: readonly Rule[],
  keyOf: (finding: Finding) => string = ({ key }) => key,
): Outcome | undefined {
  const edits = new Map(changes.map((change) => [change.document, change.edits]));
  const before: Finding[] = [];
  const after: Finding[] = [];
  for (const path of step.concerned) {
    before.push(...findingsIn(analysis, path, edits));
    after.push(...findingsIn(step.analysis, path, new Map()).filter(({ code }) => !isOfCluster(code, withRules)));
  }
  const fixed = problems.map((problem) =>
    findingOf(problem, 'problem', numbersOf(analysis, problem.at.document.file), edits),
  );
  const isFixed = (finding: Finding) => fixed.some((each) => each.place === finding.place);
  const isTheRules = (finding: Finding) => fixed.some((each) => each.code === finding.code);
  const hadProblem = (finding: Finding) =>
    before.some((each) => each.type === 'problem' && each.code === finding.code && each.place === finding.place);
  const isNoLoss = (finding: Finding) =>
    finding.isUnsure && (isFixed(finding) ? !isTheRules(finding) : hadProblem(finding));
  // One rule may have several findings at one place, so they are counted.
  const left = countsOf(before.map(keyOf));
  for (const finding of fixed) {
    left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) - 1);
  }
  const now = countsOf(after.filter((each) => !isNoLoss(each)).map(keyOf));
  const isUncovered = uncoveredBy(before, after, withRules);
  const more = after.filter((each) => (now.get(keyOf(each)) ?? 0) > (left.get(keyOf(each)) ?? 0));
  if (!more.every(isUncovered)) {
    return undefined;
  }
  return more.some(isFixed) ? 'uncovers' : 'fixed';
}

/** Whether a problem was hidden by one that is gone now, or its rule knew less of the document before. */
function uncoveredBy(
  before: readonly Finding[],
  after: readonly Finding[],
  withRules: readonly Rule[],
): (finding: Finding) => boolean {
  const count = (findings: readonly Finding[], type: Finding['type'], code: string, place: string) =>
    findings.filter((each) => each.type === type && each.code === code && each.place === place).length;
  const areFewer = (type: Finding['type'], code: string, place: string) =>
    count(after, type, code, place) < count(before, type, code, place);
  return ({ type, code, place }) => {
    const behind = withRules.find((rule) => rule.code === code)?.behind ?? none;
    return (
      type === 'problem' &&
      (behind.some((each) => areFewer('problem', each, place)) || areFewer('unknown', code, place))
    );
  };
}

function isOfCluster(code: string, withRules: readonly Rule[]): boolean {
  return withRules.some((rule) => rule.code === code && rule.ofCluster);
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/**
 * The analysis after the changes, in which findings that persist are as certain as before. Undefined if nothing
 * changes, or if a document is no longer a single valid one.
 *
 * @param flags the flags of charts that are turned on, one at a time
 */
export function stepAfter(
  analysis: Analysis,
  changes: readonly DocumentChange[],
  withRules: readonly Rule[] = rules,
  answers?: Answers,
  flags: ReadonlySet<string> = new Set(),
): Step | undefined {
  const files = filesAfter(analysis, changes);
  return files
    ? analyse(
        analysis,
        {
          files,
          work: { onlyTouched: true },
          last: true,
          keepsPersisting: true,
          flags,
          ...optional('answers', answers),
        },
        withRules,
      )
    : undefined;
}

/** As `stepAfter`, but the analysis can be changed further. */
export function analysisAfter(
  analysis: Analysis,
  changes: readonly DocumentChange[],
  withRules: readonly Rule[],
): Analysis | undefined {
  const files = filesAfter(analysis, changes);
  return files && analyse(analysis, { files, work: { onlyTouched: true }, flags: 'all' }, withRules).analysis;
}

/** The changed files; undefined if nothing changes, or if a document is no longer a single valid one. */
export function filesAfter(
  analysis: Analysis,
  changes: readonly DocumentChange[],
): ReadonlyMap<string, SourceFile> | undefined {
  const files = new Map<string, SourceFile>();
  for (const { document, edits } of changes) {
    const file = files.get(document.file) ?? fileOf(analysis, document.file);
    const index = file?.documents.findIndex((each) => each.facts === document) ?? -1;
    const next = file && withDocumentText(file, document, applyEdits(document.text, edits));
    const facts = next?.documents[index]?.facts;
    if (!next || !facts || next.documents.length !== file.documents.length || facts.errors.length > 0) {
      return undefined;
    }
    files.set(document.file, next);
  }
  return files.size > 0 ? files : undefined;
}

type Edits = ReadonlyMap<DocumentFacts, readonly TextEdit[]>;

/** A problem or an unknown reference, by its place after the edits. */
interface Finding {
  readonly type: 'problem' | 'unknown';
  readonly code: string;
  /** The file, and the number of the document in it. */
  readonly place: string;
  /** Identifies the finding, with its offset in the document. */
  readonly key: string;
  /** Whether it only reports that something was not found and may be in another place. */
  readonly isUnsure: boolean;
}

function findingsIn(analysis: Analysis, path: string, edits: Edits): readonly Finding[] {
  const numbers = numbersOf(analysis, path);
  return [
    ...problemsOf(analysis, path).map((each) => findingOf(each, 'problem', numbers, edits)),
    ...unknownOf(analysis, path).map((each) => findingOf(each, 'unknown', numbers, edits)),
  ];
}

/** The documents of a file by their number in it. */
function numbersOf(analysis: Analysis, path: string): ReadonlyMap<DocumentFacts, number> {
  return new Map(fileOf(analysis, path)?.documents.map(({ facts }, number) => [facts, number]));
}

function findingOf(
  { code, at, severity }: Pick<Problem, 'code' | 'at'> & Partial<Pick<Problem, 'severity'>>,
  type: Finding['type'],
  numbers: ReadonlyMap<DocumentFacts, number>,
  edits: Edits,
): Finding {
  const { document, range } = at;
  const place = `${numbers.get(document)} ${document.file}`;
  const key = `${type} ${code} ${movedBy(edits.get(document) ?? [], range.start)} ${place}`;
  return { type, code, place, key, isUnsure: type === 'unknown' || severity === 'hint' };
}

function movedBy(edits: readonly TextEdit[], offset: number): number {
  let moved = 0;
  for (const { range, newText } of edits) {
    if (range.end <= offset) {
      moved += newText.length - (range.end - range.start);
    } else if (range.start < offset) {
      moved -= offset - range.start;
    }
  }
  return offset + moved;
}
