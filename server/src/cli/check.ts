import { type Analysis, fileOf } from '../core/analysis.ts';
import { firstFix, fixesFor } from '../core/features/fixes.ts';
import type { Answers } from '../core/index/reader.ts';
import { type Fix, type Problem, type Severity, severities } from '../core/model/problem.ts';
import { rules } from '../core/rules/list.ts';
import { reportAsJson } from '../formats/json.ts';
import { isTemplate, lineOf, type Report, type ReportedError, reportOf } from '../formats/report.ts';
import { reportAsText } from '../formats/text.ts';
import type { Base } from './base.ts';
import { applyFixes } from './fix.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly failOn: Exclude<Severity, 'hint'> | 'never';
  readonly closedWorld?: boolean;
  readonly fix?: boolean;
  readonly verbose?: boolean;
  readonly live?: boolean;
  readonly context?: string;
  /** The name of a commit. Findings that the commit had are left out. */
  readonly base?: string;
  /** With a base: also reports the findings that the base had. */
  readonly all?: boolean;
  readonly color: ColorMode;
}

/** `podwire check`; resolves to the exit status. */
export async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  if (options.fix && paths.includes('-')) {
    throw new UsageError('--fix changes files, and standard input is not a file.');
  }
  const workspace = await readWorkspace(paths, { closedWorld: options.closedWorld === true }, io);
  const { targets } = workspace;
  if (options.context !== undefined && !options.live) {
    throw new UsageError('--context needs --live.');
  }
  if (options.all && options.base === undefined) {
    throw new UsageError('--all needs --base.');
  }
  if (options.base !== undefined && targets.streams.size > 0) {
    throw new UsageError('--base compares files, and standard input and pipes are not files.');
  }
  if (options.live) {
    const { takeInCluster } = await import('./live.ts');
    const wrong = await takeInCluster(workspace, options.context, io);
    if (wrong !== undefined) {
      await io.complain(`podwire: ${wrong}`);
      return 2;
    }
  }
  let base: Base | undefined;
  if (options.base !== undefined) {
    const { compareWithBase } = await import('./base.ts');
    const compared = await compareWithBase(workspace, options.base, io);
    if ('trouble' in compared) {
      await io.complain(`podwire: --base: ${compared.trouble}`);
      return 2;
    }
    base = compared;
  }
  const applied = options.fix ? await applyFixes(workspace) : { made: [], errors: [] };
  const analysis = workspace.analysis();
  const shownPaths = new Map<string, string>();
  const shown = (file: string) => {
    const name = targets.shown(file);
    shownPaths.set(name, file);
    return name;
  };
  const report = reportOf(analysis, {
    files: workspace.files,
    shown,
    fixesOf: options.format === 'json' ? allFixes(analysis) : firstFixes(analysis, options),
    errors: [...workspace.errors, ...unusableSince(workspace, options.all ? undefined : base), ...applied.errors],
    ...(base ? { base: base.reportBase(analysis, options.all === true) } : {}),
  });
  const lines = [
    ...applied.made.map(({ file, title }) => `${targets.shown(file)}: fixed: ${title}`),
    ...targets.files.flatMap((file) => whyNotJudged(analysis, file, targets.shown(file))),
  ];
  if (options.format === 'json') {
    for (const line of lines) {
      await io.complain(line);
    }
    await io.print(reportAsJson(report));
  } else {
    const text = reportAsText(report, {
      color: useColor(options.color, io),
      verbose: options.verbose === true,
      lineOf: (file, line) => {
        const path = shownPaths.get(file);
        return workspace.lineOf(file, line) ?? (path === undefined ? undefined : lineOf(analysis, path, line));
      },
    });
    await io.print(lines.map((line) => `${line}\n`).join('') + text);
  }
  return workspace.refused || applied.errors.length > 0 ? 2 : statusOf(report, options.failOn);
}

/** A person who names a file as a PATH expects it to be judged, and is told if there is nothing to judge. */
function whyNotJudged(analysis: Analysis, path: string, shown: string): readonly string[] {
  const file = fileOf(analysis, path);
  const holdsNothing = file?.documents.every(
    ({ facts: { resources, kustomization, errors, wiresNothing } }) =>
      resources.length === 0 && !kustomization && errors.length === 0 && !wiresNothing,
  );
  if (!file || !holdsNothing || file.unread) {
    return [];
  }
  return [`${shown}: not judged: ${isTemplate(file) ? 'this is a template' : 'there is no Kubernetes object in it'}`];
}

function unusableSince({ unusable }: Workspace, base: Base | undefined): readonly ReportedError[] {
  return [...unusable].flatMap(([file, error]) => (base?.isAsThen(file) ? [] : [error]));
}

function allFixes(analysis: Analysis): (problem: Problem) => readonly Fix[] {
  const answers: Answers = new Map();
  return (problem) => fixesFor(analysis, problem, rules, answers);
}

/**
 * A terminal shows one fix for each problem, and each costs a trial. After ten problems of a kind, a person
 * knows the fix.
 */
function firstFixes(analysis: Analysis, { verbose }: CheckOptions): (problem: Problem) => readonly Fix[] {
  const shown = new Map<string, number>();
  const answers: Answers = new Map();
  return (problem) => {
    if (problem.severity === 'hint' && !verbose) {
      return [];
    }
    // Hints are counted separately, so that they do not hide the fix of a warning.
    const counted = problem.severity === 'hint' ? `${problem.code} (hint)` : problem.code;
    const count = (shown.get(counted) ?? 0) + 1;
    shown.set(counted, count);
    const fix = count > mostOfOneCode ? undefined : firstFix(analysis, problem, rules, answers);
    return fix ? [fix] : [];
  };
}

const mostOfOneCode = 10;

/** kubectl refuses a manifest that does not parse, so this is an error like any other. */
function statusOf({ problems, errors }: Report, failOn: CheckOptions['failOn']): number {
  if (failOn === 'never') {
    return 0;
  }
  const counting = severities.slice(0, severities.indexOf(failOn) + 1);
  return errors.length > 0 || problems.some(({ severity }) => counting.includes(severity)) ? 1 : 0;
}
