import { type Analysis, fileOf } from '../analysis.ts';
import { analysisAfter, outcomeOf } from '../fixVerification.ts';
import { nameOfFlag } from '../flags.ts';
import type { Answers } from '../index/answers.ts';
import type { Index } from '../index/index.ts';
import { IndexReader } from '../index/reader.ts';
import { indexWithFlag } from '../index/withFlag.ts';
import type { DocumentFacts } from '../model/document.ts';
import type { DocumentChange, Fix, Problem } from '../model/problem.ts';
import { documentNumber, problemsOf } from '../problems.ts';
import { bundleNames } from '../resolve/scope/overlayVariants.ts';
import { keepsActions } from '../rules/fixes/tree.ts';
import { rules } from '../rules/list.ts';
import type { Rule } from '../rules/rule.ts';
import { combinedEdits } from '../text/combinedEdits.ts';
import { none } from '../text/emptyList.ts';
import { applyEdits, type TextEdit } from '../text/range.ts';
import { lookUp } from '../text/versionedMap.ts';

/**
 * The fixes for a problem, the best first. Each was tried on the snapshot: the problem was gone afterwards, and
 * no new problem appeared in any file. At most one fix is preferred. A fix that uncovers another problem is
 * preferred only if nothing else can be meant, because it may be a wrong guess. Fixes are computed on request,
 * because a verification costs as much as an edit.
 *
 * @param answers an empty map, the same one for all calls about one analysis, so that each trial can use what
 * earlier trials found
 */
export function fixesFor(
  analysis: Analysis,
  problem: Problem,
  withRules: readonly Rule[] = rules,
  answers?: Answers,
): readonly Fix[] {
  const found: Fix[] = [];
  const texts = new Set<string>();
  for (const fix of proposalsFor(analysis, problem, withRules)) {
    const text = resultOf(fix.changes);
    const verified = texts.has(text) ? undefined : verifiedFix(analysis, problem, fix, withRules, answers);
    if (verified) {
      texts.add(text);
      found.push(found.some((each) => each.preferred) ? { ...verified, preferred: false } : verified);
    }
  }
  return found.sort(preferredFirst);
}

/** The first fix that `fixesFor` would return, with as few trials as possible. */
export function firstFix(
  analysis: Analysis,
  problem: Problem,
  withRules: readonly Rule[] = rules,
  answers?: Answers,
): Fix | undefined {
  const proposals = proposalsFor(analysis, problem, withRules).toSorted(preferredFirst);
  let uncovering: Fix | undefined;
  for (const proposal of proposals) {
    const fix = verifiedFix(analysis, problem, proposal, withRules, answers);
    if (fix && fix.preferred === proposal.preferred) {
      return fix;
    }
    uncovering ??= fix;
  }
  return uncovering;
}

/**
 * The proposal, if its trial fixes the problem. If another problem appears then, the fix is not certain, and a
 * guess is not preferred.
 */
function verifiedFix(
  analysis: Analysis,
  problem: Problem,
  proposal: Fix,
  withRules: readonly Rule[],
  answers: Answers | undefined,
): Fix | undefined {
  const outcome = outcomeOf(analysis, proposal.changes, [problem], withRules, answers);
  return outcome === 'uncovers'
    ? { ...proposal, preferred: proposal.preferred && proposal.unmistakable === true, certain: false }
    : outcome && proposal;
}

function preferredFirst(a: Fix, b: Fix): number {
  return Number(b.preferred) - Number(a.preferred);
}

/** Fixes that were made one after the other, as one change of the texts of the analysis. */
export interface CombinedFixes {
  /** In the order in which they were made. Each refers to the documents as the fixes before it left them. */
  readonly made: readonly Fix[];
  readonly changes: readonly DocumentChange[];
}

export interface FixAllOptions {
  readonly withRules?: readonly Rule[];
  /** Whether a document of the analysis may be changed; by default every one may. */
  readonly mayChange?: (document: DocumentFacts) => boolean;
}

/**
 * Fixes all problems of a file that need no choice, one after the other: each fix is chosen and tried on the result of
 * the fixes before it. The editor's *Fix all* and `podwire check --fix` both call this function, so they make the same
 * fixes. It ends, because a fix is made only if it removes its problem and creates no new one.
 *
 * @returns undefined if there is nothing to fix
 */
export function fixAll(
  analysis: Analysis,
  path: string,
  { withRules = rules, mayChange = () => true }: FixAllOptions = {},
): CombinedFixes | undefined {
  const made: Fix[] = [];
  const edits = new Map<DocumentFacts, readonly TextEdit[]>();
  const originals = new Map<DocumentFacts, DocumentFacts>();
  const originalOf = (document: DocumentFacts) => originals.get(document) ?? document;
  let now = analysis;
  let trials = 0;
  let answers: Answers = new Map();
  for (let again = true; again; ) {
    again = false;
    const tried = new Set<string>();
    for (;;) {
      const problem = problemsOf(now, path).find((each) => !tried.has(identityOf(now, each)));
      if (!problem || trials >= mostTrials) {
        break;
      }
      tried.add(identityOf(now, problem));
      const fix = fixWithoutChoice(now, problem, withRules, answers);
      trials += 1;
      const isAllowed = fix?.changes.every(({ document }) => mayChange(originalOf(document)));
      const next = fix && isAllowed ? analysisAfter(now, fix.changes, withRules) : undefined;
      if (fix && next) {
        for (const { document, edits: more } of fix.changes) {
          const original = originalOf(document);
          edits.set(original, combinedEdits(original.text.length, edits.get(original) ?? [], more));
          originals.set(documentInPlaceOf(document, now, next), original);
        }
        made.push(fix);
        now = next;
        answers = new Map();
        again = true;
      }
    }
  }
  return made.length === 0
    ? undefined
    : { made, changes: [...edits].map(([document, own]) => ({ document, edits: own })) };
}

