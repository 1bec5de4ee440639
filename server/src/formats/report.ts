import { type Analysis, fileOf } from '../core/analysis.ts';
import { syntaxErrors } from '../core/features/syntaxErrors.ts';
import { fingerprintsOf } from '../core/fingerprint.ts';
import type { SourceFile } from '../core/model/document.ts';
import type { Origin } from '../core/model/origin.ts';
import type { Fix, Meant, Problem, Severity, Unknown } from '../core/model/problem.ts';
import type { Resource } from '../core/model/resource.ts';
import type { Lost } from '../core/model/wiring.ts';
import { documentNow, problemsOf, unknownOf } from '../core/problems.ts';
import { compareCodePoints } from '../core/text/compare.ts';
import { optional } from '../core/text/optional.ts';
import { entriesOf, lookUp } from '../core/text/versionedMap.ts';
import { lineIn, type PositionRange, rangeInFile } from './positions.ts';

/** The result of a check, as `--format json` writes it. The format is in `schemas/check.schema.json`. */
export interface Report {
  readonly version: 1;
  /** How many files were read. */
  readonly files: number;
  /** How many Kubernetes objects the files hold, and charts make with their own values. */
  readonly resources: number;
  /** How many files were skipped, because a program such as Helm has to make manifests of them first. */
  readonly templates: number;
  readonly problems: readonly ReportedProblem[];
  readonly unknown: readonly ReportedUnknown[];
  readonly errors: readonly ReportedError[];
  /** Set if the files were compared with another state of them. */
  readonly base?: {
    /** E.g. `HEAD 4ef8179`. */
    readonly name: string;
    /** How many problems and errors are left out because the base had them too. */
    readonly earlier: number;
  };
  /** Set if there is a list of known problems. */
  readonly known?: {
    /** The file with the list, relative to the current folder. */
    readonly file: string;
    /** How many problems and errors are left out because the list has them. */
    readonly hidden: number;
    /** Entries of the list whose problem is gone. */
    readonly gone: readonly ReportedKnown[];
    /** Entries of the list whose file has another path now. */
    readonly moved: readonly ReportedKnown[];
  };
}

/** An entry of a list of known problems. */
export interface ReportedKnown {
  readonly code: string;
  /** As `ReportedPlace.file`; the file need not exist any more. */
  readonly file: string;
  /** E.g. `Service shop/web`; null for a file that could not be used. */
  readonly resource: string | null;
  readonly message: string;
  /** The line of the entry in the list, from zero. */
  readonly line: number;
}

export interface ReportedProblem extends ReportedPlace {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Identifies the problem in another report, even if its lines moved. Unique within a report. */
  readonly fingerprint: string;
  readonly resource: ReportedResource;
  /** The kustomization or chart in whose rendering the problem is; null for a file by itself. */
  readonly bundle: string | null;
  /** Set if a reference reaches nothing now and reached something in the base. */
  readonly lost?: ReportedLoss;
  /** The likely intended targets, the likeliest first. Absent if nothing had to be guessed. */
  readonly candidates?: readonly ReportedCandidate[];
  readonly related: readonly (ReportedPlace & { readonly message: string })[];
  readonly fixes: readonly ReportedFix[];
}

export interface ReportedLoss {
  readonly targets: readonly ReportedTarget[];
  /** The name of the base, e.g. `HEAD 4ef8179`. */
  readonly since: string;
  readonly cause: Lost['cause'];
}

export interface ReportedTarget {
  /** The empty string for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Null if neither its file nor the kustomization that deploys it states one. */
  readonly namespace: string | null;
  readonly name: string;
  /** As `ReportedPlace.file`, in the base. */
  readonly file: string;
  readonly bundle: string | null;
}

export interface ReportedCandidate {
  readonly resource: ReportedResource;
  /** From 0 to 1. */
  readonly likelihood: number;
}

export interface ReportedUnknown extends ReportedPlace {
  readonly code: string;
  readonly resource: ReportedResource;
  /** Continues "unknown, because …". */
  readonly because: string;
}

export interface ReportedError extends ReportedPlace {
  readonly message: string;
}

