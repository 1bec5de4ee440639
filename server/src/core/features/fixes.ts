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
 * What mends a problem, the best first: each was made on the snapshot, after which the problem was gone and no other was
 * there, in whatever file. At most one is preferred; one behind which another problem comes in sight only where nothing
 * else can be meant, for it may be the wrong guess. Made when it is asked for: a verification costs what an edit costs.
 *
 * @param answers an empty map, the same for all questions about one analysis: each trial then knows what others have found out.
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

/** The fix that `fixesFor` has first, at the price of as few trials as that takes. */
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

/** The proposal where its trial mends; not certain, and as a guess not preferred, where another problem comes in sight then. */
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
 * The fixes that have exactly one answer, for every problem of a file, as one: verified together, and where that fails
 * one after the other. Undefined where there is none.
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

/** A person chooses from a menu, so a rule that proposes more than this proposes too much. */
const mostProposals = 12;

// Bounds for hostile input: a file with ten thousand problems must not take minutes.
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

/** The fix, its title saying which bundles it changes where that are several: who edits a base may think of one. */
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

/** The first of those whose edits meet. */
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

/** The edits of each document together. */
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

/** What two fixes have in common when they are the same in different words. */
function resultOf(changes: readonly DocumentChange[]): string {
  return changes.map(({ document, edits }) => `${document.file}\n${applyEdits(document.text, edits)}`).join('\n');
}