/**
 * As `fixAll`, of several files: the fixes of each file are tried on the result of those before it. Yields after each
 * file, so that a caller can give way.
 *
 * @returns the fixes, and their changes of the texts of the analysis; both empty if there is nothing to fix
 */
export function* fixFilesInSteps(
  analysis: Analysis,
  paths: readonly string[],
  options: FixAllOptions = {},
): Generator<void, CombinedFixes> {
  const made: Fix[] = [];
  const edits = new Map<DocumentFacts, readonly TextEdit[]>();
  let now = analysis;
  // A document keeps its number in its file, whatever a fix changes.
  const originalOf = (document: DocumentFacts) =>
    fileOf(analysis, document.file)?.documents[documentNumber(now, document)]?.facts ?? document;
  const mayChange = (document: DocumentFacts) => options.mayChange?.(originalOf(document)) ?? true;
  for (const path of paths) {
    const fixes = fixAll(now, path, { ...options, mayChange });
    const next = fixes && analysisAfter(now, fixes.changes, options.withRules ?? rules);
    if (fixes && next) {
      for (const { document, edits: more } of fixes.changes) {
        const original = originalOf(document);
        edits.set(original, combinedEdits(original.text.length, edits.get(original) ?? [], more));
      }
      made.push(...fixes.made);
      now = next;
    }
    yield;
  }
  return { made, changes: [...edits].map(([document, own]) => ({ document, edits: own })) };
}

/** A limit for hostile input: a file with ten thousand problems must not take minutes. */
const mostTrials = 1000;

/**
 * The fix to make without a person who confirms it. An information or a hint is usually a guess, so it is fixed only if
 * exactly one answer is right.
 */
function fixWithoutChoice(
  analysis: Analysis,
  problem: Problem,
  withRules: readonly Rule[],
  answers: Answers,
): Fix | undefined {
  const { severity } = problem;
  const fix = firstFix(analysis, problem, withRules, answers);
  const isLikely = severity === 'error' || severity === 'warning';
  return fix?.preferred && !fix.onlyAsked && (fix.certain || isLikely) ? fix : undefined;
}

/** Identifies a problem of a file among all problems of it in one analysis. */
function identityOf(analysis: Analysis, { code, at, message }: Problem): string {
  return JSON.stringify([documentNumber(analysis, at.document), at.range.start, at.range.end, code, message]);
}

/** The document of the next analysis that has the same number in its file. */
function documentInPlaceOf(document: DocumentFacts, now: Analysis, next: Analysis): DocumentFacts {
  return fileOf(next, document.file)?.documents[documentNumber(now, document)]?.facts ?? document;
}

/** A person chooses from a menu. A rule that proposes more than this proposes too much. */
const mostProposals = 12;

function proposalsFor(analysis: Analysis, problem: Problem, withRules: readonly Rule[]): readonly Fix[] {
  const rule = withRules.find((each) => each.code === problem.code);
  const context = { index: new IndexReader(indexOf(problem, analysis)), settings: analysis.settings };
  const found: Fix[] = [];
  for (const fix of rule?.fixes?.(problem, context) ?? []) {
    // The places in a template that does not parse are those of an earlier text.
    const isTyped = fix?.changes.some(({ document: { file } }) => context.index.fileAt(file)?.lastGood !== undefined);
    if (fix && !isTyped && found.length < mostProposals && (fix.replacesAction || fix.changes.every(keepsActions))) {
      const named = namingBundles(fix, context.index);
      found.push(problem.lost ? { ...named, certain: false, onlyAsked: true } : named);
    }
  }
  return found;
}

/** The index in which the problem exists: of a chart, with the flag turned on that it needs. */
function indexOf({ flag, resource: { bundle = '' } }: Problem, { index }: Analysis): Index {
  const charts = flag === undefined ? none : (lookUp(index.bundles.byDirectory, bundle)?.flags ?? none);
  const chart = charts.find((each) => nameOfFlag(each) === flag);
  return (chart && indexWithFlag(index, chart)?.index) ?? index;
}

/**
 * The fix, with the bundles that it changes in its title if there are several. A person who edits a base may
 * think of only one of them.
 */
function namingBundles(fix: Fix, index: IndexReader): Fix {
  const bundles = new Set(fix.changes.flatMap(({ document }) => index.bundlesReading(document.file)));
  return bundles.size > 1 ? { ...fix, title: `${fix.title} (changes ${bundleNames([...bundles].sort())})` } : fix;
}

/** A string that is equal for two fixes that do the same in different words. */
function resultOf(changes: readonly DocumentChange[]): string {
  return changes.map(({ document, edits }) => `${document.file}\n${applyEdits(document.text, edits)}`).join('\n');
}