export interface ReportedFix {
  readonly title: string;
  readonly preferred: boolean;
  readonly edits: readonly (ReportedPlace & { readonly newText: string })[];
}

export interface ReportedResource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Null if the file states none. */
  readonly namespace: string | null;
  readonly name: string;
}

export interface ReportedPlace {
  /** `/`-separated, relative to the current folder. */
  readonly file: string;
  readonly range: PositionRange;
}

export interface ReportOptions {
  /** How many files were read. */
  readonly files: number;
  /** A path of the analysis as reports show it. */
  shown(path: string): string;
  /** Fixes for a problem, the best first. */
  fixesOf(problem: Problem): readonly Fix[];
  /** Errors besides the problems and syntax errors of the analysis: files that could not be read. */
  readonly errors: readonly ReportedError[];
  readonly base?: ReportBase;
  readonly known?: ReportKnown;
  /** How many of the other errors were left out because they are known. */
  readonly hiddenErrors?: number;
  /** Whether to report the findings of a file, by its path in the analysis. Absent: of all files. */
  isIncluded?(path: string): boolean;
}

/** A list of known problems, which are counted and left out. */
export interface ReportKnown {
  readonly file: string;
  has(problem: Problem): boolean;
  /** @param file a path of the analysis */
  hasError(file: string, message: string): boolean;
  /** Paths are those of the analysis. */
  readonly gone: readonly ReportedKnown[];
  readonly moved: readonly ReportedKnown[];
}

/** Another state of the files, and which present findings it had too. These are counted and left out. */
export interface ReportBase {
  readonly name: string;
  has(finding: Problem | Unknown): boolean;
  /** @param file a path of the analysis */
  hasError(file: string, message: string): boolean;
}

/** The findings of an analysis, ordered by file and place: all of them, or only those that a base did not have. */
export function reportOf(analysis: Analysis, options: ReportOptions): Report {
  const { shown, isIncluded = () => true } = options;
  const paths = [...entriesOf(analysis.index.files)].map(([path]) => path);
  const placed = ({ document, range }: Origin): ReportedPlace[] => {
    const place = documentNow(analysis, document);
    return place ? [{ file: shown(document.file), range: rangeInFile(place, range) }] : [];
  };
  const problems: ReportedProblem[] = [];
  const unknown: ReportedUnknown[] = [];
  const errors: ReportedError[] = [...options.errors];
  const { base, known } = options;
  let hidden = 0;
  let resources = resourcesOfCharts(analysis);
  let templates = 0;
  let earlier = 0;
  for (const path of paths) {
    const file = fileOf(analysis, path);
    for (const { facts } of file?.documents ?? []) {
      resources += facts.resources.filter(({ madeBy }) => madeBy === undefined).length;
    }
    templates += file && isTemplate(file) ? 1 : 0;
    const isAsked = isIncluded(path);
    if (!isAsked && !file?.inChart) {
      continue;
    }
    // A problem of a template may be in a define or in the values of the chart.
    const isAbout = ({ resource }: Problem | Unknown): boolean => isAsked || isIncluded(resource.document.file);
    const found = problemsOf(analysis, path).filter(isAbout);
    const fingerprints = fingerprintsOf(found);
    for (const [position, problem] of found.entries()) {
      if (base?.has(problem)) {
        earlier++;
        continue;
      }
      if (known?.has(problem)) {
        hidden++;
        continue;
      }
      for (const place of placed(problem.at)) {
        problems.push({
          code: problem.code,
          severity: problem.severity,
          message: problem.message,
          fingerprint: fingerprints[position]!,
          ...place,
          resource: reportedResource(problem.resource),
          bundle: problem.resource.bundle ?? null,
          ...optional('lost', problem.lost && reportedLoss(problem.lost, shown)),
          ...optional('candidates', problem.candidates?.map(reportedCandidate)),
          related: problem.related.flatMap(({ at, message }) => placed(at).map((each) => ({ ...each, message }))),
          fixes: options.fixesOf(problem).map((fix) => reportedFix(fix, placed)),
        });
      }
    }
    for (const each of unknownOf(analysis, path).filter(isAbout)) {
      const { code, at, resource, because } = each;
      for (const place of base?.has(each) ? [] : placed(at)) {
        unknown.push({ code, ...place, resource: reportedResource(resource), because });
      }
    }
    for (const { document, error } of isAsked ? syntaxErrors(analysis, path) : []) {
      if (base?.hasError(path, error.message)) {
        earlier++;
        continue;
      }
      if (known?.hasError(path, error.message)) {
        hidden++;
        continue;
      }
      errors.push({ file: shown(path), range: rangeInFile(document, error), message: error.message });
    }
  }
  return {
    version: 1,
    files: options.files,
    resources,
    templates,
    problems: problems.sort(comparePlaces),
    unknown: unknown.sort(comparePlaces),
    errors: errors.sort(comparePlaces),
    ...(base ? { base: { name: base.name, earlier } } : {}),
    ...(known
      ? { known: { file: known.file, hidden: hidden + (options.hiddenErrors ?? 0), ...staleOf(known, shown) } }
      : {}),
  };
}

