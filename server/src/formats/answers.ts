import type { Analysis } from '../core/analysis.ts';
import type { Reach } from '../core/features/reaches.ts';
import { severities } from '../core/model/problem.ts';
import type { Resource } from '../core/model/resource.ts';
import { documentsNow } from '../core/problems.ts';
import { type DiffReport, describeChange, describeDetails, diffCounts } from './diffReport.ts';
import { rangeInFile } from './positions.ts';
import type { Report, ReportedProblem } from './report.ts';

/**
 * Answers for programs that pay for each character, such as coding agents: shorter than the JSON of the command line,
 * bounded, and with the number of what is left out. Lines and columns count from 1.
 */

/** The limits of an answer. */
export interface AnswerLimits {
  /** At most so many entries of a list. */
  readonly entries: number;
}

/** The most that a caller may ask for. */
export const mostEntries = 500;
export const usualEntries = 50;

/** In UTF-16 code units of JSON. More than this fills a large part of what an agent can read at all. */
export const mostCharacters = 60_000;

/** The entries that fit, and how many do not. */
function bounded<From, To>(
  all: Iterable<From>,
  { entries }: AnswerLimits,
  entryOf: (each: From) => To,
): { readonly shown: readonly To[]; readonly leftOut: number } {
  const shown: To[] = [];
  let [length, leftOut] = [0, 0];
  for (const each of all) {
    const entry = leftOut === 0 && shown.length < entries ? entryOf(each) : undefined;
    length += entry === undefined ? 0 : JSON.stringify(entry).length;
    if (entry === undefined || (length > mostCharacters && shown.length > 0)) {
      leftOut++;
    } else {
      shown.push(entry);
    }
  }
  return { shown, leftOut };
}

/** The most severe problems first. */
export function checkAnswer(report: Report, limits: AnswerLimits): object {
  const { files, resources, templates, problems, unknown, errors, base } = report;
  const bySeverity = severities.flatMap((severity) => problems.filter((each) => each.severity === severity));
  const { shown, leftOut } = bounded(bySeverity, limits, problemEntry);
  const broken = bounded(errors, limits, ({ file, range, message }) => ({ file, line: range.start.line + 1, message }));
  const unread = bounded(unknown, limits, ({ code, file, range, because }) => ({
    code,
    file,
    line: range.start.line + 1,
    because: cut(because),
  }));
  return {
    files,
    resources,
    templates,
    ...(base ? { base: base.name, earlierProblems: base.earlier } : {}),
    counts: Object.fromEntries(
      severities.map((severity) => [severity, problems.filter((each) => each.severity === severity).length]),
    ),
    problems: shown,
    problemsLeftOut: leftOut,
    unreadable: broken.shown,
    unreadableLeftOut: broken.leftOut,
    unknown: unread.shown,
    unknownLeftOut: unread.leftOut,
  };
}

function problemEntry({
  code,
  severity,
  message,
  file,
  range,
  resource,
  bundle,
  related,
  fixes,
}: ReportedProblem): object {
  return {
    severity,
    code,
    file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    object: `${resource.kind} ${resource.namespace === null ? '' : `${resource.namespace}/`}${resource.name}`,
    ...(bundle === null ? {} : { bundle }),
    message: cut(message),
    related: related
      .slice(0, 3)
      .map((each) => ({ file: each.file, line: each.range.start.line + 1, message: cut(each.message) })),
    fixes: fixes.slice(0, 3).map(({ title, preferred }) => ({ title, preferred })),
  };
}

export function diffAnswer(report: DiffReport, limits: AnswerLimits): object {
  const { shown, leftOut } = bounded(report.changes, limits, (change) => ({
    change: change.change,
    wiring: cut(describeChange(change)),
    reference: cut(describeDetails(change).join('; ')),
    file: change.place?.file ?? (change.after ?? change.before)?.resource.file,
    ...(change.place ? { line: change.place.range.start.line + 1 } : {}),
  }));
  return {
    base: report.base,
    files: report.files,
    summary: diffCounts(report) ?? 'the wiring is the same',
    changes: shown,
    changesLeftOut: leftOut,
  };
}

/** @param shown a path of the analysis as the answer shows it */
export function wiringAnswer(
  reaches: Iterable<Reach>,
  analysis: Analysis,
  limits: AnswerLimits,
  shown: (path: string) => string,
): object {
  const placeIn = documentsNow(analysis);
  const nameOf = ({ kind, namespace, name, bundle }: Resource) =>
    `${kind} ${namespace === undefined ? '' : `${namespace.value}/`}${name}${bundle === undefined ? '' : ` (in ${shown(bundle)})`}`;
  const found = bounded(reaches, limits, ({ from, role, value, at, to, state, because }) => {
    const place = placeIn(at.document);
    return {
      from: nameOf(from),
      reference: `${role} ${cut(value)}`,
      state,
      to: to.slice(0, mostTargets).map(nameOf),
      ...(to.length > mostTargets ? { targetsLeftOut: to.length - mostTargets } : {}),
      ...(because === undefined ? {} : { because: cut(because) }),
      file: shown(at.document.file),
      ...(place ? { line: rangeInFile(place, at.range).start.line + 1 } : {}),
    };
  });
  return { references: found.shown, referencesLeftOut: found.leftOut };
}

const mostTargets = 20;

/** The text of an answer, or its beginning. */
export function boundedText(text: string): string {
  return text.length <= mostCharacters
    ? text
    : `${text.slice(0, mostCharacters).toWellFormed()}\n… ${text.length - mostCharacters} more characters left out`;
}

/** Names and messages are as long as the authors of manifests make them. */
function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText).toWellFormed()}…`;
}

const longestText = 1000;
