import type { Severity } from '../core/model/problem.ts';
import { type FormatOptions, findingsByFile, findingsOf } from './findings.ts';
import type { Report } from './report.ts';
import { xmlAttributes, xmlDeclaration } from './xml.ts';

/** The XML of Checkstyle, which many tools for reviews and dashboards read. */
export function* reportAsCheckstyle(report: Report, options: FormatOptions): Iterable<string> {
  yield `${xmlDeclaration}<checkstyle version="4.3">\n`;
  for (const [file, findings] of findingsByFile(findingsOf(report, options))) {
    yield `  <file${xmlAttributes({ name: file })}>\n`;
    for (const { code, severity, message, range } of findings) {
      const attributes = xmlAttributes({
        line: range.start.line + 1,
        column: range.start.character + 1,
        severity: severities[severity],
        message,
        source: `podwire.${code}`,
      });
      yield `    <error${attributes}/>\n`;
    }
    yield '  </file>\n';
  }
  yield '</checkstyle>\n';
}

const severities: Readonly<Record<Severity, 'error' | 'warning' | 'info'>> = {
  error: 'error',
  warning: 'warning',
  information: 'info',
  hint: 'info',
};
