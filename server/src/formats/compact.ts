import { type Finding, type FormatOptions, findingsOf } from './findings.ts';
import type { Report } from './report.ts';
import { printable, printablePath } from './terminal.ts';

/** One line for each finding, as compilers print it: `file:line:column: severity: message [code]`. */
export function* reportAsCompact(report: Report, options: FormatOptions): Iterable<string> {
  for (const finding of findingsOf(report, options)) {
    const { severity, message, code } = finding;
    yield `${placeOf(finding)}: ${severity}: ${printable(message)} [${code}]\n`;
  }
}

function placeOf({ file, range, isWholeFile }: Finding): string {
  const name = printablePath(file);
  return isWholeFile ? name : `${name}:${range.start.line + 1}:${range.start.character + 1}`;
}