function resourcesOfCharts({ index: { bundles } }: Analysis): number {
  let resources = 0;
  for (const [name, { values }] of bundles.variants) {
    // The first resource of a bundle is the chart itself.
    resources += values === undefined ? Math.max(0, (lookUp(bundles.byDirectory, name)?.resources.length ?? 1) - 1) : 0;
  }
  return resources;
}

function staleOf({ gone, moved }: ReportKnown, shown: (path: string) => string) {
  const shownIn = (entry: ReportedKnown) => ({ ...entry, file: shown(entry.file) });
  return { gone: gone.map(shownIn), moved: moved.map(shownIn) };
}

/** Whether a program has to fill in the file, or a part of it, before it can be judged. */
export function isTemplate({ documents, unread }: SourceFile): boolean {
  return unread?.isTemplate === true || documents.some(({ facts }) => facts.unread?.isTemplate);
}

/** Fixes as a report writes them. */
export function reportedFixes(
  analysis: Analysis,
  fixes: readonly Fix[],
  shown: (path: string) => string,
): readonly ReportedFix[] {
  return fixes.map((fix) =>
    reportedFix(fix, ({ document, range }) => {
      const place = documentNow(analysis, document);
      return place ? [{ file: shown(document.file), range: rangeInFile(place, range) }] : [];
    }),
  );
}

/** The content of a line of a file, if the analysis keeps it. */
export function lineOf(analysis: Analysis, path: string, line: number): string | undefined {
  const document = fileOf(analysis, path)?.documents.findLast((each) => each.line <= line);
  return document && lineIn(document.facts.text, line - document.line);
}

function reportedResource({ apiVersion, kind, namespace, name }: Resource): ReportedResource {
  return { apiVersion, kind, namespace: namespace?.value ?? null, name };
}

function reportedLoss({ targets, since, cause }: Lost, shown: (path: string) => string): ReportedLoss {
  return {
    targets: targets.map(({ group, kind, namespace, name, file, bundle }) => ({
      group,
      kind,
      namespace: namespace ?? null,
      name,
      file: shown(file),
      bundle: bundle ?? null,
    })),
    since,
    cause,
  };
}

function reportedCandidate({ resource, likelihood }: Meant): ReportedCandidate {
  return { resource: reportedResource(resource), likelihood: Math.round(100 * likelihood) / 100 };
}

function reportedFix({ title, preferred, changes }: Fix, placed: (origin: Origin) => ReportedPlace[]): ReportedFix {
  return {
    title,
    preferred,
    edits: changes.flatMap(({ document, edits }) =>
      edits.flatMap(({ range, newText }) => placed({ document, range }).map((place) => ({ ...place, newText }))),
    ),
  };
}

/** The sort is stable, so findings at one place keep the order of the analysis, which is by code. */
function comparePlaces(a: ReportedPlace, b: ReportedPlace): number {
  const [from, to] = [a.range.start, b.range.start];
  return compareCodePoints(a.file, b.file) || from.line - to.line || from.character - to.character;
}
