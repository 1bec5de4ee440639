import type { Analysis } from '../analysis.ts';
import { outcomeOf } from '../fixVerification.ts';
import { type Answers, IndexReader } from '../index/reader.ts';
import type { DocumentFacts } from '../model/document.ts';
import type { DocumentChange, Fix, Problem } from '../model/problem.ts';
import { problemsOf } from '../problems.ts';
import { bundleNames } from '../resolve/scope/overlayVariants.ts';
import { rules } from '../rules/list.ts';
import type { Rule } from '../rules/rule.ts';
import { applyEdits, type TextEdit } from '../text/range.ts';

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

/**
 * One fix that combines all fixes with exactly one answer, for every problem of a file. They are verified
 * together; if that fails, one after the other. Undefined if there is none.
 */
export function fixAll(analysis: Analysis, path: string, withRules: readonly Rule[] = rules): Fix | undefined {
  const chosen: { problem: Problem; fix: Fix }[] = [];
  for (const problem of problemsOf(analysis, path)) {
    const fix = proposalsFor(analysis, problem, withRules).find((each) => each.certain);
    if (fix && chosen.length < mostAtOnce) {
      chosen.push({ problem, fix });
    }
  }
  let kept = withoutOverlaps(chosen);
  if (!fixesAll(analysis, kept, withRules)) {
    const one: (typeof chosen)[number][] = [];
    for (const each of kept.slice(0, mostSingly)) {
      if (fixesAll(analysis, [...one, each], withRules)) {
        one.push(each);
      }
    }
    kept = one;
  }
  if (kept.length === 0) {
    return undefined;
  }
  const changes = merged(kept.map(({ fix }) => fix.changes));
  return { title: 'Fix all safe Podwire problems', preferred: false, certain: true, changes };
}

/** A person chooses from a menu. A rule that proposes more than this proposes too much. */
const mostProposals = 12;

// A limit for hostile input: a file with ten thousand problems must not take minutes.
const mostAtOnce = 1000;
const mostSingly = 50;

function proposalsFor(analysis: Analysis, problem: Problem, withRules: readonly Rule[]): readonly Fix[] {
  const rule = withRules.find((each) => each.code === problem.code);
  const context = { index: new IndexReader(analysis.index), settings: analysis.settings };
  const found: Fix[] = [];
  for (const fix of rule?.fixes?.(problem, context) ?? []) {
    if (fix && found.length < mostProposals) {
      const named = namingBundles(fix, context.index);
      found.push(problem.lost ? { ...named, certain: false, onlyAsked: true } : named);
    }
  }
  return found;
}

/**
 * The fix, with the bundles that it changes in its title if there are several. A person who edits a base may
 * think of only one of them.
 */
function namingBundles(fix: Fix, index: IndexReader): Fix {
  const bundles = new Set(fix.changes.flatMap(({ document }) => index.bundlesReading(document.file)));
  return bundles.size > 1 ? { ...fix, title: `${fix.title} (changes ${bundleNames([...bundles].sort())})` } : fix;
}

function fixesAll(
  analysis: Analysis,
  chosen: readonly { readonly problem: Problem; readonly fix: Fix }[],
  withRules: readonly Rule[],
): boolean {
  const changes = merged(chosen.map(({ fix }) => fix.changes));
  const problems = chosen.map(({ problem }) => problem);
  return outcomeOf(analysis, changes, problems, withRules) === 'fixed';
}

/** Keeps the first of the changes whose edits overlap. */
function withoutOverlaps<T extends { readonly fix: Fix }>(chosen: readonly T[]): readonly T[] {
  const taken = new Map<DocumentFacts, TextEdit[]>();
  return chosen.filter(({ fix }) => {
    const meets = fix.changes.some(({ document, edits }) =>
      edits.some(({ range }) =>
        taken.get(document)?.some((other) => range.start <= other.range.end && other.range.start <= range.end),
      ),
    );
    if (!meets) {
      for (const { document, edits } of fix.changes) {
        taken.set(document, [...(taken.get(document) ?? []), ...edits]);
      }
    }
    return !meets;
  });
}

/** The edits of all changes, grouped by document. */
function merged(changes: readonly (readonly DocumentChange[])[]): readonly DocumentChange[] {
  const byDocument = new Map<DocumentFacts, TextEdit[]>();
  for (const { document, edits } of changes.flat()) {
    byDocument.set(document, [...(byDocument.get(document) ?? []), ...edits]);
  }
  return [...byDocument].map(([document, edits]) => ({
    document,
    edits: edits.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end),
  }));
}

/** A string that is equal for two fixes that do the same in different words. */
function resultOf(changes: readonly DocumentChange[]): string {
  return changes.map(({ document, edits }) => `${document.file}\n${applyEdits(document.text, edits)}`).join('\n');
}
