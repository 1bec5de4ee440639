import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Analysis, fileOf } from '../core/analysis.ts';
import { firstFix, fixesFor } from '../core/features/fixes.ts';
import type { Answers } from '../core/index/reader.ts';
import { type Fix, type Problem, type Severity, severities } from '../core/model/problem.ts';
import { rules } from '../core/rules/list.ts';
import { optional } from '../core/text/optional.ts';
import type { FormatOptions } from '../formats/findings.ts';
import { reportAsJson } from '../formats/json.ts';
import { findingFormats } from '../formats/list.ts';
import type { CheckFormat } from '../formats/names.ts';
import { isTemplate, lineOf, type Report, type ReportedError, reportOf } from '../formats/report.ts';
import { printablePath } from '../formats/terminal.ts';
import { reportAsText } from '../formats/text.ts';
import { slashes } from '../sources/fileNames.ts';
import type { Base } from './base.ts';
import { applyFixes } from './fix.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';
import { linkBaseOf } from './linkBase.ts';
import { inPieces, writeOutput } from './output.ts';
import { repositoryOf, versionOf } from './version.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

export interface CheckOptions {
  readonly format: CheckFormat;
  /** A file for the format; the text then goes to the terminal. */
  readonly output?: string;
  /** With the format `markdown`: the address of the current folder. */
  readonly linkBase?: string;
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
  const linkBase = linkBaseOf(options);
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
  const needsAllFixes = options.format === 'json' || options.format === 'sarif';
  const report = reportOf(analysis, {
    files: workspace.files,
    shown,
    fixesOf: needsAllFixes ? allFixes(analysis) : firstFixes(analysis, options),
    errors: [...workspace.errors, ...unusableSince(workspace, options.all ? undefined : base), ...applied.errors],
    ...(base ? { base: base.reportBase(analysis, options.all === true) } : {}),
  });
  const lines = [
    ...applied.made.map(({ file, title }) => `${printablePath(targets.shown(file))}: fixed: ${title}`),
    ...targets.files.flatMap((file) => whyNotJudged(analysis, file, printablePath(targets.shown(file)))),
  ];
  const text = (to: { color: boolean }) =>
    reportAsText(needsAllFixes ? withFirstFixes(report, options) : report, {
      color: to.color,
      verbose: options.verbose === true,
      lineOf: (file, line) => {
        const known = shownPaths.get(file);
        return workspace.lineOf(file, line) ?? (known === undefined ? undefined : lineOf(analysis, known, line));
      },
    });
  const formatted = () =>
    options.format === 'text'
      ? [text({ color: false })]
      : options.format === 'json'
        ? [reportAsJson(report)]
        : findingFormats[options.format](report, {
            ...formatOptions(workspace, options, io),
            ...optional('linkBase', linkBase),
          });
  const { output } = options;
  const unwritten = output === undefined ? undefined : writeOutput(path.resolve(io.cwd, output), formatted());
  if (output !== undefined || options.format === 'text') {
    await io.print(lines.map((line) => `${line}\n`).join('') + text({ color: useColor(options.color, io) }));
  } else {
    for (const line of lines) {
      await io.complain(line);
    }
    for (const piece of inPieces(formatted())) {
      await io.print(piece);
    }
  }
  if (unwritten !== undefined) {
    await io.complain(`podwire: --output: ${output} could not be written (${unwritten}).`);
    return 2;
  }
  return workspace.refused || applied.errors.length > 0 ? 2 : statusOf(report, options.failOn);
}

/** One line if a file that the user named as a PATH holds nothing to judge. */
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
  const isFixShown = firstOfEachCode(verbose === true);
  const answers: Answers = new Map();
  return (problem) => {
    const fix = isFixShown(problem) ? firstFix(analysis, problem, rules, answers) : undefined;
    return fix ? [fix] : [];
  };
}

function firstOfEachCode(verbose: boolean): (problem: Pick<Problem, 'code' | 'severity'>) => boolean {
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

/** As `firstFixes`, of a report that has all fixes. */
function withFirstFixes(report: Report, { verbose }: CheckOptions): Report {
  const isFixShown = firstOfEachCode(verbose === true);
  return {
    ...report,
    problems: report.problems.map((problem) => (isFixShown(problem) ? problem : { ...problem, fixes: [] })),
  };
}

function formatOptions(workspace: Workspace, options: CheckOptions, io: Io): FormatOptions {
  const { env, cwd } = io;
  const root = options.format === 'gitlab' ? env.CI_PROJECT_DIR : env.GITHUB_WORKSPACE;
  const folder = root ? slashes(path.relative(root, cwd)) : '';
  // A current folder outside of the repository has no path in it.
  const prefix = folder.startsWith('..') || path.isAbsolute(folder) ? '' : folder;
  const repository = repositoryOf();
  return {
    verbose: options.verbose === true,
    fails: (severity) => isFailing(severity, options.failOn),
    version: versionOf(),
    ...(repository === undefined ? {} : { repository }),
    files: workspace.paths().map((file) => workspace.targets.shown(file)),
    pathInRepository: (file) => path.posix.join(prefix, file),
    addressOf: (file) => pathToFileURL(path.resolve(cwd, file)).href,
  };
}

/** kubectl refuses a manifest that does not parse, so this is an error like any other. */
function statusOf({ problems, errors }: Report, failOn: CheckOptions['failOn']): number {
  const isBroken = errors.length > 0 && isFailing('error', failOn);
  return isBroken || problems.some(({ severity }) => isFailing(severity, failOn)) ? 1 : 0;
}

function isFailing(severity: Severity, failOn: CheckOptions['failOn']): boolean {
  return failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);
}
