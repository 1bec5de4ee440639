import type { Analysis } from '../core/analysis.ts';
import { firstFix } from '../core/features/fixes.ts';
import type { Answers } from '../core/index/answers.ts';
import type { Fix, Problem } from '../core/model/problem.ts';
import { rules } from '../core/rules/list.ts';

/**
 * A terminal and a coding agent get one fix for each problem, and each costs a trial. After ten problems of a kind, the
 * reader knows the fix.
 *
 * @returns a function for the problems of one report, in its order
 */
export function firstFixes(
  analysis: Analysis,
  { verbose }: { readonly verbose?: boolean },
): (problem: Problem) => readonly Fix[] {
  const isFixShown = firstOfEachCode(verbose === true);
  const answers: Answers = new Map();
  return (problem) => {
    const fix = isFixShown(problem) ? firstFix(analysis, problem, rules, answers) : undefined;
    return fix ? [fix] : [];
  };
}

/** Whether the fix of a problem is shown, asked in the order of the problems. */
export function firstOfEachCode(verbose: boolean): (problem: Pick<Problem, 'code' | 'severity'>) => boolean {
  const shown = new Map<string, number>();
  return ({ code, severity }) => {
    if (severity === 'hint' && !verbose) {
      return false;
    }
    // Hints are counted separately, so that they do not hide the fix of a warning.
    const counted = severity === 'hint' ? `${code} (hint)` : code;
    const count = (shown.get(counted) ?? 0) + 1;
    shown.set(counted, count);
    return count <= mostOfOneCode;
  };
}

const mostOfOneCode = 10;
