import type { Severity } from '../core/model/problem.ts';
import { type FormatOptions, findingsOf } from './findings.ts';
import { jsonArray } from './jsonArray.ts';
import type { Report } from './report.ts';

/** A code quality report of GitLab. Source: docs.gitlab.com, ci/testing/code_quality, Code Quality report format. */
export function* reportAsGitlab(report: Report, options: FormatOptions): Iterable<string> {
  const seen = new Set<string>();
  yield* jsonArray(
    findingsOf(report, options).map(({ code, severity, message, file, range, fingerprint }) => {
      // GitLab shows only one finding of those with the same fingerprint.
      let own = fingerprint;
      for (let count = 2; seen.has(own); count++) {
        own = `${fingerprint}-${count}`;
      }
      seen.add(own);
      return {
        description: message,
        check_name: code,
        fingerprint: own,
        severity: severities[severity],
        location: {
          path: options.pathInRepository(file),
          lines: { begin: range.start.line + 1, end: range.end.line + 1 },
        },
      };
    }),
  );
  yield '\n';
}

const severities: Readonly<Record<Severity, 'critical' | 'major' | 'minor' | 'info'>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};
