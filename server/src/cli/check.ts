import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Analysis, fileOf } from '../core/analysis.ts';
import { fixesFor } from '../core/features/fixes.ts';
import type { Answers } from '../core/index/answers.ts';
import { type Fix, type Problem, type Severity, severities } from '../core/model/problem.ts';
import { rules } from '../core/rules/list.ts';
import { optional } from '../core/text/optional.ts';
import type { FormatOptions } from '../formats/findings.ts';
import { firstFixes, firstOfEachCode } from '../formats/firstFixes.ts';
import { reportAsJson } from '../formats/json.ts';
import { findingFormats } from '../formats/list.ts';
import type { CheckFormat } from '../formats/names.ts';
import { lineIn } from '../formats/positions.ts';
import { isTemplate, lineOf, type Report, type ReportedError, reportOf } from '../formats/report.ts';
import { printablePath } from '../formats/terminal.ts';
import { reportAsText, type TextOptions } from '../formats/text.ts';
import { slashes } from '../sources/fileNames.ts';
import type { Base } from './base.ts';
import { type AppliedFixes, planFixes } from './fix.ts';
import { linksTo } from './hyperlinks.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';
import { compareWithKnown, type KnownFile, readKnownFile, reportKnown } from './knownProblems.ts';
import { linkBaseOf } from './linkBase.ts';
import { inPieces, writeOutput } from './output.ts';
import { statisticsOf } from './statistics.ts';
import { repositoryOf, versionOf } from './version.ts';
import { readWorkspace, type SelectionOptions, type Workspace } from './workspace.ts';

export interface CheckOptions extends SelectionOptions {
  readonly format: CheckFormat;
  /** A file for the format; the text then goes to the terminal. */
  readonly output?: string;
  /** With the format `markdown`: the address of the current folder. */
  readonly linkBase?: string;
  readonly failOn: Exclude<Severity, 'hint'> | 'never';
  readonly closedWorld?: boolean;
  readonly fix?: boolean;
  /** With `fix`: prints the changes as a patch instead of making them. */
  readonly dryRun?: boolean;
  readonly verbose?: boolean;
  readonly live?: boolean;
  readonly context?: string;
  /** The name of a commit. Findings that the commit had are left out. */
  readonly base?: string;
  /** With a base: also reports the findings that the base had. */
  readonly all?: boolean;
  /** A file of known problems, which are left out. */
  readonly known?: string;
  /** A path whose content is on standard input. */
  readonly stdinPath?: string;
  /** Whether to say how long each stage took. */
  readonly stats?: boolean;
  /** Checks again after every change of a file. */
  readonly watch?: boolean;
  readonly color: ColorMode;
}

/** `podwire check`; resolves to the exit status. */
export async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  refuseContradictions(paths, options);
  if (options.watch) {
    const { watchFiles } = await import('./watchFiles.ts');
    return watchFiles(paths, options, io);
  }
  const checked = await checkFiles(paths, options, io);
  if ('trouble' in checked) {
    await io.complain(`podwire: ${checked.trouble}`);
    return 2;
  }
  if (options.dryRun) {
    const { printPatch } = await import('./patch.ts');
    return (await printPatch(checked.workspace, io)) ? statusOfCheck(checked, options) : 2;
  }
  return writeReport(checked, options, io);
}

function refuseContradictions(paths: readonly string[], options: CheckOptions): void {
  const { fix, dryRun, live, base, watch, stdinPath, format, output } = options;
  const refuse = (isWrong: boolean | undefined, message: string) => {
    if (isWrong) {
      throw new UsageError(message);
    }
  };
  const isStream = paths.includes('-') || stdinPath !== undefined;
  refuse(
    paths.includes('-') && stdinPath !== undefined,
    '--stdin-path already reads standard input, so PATH cannot be -.',
  );
  refuse(fix && isStream, '--fix changes files, and standard input is not a file.');
  refuse(dryRun && !fix, '--dry-run needs --fix.');
  refuse(dryRun && (format !== 'text' || output !== undefined), '--dry-run prints a patch, and no other format.');
  refuse(options.context !== undefined && !live, '--context needs --live.');
  refuse(options.all && base === undefined, '--all needs --base.');
  refuse(base !== undefined && isStream, '--base compares files, and standard input and pipes are not files.');
  refuse(
    watch && (isStream || fix || live),
    '--watch follows files: it does not go with standard input, --fix or --live.',
  );
  refuse(watch && (format !== 'text' || output !== undefined), '--watch prints text, and no other format.');
  linkBaseOf(options);
}

