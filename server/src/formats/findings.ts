import type { Severity } from '../core/model/problem.ts';
import { compareCodePoints } from '../core/text/compare.ts';
import { sha256 } from '../core/text/sha256.ts';
import type { Report, ReportedFix, ReportedPlace, ReportedResource } from './report.ts';

/** A problem or an error of a report, in the one shape that the formats for other tools are made of. */
export interface Finding extends ReportedPlace {
  /** The code of the rule, or `unusableFileCode`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Identifies the finding in another report. Unique within its file. */
  readonly fingerprint: string;
  /** Whether the finding is about the file as a whole, so that its range means nothing. */
  readonly isWholeFile: boolean;
  /** Absent for an error. */
  readonly resource?: ReportedResource;
  readonly related: readonly (ReportedPlace & { readonly message: string })[];
  /** The best first. */
  readonly fixes: readonly ReportedFix[];
}

/** What the formats for other tools need besides the report. */
export interface FormatOptions {
  /** Whether to include hints. */
  readonly verbose: boolean;
  /** Whether a finding of this severity makes the check fail. */
  fails(severity: Severity): boolean;
  /** The version of Podwire. */
  readonly version: string;
  /** The address of the public repository of Podwire, if package.json states one. Without a slash at the end. */
  readonly repository?: string;
  /** All files that were read, as reports show them. */
  readonly files: readonly string[];
  /**
   * The path of a file from the root of the repository, `/`-separated; a report shows it from the current
   * folder. Starts with `../` if the file is outside.
   */
  pathInRepository(file: string): string;
  /** The `file:` address of a file that a report shows. */
  addressOf(file: string): string;
  /** The address of the current folder on a web page that shows files, without a slash at the end. */
  readonly linkBase?: string;
}

/** The code of a file that could not be read, of a manifest that does not parse and of an unknown setting. */
export const unusableFileCode = 'unusable-file';

/** The errors and problems of a report, ordered by file and place, an error before a problem at its place. */
export function findingsOf(report: Report, { verbose }: Pick<FormatOptions, 'verbose'>): readonly Finding[] {
  const counts = new Map<string, number>();
  const errors = report.errors.map(({ file, range, message }): Finding => {
    const fingerprint = fingerprintOfError(file, message);
    const count = (counts.get(fingerprint) ?? 0) + 1;
    counts.set(fingerprint, count);
    return {
      code: unusableFileCode,
      severity: 'error',
      file: file.toWellFormed(),
      range,
      message: message.toWellFormed(),
      fingerprint: count === 1 ? fingerprint : `${fingerprint}-${count}`,
      isWholeFile: isWhole(range),
      related: [],
      fixes: [],
    };
  });
  const problems = report.problems
    .filter(({ severity }) => severity !== 'hint' || verbose)
    .map((problem): Finding => {
      const { code, severity, range, fingerprint, resource, related, fixes } = problem;
      // A name can have half of a surrogate pair, which many readers of JSON and XML refuse.
      const [file, message] = [problem.file.toWellFormed(), problem.message.toWellFormed()];
      const isWholeFile = isWhole(range);
      return { code, severity, file, range, message, fingerprint, isWholeFile, resource, related, fixes };
    });
  return [...errors, ...problems].sort(
    (a, b) =>
      compareCodePoints(a.file, b.file) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.character - b.range.start.character,
  );
}

/** Identifies an error in another report, as `fingerprintOf` does for a problem. */
export function fingerprintOfError(file: string, message: string): string {
  return sha256(JSON.stringify([unusableFileCode, file, message])).slice(0, 16);
}

/** The findings of each file that has some, in order. */
export function findingsByFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  return Map.groupBy(findings, ({ file }) => file);
}

function isWhole({ start, end }: ReportedPlace['range']): boolean {
  return start.line === 0 && start.character === 0 && end.line === 0 && end.character === 0;
}