/** A workspace that was checked, and its report. */
export interface Checked {
  readonly workspace: Workspace;
  readonly report: Report;
  readonly applied: AppliedFixes;
  /** A path of the workspace, by the name that reports show. */
  readonly shownPaths: ReadonlyMap<string, string>;
  readonly known: KnownFile | undefined;
  /** Whether something could not be read or written, so that the exit status is 2. */
  readonly isIncomplete: boolean;
  /** The stages with their times in milliseconds, in order. */
  readonly times: readonly (readonly [stage: string, milliseconds: number])[];
}

/** @throws UsageError if the options do not fit the files */
export async function checkFiles(
  paths: readonly string[],
  options: CheckOptions,
  io: Io,
): Promise<Checked | { readonly trouble: string }> {
  const known = options.known === undefined ? undefined : readKnownFile(options.known, io);
  if (options.known !== undefined && !known) {
    return { trouble: `--known: ${options.known}: no such file. podwire known writes it.` };
  }
  const workspace = await readWorkspace(paths, options, io);
  const { targets } = workspace;
  const times: [string, number][] = [...Object.entries(workspace.times)];
  const timed = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    times.push([stage, performance.now() - started]);
    return result;
  };
  if (options.base !== undefined && targets.streams.size > 0) {
    throw new UsageError('--base compares files, and standard input and pipes are not files.');
  }
  if (options.live) {
    const { takeInCluster } = await import('./live.ts');
    const wrong = await timed('cluster', () => takeInCluster(workspace, options.context, io));
    if (wrong !== undefined) {
      return { trouble: wrong };
    }
  }
  let base: Base | undefined;
  if (options.base !== undefined) {
    const { compareWithBase } = await import('./base.ts');
    const compared = await timed('base', () => compareWithBase(workspace, options.base!, io));
    if ('trouble' in compared) {
      return { trouble: `--base: ${compared.trouble}` };
    }
    base = compared;
  }
  const isFixing = options.fix === true && !options.dryRun;
  const applied = isFixing ? await timed('fixing', () => planFixes(workspace).write()) : noFixes;
  const analysis = workspace.analysis();
  const shownPaths = new Map<string, string>();
  const shown = (file: string) => {
    const name = targets.shown(file);
    shownPaths.set(name, file);
    return name;
  };
  const isUsable = known !== undefined && known.errors.length === 0;
  const knownNow = isUsable
    ? reportKnown(analysis, known, compareWithKnown(workspace, known.problems, known.folder), targets.root)
    : undefined;
  const unusable = unusableSince(workspace, options.all ? undefined : base);
  const newlyUnusable = unusable.filter(([file, error]) => !knownNow?.hasError(file, error.message));
  const report = await timed('fixes and report', () =>
    reportOf(analysis, {
      files: workspace.files,
      shown,
      isIncluded: workspace.isIncluded,
      fixesOf: options.dryRun ? () => [] : hasAllFixes(options) ? allFixes(analysis) : firstFixes(analysis, options),
      errors: [
        ...workspace.errors,
        ...(known?.errors ?? []),
        ...newlyUnusable.map(([, error]) => error),
        ...applied.errors,
      ],
      ...(base ? { base: base.reportBase(analysis, options.all === true) } : {}),
      ...(knownNow ? { known: knownNow, hiddenErrors: unusable.length - newlyUnusable.length } : {}),
    }),
  );
  const isIncomplete = workspace.refused || applied.errors.length > 0 || (known?.errors.length ?? 0) > 0;
  return { workspace, report, applied, shownPaths, known, isIncomplete, times };
}

const noFixes: AppliedFixes = { made: [], errors: [] };

function hasAllFixes({ format }: CheckOptions): boolean {
  return format === 'json' || format === 'sarif';
}

/** The text of a report, with the lines of the files. */
export function textOf(checked: Checked, options: CheckOptions, color: boolean, links?: TextOptions['linkOf']): string {
  const { workspace, report, shownPaths, known } = checked;
  const analysis = workspace.analysis();
  return reportAsText(hasAllFixes(options) ? withFirstFixes(report, options) : report, {
    color,
    verbose: options.verbose === true,
    ...(links ? { linkOf: links } : {}),
    lineOf: (file, line) => {
      if (file === known?.shown) {
        return lineIn(known.text, line);
      }
      const path = shownPaths.get(file);
      return workspace.lineOf(file, line) ?? (path === undefined ? undefined : lineOf(analysis, path, line));
    },
  });
}

async function writeReport(checked: Checked, options: CheckOptions, io: Io): Promise<number> {
  const { workspace, report, applied } = checked;
  const { targets } = workspace;
  const analysis = workspace.analysis();
  const lines = [
    ...applied.made.map(({ file, title }) => `${printablePath(targets.shown(file))}: fixed: ${title}`),
    ...targets.files.flatMap((file) => whyNotJudged(analysis, file, printablePath(targets.shown(file)))),
  ];
  const formatted = () =>
    options.format === 'text'
      ? [textOf(checked, options, false)]
      : options.format === 'json'
        ? [reportAsJson(report)]
        : findingFormats[options.format](report, {
            ...formatOptions(workspace, options, io),
            ...optional('linkBase', linkBaseOf(options)),
          });
  const { output } = options;
  const unwritten = output === undefined ? undefined : writeOutput(path.resolve(io.cwd, output), formatted());
  if (output !== undefined || options.format === 'text') {
    const text = textOf(checked, options, useColor(options.color, io), linksTo(io));
    await io.print(lines.map((line) => `${line}\n`).join('') + text);
  } else {
    for (const line of lines) {
      await io.complain(line);
    }
    for (const piece of inPieces(formatted())) {
      await io.print(piece);
    }
  }
  if (options.stats) {
    for (const line of statisticsOf(checked)) {
      await io.complain(line);
    }
  }
  if (unwritten !== undefined) {
    await io.complain(`podwire: --output: ${output} could not be written (${unwritten}).`);
    return 2;
  }
  return statusOfCheck(checked, options);
}

export function statusOfCheck({ report, isIncomplete }: Checked, { failOn }: CheckOptions): number {
  return isIncomplete ? 2 : statusOf(report, failOn);
}

/** One line if a file that the user named as a PATH holds nothing to judge. */
function whyNotJudged(analysis: Analysis, path: string, shown: string): readonly string[] {
  const file = fileOf(analysis, path);
  const holdsNothing = file?.documents.every(
    ({ facts: { resources, kustomization, errors, wiresNothing } }) =>
      resources.length === 0 && !kustomization && errors.length === 0 && !wiresNothing,
  );
  if (!file || !holdsNothing || file.unread || file.inChart) {
    return [];
  }
  return [`${shown}: not judged: ${isTemplate(file) ? 'this is a template' : 'there is no Kubernetes object in it'}`];
}

function unusableSince(
  { unusable, isIncluded }: Workspace,
  base: Base | undefined,
): readonly [string, ReportedError][] {
  return [...unusable].filter(([file]) => isIncluded(file) && !base?.isAsThen(file));
}

function allFixes(analysis: Analysis): (problem: Problem) => readonly Fix[] {
  const answers: Answers = new Map();
  return (problem) => fixesFor(analysis, problem, rules, answers);
}

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
